"""Knows the background engine: Taskiq carries hints, SQL knows what is due (CONNECTORS)."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeAlias

import structlog
from taskiq import AsyncBroker, InMemoryBroker
from taskiq.api import run_receiver_task
from taskiq_redis import ListQueueBroker

from connectors.kit.contract import Connector
from connectors.kit.errors import Cause, ConnectorError
from gateway.orders.projection import refold_due
from gateway.sync.intake import Parts
from gateway.sync.notices import Notice
from gateway.sync.pull import pull
from gateway.sync.schedule import Lease, Schedule
from gateway.sync.sealing import sealing, write_rows
from gateway.vault.datakeys import hold_keys

PULL = "pull"
REFOLD = "refold"
CHORE = "chore"
Chore: TypeAlias = Callable[[], Awaitable[float]]
"""Work of the house's own; it returns in how many seconds it is due again."""
NO_CHORES: Final[Mapping[str, Chore]] = MappingProxyType({})
REFOLD_MOST = 200
FRAMES = 5
NEVER_AGAIN = timedelta(days=3650)
log = structlog.get_logger()


def make_broker(redis_url: str | None) -> AsyncBroker:
    """Taskiq's own in-process broker, or a list in Redis when there is one."""
    if redis_url is None:
        return InMemoryBroker()
    return ListQueueBroker(redis_url, queue_name="portal:hints")


class Worker:
    """Drains what is due. Any number may run: leases keep them apart."""

    def __init__(
        self,
        connectors: Mapping[str, Connector],
        parts: Parts,
        schedule: Schedule,
        *,
        broker: AsyncBroker,
        every_s: float,
        chores: Mapping[str, Chore] = NO_CHORES,
    ) -> None:
        self._connectors = connectors
        self._chores = chores
        self._parts = parts
        self._schedule = schedule
        self._known = {PULL: connectors.keys(), CHORE: chores.keys()}
        self._broker = broker
        self._every_s = every_s

        async def drain(kind: str) -> None:
            await self.drain(kind)

        self._hint = broker.register_task(drain, task_name="drain")  # it takes no method
        self._running: set[asyncio.Task[None]] = set()

    async def prepare(self) -> None:
        """Rows for every connection and for the clock's own work."""
        released = await self._parts.states.prepare()
        for name in self._connectors:
            await self._schedule.ensure(PULL, name)
        for name in released:
            await self._schedule.kick(PULL, name)
        await self._schedule.ensure(REFOLD, "orders")
        for name in self._chores:
            await self._schedule.ensure(CHORE, name)

    async def run(self, *, receive: bool) -> None:
        """Tick until cancelled; `receive` also takes hints of others from the broker."""
        await self._broker.startup()
        receiver = asyncio.create_task(run_receiver_task(self._broker)) if receive else None
        try:
            while True:
                await self.kick()
                await self._parts.clock.sleep(min(self._every_s, 15.0))
        finally:
            begun = (*self._running, *((receiver,) if receiver else ()))
            for task in begun:
                task.cancel()
            await asyncio.gather(*begun, return_exceptions=True)
            await self._broker.shutdown()

    async def kick(self) -> None:
        """Hint that something may be due; when the broker is away, this process looks itself."""
        for kind in (PULL, REFOLD, CHORE):
            try:
                await self._hint.kiq(kind)
            except Exception as error:  # noqa: BLE001 (any broker's own: the clock must go on)
                log.warning("hint not sent", kind=kind, exception=type(error).__name__)
                await self._drain_here(kind)

    async def _drain_here(self, kind: str) -> None:
        try:
            await self.drain(kind)
        except Exception as error:  # noqa: BLE001 (the store is away: the next tick looks again)
            log.warning("nothing drained", kind=kind, exception=type(error).__name__)

    async def drain(self, kind: str) -> None:
        """Begin everything of a kind that is due; a slow connection keeps nobody waiting."""
        for key in await self._schedule.due(kind):
            if key not in self._known.get(kind, {key}):
                continue  # no longer in the directory file (its facts stay), or not done here
            lease = await self._schedule.claim(kind, key)
            if lease is not None:
                task = asyncio.create_task(self._do(lease))
                self._running.add(task)
                task.add_done_callback(self._running.discard)

    async def idle(self) -> None:
        """Wait until nothing that was begun here is still running."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _do(self, lease: Lease) -> None:
        try:
            if lease.kind == PULL:
                await self._pull(lease)
            elif lease.kind == CHORE:
                await self._chore(lease)
            else:
                await self._refold(lease)
        except Exception as error:  # noqa: BLE001 (the catch-all; the lease runs out)
            log.error("task failed", kind=lease.kind, key=lease.key, **_bug(error))  # noqa: TRY400 (its text may hold a value)

    async def _pull(self, lease: Lease) -> None:
        name, states = lease.key, self._parts.states
        wait: float | None = self._every_s
        problem: ConnectorError | None = None
        try:
            await pull(self._connectors[name], self._parts)
            await states.succeeded(name, every_s=self._every_s)
        except ConnectorError as error:
            problem = error
        except Exception as error:  # noqa: BLE001 (one connection's bug is not the others')
            log.error("pull failed", connection=name, **_bug(error))  # noqa: TRY400 (its text may hold a value)
            problem = ConnectorError(Cause.INTERNAL, type(error).__name__)
        if problem is not None:
            log.warning("pull failed", connection=name, cause=problem.cause.value)
            wait = await states.failed(name, problem)
        now = self._parts.clock.now()
        due = now + (NEVER_AGAIN if wait is None else timedelta(seconds=wait))
        error_text = None if problem is None else problem.cause.value
        await self._schedule.finish(lease, due_at=due, error=error_text)

    async def _chore(self, lease: Lease) -> None:
        wait_s = await self._chores[lease.key]()
        due = self._parts.clock.now() + timedelta(seconds=wait_s)
        await self._schedule.finish(lease, due_at=due, error=None)

    async def _refold(self, lease: Lease) -> None:
        parts = self._parts
        now = parts.clock.now()
        async with parts.store.reading() as connection:
            wanted = await refold_due(connection, as_of=now, limit=REFOLD_MOST)
        for order_id, patient_id in wanted:
            try:
                await self._refold_one(order_id, patient_id, now)
            except Exception as error:  # noqa: BLE001 (one order's bug is not the others')
                log.error("refold failed", order=order_id, **_bug(error))  # noqa: TRY400 (its text may hold a value)
        due = now + timedelta(seconds=self._every_s)
        await self._schedule.finish(lease, due_at=due, error=None)

    async def _refold_one(self, order_id: str, patient_id: str, now: datetime) -> None:
        parts = self._parts
        async with sealing(parts.store, parts.vault, {patient_id}) as connection:
            keys = await hold_keys(connection, {patient_id}, vault=parts.vault)
            changes = await write_rows(
                connection, {(order_id, patient_id)}, as_of=now, keys=keys, vault=parts.vault
            )
        await parts.notices.publish([Notice(one.order_id, one.version) for one in changes])


def _bug(error: Exception) -> dict[str, str]:
    """What and where, never the message: that may hold a value a vendor sent."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return {"error": type(error).__name__, "where": where}
