"""Knows how an audit event becomes durable before what it tells of is released (DESIGN 'Audit')."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.tables import audit_events
from gateway.clock import Clock, instant_text
from gateway.store.engine import Store
from schema.vocabulary.facts import JsonValue

DURABLE_WITHIN_S = 1.0
BATCH_EVERY_S = 0.003
BATCH_MOST = 500
WAITING_MOST = 10_000


class AuditUnavailableError(Exception):
    """The event is not durable in time: nothing protected may be released."""


class Kind(StrEnum):
    """What happened."""

    OPERATION = "OPERATION"
    STREAM_OPENED = "STREAM_OPENED"
    STREAM_DELIVERY = "STREAM_DELIVERY"
    STREAM_CLOSED = "STREAM_CLOSED"
    REFUSED = "REFUSED"
    LOGIN = "LOGIN"
    LOGOUT = "LOGOUT"
    ROLE_GRANTED = "ROLE_GRANTED"
    ROLE_WITHDRAWN = "ROLE_WITHDRAWN"
    PURPOSE_CHOSEN = "PURPOSE_CHOSEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. `body` holds our own ids, classes and outcomes; never a protected value."""

    kind: str
    subject: str
    at: datetime
    body: Mapping[str, JsonValue] = field(default_factory=dict[str, "JsonValue"])


class Sink(Protocol):
    """Where rooms above hand their events."""

    async def record(self, event: Event) -> None:
        """Return once durable; raises `AuditUnavailableError`."""
        ...


class Audit:
    """The writer of this process: its own id, a sequence without gaps, a batch every few ms."""

    def __init__(self, store: Store, *, writer: str, clock: Clock) -> None:
        self._store = store
        self._writer = writer
        self._clock = clock
        self._sequence = 0
        self._waiting: list[tuple[Event, asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._sequence_known = True

    def start(self) -> None:
        """Begin to write batches."""
        self._stopping = False
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Write what waits, then end."""
        if self._task is None:
            return
        self._stopping = True
        self._wake.set()
        await self._task
        self._task = None

    async def record(self, event: Event) -> None:
        """Return once the event is durable; raises `AuditUnavailableError` after a second."""
        if len(self._waiting) >= WAITING_MOST:
            raise AuditUnavailableError("too many events wait to become durable")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, done))
        self._wake.set()
        try:
            await asyncio.wait_for(asyncio.shield(done), DURABLE_WITHIN_S)
        except TimeoutError:
            # a later failure of the same event has nobody left to hear it
            done.add_done_callback(lambda future: future.exception())
            raise AuditUnavailableError("the audit is not durable in time") from None

    async def _run(self) -> None:
        while not self._stopping:
            await self._wake.wait()
            await self._clock.sleep(BATCH_EVERY_S)
            self._wake.clear()
            while self._waiting:
                await self._write_batch()

    async def _write_batch(self) -> None:
        batch = self._waiting[:BATCH_MOST]
        del self._waiting[:BATCH_MOST]
        try:
            async with self._store.writing() as connection:
                await self._insert(connection, [event for event, _ in batch])
        except Exception as error:  # noqa: BLE001 (whatever it was, nothing may be released)
            # the commit may have gone through although its answer was lost
            self._sequence_known = False
            for _, done in batch:
                if not done.done():
                    done.set_exception(AuditUnavailableError(type(error).__name__))
            return
        self._sequence += len(batch)
        for _, done in batch:
            if not done.done():
                done.set_result(None)

    async def _insert(self, connection: AsyncConnection, events: list[Event]) -> None:
        if not self._sequence_known:
            mine = audit_events.c.writer == self._writer
            last = await connection.scalar(select(func.max(audit_events.c.sequence)).where(mine))
            self._sequence = last or 0
            self._sequence_known = True
        rows = [
            {
                "writer": self._writer,
                "sequence": self._sequence + place,
                "at": instant_text(event.at),
                "kind": event.kind,
                "subject": event.subject,
                "body": dict(event.body),
            }
            for place, event in enumerate(events, start=1)
        ]
        await connection.execute(insert(audit_events), rows)
