"""What an API client was given is traced to the patient by the officer alone, and that is kept."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import cast

import pytest

from gateway.audit.events import Kind
from gateway.disclosure.refusals import RefusedError
from gateway.disclosure.tracing import PseudonymTracing, TracingBacking
from gateway.orders.naming import Named, records_of
from gateway.session.programs import Programs
from gateway.store.engine import Store
from schema.api.ports import Treated, Trouble
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role
from schema.vocabulary.rights import TraceReason
from tests.hostile.test_side_doors import Asked, asked
from tests.world.asking import StandingClock, someone
from tests.world.drawn_people import Crowd
from tests.world.ledger import Ledger
from tests.world.loop import run
from tests.world.watched import watched

OFFICER = someone(RealmRole.PRIVACY_OFFICER)
_, _, ONE, TWO, _ = Crowd(Random(1), ()).always()  # noqa: S311 (nothing of them is drawn)
WHY = TraceReason.SAFETY_REPORT
QUERY = """{ orders { nodes { id facts { id } coiId { value } runs { lotNumber { value } }
    collections { bags { din { value } } }
    patient { id mrn { value } familyName { value } } } } }"""
Node = dict[str, object]


@dataclass
class Bureau:
    """A ground that two clients have read, and who traces on it."""

    desk: Asked
    backing: TracingBacking
    ledger: Ledger

    def of(self, by: Principal) -> PseudonymTracing:
        return PseudonymTracing(self.backing, by)

    async def trace(self, client: str, text: str, by: Principal = OFFICER) -> object:
        found = await self.of(by).trace(client, pseudonym=text, reason=WHY)
        if isinstance(found, Trouble):
            return found
        assert found["next"] is None, "it was no large store"
        return found["records"]

    async def rows(self, me: Principal) -> list[Node]:
        body = cast("dict[str, dict[str, dict[str, list[Node]]]]", await self.desk.data(me, QUERY))
        return body["data"]["orders"]["nodes"]


@asynccontextmanager
async def bureau(store: Store, folder: Path) -> AsyncGenerator[Bureau]:
    async with asked(store, folder) as desk:
        programs = Programs(store=store, clock=StandingClock())
        for one in (ONE, TWO, ONE):
            await programs.note(one)
        ledger = Ledger()
        backing = TracingBacking(
            store=store,
            vault=desk.on.vault,
            sink=ledger,
            clients=programs,
            clock=StandingClock(),
        )
        yield Bureau(desk, backing, ledger)


def value(node: object, *way: str) -> str:
    for name in way:
        node = cast("Node", node)[name]
    return str(cast("Node", node)["value"])


def tokens(row: Node) -> list[tuple[str, str]]:
    """The CHAIN pseudonyms of a row, each with its field."""
    found = [("coiId", value(row, "coiId"))]
    found += [
        ("runs.lotNumber", value(run_, "lotNumber")) for run_ in cast("list[Node]", row["runs"])
    ]
    for one in cast("list[Node]", row["collections"]):
        found += [
            ("collections.bags.din", value(bag, "din")) for bag in cast("list[Node]", one["bags"])
        ]
    return found


def code(found: object) -> str:
    assert isinstance(found, Trouble)
    return found.code


def test_everything_that_a_client_was_given_leads_to_its_patient(
    store: Store, tmp_path: Path
) -> None:
    async def walk() -> int:
        traced = 0
        async with bureau(store, tmp_path) as here:
            whose = {one.order_id: one.patient_id for one in here.desk.on.told}
            ids = here.desk.on.vault.client_ids(ONE.subject)
            for row in await here.rows(ONE):
                order = ids.meant(str(row["id"]))
                patient = whose[order]
                person = cast("Node", row["patient"])
                facts = cast("list[Node]", row["facts"])
                for text in (str(row["id"]), *(str(fact["id"]) for fact in facts[:1])):
                    found = await here.trace(ONE.subject, text)
                    assert found == [{"patient": patient, "order": order, "field": None}]
                of_patient: Treated = {"patient": patient, "order": None, "field": None}
                for text in (str(person["id"]), value(person, "mrn"), value(person, "familyName")):
                    if text != "None":  # an erased patient's
                        assert await here.trace(ONE.subject, text) == [of_patient]
                for field, text in tokens(row):
                    found = await here.trace(ONE.subject, text)
                    assert {"patient": patient, "order": order, "field": field} in cast(
                        "list[Treated]", found
                    )
                    traced += 1
                event = here.ledger.events[-1]
                assert (event.kind, event.body["reason"]) == (Kind.PSEUDONYM_RESOLVED, WHY)
                assert patient in cast("list[str]", event.body["patients"])
                assert order in cast("list[str]", event.body["orders"])
        return traced

    assert run(walk()) > 10


def test_what_this_client_was_not_given_is_unknown_by_the_same_questions(
    store: Store, tmp_path: Path
) -> None:
    async def walk() -> None:
        async with bureau(store, tmp_path) as here:
            row = (await here.rows(TWO))[0]
            person = cast("Node", row["patient"])
            mine = str((await here.rows(ONE))[0]["id"])
            theirs = [str(row["id"]), str(person["id"]), value(row, "coiId")]
            ours = here.desk.on.told[0]
            seen: list[tuple[object, list[str]]] = []
            for text in ("made up", "P-aaaa-aaaa-aaaa", *theirs, ours.order_id, "x" * 10_000):
                with watched(store) as traffic:
                    found = await here.trace(ONE.subject, text)
                seen.append((found, traffic.statements))
                body = here.ledger.events[-1].body
                assert here.ledger.events[-1].kind == Kind.PSEUDONYM_REFUSED
                assert (body["code"], body.get("patients")) == ("PSEUDONYM_UNKNOWN", None)
                assert text not in repr(body)
            assert code(seen[0][0]) == "PSEUDONYM_UNKNOWN"
            assert all(each == seen[0] for each in seen)
            with watched(store) as traffic:
                assert not isinstance(await here.trace(ONE.subject, mine), Trouble)
            assert traffic.statements == seen[0][1], "found takes the same way"
            assert code(await here.trace("nobody", mine)) == "CLIENT_UNKNOWN"

    run(walk())


class PassingClock(StandingClock):
    """A minute goes by between any two looks at it."""

    def __init__(self) -> None:
        self.looks = 0

    def monotonic(self) -> float:
        self.looks += 1
        return 60.0 * self.looks


def in_pieces(here: Bureau, by: Principal = OFFICER) -> PseudonymTracing:
    """Tracing that stops after two orders each."""
    return replace(here, backing=replace(here.backing, at_once=2, clock=PassingClock())).of(by)


async def pieces(tracing: PseudonymTracing, text: str) -> list[Treated | Trouble]:
    """Every answer until there is no more to look at."""
    found: list[Treated | Trouble] = []
    after: str | None = None
    while True:
        told = await tracing.trace(ONE.subject, pseudonym=text, reason=WHY, after=after)
        found.append(told)
        if isinstance(told, Trouble) or told["next"] is None:
            return found
        after = str(told["next"])


def test_a_trace_goes_on_where_it_stopped_and_says_unknown_at_the_end_alone(
    store: Store, tmp_path: Path
) -> None:
    async def walk() -> None:
        async with bureau(store, tmp_path) as here:
            texts = [text for row in await here.rows(ONE) for _, text in tokens(row)]
            many = len(here.desk.on.told) // 2 + 1
            for text in texts[:5]:
                told = cast("list[Treated]", await pieces(in_pieces(here), text))
                whole = await here.trace(ONE.subject, text)
                assert [
                    one for piece in told for one in cast("list[Treated]", piece["records"])
                ] == whole
                assert len(told) == many
                events = here.ledger.events[-many - 1 : -1]
                assert {event.kind for event in events} == {Kind.PSEUDONYM_RESOLVED}
                assert [event.body.get("unfinished", False) for event in events] == [
                    *[True] * (many - 1),
                    False,
                ]
            *before, last = await pieces(in_pieces(here), "P-aaaa-aaaa-aaaa")
            assert len(before) == many - 1
            assert [cast("Treated", one)["records"] for one in before] == [[]] * len(before)
            assert code(last) == "PSEUDONYM_UNKNOWN"
            assert here.ledger.events[-1].kind == Kind.PSEUDONYM_REFUSED

    run(walk())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_where_a_trace_stopped_is_of_use_for_nothing_else(store: Store, tmp_path: Path) -> None:
    async def walk() -> None:
        async with bureau(store, tmp_path) as here:
            first = (await pieces(in_pieces(here), "P-aaaa-aaaa-aaaa"))[0]
            place = str(cast("Treated", first)["next"])
            assert here.desk.on.told[0].order_id not in place
            another = replace(OFFICER, subject="another officer")
            for client, text, by, after in (
                (ONE.subject, "P-bbbb-bbbb-bbbb", OFFICER, place),
                (TWO.subject, "P-aaaa-aaaa-aaaa", OFFICER, place),
                (ONE.subject, "P-aaaa-aaaa-aaaa", another, place),
                (ONE.subject, "P-aaaa-aaaa-aaaa", OFFICER, "made up"),
            ):
                with pytest.raises(RefusedError):
                    await in_pieces(here, by).trace(client, pseudonym=text, reason=WHY, after=after)

    run(walk())


def test_what_is_read_for_a_trace_is_taken_apart_off_the_loop(store: Store, tmp_path: Path) -> None:
    async def walk() -> list[Named]:
        async with bureau(store, tmp_path):
            return await store.read(lambda read: records_of(read, after="", limit=5))

    found = run(walk())
    assert len(found) == 5
    assert all(isinstance(one.body, str) and isinstance(one.chain_index, str) for one in found)


@pytest.mark.parametrize(
    "by",
    [
        someone(Role.AUDITOR),
        someone(Role.COORDINATOR),
        ONE,
        replace(OFFICER, assurance=1),
        replace(OFFICER, purpose=Purpose.TREAT),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_else_traces_and_that_they_tried_is_kept(
    store: Store, tmp_path: Path, by: Principal
) -> None:
    async def walk() -> None:
        async with bureau(store, tmp_path) as here:
            given = str((await here.rows(ONE))[0]["id"])
            assert code(await here.trace(ONE.subject, given, by)) == "TRACE_REFUSED"
            assert code(await here.of(by).clients()) == "TRACE_REFUSED"
            kept = here.ledger.events[-1]
            assert (kept.kind, kept.subject) == (Kind.PSEUDONYM_REFUSED, by.subject)
            assert kept.body["code"] == "TRACE_REFUSED"

    run(walk())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_officer_is_told_every_client_that_was_here(store: Store, tmp_path: Path) -> None:
    async def walk() -> object:
        async with bureau(store, tmp_path) as here:
            return await here.of(OFFICER).clients()

    found = cast("list[Treated]", run(walk()))
    assert [(one["id"], one["client_id"]) for one in found] == [
        ("client-one", "client-one"),
        ("client-two", "client-two"),
    ]
