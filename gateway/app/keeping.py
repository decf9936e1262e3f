"""Runs the long commands over the vault: a line of progress, and cut off anywhere it goes on."""

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from gateway.app.house import StartError, open_house
from gateway.clock import SystemClock
from gateway.orders.sealed_rows import SEALED_ORDERS
from gateway.settings import Settings
from gateway.store.engine import Store, StoreError, open_store
from gateway.store.migrate import migrate
from gateway.sync.retention import forget_outlived, outlived
from gateway.sync.tables import SEALED_ENVELOPES
from gateway.vault.keys import KeyFileError, rotating
from gateway.vault.ring import Moved
from gateway.vault.rotation import prepare, rotate, rotate_values
from gateway.vault.seal import VaultError

BAR = 24
Say = Callable[[str], None]


async def prepare_ring(settings: Settings) -> str:
    """Put the next ring key into the key file, and nothing else: to be copied to every machine.

    Returns its name; raises `StartError`.
    """
    async with _store(settings) as store:
        with rotating(settings.vault_key_file):
            return (await prepare(store, settings.vault_key_file)).ring[0].id


async def rotate_ring(settings: Settings, *, say: Say) -> int:
    """Wrap every data key by a new ring key while the gateway serves; how many moved.

    Raises `StartError` when the key file or a wrapped key is not as it must be.
    """
    clock = SystemClock()
    keep_for = timedelta(days=settings.backup_retention_days)
    async with _store(settings) as store:
        with rotating(settings.vault_key_file):
            moves = rotate(store, settings.vault_key_file, at=clock.now(), keep_for=keep_for)
            return await _told(moves, say=say, clock=clock)


async def rotate_all_values(settings: Settings, *, say: Say) -> int:
    """Seal every value anew under new keys while the gateway serves; how many keys and rows moved.

    Raises `StartError` when a key or a value is not as it must be.
    """
    clock = SystemClock()
    holdings = (*SEALED_ORDERS, SEALED_ENVELOPES)
    async with _store(settings) as store:
        with rotating(settings.vault_key_file):
            moves = rotate_values(store, settings.vault_key_file, at=clock.now(), holdings=holdings)
            return await _told(moves, say=say, clock=clock)


async def retain(settings: Settings, *, dry_run: bool) -> int:
    """Destroy raw documents older than `CGT_RAW_RETENTION_DAYS`, or only count them; how many."""
    keep_for = timedelta(days=settings.raw_retention_days)
    async with open_house(settings) as house:
        if dry_run:
            return await outlived(house.parts, keep_for=keep_for)
        return await forget_outlived(house.parts, keep_for=keep_for)


async def _told(moves: AsyncIterator[Moved], *, say: Say, clock: SystemClock) -> int:
    begun = clock.monotonic()
    before, done = 0, 0
    async for moved in moves:
        if not moved.done and done:  # the next of several walks
            begun, before, done = clock.monotonic(), before + done, 0
        done = moved.done
        say(Progress(moved, seconds=clock.monotonic() - begun).line())
    return before + done


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is after so many seconds."""

    moved: Moved
    seconds: float

    def line(self) -> str:
        """A bar, the share, the speed and what remains at that speed."""
        done, total = self.moved
        share = done / total if total else 1.0
        bar = "█" * round(share * BAR)
        speed = done / self.seconds if self.seconds > 0 else 0.0
        left = f"{(total - done) / speed:.0f} s left" if speed else "…"
        return f"{bar:·<{BAR}} {share:4.0%}  {done:,} of {total:,}  {speed:,.0f}/s  {left}"


@asynccontextmanager
async def _store(settings: Settings) -> AsyncGenerator[Store]:
    try:
        await migrate(settings.database_url)
        store = open_store(settings.database_url)
    except (StoreError, OSError) as error:
        raise StartError(str(error)) from error
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        try:
            yield store
        except (KeyFileError, VaultError) as error:
            raise StartError(str(error)) from error
