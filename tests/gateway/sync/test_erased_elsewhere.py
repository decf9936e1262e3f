"""Who was erased by one machine stays erased at the others, each with a file of its own."""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from gateway.store.engine import Store
from gateway.sync.erasure import Eraser
from gateway.telemetry.logs import Log
from gateway.vault.datakeys import load_keys
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from gateway.vault.tables import erasures
from gateway.vault.tombstones import Tombstones
from tests.gateway.sync.test_erasure import backup, restore, world
from tests.world.loop import run
from tests.world.scripted import NOW


class Minute:
    """A clock whose first minute passes when it is let to; the second never does."""

    def __init__(self) -> None:
        self.passes = asyncio.Event()
        self.passed = asyncio.Event()

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        del seconds
        if self.passes.is_set():
            self.passed.set()
            await asyncio.get_running_loop().create_future()
        await self.passes.wait()


def test_what_another_machine_erased_stays_erased_here_whatever_is_restored(
    store: Store, tmp_path: Path
) -> None:
    """Each machine has a file of its own; the backup is put back after this one looked again."""

    async def walk() -> None:
        there = await world(store, tmp_path)
        held = await backup(store)
        stones = Tombstones(tmp_path / "here.tombstones")
        keys = open_key_file(tmp_path / "vault.json", store_is_empty=False)
        clock = Minute()
        parts = replace(there.parts, vault=Vault(keys, tombstones=stones), clock=clock)
        learning = asyncio.create_task(Eraser(parts, stones).learn_on(log=Log("test")))
        await there.eraser.erase(there.patient, by="officer")
        clock.passes.set()
        await clock.passed.wait()
        learning.cancel()
        await restore(store, {**held, erasures: []})
        async with store.reading() as connection:
            assert await load_keys(connection, {there.patient}, vault=parts.vault) == {}
        await there.close()

    run(walk())
