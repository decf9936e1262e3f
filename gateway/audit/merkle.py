"""Knows Merkle trees as RFC 6962 section 2.1 makes them: roots, and the path of one leaf."""

import hashlib
from collections.abc import Sequence
from typing import Final

NODE: Final = b"\x01"
EMPTY: Final = hashlib.sha256().digest()
"""The root over no leaves."""


class Frontier:
    """A tree that grows: of what was added it keeps one hash for each full subtree."""

    def __init__(self) -> None:
        self._full: list[tuple[int, bytes]] = []
        self.size = 0

    def add(self, leaf: bytes) -> None:
        """Put a leaf (already hashed) at the end."""
        size, node = 1, leaf
        while self._full and self._full[-1][0] == size:
            _, left = self._full.pop()
            size, node = 2 * size, node_of(left, node)
        self._full.append((size, node))
        self.size += 1

    def copy(self) -> "Frontier":
        """The tree as it is now."""
        found = Frontier()
        found._full, found.size = [*self._full], self.size
        return found

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._full:
            return EMPTY
        _, root = self._full[-1]
        for _, left in reversed(self._full[:-1]):
            root = node_of(left, root)
        return root


def node_of(left: bytes, right: bytes) -> bytes:
    """The parent of two nodes."""
    return hashlib.sha256(NODE + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaves."""
    tree = Frontier()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def path_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The siblings from leaf `index` up to the root; raises `IndexError` for no such leaf."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"expected a leaf below {len(leaves)}")
    if len(leaves) == 1:
        return []
    half = _split(len(leaves))
    if index < half:
        return [*path_of(leaves[:half], index), root_of(leaves[half:])]
    return [*path_of(leaves[half:], index - half), root_of(leaves[:half])]


def root_by_path(leaf: bytes, *, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to (RFC 9162 section 2.1.3.2); None for an ill-formed path."""
    if not 0 <= index < size:
        return None
    place, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            node = node_of(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_of(node, sibling)
        place, last = place >> 1, last >> 1
    return node if last == 0 else None


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
