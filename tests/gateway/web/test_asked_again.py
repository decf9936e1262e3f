"""A list that is asked for again is what graphql-core would answer now, and is not read anew."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import cast

import msgspec
import pytest
from sqlalchemy import update

from gateway.clock import instant_text
from gateway.disclosure.again import Again
from gateway.disclosure.asked_lists import Question
from gateway.disclosure.execute import Disclosure
from gateway.orders.tables import orders
from gateway.store.engine import Store
from gateway.store.moved import Moved
from gateway.web.body import GraphqlRequest
from gateway.web.envelope import Answer
from gateway.web.errors import DATA_WITH_ERRORS
from gateway.web.operation import Preparing
from schema.vocabulary.principals import Principal
from tests.world.asking import NOW, StandingClock
from tests.world.both_ways import SCHEMA, Ground, bearer, ground, noted, shown
from tests.world.drawn_people import Crowd
from tests.world.loop import run
from tests.world.odd_plans import FreshPlans

MASKED = "nodes { id version status patient { familyName { visibility value } } }"
WITH_SOURCE = "id connection { state }"
QUESTIONS = (
    f"query A($first: Int) {{ worklist(first: $first) {{ {MASKED} asOf }} }}",
    f"{{ orders {{ nodes {{ {WITH_SOURCE} }} totalCount pageInfo {{ endCursor hasNextPage }} }} }}",
    "{ list: worklist(first: 12) { nodes { id overlays } pageInfo { startCursor } asOf } }",
    "{ orders(first: 11) { edges { cursor node { id } } } }",
)


class CountedDisclosure(Disclosure):
    """Counts what was shown again."""

    shown_again = 0

    async def again(self, asked: Question) -> Again | None:
        found = await super().again(asked)
        self.shown_again += found is not None
        return found


class Asking:
    """One gateway's execution, and graphql-core's over plans made anew."""

    def __init__(self, on: Ground, random: Random) -> None:
        self.on = on
        self.crowd = Crowd(random, on.words().patients)
        self._planned = on.execution(kind=CountedDisclosure)
        self._library = on.execution(kind=FreshPlans)
        self._preparing = Preparing(on.parts(), schema=SCHEMA)
        self.granted = 0

    @property
    def disclosure(self) -> CountedDisclosure:
        return cast("CountedDisclosure", self._planned._parts.disclosure)

    async def ask(
        self,
        text: str,
        principal: Principal,
        first: int | None = None,
        *,
        given: dict[str, object] | None = None,
    ) -> bytes:
        """The product's answer, which has to be the library's, with what the audit is told."""
        if first is not None:
            given = {"first": first}
        who = bearer(principal)
        prepared = self._preparing.prepare(GraphqlRequest(query=text, variables=given), who, read=0)
        found, reads = await self._planned.run(prepared, who)
        other, others = await self._library.run_by_library(prepared, who)
        assert shown(found) == shown(other)
        assert noted(reads) == noted(others)
        assert list(reads.grants_used()) == list(others.grants_used())
        self.granted += bool(noted(reads).opened)
        return shown(found)

    async def planned(self, text: str, principal: Principal) -> Answer:
        """The product's answer alone."""
        who = bearer(principal)
        prepared = self._preparing.prepare(GraphqlRequest(query=text), who, read=0)
        return (await self._planned.run(prepared, who))[0]

    async def again(self, text: str, principal: Principal, first: int | None = None) -> bool:
        """Whether this was shown again, as it was before."""
        before = self.disclosure.shown_again
        await self.ask(text, principal, first)
        return self.disclosure.shown_again > before


def walk(store: Store, folder: Path, act: Callable[[Asking], Awaitable[None]]) -> None:
    async def inside() -> None:
        random = Random(11)  # noqa: S311 (repeatable, no secret)
        try:
            await act(Asking(await ground(store, folder, random, many=30), random))
        finally:
            await store.close()

    run(inside())


async def somebody(asking: Asking, text: str, first: int | None = None) -> Principal:
    """Somebody who is shown this list again when they ask again."""
    for one in asking.crowd.always():
        await asking.ask(text, one, first)
        if await asking.again(text, one, first):
            return one
    raise AssertionError("nobody is shown it again")


def test_everybody_is_answered_alike_however_often_they_ask(store: Store, tmp_path: Path) -> None:
    async def act(asking: Asking) -> None:
        granted = [asking.crowd.granted() for _ in range(6)]
        people = [*asking.crowd.always(), *granted, *asking.crowd.strangers(4)]
        for _ in range(3):
            for text in QUESTIONS:
                for one in people:
                    for first in (10, 12, None) if "$first" in text else (None,):
                        await asking.ask(text, one, first)
        assert asking.disclosure.shown_again > 20
        assert asking.granted > 5

    walk(store, tmp_path, act)


@pytest.mark.parametrize("text", QUESTIONS[:3])
def test_what_moved_is_asked_for_anew(store: Store, tmp_path: Path, text: str) -> None:
    async def act(asking: Asking) -> None:
        one = await somebody(asking, text)
        async with store.writing() as connection:
            await connection.execute(update(orders).values(version=orders.c.version + 1))
        assert not await asking.again(text, one)
        assert await asking.again(text, one)

    walk(store, tmp_path, act)


def test_a_source_that_moved_is_told(store: Store, tmp_path: Path) -> None:
    async def act(asking: Asking) -> None:
        one = await somebody(asking, QUESTIONS[1])
        for execution in (asking._planned, asking._library):
            sources = cast("Disclosure", execution._parts.disclosure)._backing.sources
            views = await sources.sources()
            moved = [{**view, "state": "DOWN"} for view in views]

            async def told(moved: list[dict[str, object]] = moved) -> list[dict[str, object]]:
                return moved

            sources.sources = told
        assert not await asking.again(QUESTIONS[1], one)
        assert await asking.again(QUESTIONS[1], one)

    walk(store, tmp_path, act)


DATED = (
    "{ list: worklist { nodes { id } asked: asOf } }",
    "query A($on: Boolean!) { list: worklist { nodes { id } asked: asOf @include(if: $on) } }",
    "{ list: orders { ...P } } fragment P on OrderConnection { ... { asked: asOf } totalCount }",
    "{ list: orders(first: 2) { edges { cursor } asked: asOf } }",
)


class LaterClock(StandingClock):
    """It is so many hours after NOW."""

    hours = 0

    def now(self) -> datetime:
        return NOW + timedelta(hours=self.hours)


@pytest.mark.parametrize("text", DATED)
def test_the_instant_is_that_of_each_answer(store: Store, tmp_path: Path, text: str) -> None:
    async def act(asking: Asking) -> None:
        clock = LaterClock()
        for execution in (asking._planned, asking._library):
            cast("Disclosure", execution._parts.disclosure)._clock = clock
        given: dict[str, object] | None = {"on": True} if "$on" in text else None
        for one in asking.crowd.always()[:4]:
            for hours in range(3):
                clock.hours = hours
                answer = msgspec.json.decode(await asking.ask(text, one, given=given))
                assert answer["data"]["list"]["asked"] == instant_text(clock.now())
        assert asking.disclosure.shown_again >= 8 * ("edges" not in text and "...P" not in text)

    walk(store, tmp_path, act)


def test_another_number_and_another_person_are_other_questions(
    store: Store, tmp_path: Path
) -> None:
    async def act(asking: Asking) -> None:
        one = await somebody(asking, QUESTIONS[0], 12)
        assert not await asking.again(QUESTIONS[0], one, 11)
        assert await asking.again(QUESTIONS[0], one, 11)
        other = replace(one, subject="somebody-else")
        assert not await asking.again(QUESTIONS[0], other, 12)

    walk(store, tmp_path, act)


def test_what_was_written_and_let_go_is_not_shown_again(store: Store, tmp_path: Path) -> None:
    async def act(asking: Asking) -> None:
        one = await somebody(asking, QUESTIONS[0])
        asking.disclosure._backing.fragments.clear()
        assert not await asking.again(QUESTIONS[0], one)
        assert await asking.again(QUESTIONS[0], one)
        asking.disclosure._backing.listings.note_joined(10**9)
        assert not await asking.again(QUESTIONS[0], one)

    walk(store, tmp_path, act)


@pytest.mark.parametrize(("failures", "status"), [(1, 200), (9, DATA_WITH_ERRORS)])
def test_a_store_that_fails_is_told_as_of_any_other_field(
    store: Store, tmp_path: Path, failures: int, status: int
) -> None:
    async def act(asking: Asking) -> None:
        one = await somebody(asking, QUESTIONS[0])
        disclosure = asking.disclosure
        away = cast("Store", Away(store, failures))
        disclosure._backing = replace(disclosure._backing, store=away)
        assert (await asking.planned(QUESTIONS[0], one)).status == status

    walk(store, tmp_path, act)


class Away:
    """A store that fails to tell what moved, so many times."""

    def __init__(self, store: Store, failures: int) -> None:
        self._store = store
        self._left = failures

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def moved(self) -> Moved:
        self._left -= 1
        if self._left >= 0:
            raise ConnectionError("away")
        return await self._store.moved()
