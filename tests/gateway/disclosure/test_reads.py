"""What comes out of the store for each role: treated rows against the oracle and the documents."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import update

from gateway.disclosure.policy import DEFAULT_FILE
from gateway.disclosure.policy_file import parse_policy
from gateway.disclosure.record_ids import ids_of
from gateway.store.engine import Store
from gateway.vault.seal import Vault, VaultError
from gateway.vault.tables import data_keys
from schema.api.ports import Protected, Treated
from schema.vocabulary.disclosure import Reason, Visibility
from schema.vocabulary.principals import Grant, Principal, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass
from tests.gateway.disclosure.compare import ASK_ALL, EVERYONE, compare
from tests.gateway.disclosure.expected import stands, told
from tests.gateway.disclosure.oracle import exists, sees
from tests.world.asking import NOW, all_orders, asking, planted, someone
from tests.world.loop import run

OPENED = {
    "patients.direct": "DIRECT",
    "patients.contact": "CONTACT",
    "orders.chain": "CHAIN",
    "orders.special": "SPECIAL",
    "orders.commercial": "COMMERCIAL",
}
GRANT = Grant(patient_id="patient-OTHER", role=Role.PHYSICIAN, granted_at=NOW, grant_id="grant-1")
HOUR = timedelta(minutes=60)


@pytest.mark.parametrize("role", EVERYONE)
def test_every_row_and_value_of_every_role_is_as_the_text_says(
    role: Role | RealmRole, planted_store: Store, vault: Vault
) -> None:
    me = someone(role)
    rows = _rows(planted_store, vault, me)
    for one in planted():
        assert (one.order_id in rows) == exists(told(me), stands(one)), one.name
        if one.order_id in rows:
            compare(rows[one.order_id], one, me)


@pytest.mark.parametrize("role", EVERYONE)
def test_a_masked_class_is_never_opened(
    role: Role | RealmRole, planted_store: Store, vault: Vault
) -> None:
    me = someone(role)
    _, reads = asking(planted_store, vault, me, ASK_ALL, all_orders)
    for column, name in OPENED.items():
        met = [stands(one) for one in planted() if exists(told(me), stands(one))]
        clear = [order for order in met if sees(told(me), order, name) == "CLEAR"]
        assert reads.opened.get(column, 0) == len(clear), column


def test_what_is_not_asked_for_is_not_opened(planted_store: Store, vault: Vault) -> None:
    question = "{ orders { nodes { status masks { reason } } } }"
    _, reads = asking(planted_store, vault, someone(Role.PHYSICIAN), question, all_orders)
    assert dict(reads.opened) == {}
    assert reads.disclosed().disclosed == (FieldClass.OPERATIONAL,)


def test_a_grant_of_an_hour_opens_its_patient_and_no_other(
    planted_store: Store, vault: Vault
) -> None:
    me = someone(Role.PHYSICIAN, grants=(replace(GRANT, granted_at=NOW - HOUR),))
    rows = _rows(planted_store, vault, me)
    for one in planted():
        granted = Role.PHYSICIAN if one.name == "OTHER" else None
        compare(rows[one.order_id], one, me, granted=granted)


@pytest.mark.parametrize(
    "grant",
    [
        replace(GRANT, granted_at=NOW - HOUR - timedelta(microseconds=1)),
        replace(GRANT, role=Role.COORDINATOR),
        replace(GRANT, role=Role.CELL_LAB),
        replace(GRANT, patient_id="patient-elsewhere"),
    ],
)
def test_an_expired_or_foreign_grant_is_as_if_absent(
    grant: Grant, planted_store: Store, vault: Vault
) -> None:
    assert "order-OTHER" not in _rows(
        planted_store, vault, someone(Role.PHYSICIAN, grants=(grant,))
    )


def test_below_assurance_two_rows_are_empty_and_grants_absent(
    planted_store: Store, vault: Vault
) -> None:
    rows = _rows(planted_store, vault, someone(Role.PHYSICIAN, grants=(GRANT,), assurance=1))
    assert "order-OTHER" not in rows
    assert rows["order-TEAM"]["status"] is None
    assert rows["order-TEAM"]["collections"] == []


def test_a_destroyed_key_leaves_the_rest_of_the_list_readable(
    planted_store: Store, vault: Vault
) -> None:
    run(_destroy_key(planted_store, "patient-ERASED"))
    rows = _rows(planted_store, vault, someone(Role.FINANCE))
    funding = {name: cast("Treated", row["funding"])["payer_name"] for name, row in rows.items()}
    assert funding["order-ERASED"] == Protected(None, Visibility.CLEAR, Reason.NOT_KNOWN)
    assert cast("Protected", funding["order-TEAM"]).value is not None


def test_a_key_that_is_gone_without_erasure_is_a_fault(planted_store: Store, vault: Vault) -> None:
    run(_destroy_key(planted_store, "patient-TEAM"))
    with pytest.raises(VaultError):
        _rows(planted_store, vault, someone(Role.FINANCE))


async def _destroy_key(store: Store, patient_id: str) -> None:
    async with store.writing() as connection:
        gone = update(data_keys).where(data_keys.c.patient_id == patient_id).values(wrapped=None)
        await connection.execute(gone)
    await store.close()


def test_pseudonyms_are_one_a_person_stable_and_unlinkable_between_clients(
    planted_store: Store, vault: Vault
) -> None:
    clients = [replace(someone(Role.INTEGRATOR), subject=name) for name in ("one", "one", "two")]
    tokens = [_tokens(_rows(planted_store, vault, client)) for client in clients]
    assert len(tokens[0]) == 1
    assert tokens[0] == tokens[1]
    assert not tokens[0] & tokens[2]


def test_a_planted_fault_in_a_mask_is_found(planted_store: Store, vault: Vault) -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    faulty = parse_policy(text.replace('all       = { CONTACT = "WITHHELD" }', "all = {}", 1))
    me = someone(Role.COORDINATOR)
    page, _ = asking(planted_store, vault, me, ASK_ALL, all_orders, policy=faulty)
    row = next(row for row in page.nodes if row["id"] == "order-SITE")
    with pytest.raises(AssertionError, match="phone"):
        compare(row, next(one for one in planted() if one.name == "SITE"), me)


@pytest.mark.parametrize(("assurance", "read"), [(1, set[str]()), (2, {"order-TEAM"})])
def test_the_facts_of_a_row_that_shows_none_are_not_read(
    planted_store: Store, vault: Vault, assurance: int, read: set[str]
) -> None:
    me = someone(Role.PHYSICIAN, assurance=assurance)
    found, _ = asking(
        planted_store,
        vault,
        me,
        "{ orders { nodes { facts { id } } } }",
        lambda reads: reads._gathering.orders(reads._plan.roots["orders"], ("order-TEAM",)),
    )
    assert len(found.rows) == 1
    assert found.facts.keys() == read


def _rows(store: Store, vault: Vault, me: Principal) -> dict[str, Treated]:
    """By our own ids, whatever the viewer was given."""
    page, _ = asking(store, vault, me, ASK_ALL, all_orders)
    ids = ids_of(me.principal_class, vault=vault)
    return {ids.meant(str(row["id"])): row for row in page.nodes}


def _tokens(rows: dict[str, Treated]) -> set[object]:
    row = rows["order-SITE"]
    person = cast("dict[str, Protected]", row["patient"])
    return {person[name].value for name in ("family_name", "given_name", "mrn", "national_id")}
