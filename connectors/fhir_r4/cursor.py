"""Knows how far a walk over a server's changes has come, and writes it down as a cursor."""

from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from connectors.fhir_r4.wire import Node
from connectors.kit.contract import Cursor
from connectors.kit.mapping import RecordError
from connectors.kit.times import Clockwork

EDGE_MAX = 5_000
DIGEST_CHARACTERS = 20


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a walk stands: changes since when, begun when (server's clock), and the open page."""

    since: datetime | None
    began: datetime | None = None
    page: str | None = None

    def before_that(self) -> "Place | None":
        """Where to begin when the server has forgotten this place; None when there is nothing."""
        if self.page is not None:
            return Place(since=self.since)
        return None if self.since is None else Place(since=None)


def place_of(cursor: Cursor | None, *, lookback: timedelta) -> Place:
    """Where to go on: at the open page, or a look-back before the last complete walk.

    A cursor of an older form is read as none: everything is asked for again and taken once.
    """
    if cursor is None:
        return Place(since=None)
    try:
        place = msgspec.json.decode(cursor.value, type=Place)
    except msgspec.MsgspecError:
        return Place(since=None)
    if not cursor.walk_complete:
        return place
    return Place(since=None if place.began is None else place.began - lookback)


def cursor_at(
    place: Place, *, seen: dict[str, datetime | None], lookback: timedelta, complete: bool
) -> Cursor:
    """The cursor to store with the facts of a page.

    Its edge are the versions that the next walk will read again: those of Provenances inside the
    look-back and of the orders and patients that come with them.
    """
    edge_from = None if place.began is None else place.began - lookback
    edge = [
        digest
        for digest, changed in seen.items()
        if changed is None or edge_from is None or changed >= edge_from
    ]
    return Cursor(
        value=msgspec.json.encode(place).decode(),
        at=place.began,
        seen_at_edge=frozenset(edge[-EDGE_MAX:]),
        walk_complete=complete,
    )


def versions_of(resources: dict[str, Node], *, clocks: Clockwork) -> dict[str, datetime | None]:
    """What tells these versions apart, each with when the server wrote it."""
    found: dict[str, datetime | None] = {}
    for resource in resources.values():
        body = msgspec.json.encode(resource.value, order="deterministic")
        when = clocks.instant(written_at(resource))
        found[sha256(body).hexdigest()[:DIGEST_CHARACTERS]] = when.at if when else None
    return found


def written_at(resource: Node) -> object:
    """`meta.lastUpdated` as it came; None when it is not there."""
    try:
        return resource["meta"]["lastUpdated"].value
    except RecordError:
        return None
