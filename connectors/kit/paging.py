"""Knows how to walk pages to their end without being led round in circles (rules P1 to P4)."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from connectors.kit.errors import Cause, ConnectorError

Body = TypeVar("Body")
PAGES_MAX = 10_000
BARREN_MAX = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Body]):
    """One page: where it was asked for, what stands on it, where the next one is.

    `keys` tell its records apart (identity and version, or a digest); `following` is None at the
    end of the walk.
    """

    place: str
    body: Body
    keys: frozenset[str]
    following: str | None


async def walk(
    fetch: Callable[[str], Awaitable[Page[Body]]], *, start: str
) -> AsyncIterator[Page[Body]]:
    """Every page from `start` until none follows.

    A short or empty page is no end (P3); a page that repeats records is passed on, for facts are
    taken once (P1). Raises PARTIAL when the walk comes back to a place, or when two pages in a row
    bring nothing new and yet more should follow (P2); the caller's cursor then stays where it was.
    """
    places: set[str] = set()
    seen: set[str] = set()
    barren = 0
    place: str | None = start
    while place is not None:
        if place in places or len(places) >= PAGES_MAX:
            raise ConnectorError(Cause.PARTIAL, f"the list leads in a circle after {len(places)}")
        places.add(place)
        page = await fetch(place)
        barren = 0 if page.keys - seen else barren + 1
        seen |= page.keys
        yield page
        if barren >= BARREN_MAX and page.following is not None:
            raise ConnectorError(Cause.PARTIAL, f"no new record on the last {barren} pages")
        place = page.following
