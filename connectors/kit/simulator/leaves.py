"""Knows how the details of a step come apart for vendors that say each value by itself."""

from collections.abc import Iterator, Mapping

from connectors.kit.simulator.records import Detail

Leaf = tuple[str, tuple[str, ...], Detail]


def leaves(details: Mapping[str, Detail]) -> Iterator[Leaf]:
    """Each value: its path (`runs.bags.expires_at`), the refs of the lists it stands in, itself."""
    return _below(details, path=(), refs=())


def _below(
    details: Mapping[str, Detail], *, path: tuple[str, ...], refs: tuple[str, ...]
) -> Iterator[Leaf]:
    for name, value in details.items():
        here = (*path, name)
        if isinstance(value, dict):
            yield from _below(value, path=here, refs=refs)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for item in value:
                if isinstance(item, dict):
                    yield from _below(item, path=here, refs=(*refs, str(item["ref"])))
        elif name != "ref":
            yield ".".join(here), refs, value
