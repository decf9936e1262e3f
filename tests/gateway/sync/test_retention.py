from datetime import timedelta

from sqlalchemy import select

from gateway.store.engine import Store
from gateway.sync.pull import pull
from gateway.sync.replay import replay
from gateway.sync.retention import forget_outlived, outlived
from gateway.sync.tables import envelopes
from gateway.vault.datakeys import load_keys
from gateway.vault.seal import Vault
from tests.world.loop import run
from tests.world.opened import opened
from tests.world.scripted import Fixed, connector, parts_of

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
