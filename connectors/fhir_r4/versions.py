"""Knows what tells the versions on a page apart, and when each comes up in a search by time."""

from datetime import datetime

from connectors.fhir_r4.wire import Bundle, Node
from connectors.kit.lookback import digest_of
from connectors.kit.mapping import RecordError
from connectors.kit.times import Clockwork

SEARCHED = "Provenance"


def versions_of(bundle: Bundle, *, clocks: Clockwork) -> dict[str, datetime | None]:
    """The digest of each version on a page, with the time by which a search finds it.

    Only Provenances are searched by time. An order and its patient come with them however long ago
    they were written, so they count as written with the page's latest Provenance.
    """
    found: dict[str, datetime | None] = {}
    for event in bundle.of(SEARCHED).values():
        found[digest_of(event.value)] = _when(event, clocks)
    times = [when for when in found.values() if when is not None]
    latest = max(times, default=None)
    for kind, resources in bundle.resources.items():
        if kind != SEARCHED:
            found |= {digest_of(one.value): latest for one in resources.values()}
    return found


def written_at(resource: Node) -> object:
    """`meta.lastUpdated` as it came; None when it is not there."""
    try:
        return resource["meta"]["lastUpdated"].value
    except RecordError:
        return None


def _when(resource: Node, clocks: Clockwork) -> datetime | None:
    when = clocks.instant(written_at(resource))
    return None if when is None else when.at
