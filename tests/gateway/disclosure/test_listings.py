"""Lists in memory: each is of one look and one viewer, within bounds, and read once for all."""

import asyncio

from gateway.disclosure.asked_lists import Question, Wanted
from gateway.disclosure.fragments import Fragment, Fragments, Key
from gateway.disclosure.listings import Listing, Listings
from gateway.disclosure.told import Written
from gateway.orders.lists import Seen
from gateway.orders.reading import Viewer, Window
from gateway.store.moved import Moved
from tests.world.asking import StandingClock
from tests.world.loop import run

STILL = Moved(orders=4, people=0, sources=0, vault=2)


def seen(number: int) -> Seen:
    return Seen(f"o-{number}", "p", 16, 1, "helvance", 0, "")


def wanted(number: int) -> Wanted:
    return Wanted(1, Viewer(subject=f"s-{number}"), Window(), None)


def test_a_list_is_known_only_at_the_look_it_was_read_after() -> None:
    held, fragments = Listings(), Fragments()
    held.follow(STILL, fragments)
    held.keep(wanted(1), Listing((seen(1),)), STILL)
    assert held.get(wanted(1), STILL) is not None
    later = STILL._replace(orders=5)
    assert held.get(wanted(1), later) is None
    held.follow(later, fragments)
    held.keep(wanted(1), Listing((seen(1),)), STILL)
    assert held.get(wanted(1), STILL) is None
    assert held.get(wanted(1), later) is None


def test_a_question_is_answered_by_the_list_that_is_kept_and_by_none_before_it() -> None:
    held, fragments, asked = (
        Listings(most_rows=2),
        Fragments(),
        Question(9, Viewer("s-1"), (("first", 10),)),
    )
    held.follow(STILL, fragments)
    first, second, third = (Listing((seen(1),)) for _ in range(3))
    held.note_answered(asked, first.memo)
    assert held.answered(asked, STILL) is None
    held.keep(wanted(1), first, STILL)
    held.note_answered(asked, first.memo)
    assert held.answered(asked, STILL) is first.memo
    assert held.answered(asked._replace(given=(("first", 11),)), STILL) is None
    later = STILL._replace(orders=5)
    assert held.answered(asked, later) is None
    held.follow(later, fragments)
    held.note_answered(asked, first.memo)  # by a request that read its list before
    assert held.answered(asked, later) is None
    held.keep(wanted(1), second, later)
    found = held.answered(asked, later)
    assert (found, second.memo.value) == (second.memo, None)  # it was not shown yet
    held.keep(wanted(2), third, later)
    assert held.answered(asked, later) is None
    assert "Memo" not in repr(held._answered)  # a list that had to go is held by nothing


def test_a_list_read_for_another_viewer_answers_no_question() -> None:
    held, asked = Listings(), Question(9, Viewer("s-1", granted=("p",)), (("first", 10),))
    held.follow(STILL, Fragments())
    found = Listing((seen(1),))
    held.keep(wanted(1), found, STILL)
    held.note_answered(asked, found.memo)
    assert held.answered(asked, STILL) is None


def test_what_is_asked_again_is_the_last_to_go() -> None:
    held, asked = Listings(most_rows=4), Question(9, Viewer("s-0"), (("first", 10),))
    held.follow(STILL, Fragments())
    lists = [Listing((seen(1),)) for _ in range(3)]
    held.keep(wanted(0), lists[0], STILL)
    held.keep(wanted(1), lists[1], STILL)
    held.note_answered(asked, lists[0].memo)
    assert held.answered(asked, STILL) is lists[0].memo
    held.keep(wanted(2), lists[2], STILL)
    assert held.answered(asked, STILL) is lists[0].memo
    assert held.get(wanted(1), STILL) is None


def test_another_viewer_part_or_plan_is_another_list() -> None:
    held = Listings()
    held.follow(STILL, Fragments())
    held.keep(wanted(1), Listing((seen(1),)), STILL)
    mine = wanted(1)
    for other in (
        wanted(2),
        mine._replace(plan=2),
        mine._replace(order_id="o-1"),
        mine._replace(window=Window(limit=3)),
        mine._replace(viewer=Viewer(subject="s-1", granted=("p",))),
    ):
        assert held.get(other, STILL) is None


def test_the_oldest_lists_go_when_there_are_too_many_rows() -> None:
    held = Listings(most_rows=10)
    held.follow(STILL, Fragments())
    for number in range(9):
        held.keep(wanted(number), Listing((seen(1), seen(2))), STILL)
    assert len(held) == 3
    assert held.get(wanted(8), STILL) is not None
    assert held.get(wanted(0), STILL) is None


def test_what_is_put_together_stays_within_its_bound() -> None:
    held = Listings(most_joined=100)
    held.follow(STILL, Fragments())
    lists = [Listing((seen(number),)) for number in range(5)]
    most = 0
    for number, listing in enumerate(lists):
        held.keep(wanted(number), listing, STILL)
        held.note_joined(40)
        listing.memo.written = Written([], set[str](), {}, 0)
        most = max(most, 40 * sum(one.memo.written is not None for one in lists))
    assert most == 80


def test_a_row_that_was_dropped_is_in_no_list() -> None:
    held, fragments = Listings(), Fragments(most_bytes=1)
    held.follow(STILL, fragments)
    held.keep(wanted(1), Listing((seen(1),)), STILL)
    written = Fragment({"id": "o-1"}, order_id="o-1")
    written.write("w1", lambda treated: treated["id"])
    fragments.keep(Key(1, "o-1", 1, 16, 0), written)
    held.follow(STILL, fragments)
    assert held.get(wanted(1), STILL) is None


def test_those_who_ask_at_once_share_one_read() -> None:
    held, reads = Listings(), 0

    async def read() -> Listing:
        nonlocal reads
        reads += 1
        await StandingClock().sleep(0)
        return Listing((seen(1),))

    async def walk() -> list[Listing]:
        held.follow(STILL, Fragments())
        later = STILL._replace(orders=STILL.orders + 1)
        looks = [STILL, STILL, STILL, later]
        return await asyncio.gather(*(held.once(wanted(1), look, read) for look in looks))

    found = run(walk())
    assert found[0] is found[1] is found[2]
    assert found[3] is not found[0]
    assert reads == 2


def test_one_who_goes_away_leaves_the_read_to_the_others() -> None:
    held = Listings()

    async def read() -> Listing:
        await StandingClock().sleep(0.01)
        return Listing((seen(1),))

    async def walk() -> Listing:
        first = asyncio.create_task(held.once(wanted(1), STILL, read))
        other = asyncio.create_task(held.once(wanted(1), STILL, read))
        await StandingClock().sleep(0)
        first.cancel()
        return await other

    assert len(run(walk()).rows) == 1
