"""Who hands over many events at once waits for all of them, whatever batches they fall into."""

import asyncio

import pytest
from sqlalchemy import func, select

from gateway.audit.chain import prepare
from gateway.audit.events import Event, Kind
from gateway.audit.tables import audit_events
from gateway.audit.waiting import WAITING_MOST, AuditUnavailableError, Waiting
from gateway.store.engine import Store
from tests.world.audited import auditing
from tests.world.loop import run
from tests.world.scripted import NOW

EVENT = prepare(at="", kind=Kind.OPERATION, subject="s", body={})


def test_all_are_in_the_store_when_they_are_said_to_be(store: Store) -> None:
    async def walk() -> int | None:
        audit = auditing(store)
        audit.start()
        told = [Event(kind=Kind.STREAM_DELIVERY, subject="s", at=NOW) for _ in range(700)]
        await audit.record_all(told)
        counted = select(func.count()).where(audit_events.c.kind == Kind.STREAM_DELIVERY)
        async with store.reading() as connection:
            found = await connection.scalar(counted)
        await audit.stop()
        await store.close()
        return found

    assert run(walk()) == 700


def test_one_batch_of_two_is_not_all_of_it() -> None:
    async def walk() -> None:
        waiting = Waiting()
        durable = waiting.add([EVENT] * 3)
        for _, caller in waiting.take(2):
            caller.tell(None)
        await asyncio.sleep(0)  # noqa: TID251 (lets who waits run)
        assert not durable.done()
        for _, caller in waiting.take(2):
            caller.tell(None)
        await durable

    run(walk())


@pytest.mark.parametrize("lost", [0, 1])
def test_if_one_of_them_is_lost_none_is_known_to_stand(lost: int) -> None:
    async def walk() -> None:
        waiting = Waiting()
        durable = waiting.add([EVENT] * 2)
        for number in range(2):
            [(_, caller)] = waiting.take(1)
            caller.tell(AuditUnavailableError("lost") if number == lost else None)
        with pytest.raises(AuditUnavailableError, match="lost"):
            await durable

    run(walk())


def test_more_than_may_wait_are_refused_as_a_whole() -> None:
    async def walk() -> None:
        waiting = Waiting()
        with pytest.raises(AuditUnavailableError):
            waiting.add([EVENT] * (WAITING_MOST + 1))
        assert not len(waiting)

    run(walk())
