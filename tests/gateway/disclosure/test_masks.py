"""A mask names the line of the policy that made it, the one that explain names; once a case."""

from typing import cast

import pytest

from gateway.disclosure.cases import case_book
from gateway.disclosure.masks import line_name
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.resolve import deciding
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from schema.api.ports import Treated
from schema.vocabulary.principals import Principal, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass
from tests.gateway.disclosure.compare import EVERYONE
from tests.world.asking import all_orders, asking, planted, someone
from tests.world.sealed_orders import SealedOrder

POLICY = load_policy()
ASK = "{ orders { nodes { id masks { fieldClass visibility reason line policyVersion } } } }"


def rows(store: Store, vault: Vault, me: Principal) -> list[Treated]:
    page, _ = asking(store, vault, me, ASK, all_orders)
    return list(page.nodes)


def masks_of(row: Treated) -> dict[object, Treated]:
    return {mask["field_class"]: mask for mask in cast("list[Treated]", row["masks"])}


def lines_of(me: Principal) -> set[tuple[object, ...]]:
    """Every way in which this person may meet the classes, as `deciding` names it."""
    held = me.principal_class
    return {
        tuple(line_name(deciding(held, case, name, policy=POLICY)) for name in FieldClass)
        for case in case_book(held, policy=POLICY).cases.values()
    }


@pytest.mark.parametrize("role", EVERYONE)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_mask_names_a_line_that_decides_such_a_case(
    role: Role | RealmRole, planted_store: Store, vault: Vault
) -> None:
    me = someone(role)
    possible = lines_of(me)
    for row in rows(planted_store, vault, me):
        masks = masks_of(row)
        assert tuple(masks[name]["line"] for name in FieldClass) in possible
        assert {mask["policy_version"] for mask in masks.values()} == {POLICY.version}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_patient_asked_for_is_named_before_the_role(
    planted_store: Store, vault: Vault
) -> None:
    found = {str(row["id"]): row for row in rows(planted_store, vault, someone(Role.QUALITY))}
    quasi = {name: masks_of(row)[FieldClass.QUASI]["line"] for name, row in found.items()}
    assert set(quasi.values()) >= {"base.quality", "flags.restricted", "flags.erased"}
    for name, line in quasi.items():
        assert (line == "flags.erased") == planted_as(name).erased


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_rows_of_one_case_share_what_was_worked_out_once(
    planted_store: Store, vault: Vault
) -> None:
    found = rows(planted_store, vault, someone(RealmRole.PRIVACY_OFFICER))
    distinct = {id(row["masks"]) for row in found}
    told = {repr(row["masks"]) for row in found}
    assert len(told) <= len(distinct) < len(found)


def planted_as(order_id: str) -> SealedOrder:
    return next(one for one in planted() if one.order_id == order_id)
