"""An event put in anywhere is found, though it, and all after it, is chained validly."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete

from gateway.audit.chain import Prepared, WriterChain, prepare
from gateway.audit.checking import verify_export
from gateway.audit.checkpoints import Moment, add_checkpoint
from gateway.audit.encoding import body_text
from gateway.audit.events import Event
from gateway.audit.findings import Finding, Found
from gateway.audit.record import Pace
from gateway.audit.rows import Lines, StoredEvent, events_of
from gateway.audit.tables import audit_events
from gateway.audit.verify import Verdict
from gateway.audit.waiting import AuditUnavailableError
from gateway.clock import SystemClock, instant_text
from gateway.store.engine import Store
from tests.gateway.audit.test_export import exported
from tests.gateway.audit.test_verify import fill, kept, unlocked, verdict
from tests.world.audit_check import check
from tests.world.audited import SIGNER, TENANT, auditing
from tests.world.loop import run
from tests.world.scripted import NOW

BEFORE = 7
"""The number that the inserted event takes; those from here on move up by one."""


async def forge(store: Store, writer: str) -> None:
    """Add an event to a writer's chain, chained validly: there is no secret in that."""
    async with store.writing() as connection:
        chain = WriterChain(writer=writer, tenant=TENANT)
        await chain.restore(connection)
        forged = prepare(at="2026", kind="OPERATION", subject="x", body={})
        await connection.run_sync(Lines().put, chain.lengthen([forged]))


async def sign(store: Store, writer: str, moment: Moment, *, at: datetime) -> None:
    """A checkpoint over what a writer wrote since its last one."""
    async with store.writing() as connection:
        chain = WriterChain(writer=writer, tenant=TENANT)
        await chain.restore(connection)
        interval = chain.interval(moment, at=instant_text(at))
        await add_checkpoint(connection, interval, signer=SIGNER)


def as_it_was(event: StoredEvent) -> Prepared:
    """A stored event, to be chained at another place with every other word kept."""
    return Prepared(
        at=event.at,
        kind=event.kind,
        subject=event.subject,
        text=body_text(event.body),
        names={"orders": event.orders, "patients": event.patients, "sites": event.sites},
        sets={},
    )


async def put_in(store: Store, writer: str, *, forgeries: int = 1) -> None:
    """What one can do who owns the tables and knows the format, but has no signing key."""
    await unlocked(store, [])
    async with store.writing() as connection:
        events = [as_it_was(event) async for event in events_of(connection, writer, after=0)]
        forged = prepare(at=events[BEFORE - 1].at, kind="OPERATION", subject="x", body={})
        await connection.execute(delete(audit_events).where(audit_events.c.writer == writer))
        chain = WriterChain(writer=writer, tenant=TENANT)
        longer = [*events[: BEFORE - 1], *[forged] * forgeries, *events[BEFORE - 1 :]]
        await connection.run_sync(Lines().put, chain.lengthen(longer))


def found_where(findings: tuple[Finding, ...], writer: str) -> bool:
    """Whether the first interval that is not what was signed is the one with the insertion."""
    assert {one.writer for one in findings} == {writer}
    rewritten = [one for one in findings if one.what is Found.REWRITTEN]
    first = min(rewritten, key=lambda one: one.first)
    return first.first <= BEFORE <= first.last


def test_a_chain_made_anew_with_nothing_put_in_is_whole(store: Store) -> None:
    """So what the others find is the inserted event, and nothing else of how it was put in."""

    async def walk() -> tuple[Finding, ...]:
        witness = await fill(store)
        await put_in(store, "a", forgeries=0)
        found = await verdict(store, witness)
        await store.close()
        return found.findings

    assert run(walk()) == ()


@pytest.mark.parametrize("writer", ["a", "b"])
@pytest.mark.parametrize("witnessed", [True, False])
def test_an_event_inserted_in_the_middle_is_found_on_a_live_store(
    store: Store, writer: str, *, witnessed: bool
) -> None:
    async def walk() -> tuple[Finding, ...]:
        witness = await fill(store)
        await put_in(store, writer)
        found = await verdict(store, witness if witnessed else None)
        await store.close()
        return found.findings

    assert found_where(run(walk()), writer)


@pytest.mark.parametrize("writer", ["a", "b"])
def test_an_event_inserted_in_the_middle_is_found_on_an_export_by_both_programs(
    store: Store, writer: str
) -> None:
    async def walk() -> list[bytes]:
        await fill(store)
        await put_in(store, writer)
        lines = await exported(store)
        await store.close()
        return lines

    lines = run(walk())
    found = verify_export(lines, pinned=SIGNER.keys[0].id, witness=None).findings
    assert found_where(found, writer)
    assert check(lines, (), SIGNER.keys[0].id)


def test_an_event_added_after_the_end_of_a_writer_is_found_though_it_is_chained_validly(
    store: Store,
) -> None:
    async def walk() -> Verdict:
        witness = await fill(store)
        await forge(store, "a")
        found = await verdict(store, witness)
        await store.close()
        return found

    found = run(walk())
    assert [(one.what, one.writer) for one in found.findings] == [(Found.INSERTED, "a")]
    assert found.uncovered == 1


@pytest.mark.parametrize(("minutes_later", "expected"), [(0, []), (2, [(Found.INSERTED, "c")])])
def test_an_event_added_behind_a_writer_that_another_closed_is_found_once_it_did_not_go_on(
    store: Store, minutes_later: int, expected: list[tuple[Found, str]]
) -> None:
    async def walk() -> Verdict:
        await fill(store)
        now = SystemClock().now()
        await sign(store, "c", Moment.BEGIN, at=now)
        await sign(store, "c", Moment.CLOSED, at=now)
        await sign(store, "d", Moment.BEGIN, at=now + timedelta(minutes=minutes_later))
        await forge(store, "c")
        found = await verdict(store, await kept(store))
        await store.close()
        return found

    found = run(walk())
    assert [(one.what, one.writer) for one in found.findings] == expected
    assert found.uncovered == 1


def test_a_writer_that_no_checkpoint_names_is_found(store: Store) -> None:
    async def walk() -> Verdict:
        witness = await fill(store)
        await forge(store, "c")
        found = await verdict(store, witness)
        await store.close()
        return found

    assert [(one.what, one.writer) for one in run(walk()).findings] == [(Found.INSERTED, "c")]


def test_an_event_put_behind_a_living_writers_last_one_is_never_signed(store: Store) -> None:
    """It takes the number of the writer's next event, whose write fails then."""

    async def walk() -> tuple[Verdict, Verdict]:
        audit = auditing(store, "living", pace=Pace(every_s=60))
        audit.start()
        mine = Event(kind="OPERATION", subject="s", at=NOW)
        await audit.record(mine)
        await forge(store, "living")
        with pytest.raises(AuditUnavailableError):
            await audit.record(mine)
        await audit.record(mine)
        meanwhile = await verdict(store, await kept(store))
        await audit.stop()
        found = await verdict(store, await kept(store))
        await store.close()
        return meanwhile, found

    for found in run(walk()):
        assert [(one.what, one.writer) for one in found.findings] == [(Found.INSERTED, "living")]
        assert (found.events, found.writers) == (4, 2)
