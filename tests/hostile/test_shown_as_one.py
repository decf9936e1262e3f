"""Streams that are told of a change as one are each told what they would be told by themselves."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import delete, update

from gateway.audit.events import Event
from gateway.orders.tables import care_team, orders
from gateway.store.engine import Store
from gateway.web.body import GraphqlRequest
from gateway.web.deliveries import Deliveries, Told
from gateway.web.execution import Change, Execution, Shown
from gateway.web.operation import Preparing
from gateway.web.ports import WebParts
from schema.vocabulary.principals import Grant, Principal, PrincipalKind, Role
from tests.gateway.disclosure.test_answers import everything
from tests.hostile.test_side_doors import asked
from tests.world.asking import NOW
from tests.world.both_ways import SCHEMA, Ground, bearer
from tests.world.drawn_people import Crowd
from tests.world.ledger import Ledger
from tests.world.loop import run

if TYPE_CHECKING:
    from schema.api.ports import Explains, Prices

FOLLOWED = f"subscription {{ orderChanged {{ id version order {everything('Order')} }} }}"
ANOTHER = "subscription { orderChanged { order { status patient { familyName { value } } } } }"
SEED = 11


class Watched(Execution):
    """Counts how often a change is read to be shown; `meanwhile` happens once, just before."""

    def __init__(self, parts: WebParts) -> None:
        super().__init__(
            parts,
            schema=SCHEMA,
            prices_of=lambda _who: cast("Prices", None),
            explains_of=lambda _who: cast("Explains", None),
        )
        self.read = 0
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def change(self, asked: Change) -> Shown | None:
        self.read += 1
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            await happens()
        return await super().change(asked)


class Streams:
    """Streams over one ground, of anybody."""

    def __init__(self, on: Ground) -> None:
        self.on = on
        self.ledger = Ledger()
        self.parts = replace(on.parts(), audit=self.ledger)
        self.execution = Watched(self.parts)
        self._deliveries = Deliveries(self.parts, self.execution)
        self._preparing = Preparing(self.parts, schema=SCHEMA)

    def change(self, who: Principal, query: str, order_id: str, *, known: bool = True) -> Change:
        prepared = self._preparing.prepare(GraphqlRequest(query=query), bearer(who), read=0)
        plan = self.execution.plan(prepared, bearer(who))
        return Change(prepared, bearer(who), plan, order_id, 7, known)

    async def together(self, changes: Sequence[Change]) -> list[Told]:
        return await asyncio.gather(*(self._deliveries.of(one) for one in changes))

    async def apart(self, changes: Sequence[Change]) -> list[Told]:
        return [await self._deliveries.of(one) for one in changes]

    def audited(self) -> list[str]:
        """What the audit was told, whoever came first; not when, and how long it took."""
        return sorted(_about(event) for event in self.ledger.events)


def _about(event: Event) -> str:
    body = {name: value for name, value in event.body.items() if name != "latency_ms"}
    return repr((event.kind, event.subject, sorted(body.items(), key=repr)))


def everybody(on: Ground) -> list[Principal]:
    """A crowd with, for each person, some of the same roles: on a care team and off it.

    To one, who is on none, every patient is opened.
    """
    patients = on.words().patients
    crowd = Crowd(Random(SEED), patients)  # noqa: S311 (repeatable, no secret)
    people = [*crowd.always(), *crowd.strangers(6)]
    grants = tuple(Grant(one, Role.PHYSICIAN, NOW, f"grant-{one}") for one in patients)
    people += [replace(people[1], subject="opened", session_id="opened", grants=grants)]
    alike = [
        replace(one, subject=subject, session_id=f"session-of-{subject}", grants=())
        for one in people
        if one.kind is PrincipalKind.PERSON
        for subject in ("on-team", "someone-else", "nobody", "nobody-2")
    ]
    return [*people, *alike, *people]


def test_all_are_told_what_they_would_be_told_by_themselves(store: Store, tmp_path: Path) -> None:
    async def story() -> None:
        async with asked(store, tmp_path, seed=SEED) as desk:
            as_one, by_themselves = Streams(desk.on), Streams(desk.on)
            told, expected = list[Told](), list[Told]()
            for number, order in enumerate(desk.on.told):
                wanted = [
                    ((one, query, order.order_id), (number + index) % 2 == 0)
                    for query in (FOLLOWED, ANOTHER)
                    for index, one in enumerate(everybody(desk.on))
                ]
                told += await as_one.together(
                    [as_one.change(*one, known=known) for one, known in wanted]
                )
                expected += await by_themselves.apart(
                    [by_themselves.change(*one, known=known) for one, known in wanted]
                )
            assert told == expected
            assert as_one.audited() == by_themselves.audited()
            assert sum(one.content is not None for one in told) > len(told) / 4
            assert by_themselves.execution.read == len(told)
            assert as_one.execution.read < len(told) / 2, "most were told as one"

    run(story())


def two(on: Ground) -> tuple[Principal, Principal]:
    """Two of one class: on the care team, off it."""
    on_team, off_team, *_ = Crowd(Random(SEED), on.words().patients).always()  # noqa: S311 (as above)
    return on_team, off_team


def test_two_of_one_class_on_and_off_the_care_team_are_told_each_their_own(
    store: Store, tmp_path: Path
) -> None:
    async def story() -> None:
        async with asked(store, tmp_path, seed=SEED) as desk:
            streams, differ = Streams(desk.on), 0
            for order in desk.on.told:
                changes = [
                    streams.change(one, FOLLOWED, order.order_id)
                    for one in (*two(desk.on), *two(desk.on))
                ]
                theirs, others, *again = await streams.together(changes)
                assert again == [theirs, others]
                differ += theirs.content != others.content
                assert "on-team" in order.team or theirs.content == others.content
            assert differ, "there are orders of which the care team sees more"

    run(story())


@pytest.mark.parametrize("leaves", ["on-team", "on-team-2"])
def test_who_leaves_the_care_team_before_the_showing_is_not_told_with_those_who_stay(
    store: Store, tmp_path: Path, leaves: str
) -> None:
    """Whether it is the one by whose eyes the order is read for both, or the other."""

    async def story() -> None:
        async with asked(store, tmp_path, seed=SEED) as desk:
            first, off_team = two(desk.on)
            both = [first, replace(first, subject="on-team-2")]
            streams, seen = Streams(desk.on), 0
            for order in [one for one in desk.on.told if "on-team" in one.team][:4]:
                order_id = order.order_id
                async with store.writing() as connection:
                    await connection.execute(
                        care_team.insert(), [{"order_id": order_id, "subject": "on-team-2"}]
                    )

                async def leave(order_id: str = order_id) -> None:
                    async with store.writing() as connection:
                        await connection.execute(
                            delete(care_team).where(
                                care_team.c.order_id == order_id, care_team.c.subject == leaves
                            )
                        )
                        await connection.execute(
                            update(orders)
                            .where(orders.c.order_id == order_id)
                            .values(version=orders.c.version + 1)
                        )

                streams.execution.meanwhile = leave
                told = await streams.together(
                    [streams.change(one, FOLLOWED, order_id) for one in both]
                )
                of = {one.subject: each.content for one, each in zip(both, told, strict=True)}
                [outside] = await streams.apart([streams.change(off_team, FOLLOWED, order_id)])
                assert of[leaves] == outside.content
                seen += len({*of.values()}) == 2
            assert seen, "there are orders of which the care team sees more"

    run(story())


def test_two_clients_of_one_site_are_told_each_by_their_own_ids(
    store: Store, tmp_path: Path
) -> None:
    async def story() -> None:
        async with asked(store, tmp_path, seed=SEED) as desk:
            _, _, one, another, _ = Crowd(Random(SEED), desk.on.words().patients).always()  # noqa: S311 (as above)
            streams, told_of = Streams(desk.on), 0
            for order in desk.on.told:
                changes = [
                    streams.change(client, FOLLOWED, order.order_id)
                    for client in (one, another, one, another)
                ]
                first, second, *again = await streams.together(changes)
                assert again == [first, second]
                assert first.content is not None
                assert second.content is not None
                for client, content in ((one, first.content), (another, second.content)):
                    assert desk.on.as_given(order.order_id, client).encode() in content
                assert first.content != second.content
                told_of += first.visible
            assert told_of > 2
            assert streams.execution.read == 2 * len(desk.on.told), "each client's streams are one"

    run(story())
