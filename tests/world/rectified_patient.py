"""One patient who is put right by two people: the desk that tests of it share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import select

from gateway.app.audit import StoredPatients
from gateway.disclosure.rectifying import Rectifying, RectifyingBacking
from gateway.orders.tables import orders
from gateway.store.engine import Store
from gateway.sync.correcting import Corrector
from gateway.sync.erasure import Eraser
from gateway.sync.intake import Parts
from gateway.sync.pull import pull
from gateway.vault.keys import open_key_file
from gateway.vault.lookups import find_orders
from gateway.vault.seal import Vault
from gateway.vault.tombstones import Tombstones
from schema.api.ports import Treated, Trouble
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role
from schema.vocabulary.rights import CorrectableField
from tests.world.asking import someone
from tests.world.ledger import Ledger
from tests.world.loop import run
from tests.world.opened import opened
from tests.world.scripted import NOW, Fixed, ScriptedConnector, connector, page, parts_of, record

if TYPE_CHECKING:
    from schema.vocabulary.facts import JsonValue

WHO = "Canary"
SITE = "st-alder"
OFFICER = replace(someone(RealmRole.PRIVACY_OFFICER), purpose=Purpose.HCOMPL, subject="officer")
SECOND = replace(OFFICER, subject="officer-2")
COORDINATOR = replace(
    someone(Role.COORDINATOR), roles=frozenset({(SITE, Role.COORDINATOR)}), subject="coordinator"
)
ANOTHER = replace(COORDINATOR, subject="coordinator-2")
NAME, MRN = CorrectableField.FAMILY_NAME, CorrectableField.MRN
TRUE = "Żółć-Ďurišić"
BEFORE_NEXT_PAGE = NOW - timedelta(hours=1) + timedelta(seconds=0.1)
"""The scripted manufacturer is heard an hour ago, a page a second."""


def told(number: int, order: str = WHO, **patient: "JsonValue") -> dict[str, "JsonValue"]:
    """One event in which the manufacturer says who the patient is."""
    said: dict[str, JsonValue] = {"family_name": f"Family-{WHO}", "mrn": f"MRN-{WHO}", **patient}
    return {**record(order, number, patient=said), "patient": WHO}


@dataclass
class Desk:
    """One patient with two orders, and what the manufacturer may say next."""

    store: Store
    parts: Parts
    vault: Vault
    source: ScriptedConnector
    ledger: Ledger
    backing: RectifyingBacking
    eraser: Eraser
    clock: Fixed
    patient: str

    def of(self, who: Principal) -> Rectifying:
        return Rectifying(self.backing, who)

    async def says(self, *records: dict[str, "JsonValue"]) -> None:
        self.clock.move(60)
        self.source.pages.append(page(list(records)))
        await pull(self.source, self.parts)

    async def put(self, value: str = TRUE, name: CorrectableField = NAME) -> Treated:
        self.clock.move(0.1)
        asked = shown(await self.of(COORDINATOR).ask(self.patient, name=name, value=value))
        return shown(await self.of(OFFICER).approve(newest(asked)["id"], value=value))

    async def seen(self) -> str:
        return repr((await opened(self.store, self.vault))["patients"])

    async def row(self) -> tuple[str, str]:
        async with self.store.reading() as connection:
            found = await connection.execute(
                select(orders.c.overlays, orders.c.next_action).order_by(orders.c.order_id).limit(1)
            )
            overlays, action = found.one()
            return " ".join(overlays), str(action)

    async def found_by(self, mrn: str) -> int:
        async with self.store.reading() as connection:
            sites = frozenset({SITE})
            return len(
                await find_orders(connection, sites=sites, field="mrn", text=mrn, vault=self.vault)
            )


def desk(store: Store, folder: Path, act: Callable[[Desk], Awaitable[object]]) -> object:
    async def walk() -> object:
        stones = Tombstones(folder / "vault.tombstones")
        vault = Vault(open_key_file(folder / "vault.json", store_is_empty=True), tombstones=stones)
        clock, ledger = Fixed(BEFORE_NEXT_PAGE), Ledger()
        source = connector(bodies=[page([told(1), told(1, order="second")])])
        parts = await parts_of(store, vault, source, clock=clock)
        await pull(source, parts)
        backing = RectifyingBacking(
            store=store,
            sink=ledger,
            correcting=Corrector(parts),
            patients=StoredPatients(store),
            clock=clock,
        )
        patient = vault.opaque_id("patient", source.connection.id, WHO)
        eraser = Eraser(parts, stones)
        here = Desk(store, parts, vault, source, ledger, backing, eraser, clock, patient)
        try:
            return await act(here)
        finally:
            await store.close()

    return run(walk())


def shown(found: Treated | Trouble) -> Treated:
    assert not isinstance(found, Trouble), found
    return found


def code(found: Treated | Trouble) -> str:
    assert isinstance(found, Trouble)
    return found.code


def newest(found: Treated) -> dict[str, str]:
    return cast("list[dict[str, str]]", found["rectifications"])[0]
