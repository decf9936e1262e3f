import asyncio
from datetime import timedelta

from gateway.store.engine import Store
from gateway.sync.schedule import LEASE, Schedule
from tests.world.loop import run
from tests.world.scripted import Fixed


async def _ready(store: Store) -> tuple[Schedule, Fixed]:
    clock = Fixed()
    schedule = Schedule(store, clock=clock)
    await schedule.ensure("pull", "helvance")
    return schedule, clock


def test_only_one_of_many_gets_the_lease(store: Store) -> None:
    async def walk() -> int:
        schedule, _ = await _ready(store)
        tries = await asyncio.gather(*(schedule.claim("pull", "helvance") for _ in range(8)))
        await store.close()
        return len([lease for lease in tries if lease is not None])

    assert run(walk()) == 1


def test_a_lease_that_ran_out_goes_to_another_and_the_late_one_is_refused(store: Store) -> None:
    async def walk() -> tuple[bool, bool]:
        schedule, clock = await _ready(store)
        late = await schedule.claim("pull", "helvance")
        assert await schedule.due("pull") == []
        clock.move(LEASE.total_seconds() + 1)
        assert await schedule.due("pull") == ["helvance"]
        other = await schedule.claim("pull", "helvance")
        assert late is not None
        assert other is not None
        refused = await schedule.finish(late, due_at=clock.now(), error=None)
        taken = await schedule.finish(other, due_at=clock.now(), error=None)
        await store.close()
        return refused, taken

    assert run(walk()) == (False, True)


def test_finished_work_is_due_again_at_its_time(store: Store) -> None:
    async def walk() -> tuple[list[str], list[str]]:
        schedule, clock = await _ready(store)
        lease = await schedule.claim("pull", "helvance")
        assert lease is not None
        await schedule.finish(lease, due_at=clock.now() + timedelta(seconds=30), error=None)
        early = await schedule.due("pull")
        clock.move(30)
        on_time = await schedule.due("pull")
        await store.close()
        return early, on_time

    assert run(walk()) == ([], ["helvance"])


def test_a_kick_makes_it_due_now(store: Store) -> None:
    async def walk() -> list[str]:
        schedule, clock = await _ready(store)
        lease = await schedule.claim("pull", "helvance")
        assert lease is not None
        await schedule.finish(lease, due_at=clock.now() + timedelta(days=1), error=None)
        await schedule.kick("pull", "helvance")
        found = await schedule.due("pull")
        await store.close()
        return found

    assert run(walk()) == ["helvance"]
