import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs
from taskiq import InMemoryBroker

from connectors.kit.errors import Cause, ConnectorError
from gateway.clock import SystemClock
from gateway.orders.tables import orders
from gateway.store.engine import Store
from gateway.sync.connections import SourceRow
from gateway.sync.intake import Parts
from gateway.sync.refresh import Refresh
from gateway.sync.schedule import Schedule
from gateway.sync.worker import PULL, REFOLD, Worker, make_broker
from gateway.vault.seal import Vault
from tests.world.databases import free_port
from tests.world.loop import run
from tests.world.scripted import NOW, Fixed, ScriptedConnector, connector, parts_of


class World:
    """A worker over scripted connections, with a clock that a test moves."""

    def __init__(self, parts: Parts, *connectors: ScriptedConnector, clock: Fixed) -> None:
        self.parts, self.clock = parts, clock
        self.schedule = Schedule(parts.store, clock=clock)
        self.connectors = connectors
        self.worker = self.started()

    def started(self) -> Worker:
        named = {one.connection.id: one for one in self.connectors}
        broker = InMemoryBroker()
        return Worker(named, self.parts, self.schedule, broker=broker, every_s=15)

    async def drain(self, kind: str = PULL) -> None:
        await self.worker.drain(kind)
        await self.worker.idle()

    async def source(self, number: int = 0) -> SourceRow:
        return (await self.parts.states.sources())[number]


def over(
    store: Store, vault: Vault, walk: Callable[[World], Awaitable[None]], *made: ScriptedConnector
) -> None:
    """Run a walk over a prepared world of these connections."""

    async def whole() -> None:
        clock = Fixed()
        world = World(await parts_of(store, vault, *made, clock=clock), *made, clock=clock)
        await world.worker.prepare()
        await walk(world)
        await store.close()

    run(whole())


def test_what_is_due_is_read_and_due_again_after_its_time(store: Store, vault: Vault) -> None:
    one = connector(pages=2)

    async def walk(world: World) -> None:
        await world.drain()
        assert (await world.source()).state == "LIVE"
        await world.drain()
        assert one.pulls == 1
        world.clock.move(15)
        await world.drain()
        assert one.pulls == 2

    over(store, vault, walk, one)


def test_a_vendor_that_hangs_delays_nobody(store: Store, vault: Vault) -> None:
    slow, quick = connector(name="norvane"), connector(name="helvance")
    slow.hangs_s = 300

    async def walk(world: World) -> None:
        running = asyncio.create_task(world.worker.run(receive=False))
        async with asyncio.timeout(60):
            while (await world.source(1)).state != "LIVE":
                await SystemClock().sleep(0.02)
        assert (await world.source(0)).state == "STARTING"
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    over(store, vault, walk, slow, quick)


def test_refused_credentials_latch_until_a_person_starts_again(store: Store, vault: Vault) -> None:
    one = connector()
    one.fails = {0: ConnectorError(Cause.AUTH_REFUSED, "401 twice")}

    async def walk(world: World) -> None:
        await world.drain()
        world.clock.move(7 * 86_400)
        await world.drain()
        source = await world.source()
        assert (one.pulls, source.state, source.turn) == (1, "NEEDS_REAUTH", "hospital IT")
        one.fails = {}
        await world.started().prepare()
        await world.drain()
        assert (one.pulls, (await world.source()).state) == (2, "LIVE")

    over(store, vault, walk, one)


def test_nobody_calls_before_the_vendors_own_instant(store: Store, vault: Vault) -> None:
    one = connector()
    wait = NOW + timedelta(seconds=600)
    one.fails = {0: ConnectorError(Cause.RATE_LIMITED, "429", not_before=wait)}

    async def walk(world: World) -> None:
        refresh = Refresh(world.schedule, world.parts.states, worker=world.worker)
        await world.drain()
        world.clock.move(599)
        assert not await refresh.ask("helvance")
        await world.drain()
        assert one.pulls == 1
        world.clock.move(1)
        await world.drain()
        assert one.pulls == 2

    over(store, vault, walk, one)


def test_a_refresh_reads_at_once(store: Store, vault: Vault) -> None:
    one = connector()

    async def walk(world: World) -> None:
        await world.drain()
        refresh = Refresh(world.schedule, world.parts.states, worker=world.worker)
        assert await refresh.ask("helvance")
        async with asyncio.timeout(5):
            while one.pulls < 2:
                await SystemClock().sleep(0.01)
        await world.worker.idle()

    over(store, vault, walk, one)


def test_failures_wait_longer_and_longer_and_keep_the_age(store: Store, vault: Vault) -> None:
    one = connector()

    async def walk(world: World) -> None:
        await world.drain()
        as_of = (await world.source()).as_of
        one.fails = dict.fromkeys(range(9), ConnectorError(Cause.UNAVAILABLE, "503"))
        one.pages = [*one.pages, b"[]"]
        for _ in range(3):
            world.clock.move(60)
            await world.drain()
            source = await world.source()
            assert source.next_try_at is not None
            assert (source.state, source.as_of, source.cause) == ("DEGRADED", as_of, "UNAVAILABLE")
        assert one.pulls == 4

    over(store, vault, walk, one)


def test_silence_alone_makes_a_source_late(store: Store, vault: Vault) -> None:
    async def walk(world: World) -> None:
        await world.drain()
        world.clock.move(181)
        assert (await world.source()).state == "LATE"

    over(store, vault, walk, connector())


def test_a_bug_stays_with_its_connection_and_tells_no_value(store: Store, vault: Vault) -> None:
    bad, good = connector(name="norvane"), connector(name="helvance")
    bad.fails = {0: ValueError("CANARY-1949-03-12")}

    async def walk(world: World) -> None:
        with capture_logs() as logs:
            await world.drain()
        states = [(one.state, one.cause) for one in await world.parts.states.sources()]
        assert states == [("STARTING", "INTERNAL"), ("LIVE", None)]
        assert logs
        assert "CANARY" not in repr(logs)

    over(store, vault, walk, bad, good)


def test_a_connection_no_longer_configured_is_left_alone(store: Store, vault: Vault) -> None:
    async def walk(world: World) -> None:
        await world.schedule.ensure(PULL, "retired")
        with capture_logs() as logs:
            await world.drain()
        assert "retired" not in repr(logs)

    over(store, vault, walk, connector())


def test_time_alone_makes_an_order_stale(store: Store, vault: Vault) -> None:
    async def walk(world: World) -> None:
        await world.drain()
        world.clock.move(90 * 86_400)
        await world.drain(REFOLD)
        async with store.reading() as connection:
            found = list(await connection.scalars(select(orders.c.overlays)))
        assert found
        assert all("STALE" in overlays for overlays in found)

    over(store, vault, walk, connector(pages=2))


@pytest.mark.parametrize("away", [False, True])
def test_hints_go_over_redis_and_without_it_the_process_looks_itself(
    store: Store, vault: Vault, redis_url: str, *, away: bool
) -> None:
    url = f"redis://127.0.0.1:{free_port()}/0" if away else redis_url
    one = connector()

    async def whole() -> None:
        parts = replace(await parts_of(store, vault, one), clock=SystemClock())
        schedule = Schedule(store, clock=SystemClock())
        worker = Worker({"helvance": one}, parts, schedule, broker=make_broker(url), every_s=0.2)
        await worker.prepare()
        running = asyncio.create_task(worker.run(receive=not away))
        async with asyncio.timeout(10):
            while not one.pulls:
                await SystemClock().sleep(0.02)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await SystemClock().sleep(0.02)  # a transport closes one turn of the loop later
        await store.close()

    run(whole())
