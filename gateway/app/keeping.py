"""Runs the long commands over the vault: a line of progress, and cut off anywhere it goes on."""

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError

from gateway.app.audit import open_audit
from gateway.app.audit_acts import OPERATOR
from gateway.app.house import StartError, open_house, retention_of
from gateway.clock import SystemClock
from gateway.orders.sealed_rows import SEALED_ORDERS
from gateway.settings import Settings
from gateway.store.engine import Store, StoreError, open_store
from gateway.store.migrate import migrate
from gateway.sync.reindex import reindex, rotate_index
from gateway.sync.tables import SEALED_ENVELOPES
from gateway.vault.keys import KeyFileError, rotating
from gateway.vault.ring import Moved
from gateway.vault.rotation import prepare, prepare_chain, prepare_index, rotate, rotate_values
from gateway.vault.seal import VaultError
from gateway.vault.seals import SealLimitError

BAR = 24
Say = Callable[[str], None]


class What(StrEnum):
    """What a rotation makes anew."""

    RING = "data keys wrapped again"
    VALUES = "data keys and traceability rows sealed anew"
    INDEX = "orders indexed anew"


async def prepare_key(settings: Settings, what: What) -> str:
    """Put the next key into the key file, and nothing else: to be copied to every machine.

    Returns its name; raises `StartError`.
    """
    path = settings.vault_key_file
    async with _store(settings) as store:
        with rotating(path):
            if what is What.RING:
                return (await prepare(store, path)).ring[0].id
            if what is What.INDEX:
                return (await prepare_index(store, path)).all_index[0].id
            keys = await prepare_chain(store, path)
            return (keys.next_chain or keys.chain).id


async def rotate_keys(settings: Settings, what: What, *, say: Say) -> int:
    """Move on to new keys while the gateway serves; how much moved.

    Raises `StartError` when a key or a value is not as it must be.
    """
    clock, path = SystemClock(), settings.vault_key_file
    keep_for = timedelta(days=settings.backup_retention_days)
    async with _store(settings) as store:
        with rotating(path):
            match what:
                case What.RING:
                    moves = rotate(store, path, at=clock.now(), keep_for=keep_for)
                case What.INDEX:
                    moves = rotate_index(store, path, at=clock.now(), keep_for=keep_for)
                case What.VALUES:
                    holdings = (*SEALED_ORDERS, SEALED_ENVELOPES)
                    moves = rotate_values(store, path, at=clock.now(), holdings=holdings)
            return await _told(moves, say=say, clock=clock)


async def index_all(settings: Settings, *, say: Say) -> int:
    """Let every order be found by the index key in force; how many there are."""
    async with open_house(settings) as house:
        return await _told(reindex(house.store, vault=house.vault), say=say, clock=house.clock)


async def retain(settings: Settings, *, dry_run: bool) -> Mapping[str, int]:
    """Destroy what has outlived its time, or only count it; how much of each kind."""
    async with open_house(settings) as house, open_audit(house) as room:
        retention = retention_of(house, room.audit, subject=OPERATOR)
        return await (retention.due() if dry_run else retention.carry_out())


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
        except (KeyFileError, VaultError, SealLimitError, OSError) as error:
            raise StartError(str(error)) from error
        except SQLAlchemyError as error:  # its text may hold a statement's values
            raise StartError(
                f"the store does not answer ({type(error).__name__}): what was moved stands, "
                "run it again when it does"
            ) from None
