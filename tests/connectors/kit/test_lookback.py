from datetime import UTC, datetime, timedelta

from connectors.kit.contract import Cursor
from connectors.kit.lookback import EDGE_MAX, Place, cursor_at, digest_of, place_of

BEGAN = datetime(2026, 11, 26, 12, tzinfo=UTC)
LOOKBACK = timedelta(minutes=10)


def at(place: Place, *, complete: bool, **seen: datetime | None) -> Cursor:
    return cursor_at(place, seen=seen, lookback=LOOKBACK, complete=complete)


def test_an_open_walk_goes_on_at_its_page() -> None:
    place = Place(since=None, began=BEGAN, page="https://vendor.example/2")
    assert place_of(at(place, complete=False), lookback=LOOKBACK) == place


def test_a_complete_walk_is_followed_by_one_that_looks_back() -> None:
    cursor = at(Place(since=None, began=BEGAN), complete=True)
    assert place_of(cursor, lookback=LOOKBACK) == Place(since=BEGAN - LOOKBACK)


def test_a_cursor_of_another_form_asks_for_everything() -> None:
    assert place_of(Cursor(value="page 7"), lookback=LOOKBACK) == Place(since=None)


def test_the_edge_holds_what_the_next_walk_reads_again() -> None:
    cursor = at(
        Place(since=None, began=BEGAN),
        complete=True,
        edge=BEGAN - LOOKBACK,
        older=BEGAN - LOOKBACK - timedelta(seconds=1),
        unknown=None,
    )
    assert cursor.seen_at_edge == {"edge", "unknown"}


def test_the_edge_is_bounded() -> None:
    seen = {str(number): BEGAN for number in range(EDGE_MAX + 5)}
    cursor = at(Place(since=None, began=BEGAN), complete=True, **seen)
    assert len(cursor.seen_at_edge) == EDGE_MAX


def test_a_forgotten_page_falls_back_to_its_start_and_then_to_everything() -> None:
    open_page = Place(since=BEGAN, page="https://vendor.example/2")
    assert open_page.before_that() == Place(since=BEGAN)
    assert Place(since=BEGAN).before_that() == Place(since=None)
    assert Place(since=None).before_that() is None


def test_a_digest_does_not_depend_on_the_order_of_members() -> None:
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})
