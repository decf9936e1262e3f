"""A fact walks through the vault and the projection, and is read back as each role may see it."""

from typing import cast

import pytest

from gateway.disclosure.reads import RequestReads
from gateway.orders.facts import StorableFact, record
from gateway.store.engine import Store
from gateway.sync.sealing import VaultSealer, write_rows
from gateway.vault.datakeys import ensure_keys
from gateway.vault.seal import Vault
from schema.api.ports import LookUp, Treated
from schema.vocabulary.facts import Fact, JsonValue, Party, SourcedFact
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.principals import RealmRole, Role
from tests.gateway.disclosure.compare import ASK_ALL, EVERYONE, compare
from tests.world.asking import ME, NOW, all_orders, asking, someone
from tests.world.loop import run
from tests.world.sealed_orders import AT, SealedOrder, filled

ORDER: dict[str, JsonValue] = {
    **filled(Order, name="TOLD"),
    "kind": "AUTOLOGOUS",
    "product_code": "HELVA",
    "site_id": "a",
    "collecting_site_id": "a",
    "processing_site_id": "a",
    "infusing_site_id": "a",
    "planned_doses": 1,
    "care_team": [ME],
}
TOLD = SealedOrder(
    name="TOLD", team=(ME,), document=ORDER, person=filled(Patient, name="TOLD", start=900)
)


def said() -> StorableFact:
    fact = Fact(
        id="fact-1",
        connection="helvance",
        party=Party.MAKER,
        kind="RELEASED",
        happened_at=NOW,
        learned_at=NOW,
    )
    payload = {**TOLD.document, "patient": TOLD.person}
    sourced = SourcedFact(fact=fact, order_ref="1", payload=payload)
    return StorableFact(
        order_id=TOLD.order_id, patient_id=TOLD.patient_id, sourced=sourced, envelope_id=None
    )


@pytest.fixture
def told_store(store: Store, vault: Vault) -> Store:
    async def tell() -> None:
        pair = (TOLD.order_id, TOLD.patient_id)
        async with store.writing() as connection:
            keys = await ensure_keys(connection, [TOLD.patient_id], vault=vault, at=AT)
            await record(connection, [said()], sealer=VaultSealer(vault, keys))
            await write_rows(connection, [pair], as_of=NOW, keys=keys, vault=vault)
        await store.close()

    run(tell())
    return store


@pytest.mark.parametrize("role", EVERYONE)
def test_a_projected_order_is_seen_by_every_role_as_the_text_says(
    role: Role | RealmRole, told_store: Store, vault: Vault
) -> None:
    me = someone(role)
    page, _ = asking(told_store, vault, me, ASK_ALL, all_orders)
    compare(page.nodes[0], TOLD, me)


def test_its_facts_and_milestones_are_told_and_its_number_finds_it(
    told_store: Store, vault: Vault
) -> None:
    async def ask(reads: RequestReads) -> Treated | None:
        return await reads.order(LookUp.COI, str(ORDER["coi_id"]))

    question = "{ order(by: {coi: 1}) { facts { id state } milestones { step } } }"
    row = asking(told_store, vault, someone(Role.COORDINATOR), question, ask)[0] or {}
    facts = cast("list[Treated]", row["facts"])
    assert [(fact["id"], fact["state"]) for fact in facts] == [("fact-1", "COUNTS")]
    assert len(cast("list[Treated]", row["milestones"])) == 11
