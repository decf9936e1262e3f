"""A request goes by one policy to its end; the next one goes by whatever is in force then."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from graphql import OperationDefinitionNode, parse

from gateway.disclosure.execute import Disclosure
from gateway.disclosure.fragments import Fragment, Fragments, Key
from gateway.disclosure.plan import Plan
from gateway.disclosure.policy import DEFAULT_FILE, Policy
from gateway.disclosure.policy_file import load_policy, parse_policy
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from schema.vocabulary.principals import Role
from tests.world.asking import StandingClock, all_orders, asking, someone
from tests.world.policies import Replaceable

if TYPE_CHECKING:
    from gateway.disclosure.showing import Backing
    from schema.api.ports import Treated

ASK = "{ orders { edges { node { id masks { fieldClass clearFor } patient { familyName } } } } }"


def fewer() -> Policy:
    """The pharmacy sees no name any more."""
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    before = 'pharmacy        = "CLEAR   '
    return parse_policy(text.replace(before, before.replace("CLEAR   ", "WITHHELD"), 1))


@pytest.fixture
def in_force() -> Replaceable:
    return Replaceable(load_policy())


@pytest.fixture
def fragments() -> Fragments:
    return Fragments()


@pytest.fixture
def disclosure(in_force: Replaceable, fragments: Fragments) -> Disclosure:
    backing = cast("Backing", SimpleNamespace(policy=in_force, fragments=fragments))
    return Disclosure(backing, clock=StandingClock(), schema_version="1")


def planned(disclosure: Disclosure) -> Plan:
    document = parse(ASK)
    operation = cast("OperationDefinitionNode", document.definitions[0])
    return disclosure.plan(
        someone(Role.COORDINATOR),
        document=document,
        operation=operation,
        operation_hash="h",
        variables={},
    )


def test_a_plan_is_made_by_the_policy_of_its_moment(
    disclosure: Disclosure, in_force: Replaceable
) -> None:
    before = planned(disclosure)
    in_force.put(fewer())
    after = planned(disclosure)
    assert before.policy == load_policy()
    assert after.policy == fewer()
    assert after.key.policy_version != before.key.policy_version


def test_plans_and_fragments_of_an_earlier_policy_are_forgotten(
    disclosure: Disclosure, in_force: Replaceable, fragments: Fragments
) -> None:
    planned(disclosure)
    fragment = Fragment({"id": "o-1"}, order_id="o-1")
    fragment.write("w1", dict)
    fragments.keep(Key(1, "o-1", 1, 0, 0), fragment)
    in_force.put(fewer())
    planned(disclosure)
    assert (len(disclosure.plans), len(fragments)) == (1, 0)


def test_a_request_that_is_under_way_goes_by_its_own_policy_to_the_end(
    planted_store: Store, vault: Vault
) -> None:
    in_force = Replaceable(load_policy())
    me = someone(Role.LOGISTICS)
    page, _ = asking(
        planted_store,
        vault,
        me,
        ASK,
        all_orders,
        policy=in_force,
        meanwhile=lambda: in_force.put(fewer()),
    )
    masks = [cast("list[Treated]", row["masks"]) for row in page.nodes]
    told = {mask["field_class"]: mask["clear_for"] for mask in masks[0]}
    assert Role.PHARMACY.value in cast("tuple[str, ...]", told["DIRECT"])
