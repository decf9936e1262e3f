import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import Connection, select

from gateway.audit.events import Event, Kind
from gateway.audit.record import Audit
from gateway.audit.tables import audit_events
from gateway.audit.waiting import AuditUnavailableError
from gateway.clock import SystemClock
from gateway.store.engine import Store, open_engine
from tests.world.audited import auditing
from tests.world.loop import run
from tests.world.scripted import NOW

Found = TypeVar("Found")


def event(number: int = 0) -> Event:
    return Event(
        kind=Kind.OPERATION, subject=f"s-{number}", at=NOW, body={"patients": [str(number)]}
    )


def opened(store: Store, writer: str = "writer-1") -> Audit:
    audit = auditing(store, writer)
    audit.start()
    return audit


async def rows(store: Store) -> list[tuple[str, int, str]]:
    columns = (audit_events.c.writer, audit_events.c.sequence, audit_events.c.subject)
    async with store.reading() as connection:
        found = await connection.execute(select(*columns).order_by(*columns[:2]))
        return [(str(w), int(n), str(s)) for w, n, s in found]


def test_an_event_is_in_the_store_when_record_returns(store: Store) -> None:
    async def walk() -> list[tuple[str, int, str]]:
        audit = opened(store)
        await audit.record(event(7))
        found = await rows(store)
        await audit.stop()
        await store.close()
        return found

    assert run(walk()) == [("writer-1", 1, ""), ("writer-1", 2, "s-7")]


def test_many_at_once_are_numbered_without_a_gap(store: Store) -> None:
    async def walk() -> list[int]:
        audit = opened(store)
        await asyncio.gather(*(audit.record(event(n)) for n in range(700)))
        await audit.stop()
        found = await rows(store)
        await store.close()
        return [number for _, number, _ in found]

    assert run(walk()) == list(range(1, 702))


def test_each_writer_has_its_own_sequence(store: Store) -> None:
    async def walk() -> list[tuple[str, int, str]]:
        audits = [opened(store, "a"), opened(store, "b")]
        await asyncio.gather(*(audit.record(event()) for audit in audits for _ in range(2)))
        await asyncio.gather(*(audit.stop() for audit in audits))
        found = await rows(store)
        await store.close()
        return found

    found = [row[:2] for row in run(walk()) if row[2]]
    assert [writer for writer, _ in found] == ["a", "a", "b", "b"]
    assert found[1][1] - found[0][1] == found[3][1] - found[2][1] == 1


def test_what_waits_is_written_before_the_end(store: Store) -> None:
    async def walk() -> int:
        audit = opened(store)
        waiting = [asyncio.create_task(audit.record(event(n))) for n in range(20)]
        await SystemClock().sleep(0)
        await audit.stop()
        await asyncio.gather(*waiting)
        found = await rows(store)
        await store.close()
        return len(found)

    assert run(walk()) == 1 + 20


def test_an_event_that_is_not_durable_in_a_second_is_an_error(store: Store) -> None:
    async def walk() -> float:
        audit = opened(store)
        clock = SystemClock()
        if not store.sqlite:
            return await _blocked_postgresql(store, audit)
        await audit.record(event())
        async with store.writing():
            began = clock.monotonic()
            with pytest.raises(AuditUnavailableError):
                await audit.record(event())
            took = clock.monotonic() - began
        await audit.stop()
        await store.close()
        return took

    assert 0.9 < run(walk()) < 1.5


async def _blocked_postgresql(store: Store, audit: Audit) -> float:
    clock = SystemClock()
    await audit.record(event())
    async with store.writing() as connection:
        await connection.exec_driver_sql("LOCK TABLE audit_events IN EXCLUSIVE MODE")
        began = clock.monotonic()
        with pytest.raises(AuditUnavailableError):
            await audit.record(event())
        took = clock.monotonic() - began
    await audit.stop()
    await store.close()
    return took


class LosesAnAnswer(Store):
    """A store whose next commit goes through though its answer does not come."""

    lose = False

    async def write(self, work: Callable[[Connection], Found]) -> Found:
        found = await super().write(work)
        if self.lose:
            self.lose = False
            raise ConnectionResetError
        return found


def test_after_a_failure_the_sequence_goes_on_where_the_store_stands(database_url: str) -> None:
    async def walk() -> list[int]:
        store = LosesAnAnswer(open_engine(database_url))
        audit = opened(store)
        await audit.record(event())
        store.lose = True
        with pytest.raises(AuditUnavailableError):
            await audit.record(event())
        await audit.record(event())
        await audit.stop()
        found = await rows(store)
        await store.close()
        return [number for _, number, _ in found]

    assert run(walk()) == [1, 2, 3, 4]
