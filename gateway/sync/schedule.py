"""Knows what is due: the work table with its leases and fences (CONNECTORS 'Background engine')."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, or_, select, update

from gateway.clock import Clock, instant_text
from gateway.store.engine import Store
from gateway.sync.tables import work

LEASE = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do one piece of work until the lease ends; `fence` tells a later holder."""

    kind: str
    key: str
    fence: int


class Schedule:
    """Due times, leases and fences in SQL; a queue message is only a hint to look here."""

    def __init__(self, store: Store, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def ensure(self, kind: str, key: str) -> None:
        """A row for this work, due now if it is new."""
        async with self._store.writing() as connection:
            known = await connection.scalar(
                select(work.c.key).where(work.c.kind == kind, work.c.key == key)
            )
            if known is None:
                now = instant_text(self._clock.now())
                await connection.execute(
                    insert(work).values(kind=kind, key=key, due_at=now, fence=0, tries=0)
                )

    async def kick(self, kind: str, key: str) -> None:
        """Make it due now: a user's refresh, a webhook."""
        await self._set_due(kind, key, self._clock.now())

    async def due(self, kind: str) -> list[str]:
        """Keys that are due and not leased."""
        now = instant_text(self._clock.now())
        async with self._store.reading() as connection:
            rows = await connection.scalars(
                select(work.c.key)
                .where(work.c.kind == kind, work.c.due_at <= now, _free(now))
                .order_by(work.c.due_at)
            )
            return list(rows)

    async def claim(self, kind: str, key: str) -> Lease | None:
        """The lease, or None when it is held or not due; one statement decides."""
        now = self._clock.now()
        async with self._store.writing() as connection:
            taken = await connection.execute(
                update(work)
                .where(
                    work.c.kind == kind,
                    work.c.key == key,
                    work.c.due_at <= instant_text(now),
                    _free(instant_text(now)),
                )
                .values(
                    lease_until=instant_text(now + LEASE),
                    fence=work.c.fence + 1,
                    tries=work.c.tries + 1,
                )
            )
            if not taken.rowcount:
                return None
            fence = await connection.scalar(
                select(work.c.fence).where(work.c.kind == kind, work.c.key == key)
            )
        return Lease(kind, key, fence or 0)

    async def finish(self, lease: Lease, *, due_at: datetime, error: str | None) -> bool:
        """Give the lease back and say when it is due again; False when the fence has moved on."""
        async with self._store.writing() as connection:
            done = await connection.execute(
                update(work)
                .where(
                    work.c.kind == lease.kind,
                    work.c.key == lease.key,
                    work.c.fence == lease.fence,
                )
                .values(lease_until=None, due_at=instant_text(due_at), last_error=error)
            )
        return bool(done.rowcount)

    async def _set_due(self, kind: str, key: str, at: datetime) -> None:
        async with self._store.writing() as connection:
            await connection.execute(
                update(work)
                .where(work.c.kind == kind, work.c.key == key)
                .values(due_at=instant_text(at))
            )


def _free(now: str) -> ColumnElement[bool]:
    return or_(work.c.lease_until.is_(None), work.c.lease_until < now)
