"""Knows the background engine: Taskiq carries hints, SQL knows what is due (CONNECTORS)."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import structlog
from taskiq import AsyncBroker, InMemoryBroker
from taskiq.api import run_receiver_task
from taskiq_redis import ListQueueBroker

from connectors.kit.contract import Connector
from connectors.kit.errors import Cause, ConnectorError
from gateway.clock import instant_text
from gateway.orders.projection import project, refold_due
from gateway.sync.notices import Notice
from gateway.sync.pull import Parts, pull
from gateway.sync.schedule import Lease, Schedule
from gateway.sync.sealing import VaultSealer
from gateway.vault.datakeys import load_keys

PULL = "pull"
REFOLD = "refold"
REFOLD_MOST = 200
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
    ) -> None:
        self._connectors = connectors
        self._parts = parts
        self._schedule = schedule
        self._broker = broker
        self._every_s = every_s
        self._hint = broker.register_task(self.drain, task_name="drain")
        self._running: set[asyncio.Task[None]] = set()

    async def prepare(self) -> None:
        """Rows for every connection and for the clock's own work."""
        await self._parts.states.prepare()
        for name in self._connectors:
            await self._schedule.ensure(PULL, name)
        await self._schedule.ensure(REFOLD, "orders")

    async def run(self, *, receive: bool) -> None:
        """Tick until cancelled; `receive` also takes hints of others from the broker."""
        await self._broker.startup()
        receiver = asyncio.create_task(run_receiver_task(self._broker)) if receive else None
        try:
            while True:
                await self.kick()
                await self._parts.clock.sleep(min(self._every_s, 15.0))
        finally:
            for task in (*self._running, *((receiver,) if receiver else ())):
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)
            await self._broker.shutdown()

    async def kick(self) -> None:
        """Hint that something may be due; when the broker is away, this process looks itself."""
        for kind in (PULL, REFOLD):
            try:
                await self._hint.kiq(kind)
            except Exception as error:  # noqa: BLE001 (any broker's own: the clock must go on)
                log.warning("hint not sent", kind=kind, error=type(error).__name__)
                await self.drain(kind)

    async def drain(self, kind: str) -> None:
        """Begin everything of a kind that is due; a slow connection keeps nobody waiting."""
        for key in await self._schedule.due(kind):
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
        if lease.kind == PULL:
            await self._pull(lease)
        else:
            await self._refold(lease)

    async def _pull(self, lease: Lease) -> None:
        name, states = lease.key, self._parts.states
        wait: float | None = self._every_s
        problem: ConnectorError | None = None
        try:
            await pull(self._connectors[name], self._parts)
            await states.succeeded(name, every_s=self._every_s)
        except ConnectorError as error:
            problem = error
        except Exception as error:
            log.exception("pull failed", connection=name, error=type(error).__name__)
            problem = ConnectorError(Cause.INTERNAL, type(error).__name__)
        if problem is not None:
            log.warning("pull failed", connection=name, cause=problem.cause.value)
            wait = await states.failed(name, problem)
        now = self._parts.clock.now()
        due = now + (NEVER_AGAIN if wait is None else timedelta(seconds=wait))
        error_text = None if problem is None else problem.cause.value
        await self._schedule.finish(lease, due_at=due, error=error_text)

    async def _refold(self, lease: Lease) -> None:
        parts = self._parts
        now = parts.clock.now()
        async with parts.store.reading() as connection:
            wanted = await refold_due(connection, as_of=now, limit=REFOLD_MOST)
        if wanted:
            async with parts.store.writing() as connection:
                keys = await load_keys(connection, {p for _, p in wanted}, vault=parts.vault)
                sealer = VaultSealer(parts.vault, keys)
                changes = await project(connection, wanted, as_of=now, sealer=sealer)
            await parts.notices.publish([Notice(c.order_id, c.version) for c in changes])
            log.info("refolded", orders=len(wanted), changed=len(changes), at=instant_text(now))
        due = now + timedelta(seconds=self._every_s)
        await self._schedule.finish(lease, due_at=due, error=None)
