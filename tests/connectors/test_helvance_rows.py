"""Helvance's world taken in by the sync: the stored rows show what the storylines state by hand."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from connectors.kit.contract import CheckResult, Connection, Cursor, Envelope, Parsed
from connectors.kit.simulator import journeys
from gateway.orders.tables import orders
from gateway.store.engine import Store
from gateway.sync.pull import pull
from gateway.sync.tables import quarantine
from gateway.vault.seal import Vault
from schema.vocabulary.facts import Overlay
from tests.world.helvance import Record, envelope, mapping, records
from tests.world.loop import run
from tests.world.scripted import NOW, parts_of


class Played:
    """A connector whose one page is already there."""

    def __init__(self, page: list[Record]) -> None:
        self._mapping = mapping()
        self._page = page
        self.connection: Connection = self._mapping.connection

    async def check(self) -> tuple[CheckResult, ...]:
        return ()

    async def pull(self, cursor: Cursor | None) -> AsyncIterator[Envelope]:
        del cursor
        yield envelope(self._page, received_at=NOW)

    def parse(self, envelope: Envelope) -> Parsed:
        return self._mapping.parse(envelope)

    async def close(self) -> None:
        return


def test_rows_stand_as_stated_by_hand(store: Store, vault: Vault, tmp_path: Path) -> None:
    hour = timedelta(hours=1)
    page = records(tmp_path, epoch=NOW - hour, after=hour)

    async def walk() -> tuple[list[tuple[str, str]], int]:
        parts = await parts_of(store, vault)
        await pull(Played(page), parts)
        async with store.reading() as connection:
            rows = await connection.execute(select(orders.c.status, orders.c.overlays))
            shown = sorted((status, ",".join(overlays)) for status, overlays in rows)
            left_out = await connection.scalar(select(func.count()).select_from(quarantine))
        await store.close()
        return shown, int(left_out or 0)

    shown, left_out = run(walk())
    assert left_out == 1
    assert len(shown) == len(journeys("helvance"))
    for journey in journeys("helvance"):
        if journey.expected is not None:
            overlays = sorted(journey.expected.overlays - {Overlay.STALE})
            assert (journey.expected.status, ",".join(overlays)) in shown, journey.title
