from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from taskiq import InMemoryBroker

from gateway.audit.waiting import AuditUnavailableError
from gateway.store.engine import Store
from gateway.sync.chores import DAY_S, Retention
from gateway.sync.intake import Parts
from gateway.sync.pull import pull
from gateway.sync.reindex import rotate_index
from gateway.sync.replay import replay
from gateway.sync.retention import forget_mistaken, forget_outlived, mistaken, outlived
from gateway.sync.schedule import Schedule
from gateway.sync.tables import envelopes
from gateway.sync.worker import CHORE, Worker
from gateway.vault.datakeys import load_keys
from gateway.vault.keys import KeySource, open_key_file
from gateway.vault.marks import settle
from gateway.vault.rotation import rotate
from gateway.vault.seal import Vault
from gateway.vault.tables import data_keys, lookups, vault_state
from tests.world.ledger import Ledger
from tests.world.loop import run
from tests.world.opened import opened
from tests.world.scripted import NOW, Fixed, connector, page, parts_of, record

PAGES = 5
HOUR = timedelta(hours=1)
KEEP = HOUR - timedelta(seconds=1)
"""The scripted pages came an hour ago, a second apart: this keeps all but the first."""


def test_documents_go_when_they_have_outlived_their_time_and_not_before(
    store: Store, vault: Vault
) -> None:
    async def walk() -> None:
        source, clock = connector(PAGES), Fixed()
        parts = await parts_of(store, vault, source, clock=clock)
        await pull(source, parts)
        assert await outlived(parts, keep_for=HOUR) == 0
        assert await forget_outlived(parts, keep_for=HOUR) == 0
        assert await outlived(parts, keep_for=KEEP) == 1
        assert await outlived(parts, keep_for=KEEP) == 1, "asking changes nothing"
        assert await forget_outlived(parts, keep_for=KEEP) == 1
        clock.move(HOUR.total_seconds())
        assert await forget_outlived(parts, keep_for=HOUR) == PAGES - 1
        async with store.reading() as connection:
            rows = list(await connection.execute(select(envelopes)))
            names = {str(row.envelope_id) for row in rows}
            assert await load_keys(connection, names, vault=vault) == {}
        assert [row.body for row in rows] == [None] * PAGES
        await store.close()

    run(walk())


def test_rows_and_facts_stay_and_the_same_pages_told_again_add_nothing(
    store: Store, vault: Vault
) -> None:
    async def walk() -> None:
        source = connector(PAGES)
        parts = await parts_of(store, vault, source)
        await pull(source, parts)
        before = await opened(store, vault)
        await forget_outlived(parts, keep_for=timedelta(0))
        await replay({source.connection.id: source}, parts)
        source.pages += source.pages[:PAGES]
        await pull(source, parts)
        assert await opened(store, vault) == before
        async with store.reading() as connection:
            bodies = list(await connection.scalars(select(envelopes.c.body)))
        assert bodies == [None] * PAGES
        await store.close()

    run(walk())


DAYS = timedelta(days=90)
KEY_TABLES = (data_keys, lookups, vault_state)


async def key_rows(store: Store) -> list[list[dict[str, object]]]:
    """What a backup holds of keys, by table."""
    async with store.reading() as connection:
        return [
            [dict(row) for row in (await connection.execute(select(table))).mappings()]
            for table in KEY_TABLES
        ]


async def put_back(store: Store, backup: list[list[dict[str, object]]]) -> None:
    """Restore it."""
    async with store.writing() as connection:
        for table, rows in zip(KEY_TABLES, backup, strict=True):
            await connection.execute(table.delete())
            if rows:
                await connection.execute(table.insert(), rows)


async def turned(store: Store, path: Path, *, at: datetime) -> None:
    """The ring and the index keys moved on."""
    async for _ in rotate(store, path, at=at, keep_for=timedelta(days=35)):
        pass
    async for _ in rotate_index(store, path, at=at, keep_for=timedelta(days=35)):
        pass


def retention(parts: Parts, path: Path, ledger: Ledger) -> Retention:
    """What the worker does daily, into an audit in memory."""
    return Retention(parts=parts, sink=ledger, key_file=path, raw=DAYS, backups=timedelta(days=35))


MISTAKE = [record("Wrong", n, kind) for n, kind in ((1, "SUBMITTED"), (2, "ENTERED_IN_ERROR"))]
RIGHT = record("Right", 3, patient={"family_name": "Family-Right", "mrn": "MRN-Right"})


def test_of_an_order_entered_in_error_reason_and_audit_are_left(store: Store, vault: Vault) -> None:
    async def walk() -> None:
        source, clock = connector(bodies=[page([*MISTAKE, RIGHT])]), Fixed()
        parts = await parts_of(store, vault, source, clock=clock)
        await pull(source, parts)
        wrong = vault.opaque_id("order", "helvance", "Wrong")
        assert await mistaken(parts, keep_for=DAYS) == []
        clock.move(DAYS.total_seconds())
        assert [order for order, _ in await mistaken(parts, keep_for=DAYS)] == [wrong]
        assert await forget_mistaken(parts, keep_for=DAYS) == 1
        seen = repr(await opened(store, vault))
        assert "Family-Right" in seen
        assert not [word for word in ("Family-Wrong", "MRN-Wrong", "COI-Wrong") if word in seen]
        assert "ENTERED_IN_ERROR" in seen
        assert await forget_mistaken(parts, keep_for=DAYS) == 0
        source.pages.append(page([record("Wrong", 9, "ENTERED_IN_ERROR")]))
        await pull(source, parts)
        await forget_mistaken(parts, keep_for=DAYS)
        await replay({source.connection.id: source}, parts)
        await forget_mistaken(parts, keep_for=DAYS)
        assert "Family-Wrong" not in repr(await opened(store, vault))
        await store.close()

    run(walk())


def test_what_a_day_destroys_is_in_the_audit_before_and_a_day_without_is_not(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "keys.json"
    vault = Vault(open_key_file(path, store_is_empty=True))

    async def walk() -> None:
        source, clock, ledger = connector(PAGES), Fixed(), Ledger()
        parts = await parts_of(store, vault, source, clock=clock)
        await pull(source, parts)
        async for _ in rotate(store, path, at=NOW, keep_for=timedelta(days=35)):
            pass
        daily = retention(parts, path, ledger)
        assert await daily() == DAY_S
        assert ledger.events == []
        clock.move(timedelta(days=91).total_seconds())
        ledger.away = True
        with pytest.raises(AuditUnavailableError):
            await daily()
        assert await outlived(parts, keep_for=DAYS) == PAGES, "nothing without the audit"
        assert len(open_key_file(path, store_is_empty=False).ring) == 2
        ledger.away = False
        await daily()
        assert [event.kind for event in ledger.events] == ["RETENTION"]
        assert ledger.events[0].body["destroyed"] == {
            "raw documents": PAGES,
            "orders entered in error": 0,
            "keys of expired backups": 1,
        }
        assert await outlived(parts, keep_for=DAYS) == 0
        assert len(open_key_file(path, store_is_empty=False).ring) == 1
        await daily()
        assert len(ledger.events) == 1
        await store.close()

    run(walk())


def test_a_retired_key_stays_while_a_restored_backup_stands_under_it(
    store: Store, tmp_path: Path
) -> None:
    """Nobody ran a rotation after the restore: without the key everything personal were lost."""

    async def walk() -> None:
        path, clock, ledger = tmp_path / "vault.json", Fixed(), Ledger()
        keys = open_key_file(path, store_is_empty=True)
        async with store.writing() as connection:
            await settle(connection, keys)
        vault = Vault(keys, source=KeySource(path))
        source = connector(PAGES)
        parts = await parts_of(store, vault, source, clock=clock)
        await pull(source, parts)
        before, backup = await opened(store, vault), await key_rows(store)
        await turned(store, path, at=NOW)
        await put_back(store, backup)
        clock.move(DAYS.total_seconds())
        daily = retention(parts, path, ledger)
        assert (await daily.due())["keys of expired backups"] == 0
        await daily()
        fresh = Vault(open_key_file(path, store_is_empty=False))
        assert await opened(store, fresh) == before
        await turned(store, path, at=NOW + DAYS)
        await daily()
        keys = open_key_file(path, store_is_empty=False)
        assert (len(keys.ring), len(keys.all_index)) == (1, 1)
        assert await opened(store, Vault(keys)) == before
        await store.close()

    run(walk())


def test_the_worker_does_it_when_it_is_due(store: Store, vault: Vault, tmp_path: Path) -> None:
    async def walk() -> None:
        source, clock, ledger = connector(PAGES), Fixed(), Ledger()
        parts = await parts_of(store, vault, source, clock=clock)
        await pull(source, parts)
        worker = Worker(
            {},
            parts,
            Schedule(store, clock=clock),
            broker=InMemoryBroker(),
            every_s=60,
            chores={"retention": retention(parts, tmp_path / "none.json", ledger)},
        )
        await worker.prepare()
        for days in (0.5, 0.4, 91.0, 0.5, 0.6):
            clock.move(timedelta(days=days).total_seconds())
            await worker.drain(CHORE)
            await worker.idle()
        assert [event.kind for event in ledger.events] == ["RETENTION"]
        assert await outlived(parts, keep_for=DAYS) == 0
        await store.close()

    run(walk())
