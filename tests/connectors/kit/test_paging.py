"""Walks that end (faults P1 to P3)."""

import pytest

from connectors.kit.errors import Cause, ConnectorError
from connectors.kit.paging import Page, walk
from tests.world.loop import run

Book = dict[str, tuple[set[str], str | None]]


async def _walk(book: Book) -> list[str]:
    async def fetch(place: str) -> Page[str]:
        keys, following = book[place]
        return Page(place=place, body=place, keys=frozenset(keys), following=following)

    return [page.body async for page in walk(fetch, start="1")]


def test_it_goes_on_past_a_short_and_an_empty_page_until_none_follows() -> None:
    book: Book = {"1": ({"a"}, "2"), "2": (set(), "3"), "3": ({"b", "c"}, None)}
    assert run(_walk(book)) == ["1", "2", "3"]


def test_a_repeated_page_is_passed_on_once_more() -> None:
    book: Book = {"1": ({"a"}, "2"), "2": ({"a"}, "3"), "3": ({"b"}, None)}
    assert run(_walk(book)) == ["1", "2", "3"]


@pytest.mark.parametrize(
    "book",
    [
        {"1": ({"a"}, "1")},
        {"1": ({"a"}, "2"), "2": ({"b"}, "1")},
        {"1": ({"a"}, "2"), "2": ({"a"}, "3"), "3": ({"a"}, "4"), "4": ({"a"}, "5")},
    ],
    ids=["itself", "there and back", "ever new places, ever the same records"],
)
def test_a_circle_is_partial(book: Book) -> None:
    with pytest.raises(ConnectorError) as caught:
        run(_walk(book))
    assert caught.value.cause is Cause.PARTIAL
