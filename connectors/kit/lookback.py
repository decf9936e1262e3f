"""Knows how far a walk over a vendor's changes has come, and what the next one reads again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from connectors.kit.contract import Cursor

EDGE_MAX = 5_000
DIGEST_CHARACTERS = 20


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a walk stands: changes since when, begun when (vendor's clock), and the open page."""

    since: datetime | None
    began: datetime | None = None
    page: str | None = None

    def before_that(self) -> "Place | None":
        """Where to begin when the vendor has forgotten this place; None when there is nothing."""
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
    place: Place, *, seen: Mapping[str, datetime | None], lookback: timedelta, complete: bool
) -> Cursor:
    """The cursor to store with the facts of a page.

    Its edge are the digests that the next walk will read again: those changed inside the
    look-back, and those of which nobody knows when.
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


def digest_of(record: object) -> str:
    """What tells a JSON record of this version apart from all others."""
    body = msgspec.json.encode(record, order="deterministic")
    return sha256(body).hexdigest()[:DIGEST_CHARACTERS]
