"""Documents whose fields stand flat, and over which every walk is deep all the same."""

from itertools import pairwise


def hidden_levels(size: int, *, shallow: bool = False) -> str:
    """`size` fragments, each 18 inline fragments around the next: 19 * size + 3 levels.

    `shallow`: the operation spreads each of them, the last first, so that every fragment was met
    near the top before it is met below the others.
    """
    names = [f"f{n}" for n in range(size + 1)]
    spread = " ".join(f"...{name}" for name in (reversed(names) if shallow else names[:1]))
    parts = [
        f"fragment {name} on Viewer {{ {'... {' * 18} ...{below} {'}' * 18} }}"
        for name, below in pairwise(names)
    ]
    last = f"fragment f{size} on Viewer {{ name }}"
    return " ".join([f"{{ viewer {{ {spread} }} }}", *parts, last])


def two_circles() -> str:
    """As many pairs of fragments as there can be, each met below the one before."""
    circles = [
        f"fragment {name}{n} on Viewer {{ ...{name}{(n + 1) % size} }}"
        for name, size in (("a", 29), ("b", 31))
        for n in range(size)
    ]
    return " ".join(["{ viewer { ...a0 ...b0 } }", *circles])
