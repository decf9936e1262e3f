"""Knows how an audit event becomes durable before what it tells of is released (DESIGN 'Audit')."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.chain import ForgedError, Prepared, WriterChain, prepare
from gateway.audit.checkpoints import Moment, add_checkpoint, covered, stream_position
from gateway.audit.events import Event, Kind
from gateway.audit.keys import Signer
from gateway.audit.rows import Lines, Sets, digest_before_chain
from gateway.audit.waiting import DURABLE_WITHIN_S, AuditUnavailableError, Caller, Waiting
from gateway.clock import Clock, instant_text, new_id
from gateway.store.engine import Store
from gateway.telemetry.logs import Log
from gateway.telemetry.metrics import Metrics

if TYPE_CHECKING:
    from schema.vocabulary.facts import JsonValue

BATCH_EVERY_S = 0.003
BATCH_MOST = 500
CHECKPOINT_EVERY_S = 10.0
CHECKPOINT_MOST = 1_024
"""Events in one interval: what a proof has to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """When a checkpoint is due: after so long, though nothing happened, or after so many events."""

    every_s: float = CHECKPOINT_EVERY_S
    most: int = CHECKPOINT_MOST


class Audit:
    """The writer of this process: its own id, a sequence without gaps, a batch every few ms.

    The first thing it writes is a checkpoint that names it, the last one that ends it; in between
    a checkpoint joins the batch when one is due, in the same transaction.
    """

    def __init__(
        self,
        store: Store,
        *,
        writer: str,
        clock: Clock,
        signer: Signer,
        pace: Pace | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self._metrics = metrics or Metrics()
        self._store = store
        self._clock = clock
        self._signer = signer
        self._pace = pace or Pace()
        self._chain = WriterChain(writer=writer, tenant=signer.tenant)
        self._sets = Sets(sqlite=store.sqlite)
        self._events = Lines()
        self._waiting = Waiting()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._begun = False
        self._chain_known = True
        self._due_at = clock.monotonic()
        self._log = Log("audit")

    def start(self) -> None:
        """Begin to write batches."""
        self._stopping = False
        self._wake.set()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Write what waits and the last checkpoint, then end."""
        if self._task is None:
            return
        self._stopping = True
        self._wake.set()
        await self._task
        self._task = None

    async def record(self, event: Event) -> None:
        """Return once the event is durable; raises `AuditUnavailableError` after a second.

        Raises `EncodingError` for an event that can't be kept as it is; no other suffers from it.
        """
        await self.record_all((event,))

    async def record_all(self, events: Sequence[Event]) -> None:
        """Return once all of them are durable; raises as `record` does, when any of them is not."""
        if not events:
            return
        prepared = [
            prepare(at=instant_text(one.at), kind=one.kind, subject=one.subject, body=one.body)
            for one in events
        ]
        begun = self._clock.monotonic()
        durable = self._waiting.add(prepared)
        self._wake.set()
        try:
            await durable
        finally:
            self._metrics.audited(self._clock.monotonic() - begun)

    async def _run(self) -> None:
        while not self._stopping:
            await self._woken()
            await self._clock.sleep(BATCH_EVERY_S)
            self._wake.clear()
            await self._write_batch()
            if self._waiting:
                self._wake.set()  # they are of the next batch, which then is no smaller
        while len(self._waiting) > BATCH_MOST:
            await self._write_batch()
        if self._begun:
            await self._write_batch(last=True)

    async def _woken(self) -> None:
        """Return when there is something to write, or a checkpoint is due."""
        left = max(self._due_at - self._clock.monotonic(), 0)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(left):
                await self._wake.wait()

    async def _write_batch(self, *, last: bool = False) -> None:
        batch = self._waiting.take(BATCH_MOST)
        moment = self._moment(len(batch), last=last)
        if not batch and moment is None:
            return
        try:
            await self._write([event for event, _ in batch], moment)
        except Exception as error:  # noqa: BLE001 (whatever it was, nothing may be released)
            # the commit may have gone through although its answer was lost
            self._chain_known = False
            self._due_at = self._clock.monotonic() + min(self._pace.every_s, DURABLE_WITHIN_S)
            _tell(batch, AuditUnavailableError(type(error).__name__))
            return
        _tell(batch, None)

    def _moment(self, more: int, *, last: bool) -> Moment | None:
        if last:
            return Moment.END
        if not self._begun:
            return Moment.BEGIN
        full = self._chain.open_events + more >= self._pace.most
        return Moment.INTERVAL if full or self._clock.monotonic() >= self._due_at else None

    async def _write(self, events: list[Prepared], moment: Moment | None) -> None:
        if not self._chain_known:
            await self._find_chain()
        sets = {digest: ids for event in events for digest, ids in event.sets.items()}
        new = self._sets.new(sets)
        batch = _Batch(events, {digest: sets[digest] for digest in new})
        if moment is None:
            await self._store.write(partial(self._insert, batch))
        else:
            await self._write_beside(batch, moment)
        self._chain.committed()
        self._sets.remember(new)
        if moment is not None:
            self._begun = True
            self._due_at = self._clock.monotonic() + self._pace.every_s

    async def _find_chain(self) -> None:
        """Stand where the store stands after a failed write; leave a chain that others wrote to.

        Whoever writes to the store can chain an event behind ours, for there is no secret in that;
        with our own next one it would be signed. So what is ours ends before it.
        """
        found = self._chain
        async with self._store.writing() as connection:
            try:
                await found.restore(connection)
            except ForgedError:
                self._log.warning("audit_writer", code="AUDIT_FORGED", sequence=found.sequence)
                found = await self._anew(connection)
        self._chain, self._chain_known = found, True

    async def _anew(self, connection: AsyncConnection) -> WriterChain:
        """A chain of a new name, begun in the stream, where the one before is ended."""
        at = instant_text(self._clock.now())
        own = self._chain.own(Moment.END, at=at)
        if own.first == await covered(connection, own.writer) + 1:
            await add_checkpoint(connection, own, signer=self._signer)
        fresh = WriterChain(writer=new_id(), tenant=self._signer.tenant)
        begun = fresh.interval(Moment.BEGIN, at=at)
        await add_checkpoint(connection, begun, signer=self._signer)
        return fresh

    async def _write_beside(self, batch: "_Batch", moment: Moment) -> None:
        """With a checkpoint in the same transaction."""
        async with self._store.writing() as connection:
            # the stream's row first, then sets: writers that meet take their locks in one order
            number = (await stream_position(connection))[0]
            if moment is Moment.BEGIN:
                await self._begin(connection, first=number == 0)
            await connection.run_sync(partial(self._insert, batch))
            if moment is Moment.INTERVAL or moment is Moment.END:
                await self._sign(connection, moment)

    async def _begin(self, connection: AsyncConnection, *, first: bool) -> None:
        """Name this writer in the stream; the very first also says what stood before the chain."""
        await self._sign(connection, Moment.BEGIN)
        if first:
            count, digest = await digest_before_chain(connection)
            at = instant_text(self._clock.now())
            body: dict[str, JsonValue] = {"events": count, "digest": digest}
            told = prepare(at=at, kind=Kind.CHAIN_BEGINS, subject="", body=body)
            await connection.run_sync(partial(self._insert, _Batch([told], {})))

    def _insert(self, batch: "_Batch", connection: Connection) -> None:
        if batch.events:
            self._sets.put(connection, batch.sets)
            self._events.put(connection, self._chain.lengthen(batch.events))

    async def _sign(self, connection: AsyncConnection, moment: Moment) -> None:
        at = instant_text(self._clock.now())
        interval = self._chain.interval(moment, at=at)
        if interval.first != await covered(connection, interval.writer) + 1:
            # this process stood still so long that another signed for it
            await self._chain.restore(connection)
            interval = self._chain.interval(moment, at=at)
        await add_checkpoint(connection, interval, signer=self._signer)
        self._chain.signed()


class _Batch(NamedTuple):
    """A batch as it is put: its events, and those of their sets that may not stand yet."""

    events: list[Prepared]
    sets: Mapping[str, Sequence[str]]


def _tell(batch: Sequence[tuple[Prepared, Caller]], error: AuditUnavailableError | None) -> None:
    for _, caller in batch:
        caller.tell(error)
