"""One store of what the pretend manufacturer Helvance told, read by the sync itself, to be copied.

Its orders have what random ones have by luck: a DIN, a CoI, a record number and a person each.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, cast

from sqlalchemy import select

from gateway.clock import instant_text
from gateway.orders.persons import restrict
from gateway.orders.tables import care_team, orders, patients
from gateway.store.engine import Store, open_store
from gateway.sync.connections import ConnectionStates
from gateway.sync.intake import Parts
from gateway.sync.notices import LocalNotices
from gateway.sync.pull import pull
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from schema.vocabulary.facts import JsonValue, SourcedFact
from tests.world.asking import NOW, StandingClock
from tests.world.both_ways import Ground, SteadyVault
from tests.world.drawn_orders import RandomOrder
from tests.world.helvance import Read, envelope, mapping, records
from tests.world.webapp import World

CENTRES: Final = {"CH-STA-01": "a", "UK-LKS-02": "b", "DE-WHV-03": "c"}
HOUR: Final = timedelta(hours=1)
DOCUMENT: Final = ("coi_id", "vendor_order_number")
EVERY_FIFTH: Final = 5
"""Patients whose processing is restricted."""


@dataclass(frozen=True, slots=True)
class PretendGround:
    """A folder with the filled store and its keys, and what was told of each order."""

    folder: Path
    told: list[RandomOrder]

    def copied(self, folder: Path) -> Ground:
        """A ground of its own; whoever takes it closes its store."""
        shutil.copy(self.folder / "portal.sqlite", folder)
        shutil.copy(self.folder / "keys.json", folder)
        return _ground(open_store(f"sqlite:///{folder / 'portal.sqlite'}"), folder, self.told)


async def lay_pretend(folder: Path) -> PretendGround:
    """Everything read once into `folder`, which holds a migrated `portal.sqlite`."""
    store = open_store(f"sqlite:///{folder / 'portal.sqlite'}")
    made = await pretend_ground(store, folder)
    await store.close()
    return PretendGround(folder, made.told)


async def pretend_ground(store: Store, folder: Path) -> Ground:
    """Everything read into an empty store."""
    vault = Vault(open_key_file(folder / "keys.json", store_is_empty=True))
    reader = mapping(sites=CENTRES)
    page = envelope(records(folder, epoch=NOW - HOUR, after=HOUR), received_at=NOW)
    clock = StandingClock()
    states = ConnectionStates(store, [reader.connection], clock=clock)
    await states.prepare()
    await pull(Read([page], read_by=reader), Parts(store, vault, states, LocalNotices(), clock))
    said: dict[str, list[SourcedFact]] = {}
    for fact in reader.parse(page).facts:
        said.setdefault(vault.opaque_id("order", "helvance", fact.order_ref), []).append(fact)
    told = [
        await _standing(store, order_id, facts, restricted=number % EVERY_FIFTH == 0)
        for number, (order_id, facts) in enumerate(said.items())
    ]
    return _ground(store, folder, told)


def _ground(store: Store, folder: Path, told: list[RandomOrder]) -> Ground:
    vault = SteadyVault(open_key_file(folder / "keys.json", store_is_empty=False))
    (folder / "web").mkdir()
    ids = {*(one.order_id for one in told), *(one.patient_id for one in told)}
    return Ground(store, vault, told, World(folder / "web"), tuple(sorted(ids)))


async def _standing(
    store: Store, order_id: str, facts: Iterable[SourcedFact], *, restricted: bool
) -> RandomOrder:
    """What was told of an order, and how it stands in the record."""
    mine = orders.c.order_id == order_id
    steps = (orders.c.collecting_site_id, orders.c.processing_site_id, orders.c.infusing_site_id)
    async with store.writing() as connection:
        row = (
            await connection.execute(
                select(orders.c.patient_id, orders.c.site_id, *steps).where(mine)
            )
        ).one()
        if restricted:
            await restrict(connection, row[0], restricted=True, at=instant_text(NOW))
        flags = (
            await connection.execute(
                select(patients.c.restricted).where(patients.c.patient_id == row[0])
            )
        ).scalar_one()
        team = await connection.scalars(
            select(care_team.c.subject).where(care_team.c.order_id == order_id)
        )
        held = frozenset(map(str, team))
    document, person = _told(facts)
    return RandomOrder(
        order_id=order_id,
        patient_id=row[0],
        document=document,
        person=person,
        restricted=bool(flags),
        own=row[1],
        others=(row[2], row[3], row[4]),
        team=held,
    )


def _told(facts: Iterable[SourcedFact]) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
    """What an order is found by, and its patient: as the manufacturer said it."""
    document: dict[str, JsonValue] = {}
    person: dict[str, JsonValue] = {}
    collections: list[JsonValue] = []
    for fact in facts:
        document |= {name: fact.payload[name] for name in DOCUMENT if name in fact.payload}
        collections += cast("list[JsonValue]", fact.payload.get("collections") or [])
        person |= cast("dict[str, JsonValue]", fact.payload.get("patient") or {})
    return {**document, "collections": collections}, person
