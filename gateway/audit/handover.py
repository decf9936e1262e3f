"""Knows how every checkpoint reaches the second place, in order, and that none is forgotten."""

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import or_, select, update

from gateway.audit.checkpoints import Moment, add_checkpoint, stream_position
from gateway.audit.keys import Signer
from gateway.audit.second_place import SecondPlace, SecondPlaceError, Signed
from gateway.audit.silence import silent_writers
from gateway.audit.tables import audit_checkpoints, audit_stream
from gateway.clock import Clock, instant_text
from gateway.store.engine import Store
from gateway.telemetry.logs import Log

AT_ONCE: Final = 100
LOOK_EVERY_S: Final = 2.0
LEASE: Final = timedelta(seconds=30)
MOST_WAIT_S: Final = 60.0
SILENCE_EVERY_S: Final = 60.0
FAILING: Final = "AUDIT_SECOND_PLACE"
"""The code under which a log, and whoever alerts by it, finds that checkpoints wait."""


@dataclass(slots=True)
class HandoverState:
    """How it stands, for `/readyz`: the last number kept there, how many wait, what went wrong."""

    configured: bool
    kept: int = 0
    waiting: int = 0
    cause: str | None = None


class Handover:
    """One holder at a time, among all processes, hands the stream on; the place may be away."""

    def __init__(
        self,
        store: Store,
        place: SecondPlace | None,
        *,
        holder: str,
        signer: Signer,
        clock: Clock,
        log: Log,
    ) -> None:
        self._store = store
        self._place = place
        self._holder = holder
        self._signer = signer
        self._clock = clock
        self._log = log
        self.state = HandoverState(configured=place is not None)

    async def run(self) -> None:
        """Until cancelled: close writers that fell silent, hand over what is new."""
        failed, silence_at = 0, self._clock.monotonic()
        while True:
            try:
                if self._clock.monotonic() >= silence_at:
                    silence_at = self._clock.monotonic() + SILENCE_EVERY_S
                    await self.close_silent()
                await self.hand_over()
                failed = 0
            except Exception as error:  # noqa: BLE001 (it must go on, whatever it was)
                failed += 1
                self.state.cause = str(error) if isinstance(error, SecondPlaceError) else "store"
                self._log.warning(
                    "second_place", code=FAILING, count=self.state.waiting, cause=self.state.cause
                )
            await self._clock.sleep(min(LOOK_EVERY_S * 2**failed, MOST_WAIT_S))

    async def finish(self) -> None:
        """One last time, when the process ends; what is left is another's, or the next start's."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(LOOK_EVERY_S):
                await self.hand_over()

    async def hand_over(self) -> int:
        """Hand over all that waits, if nobody else does; how many. Raises `SecondPlaceError`."""
        done = 0
        while self._place is not None and await self._hold():
            lines, last = await self._next()
            if not lines:
                break
            await self._place.keep(lines)
            await self._kept(last)
            done += len(lines)
        if self._place is not None:
            self.state.cause = None
        return done

    async def close_silent(self) -> int:
        """Sign the last events of writers that ended without a word; how many writers."""
        closed = 0
        async with self._store.writing() as connection:
            await stream_position(connection)
            now = self._clock.now()
            for interval in await silent_writers(connection, tenant=self._signer.tenant, now=now):
                await add_checkpoint(connection, interval, signer=self._signer)
                self._log.warning("audit_writer", code="AUDIT_WRITER_SILENT", state=Moment.CLOSED)
                closed += 1
        return closed

    async def _hold(self) -> bool:
        """Whether something waits and this process is the one to hand it over."""
        stream = audit_stream.c
        async with self._store.reading() as connection:
            row = (await connection.execute(select(stream.number, stream.handed))).one()
        if row.handed > row.number:
            return await self._from_the_start()
        self.state.kept, self.state.waiting = int(row.handed), int(row.number - row.handed)
        if not self.state.waiting:
            return False
        return await self._lease()

    async def _from_the_start(self) -> bool:
        """Somebody moved the position past the stream's end, where nothing would leave any more.

        Which ones the place has, nobody knows then; the same again are harmless.
        """
        self._log.warning("second_place", code=FAILING, cause="position")
        beyond = audit_stream.c.handed > audit_stream.c.number
        async with self._store.writing() as connection:
            await connection.execute(update(audit_stream).where(beyond).values(handed=0))
        return await self._lease()

    async def _lease(self) -> bool:
        now, stream = self._clock.now(), audit_stream.c
        free = or_(
            stream.holder.is_(None),
            stream.holder == self._holder,
            stream.lease_until < instant_text(now),
        )
        async with self._store.writing() as connection:
            taken = await connection.execute(
                update(audit_stream)
                .where(free)
                .values(holder=self._holder, lease_until=instant_text(now + LEASE))
            )
            return taken.rowcount == 1

    async def _next(self) -> tuple[list[Signed], int]:
        table = audit_checkpoints.c
        async with self._store.reading() as connection:
            handed = await connection.scalar(select(audit_stream.c.handed))
            rows = await connection.execute(
                select(table.number, table.text, table.signature)
                .where(table.number > handed)
                .order_by(table.number)
                .limit(AT_ONCE)
            )
            found = [(int(number), str(text), bytes(signed)) for number, text, signed in rows]
        lines = [Signed(checkpoint=text, signature=signed) for _, text, signed in found]
        return lines, found[-1][0] if found else 0

    async def _kept(self, last: int) -> None:
        mine = (audit_stream.c.holder == self._holder) & (audit_stream.c.handed < last)
        async with self._store.writing() as connection:
            await connection.execute(update(audit_stream).where(mine).values(handed=last))
