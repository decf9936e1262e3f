"""Whatever a superuser does to the record, past the triggers, is found, and where."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.chain import WriterChain, prepare
from gateway.audit.checking import verify_store
from gateway.audit.events import Event
from gateway.audit.findings import Found
from gateway.audit.keys import Signer
from gateway.audit.record import Pace
from gateway.audit.rows import Lines, events_of
from gateway.audit.second_place import Signed
from gateway.audit.tables import audit_checkpoints, audit_events
from gateway.audit.verify import Verdict
from gateway.store.engine import Store
from tests.world.audited import SIGNER, TENANT, auditing
from tests.world.loop import run
from tests.world.scripted import NOW

if TYPE_CHECKING:
    from schema.vocabulary.facts import JsonValue

EVENTS = 12
OPENED = 9
"""The event of writer a in which a grant opened somebody."""
TABLES = ("audit_events", "audit_sets", "audit_checkpoints")


async def fill(store: Store, *, key: Signer = SIGNER) -> list[Signed]:
    """Two writers of 12 events each, intervals of about five; what the second place kept."""
    for writer in ("a", "b"):
        audit = auditing(store, writer, key=key, pace=Pace(every_s=60, most=5))
        audit.start()
        for number in range(EVENTS):
            body: dict[str, JsonValue] = {"patients": [f"p-{number % 3}"], "n": number}
            if number == OPENED - 2:  # the first event says that the chain begins
                body["grants"] = [{"id": "g-1", "patient": f"p-{number % 3}"}]
            await audit.record(Event(kind="OPERATION", subject="s", at=NOW, body=body))
        await audit.stop()
    return await kept(store)


async def kept(store: Store) -> list[Signed]:
    table = audit_checkpoints.c
    async with store.reading() as connection:
        rows = await connection.execute(select(table.text, table.signature).order_by(table.number))
        return [Signed(checkpoint=t, signature=bytes(s)) for t, s in rows]


async def unlocked(store: Store, statements: list[str]) -> None:
    """As the owner of the tables would: the triggers are dropped first."""
    async with store.writing() as connection:
        if store.sqlite:
            names = await connection.scalars(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            )
            for name in names.all():
                await connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in TABLES:
                await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        for statement in statements:
            await connection.exec_driver_sql(statement)


async def verdict(store: Store, witness: list[Signed] | None) -> Verdict:
    async with store.reading() as connection:
        return await verify_store(connection, signer=SIGNER, pinned=None, witness=witness)


@dataclass(frozen=True)
class Attack:
    """Statements, what is found of them, at which writer and event; `seen` only by the witness."""

    name: str
    statements: list[str]
    found: Found
    writer: str
    first: int
    by_witness: bool = False


ATTACKS = [
    Attack(
        "a break-glass grant taken out of a look",
        ["UPDATE audit_events SET body = '{\"n\": 7}' WHERE writer = 'a' AND sequence = 9"],
        Found.CHANGED,
        "a",
        OPENED,
    ),
    Attack(
        "a changed subject",
        ["UPDATE audit_events SET subject = 'x' WHERE writer = 'a' AND sequence = 4"],
        Found.CHANGED,
        "a",
        4,
    ),
    Attack(
        "a changed patient",
        ["UPDATE audit_events SET patients = NULL WHERE writer = 'b' AND sequence = 7"],
        Found.CHANGED,
        "b",
        7,
    ),
    Attack(
        "a removed event",
        ["DELETE FROM audit_events WHERE writer = 'a' AND sequence = 6"],
        Found.MISSING,
        "a",
        6,
    ),
    Attack(
        "swapped events",
        [
            "UPDATE audit_events SET sequence = 99 WHERE writer = 'a' AND sequence = 3",
            "UPDATE audit_events SET sequence = 3 WHERE writer = 'a' AND sequence = 5",
            "UPDATE audit_events SET sequence = 5 WHERE writer = 'a' AND sequence = 99",
        ],
        Found.CHANGED,
        "a",
        3,
    ),
    Attack(
        "the writer's last events",
        ["DELETE FROM audit_events WHERE writer = 'b' AND sequence > 10"],
        Found.MISSING,
        "b",
        11,
    ),
    Attack(
        "a whole writer's events",
        ["DELETE FROM audit_events WHERE writer = 'b'"],
        Found.MISSING,
        "b",
        1,
    ),
    Attack(
        "the last events with their checkpoints",
        [
            "DELETE FROM audit_events WHERE writer = 'b' AND sequence > 10",
            "DELETE FROM audit_checkpoints WHERE writer = 'b' AND to_sequence > 10",
        ],
        Found.CHECKPOINT_MISSING,
        "b",
        11,
        by_witness=True,
    ),
    Attack(
        "a whole writer with its checkpoints",
        [
            "DELETE FROM audit_events WHERE writer = 'b'",
            "DELETE FROM audit_checkpoints WHERE writer = 'b'",
        ],
        Found.CHECKPOINT_MISSING,
        "b",
        1,
        by_witness=True,
    ),
    Attack(
        "a set without a member",
        ["DELETE FROM audit_sets WHERE member = 'p-1'"],
        Found.SET_CHANGED,
        "",
        0,
    ),
    Attack(
        "a checkpoint's text",
        ["UPDATE audit_checkpoints SET text = replace(text, 'INTERVAL', 'END') WHERE number = 2"],
        Found.SIGNATURE_WRONG,
        "a",
        1,
    ),
    Attack(
        "an event without a hash",
        [
            "UPDATE audit_events SET chain = NULL WHERE writer = 'a' AND sequence = 9",
        ],
        Found.BEFORE_CHAIN_CHANGED,
        "",
        0,
    ),
]


def test_what_nobody_touched_is_whole(store: Store) -> None:
    async def walk() -> Verdict:
        witness = await fill(store)
        found = await verdict(store, witness)
        await store.close()
        return found

    found = run(walk())
    assert found.findings == ()
    assert (found.writers, found.events, found.uncovered) == (2, 2 * EVENTS + 1, 0)
    assert found.checkpoints >= 8


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_found_and_where(store: Store, attack: Attack) -> None:
    async def walk() -> tuple[Verdict, Verdict]:
        witness = await fill(store)
        await unlocked(store, attack.statements)
        alone, both = await verdict(store, None), await verdict(store, witness)
        await store.close()
        return alone, both

    alone, both = run(walk())
    places = {(one.what, one.writer, one.first) for one in both.findings}
    assert (attack.found, attack.writer, attack.first) in places, both.findings
    assert bool(alone.findings) is not attack.by_witness


def test_a_writer_that_was_chained_anew_is_not_what_was_signed(store: Store) -> None:
    async def rechain(connection: AsyncConnection) -> None:
        chain = WriterChain(writer="b", tenant=TENANT)
        for_all = [event async for event in events_of(connection, "b", after=0)]
        await connection.execute(text("DELETE FROM audit_events WHERE writer = 'b'"))
        again = [
            prepare(at=e.at, kind=e.kind, subject=e.subject, body={**e.body, "n": 0})
            for e in for_all
        ]
        await connection.run_sync(Lines().put, chain.lengthen(again))

    async def walk() -> Verdict:
        witness = await fill(store)
        await unlocked(store, [])
        async with store.writing() as connection:
            await rechain(connection)
        found = await verdict(store, witness)
        await store.close()
        return found

    found = run(walk()).findings
    rewritten = [one for one in found if one.what is Found.REWRITTEN]
    assert [one.writer for one in rewritten] == ["b"] * len(rewritten)
    assert rewritten[0].first == 1
    assert rewritten[-1].last == EVENTS


def test_events_from_before_the_chain_are_held_to_their_digest(store: Store) -> None:
    async def walk() -> tuple[Verdict, Verdict]:
        old = [
            {"writer": "old", "sequence": n, "at": "", "kind": "X", "subject": "", "body": {"n": n}}
            for n in (1, 2)
        ]
        async with store.writing() as connection:
            await connection.execute(insert(audit_events), old)
        witness = await fill(store)
        before = await verdict(store, witness)
        await unlocked(store, ["UPDATE audit_events SET subject = 'x' WHERE writer = 'old'"])
        after = await verdict(store, witness)
        await store.close()
        return before, after

    before, after = run(walk())
    assert before.findings == ()
    assert [one.what for one in after.findings] == [Found.BEFORE_CHAIN_CHANGED]
