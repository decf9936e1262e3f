"""Builds what every process of the house stands on: store, keys, connections, notices."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from connectors.kit.contract import Connection, Connector
from connectors.kit.manifest import ManifestError
from connectors.kit.registry import make_connector
from gateway.audit.events import Sink
from gateway.clock import SystemClock
from gateway.settings import Settings
from gateway.store.engine import Store, StoreError, open_store
from gateway.store.migrate import migrate
from gateway.sync.chores import CLOCK, Indexing, Retention
from gateway.sync.connections import ConnectionStates, read_connections
from gateway.sync.erasure import Eraser
from gateway.sync.intake import Parts
from gateway.sync.notices import LocalNotices, Notices
from gateway.sync.schedule import Schedule
from gateway.telemetry.logs import Log
from gateway.telemetry.metrics import Metrics
from gateway.vault.datakeys import holds_keys
from gateway.vault.keys import KeyFileError, KeySource, open_key_file
from gateway.vault.marks import settle
from gateway.vault.seal import Vault
from gateway.vault.seals import Seals
from gateway.vault.tombstones import TombstoneError, Tombstones, beside
from gateway.web.errors import MEANINGS

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from gateway.sync.worker import Worker

REDIS_CONNECTIONS = 32
REDIS_TURN_S = 5.0


class StartError(Exception):
    """The gateway can't start; one line with the next step."""


@dataclass(frozen=True, slots=True)
class House:
    """What every process of the house stands on."""

    settings: Settings
    clock: SystemClock
    store: Store
    vault: Vault
    connections: tuple[Connection, ...]
    states: ConnectionStates
    notices: Notices
    redis: "Redis | None"
    metrics: Metrics

    @property
    def parts(self) -> Parts:
        """What the sync works with."""
        return Parts(self.store, self.vault, self.states, self.notices, self.clock)


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncGenerator[House]:
    """Store, keys, connections, notices; raises `StartError` or `SettingsError`."""
    if settings.mode == "production" and settings.sandbox_client_secret is not None:
        raise StartError(
            "CGT_SANDBOX_CLIENT_SECRET: the sandbox's client has no place in production"
        )
    clock = SystemClock()
    connections = read_connections(settings.directory_file)
    try:
        await migrate(settings.database_url)
        store = open_store(settings.database_url)
    except (StoreError, OSError) as error:
        raise StartError(str(error)) from error
    try:
        vault = await _vault(settings, store)
        states = ConnectionStates(store, connections, clock=clock)
        notices: Notices = LocalNotices()
        async with contextlib.AsyncExitStack() as stack:
            redis = None
            if settings.redis_url is not None:
                redis, notices = await _shared(settings.redis_url, stack, clock=clock)
            house = House(
                settings,
                clock,
                store,
                vault,
                connections,
                states,
                notices,
                redis,
                Metrics(outcomes=MEANINGS),
            )
            await stack.enter_async_context(_buried(house))
            yield house
    except (KeyFileError, TombstoneError) as error:
        raise StartError(str(error)) from error
    finally:
        await store.close()


def redis_at(url: str) -> "Redis":
    """Redis by so many connections that more callers wait their turn, at most `REDIS_TURN_S`.

    Without a turn to wait for, a change that wakes hundreds of streams at once is hundreds of
    connections at once: past the pool's own limit each is refused, as if Redis were away.
    """
    from redis.asyncio import BlockingConnectionPool, Redis  # noqa: PLC0415 (ADR 119)

    pool = BlockingConnectionPool.from_url(  # pyright: ignore[reportUnknownMemberType] (its options are open)
        url, max_connections=REDIS_CONNECTIONS, timeout=REDIS_TURN_S
    )
    return Redis.from_pool(pool)


def eraser_of(house: House) -> Eraser:
    """Who erases patients, and at a start those whom a restored backup brought back."""
    return Eraser(house.parts, Tombstones(beside(house.settings.vault_key_file)))


def connectors_of(house: House) -> dict[str, Connector]:
    """A connector for each connection; raises `StartError`."""
    try:
        return {
            one.id: make_connector(one, now=house.clock.now, sleep=house.clock.sleep)
            for one in house.connections
        }
    except ManifestError as error:
        raise StartError(str(error)) from error


def retention_of(house: House, sink: Sink, *, subject: str = CLOCK) -> Retention:
    """Who destroys what has outlived its time."""
    settings = house.settings
    return Retention(
        parts=house.parts,
        sink=sink,
        key_file=settings.vault_key_file,
        raw=timedelta(days=settings.raw_retention_days),
        backups=timedelta(days=settings.backup_retention_days),
        subject=subject,
    )


def worker_of(house: House, sink: Sink) -> "Worker":
    """The background engine of this process."""
    from gateway.sync.worker import Worker, make_broker  # noqa: PLC0415 (ADR 119)

    return Worker(
        connectors_of(house),
        house.parts,
        Schedule(house.store, clock=house.clock),
        broker=make_broker(house.settings.redis_url),
        every_s=house.settings.sync_tick_s,
        chores={"index": Indexing(house.parts), "retention": retention_of(house, sink)},
    )


async def _shared(
    url: str, stack: contextlib.AsyncExitStack, *, clock: SystemClock
) -> "tuple[Redis, Notices]":
    """The group's Redis and the notices that go through it; the stack ends both."""
    from gateway.sync.notices_redis import RedisNotices  # noqa: PLC0415 (ADR 119)

    redis = redis_at(url)
    stack.push_async_callback(redis.aclose)
    notices = RedisNotices(redis, clock=clock)
    await notices.start()
    stack.push_async_callback(notices.stop)
    return redis, notices


@asynccontextmanager
async def _buried(house: House) -> AsyncGenerator[None]:
    """Who was erased stays so: those who are back at this start, those whom others erase later."""
    eraser = eraser_of(house)
    await eraser.bury()
    learning = asyncio.create_task(eraser.learn_on(log=Log("erasure")))
    try:
        yield
    finally:
        learning.cancel()
        await asyncio.gather(learning, return_exceptions=True)


async def _vault(settings: Settings, store: Store) -> Vault:
    """Over the key file, which must be the one that the store was filled with."""
    source = KeySource(settings.vault_key_file)  # before the file is read: later changes show
    async with store.writing() as connection:
        keys = open_key_file(
            settings.vault_key_file, store_is_empty=not await holds_keys(connection)
        )
        wrong = await settle(connection, keys)
    if wrong:
        raise StartError(
            f"CGT_VAULT_KEY_FILE: {settings.vault_key_file} has not the keys of this store "
            f"({', '.join(wrong)}). Put the key file that it was filled with back"
        )
    tombstones = Tombstones(beside(settings.vault_key_file))
    return Vault(keys, source=source, tombstones=tombstones, seals=Seals(counted=True))
