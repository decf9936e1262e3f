from collections.abc import Sequence

from sqlalchemy import select

from connectors.kit.errors import Cause
from gateway.orders.tables import facts, orders
from gateway.store.engine import Store
from gateway.sync.identity import OTHER_PATIENT, OTHER_SITE, TWO_PATIENTS, TWO_SITES
from gateway.sync.pull import pull
from gateway.sync.replay import replay
from gateway.sync.tables import envelope_patients, quarantine
from gateway.vault.seal import Vault
from tests.world.loop import run
from tests.world.opened import opened
from tests.world.scripted import Record, connector, page, parts_of, record

Refused = list[tuple[str, str, str]]


def of_patient(
    patient: str, *, number: int = 1, order: str = "A", site: str = "st-alder"
) -> Record:
    said = record(order, number, site_id=site, patient={"mrn": f"MRN-{patient}"})
    return {**said, "patient": patient}


async def pulled(store: Store, vault: Vault, pages: Sequence[list[Record]]) -> Refused:
    """What was refused of these pages, as (pointer, cause, detail)."""
    await pull(connector(bodies=[page(one) for one in pages]), await parts_of(store, vault))
    async with store.reading() as connection:
        told = select(quarantine.c.pointer, quarantine.c.cause, quarantine.c.detail)
        return [tuple(row) for row in await connection.execute(told.order_by(quarantine.c.pointer))]


async def stands(store: Store) -> list[tuple[str, str]]:
    """The (patient id, site) of each order's row."""
    async with store.reading() as connection:
        rows = await connection.execute(select(orders.c.patient_id, orders.c.site_id))
        return [tuple(row) for row in rows]


def test_an_order_that_is_said_to_be_another_patients_stays_whose_it_was(
    store: Store, vault: Vault
) -> None:
    async def walk() -> tuple[Refused, list[tuple[str, str]], bool]:
        await pulled(store, vault, [[of_patient("p1")]])
        before = await opened(store, vault)
        swapped = of_patient("p2", number=2)
        refused = await pulled(store, vault, [[of_patient("p1")], [swapped]])
        found = await stands(store), await opened(store, vault) == before
        await store.close()
        return refused, *found

    refused, rows, same = run(walk())
    assert refused == [("/0", Cause.CONFLICT, OTHER_PATIENT)]
    assert rows == [(vault.opaque_id("patient", "helvance", "p1"), "st-alder")]
    assert same


def test_what_stands_beside_a_swapped_patient_is_taken(store: Store, vault: Vault) -> None:
    async def walk() -> tuple[Refused, int]:
        beside = [of_patient("p1", number=3), of_patient("p3", order="B")]
        pages = [[of_patient("p1")], [of_patient("p2", number=2), *beside]]
        refused = await pulled(store, vault, pages)
        async with store.reading() as connection:
            kept = len((await connection.execute(select(facts.c.seq))).all())
        await store.close()
        return refused, kept

    assert run(walk()) == ([("/0", Cause.CONFLICT, OTHER_PATIENT)], 3)


def test_a_new_order_with_two_patients_in_one_envelope_is_nobodys(
    store: Store, vault: Vault
) -> None:
    async def walk() -> tuple[Refused, list[tuple[str, str]]]:
        pages = [[of_patient("p1"), of_patient("p2", number=2)]]
        found = await pulled(store, vault, pages), await stands(store)
        await store.close()
        return found

    refused, rows = run(walk())
    assert refused == [(f"/{n}", Cause.CONFLICT, TWO_PATIENTS) for n in (0, 1)]
    assert rows == []


def test_an_order_does_not_move_to_another_hospital(store: Store, vault: Vault) -> None:
    async def walk() -> tuple[Refused, list[str]]:
        pages = [[of_patient("p1")], [of_patient("p1", number=2, site="lakeside")]]
        refused = await pulled(store, vault, pages)
        rows = await stands(store)
        await store.close()
        return refused, [site for _, site in rows]

    assert run(walk()) == ([("/0", Cause.CONFLICT, OTHER_SITE)], ["st-alder"])


def test_a_new_order_of_two_hospitals_in_one_envelope_is_shown_to_neither(
    store: Store, vault: Vault
) -> None:
    async def walk() -> tuple[Refused, list[tuple[str, str]]]:
        pages = [[of_patient("p1"), of_patient("p1", number=2, site="lakeside")]]
        found = await pulled(store, vault, pages), await stands(store)
        await store.close()
        return found

    assert run(walk()) == ([(f"/{n}", Cause.CONFLICT, TWO_SITES) for n in (0, 1)], [])


def test_replaying_a_swapped_patient_swaps_nothing(store: Store, vault: Vault) -> None:
    async def walk() -> tuple[int, bool]:
        pages = [[of_patient("p1")], [of_patient("p2", number=2)]]
        await pulled(store, vault, pages)
        before = await opened(store, vault)
        one = connector(bodies=[page(said) for said in pages])
        again = await replay({"helvance": one}, await parts_of(store, vault))
        same = await opened(store, vault) == before
        await store.close()
        return again.changed, same

    assert run(walk()) == (0, True)


def test_an_envelope_speaks_of_the_swapped_patient_too(store: Store, vault: Vault) -> None:
    """Whose erasure is asked for must be found in what was refused as well."""

    async def walk() -> set[str]:
        await pulled(store, vault, [[of_patient("p1")], [of_patient("p2", number=2)]])
        async with store.reading() as connection:
            named = set(await connection.scalars(select(envelope_patients.c.patient_id)))
        await store.close()
        return named

    assert run(walk()) == {vault.opaque_id("patient", "helvance", name) for name in ("p1", "p2")}


def test_no_reason_names_a_patient_or_a_site(store: Store, vault: Vault) -> None:
    async def walk() -> str:
        swapped = of_patient("p2", number=2, site="lakeside")
        refused = await pulled(store, vault, [[of_patient("p1")], [swapped]])
        await store.close()
        return repr(refused)

    said = run(walk())
    assert "CONFLICT" in said
    assert not [word for word in ("p1", "p2", "MRN", "lakeside", "st-alder") if word in said]
