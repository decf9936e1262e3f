"""An erased patient stays erased: no backup, replay or next page of the vendor brings one back."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Table, insert, select

from gateway.orders.persons import standing_of
from gateway.orders.tables import care_team, changes, facts, orders, patients
from gateway.store.engine import Store
from gateway.store.types import metadata
from gateway.sync.erasure import Eraser, Held
from gateway.sync.intake import Parts
from gateway.sync.pull import pull
from gateway.sync.reindex import reindex
from gateway.sync.replay import rebuild, replay
from gateway.sync.tables import envelopes
from gateway.vault.erasure import Proof, place_hold, proof_of
from gateway.vault.keys import open_key_file
from gateway.vault.lookups import find_orders
from gateway.vault.seal import Vault
from gateway.vault.tables import data_keys, erasures, lookups
from gateway.vault.tombstones import Tombstones
from schema.vocabulary.rights import HoldKind
from tests.world.loop import run
from tests.world.opened import opened
from tests.world.scripted import ScriptedConnector, connector, page, parts_of, record

WHO, OTHER = "Canary", "Remaining"
BODIES = [
    page([record(who, number, kind) for number, kind in ((1, "SUBMITTED"), (2, "CANCELLED"))])
    for who in (WHO, OTHER)
]
ENDED = ("SUBMITTED", "CANCELLED")
BACKED_UP = (data_keys, patients, orders, facts, care_team, changes, envelopes, erasures)


@dataclass
class World:
    """A store that has taken two patients' orders, and who erases there."""

    parts: Parts
    eraser: Eraser
    source: ScriptedConnector
    patient: str
    order: str

    async def take(self, *bodies: bytes) -> None:
        """The vendor's next pages, after all that came."""
        self.source.pages += bodies
        await pull(self.source, self.parts)

    async def sees(self) -> str:
        """Everything the store holds, opened as far as it opens, as one text."""
        return repr(await opened(self.parts.store, self.parts.vault))

    async def close(self) -> None:
        await self.parts.store.close()


async def world(store: Store, folder: Path, *, bodies: list[bytes] | None = None) -> World:
    stones = Tombstones(folder / "vault.tombstones")
    keys = open_key_file(folder / "vault.json", store_is_empty=True)
    vault = Vault(keys, tombstones=Tombstones(folder / "vault.tombstones"))
    source = connector(bodies=[*(BODIES if bodies is None else bodies)])
    parts = await parts_of(store, vault, source)
    await pull(source, parts)
    name = source.connection.id
    return World(
        parts=parts,
        eraser=Eraser(parts, stones),
        source=source,
        patient=vault.opaque_id("patient", name, WHO),
        order=vault.opaque_id("order", name, WHO),
    )


async def backup(store: Store) -> dict[Table, list[dict[str, object]]]:
    return {table: await rows_of(store, table) for table in BACKED_UP}


async def rows_of(store: Store, table: Table) -> list[dict[str, object]]:
    async with store.reading() as connection:
        rows = (await connection.execute(select(table))).mappings()
        return [{str(name): value for name, value in row.items()} for row in rows]


async def restore(store: Store, held: dict[Table, list[dict[str, object]]]) -> None:
    async with store.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            if table in held:
                await connection.execute(table.delete())
        for table in metadata.sorted_tables:
            for row in held.get(table, ()):
                await connection.execute(insert(table).values(row))


def test_an_erasure_leaves_chain_and_nothing_personal(store: Store, tmp_path: Path) -> None:
    async def walk() -> None:
        here = await world(store, tmp_path)
        assert f"Family-{WHO}" in await here.sees()
        done = await here.eraser.erase(here.patient, by="officer")
        assert isinstance(done, Proof)
        seen = await here.sees()
        assert f"Family-{WHO}" not in seen
        assert f"MRN-{WHO}" not in seen
        assert f"COI-{WHO}" in seen
        assert f"Family-{OTHER}" in seen
        await here.close()

    run(walk())


def test_a_proof_says_what_was_destroyed_and_what_is_kept(store: Store, tmp_path: Path) -> None:
    async def walk() -> None:
        here = await world(store, tmp_path)
        done = await here.eraser.erase(here.patient, by="officer")
        assert isinstance(done, Proof)
        destroyed = done.document["destroyed"]
        assert destroyed == [
            {"what": "DATA_KEY", "count": 1},
            {"what": "PATIENT_ROWS", "count": 1},
            {"what": "ORDER_ROWS", "count": 1},
            {"what": "FACT_VALUES", "count": 2},
            {"what": "INDEX_ROWS", "count": 1},
            {"what": "RAW_DOCUMENTS", "count": 1},
        ]
        assert [one["what"] for one in _kept(done)] == ["TRACEABILITY", "ACCESS_AUDIT"]
        assert done.document["by"] == "officer"
        assert await here.eraser.erase(here.patient, by="another") == done
        await here.close()

    run(walk())


def _kept(proof: Proof) -> list[dict[str, object]]:
    kept = proof.document["kept"]
    assert isinstance(kept, list)
    return [dict(one) for one in kept if isinstance(one, dict)]


def test_an_order_of_an_erased_patient_moves_and_is_marked(store: Store, tmp_path: Path) -> None:
    async def walk() -> None:
        here = await world(store, tmp_path)
        async with store.reading() as connection:
            mine = select(orders.c.version).where(orders.c.order_id == here.order)
            before = await connection.scalar(mine)
        await here.eraser.erase(here.patient, by="officer")
        async with store.reading() as connection:
            after = await connection.scalar(mine)
            standing = await standing_of(connection, here.patient)
        assert standing is not None
        assert standing.erased
        assert (after or 0) > (before or 0)
        await here.close()

    run(walk())


KNOWN = {"family_name": f"Family-{WHO}", "mrn": f"MRN-{WHO}", "birth_date": "1961-04-03"}
SOUGHT = {
    "mrn": f"MRN-{WHO}",
    "name_and_birth_date": f"1961-04-03 family {WHO}",
    "coi_id": f"COI-{WHO}",
}


async def found_by(here: World) -> list[str]:
    """By which of its identifiers the order is found."""
    async with here.parts.store.reading() as connection:
        return [
            field
            for field, text in SOUGHT.items()
            if await find_orders(
                connection,
                sites=frozenset({"st-alder"}),
                field=field,
                text=text,
                vault=here.parts.vault,
            )
        ]


def test_what_a_person_is_found_by_goes_for_good_and_the_coi_stays(
    store: Store, tmp_path: Path
) -> None:
    async def walk() -> None:
        bodies = [page([record(WHO, n, kind, patient={**KNOWN}) for n, kind in enumerate(ENDED)])]
        here = await world(store, tmp_path, bodies=bodies)
        held = {**await backup(store), lookups: await rows_of(store, lookups)}
        assert await found_by(here) == [*SOUGHT]
        await here.eraser.erase(here.patient, by="officer")
        assert await found_by(here) == ["coi_id"]
        await restore(store, held)
        assert await here.eraser.bury() == 1
        await replay({here.source.connection.id: here.source}, here.parts)
        await here.take(page([record(WHO, 9, "CANCELLED", patient={**KNOWN})]))
        async for _ in reindex(store, vault=here.parts.vault):
            pass
        assert await found_by(here) == ["coi_id"]
        await here.close()

    run(walk())


def test_the_next_page_of_the_vendor_brings_nothing_personal_back(
    store: Store, tmp_path: Path
) -> None:
    async def walk() -> None:
        here = await world(store, tmp_path)
        await here.eraser.erase(here.patient, by="officer")
        await here.take(page([record(WHO, 9, "SUBMITTED", coi_id="COI-Later")]))
        seen = await here.sees()
        assert f"Family-{WHO}" not in seen
        assert "COI-Later" in seen
        async with store.reading() as connection:
            bodies = list(await connection.scalars(select(envelopes.c.body)))
            standing = await standing_of(connection, here.patient)
        assert len(bodies) == 3
        assert sum(body is not None for body in bodies) == 1
        assert standing is not None
        assert standing.erased
        await here.close()

    run(walk())


def test_the_same_pages_told_again_bring_nothing_back(store: Store, tmp_path: Path) -> None:
    async def walk() -> None:
        here = await world(store, tmp_path)
        await here.eraser.erase(here.patient, by="officer")
        await here.take(*BODIES)
        assert f"Family-{WHO}" not in await here.sees()
        await here.close()

    run(walk())


def test_a_replay_and_a_rebuild_bring_nothing_back(store: Store, tmp_path: Path) -> None:
    async def walk() -> None:
        here = await world(store, tmp_path)
        await here.eraser.erase(here.patient, by="officer")
        await replay({here.source.connection.id: here.source}, here.parts)
        await rebuild(here.parts)
        seen = await here.sees()
        assert f"Family-{WHO}" not in seen
        assert f"Family-{OTHER}" in seen
        await here.close()

    run(walk())


def test_a_restored_backup_is_erased_again_at_the_start(store: Store, tmp_path: Path) -> None:
    async def walk() -> None:
        here = await world(store, tmp_path)
        held = await backup(store)
        await here.eraser.erase(here.patient, by="officer")
        await restore(store, held)
        assert await here.eraser.bury() == 1
        await replay({here.source.connection.id: here.source}, here.parts)
        assert f"Family-{WHO}" not in await here.sees()
        async with store.reading() as connection:
            gone = data_keys.c.patient_id == here.patient
            assert await connection.scalar(select(data_keys.c.wrapped).where(gone)) is None
            assert await proof_of(connection, here.patient) is not None
        assert await here.eraser.bury() == 0
        await here.close()

    run(walk())


def test_a_backup_restored_under_a_running_gateway_opens_nothing(
    store: Store, tmp_path: Path
) -> None:
    async def walk() -> None:
        here = await world(store, tmp_path)
        held = await backup(store)
        await here.eraser.erase(here.patient, by="officer")
        await restore(store, held)
        with pytest.raises(KeyError, match=here.patient):
            await here.sees()
        await here.close()

    run(walk())


def test_a_store_without_the_patient_never_learns_of_them(store: Store, tmp_path: Path) -> None:
    async def walk() -> None:
        here = await world(store, tmp_path)
        await here.eraser.erase(here.patient, by="officer")
        await restore(store, {table: [] for table in BACKED_UP})
        await replay_all(here)
        assert f"Family-{WHO}" not in await here.sees()
        async with store.reading() as connection:
            standing = await standing_of(connection, here.patient)
        assert standing is not None
        assert standing.erased
        await here.close()

    async def replay_all(here: World) -> None:
        fresh = connector(bodies=[*BODIES])
        fresh.pages = [*BODIES, page([record("Third", 1)])]
        here.source.pages += fresh.pages
        await pull(here.source, here.parts)

    run(walk())


@pytest.mark.parametrize("kind", [HoldKind.LEGAL_CLAIM, HoldKind.TREATMENT_UNDER_WAY])
def test_a_hold_refuses_an_erasure_and_is_named(
    store: Store, tmp_path: Path, kind: HoldKind
) -> None:
    async def walk() -> None:
        open_order = [page([record(WHO, 1)])]
        under_way = kind is HoldKind.TREATMENT_UNDER_WAY
        here = await world(store, tmp_path, bodies=open_order if under_way else None)
        if not under_way:
            async with store.writing() as connection:
                await place_hold(
                    connection, here.patient, hold_id="h1", kind=kind, at="2026", by="officer"
                )
        before = await here.sees()
        assert await here.eraser.erase(here.patient, by="officer") == Held((kind,))
        assert await here.sees() == before
        assert here.eraser.tombstones.all() == ()
        await here.close()

    run(walk())


def test_an_erasure_that_a_crash_cut_off_is_completed_at_the_start(
    store: Store, tmp_path: Path
) -> None:
    """The tombstone stands, the transaction never committed."""

    async def walk() -> None:
        here = await world(store, tmp_path)
        held = await backup(store)
        await here.eraser.erase(here.patient, by="officer")
        await restore(store, {**held, erasures: []})
        assert await here.eraser.bury() == 1
        assert f"Family-{WHO}" not in await here.sees()
        await here.close()

    run(walk())


def test_a_missing_tombstone_is_set_again_from_the_store(store: Store, tmp_path: Path) -> None:
    async def walk() -> None:
        here = await world(store, tmp_path)
        await here.eraser.erase(here.patient, by="officer")
        again = Tombstones(tmp_path / "other.tombstones")
        assert await Eraser(here.parts, again).bury() == 0
        assert again.among({here.patient}) == {here.patient}
        await here.close()

    run(walk())


def test_nobody_unknown_is_erased(store: Store, tmp_path: Path) -> None:
    async def walk() -> None:
        here = await world(store, tmp_path)
        assert await here.eraser.erase("nobody", by="officer") is None
        assert here.eraser.tombstones.all() == ()
        await here.close()

    run(walk())
