"""What each role sees of each class: the product against the oracle, and reasons by example."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.disclosure.cases import case_book, openers
from gateway.disclosure.policy import DEFAULT_FILE, Policy
from gateway.disclosure.policy_file import load_policy, parse_policy
from gateway.disclosure.resolve import Case, resolve, row_visible
from schema.vocabulary.disclosure import Reason, Visibility
from schema.vocabulary.principals import (
    PrincipalClass,
    PrincipalKind,
    Purpose,
    RealmRole,
    Role,
)
from schema.vocabulary.sensitivity import FieldClass
from tests.gateway.disclosure.oracle import BASE, AnOrder, Someone, exists, sees
from tests.world.counts import examples

POLICY = load_policy()
FLAGS = list(product((False, True), repeat=3))
OPENING = {"physician", "apheresis", "cell-lab", "pharmacy"}
PLACES = {
    "MY_PATIENT": ("a", True),
    "MY_SITE": ("a", False),
    "STEP": ("b", False),
    "OTHER": ("c", False),
}


def held_by(who: Someone) -> PrincipalClass:
    return PrincipalClass(
        kind=PrincipalKind.API_CLIENT if who.program else PrincipalKind.PERSON,
        roles=frozenset((site, Role(role)) for site, role in who.roles),
        realm_roles=frozenset(RealmRole(role) for role in who.realm),
        assured=who.assurance >= 2,
        purpose=Purpose(who.purpose),
        pseudonym_space="people",
    )


def case_of(who: Someone, order: AnOrder, *, policy: Policy = POLICY) -> Case:
    held = held_by(who)
    usable = openers(held, policy)
    steps = set(order.others) - {order.own}
    return Case(
        own=frozenset(role for site, role in held.roles if site == order.own),
        step=frozenset(role for site, role in held.roles if site in steps) & policy.step_roles,
        on_team=order.team,
        restricted=order.restricted,
        erased=order.erased,
        granted=order.grant_holds and order.grant_role in {role.value for role in usable},
    )


def differences(who: Someone, order: AnOrder, *, policy: Policy = POLICY) -> list[str]:
    held, case = held_by(who), case_of(who, order, policy=policy)
    if row_visible(held, case, policy=policy) != exists(who, order):
        return ["row"]
    if not exists(who, order):
        return []
    treatment = resolve(held, case, policy=policy)
    return [
        f"{name}: {treatment[name].visibility} is not {sees(who, order, name.value)}"
        for name in FieldClass
        if treatment[name].visibility.value != sees(who, order, name.value)
    ]


def one_role(role: str, place: str, purpose: Purpose, assurance: int) -> Someone:
    site, _ = PLACES[place]
    realm = frozenset({role}) if role == "privacy-officer" else frozenset[str]()
    roles = frozenset({(site, role)}) if not realm else frozenset[tuple[str, str]]()
    return Someone(
        roles=roles,
        realm=realm,
        purpose=purpose.value,
        assurance=assurance,
        program=role == "integrator",
    )


@pytest.mark.parametrize("role", list(BASE))
def test_every_relation_purpose_assurance_and_flag_of_a_role_is_as_the_text_says(role: str) -> None:
    compared = 0
    for place, purpose, assurance in product(PLACES, Purpose, (1, 2)):
        who = one_role(role, place, purpose, assurance)
        for restricted, erased, granted in FLAGS:
            order = AnOrder(
                others=("a", "b", "a"),
                team=PLACES[place][1],
                restricted=restricted,
                erased=erased,
                grant_role=role if granted and role in OPENING else None,
            )
            assert differences(who, order) == [], (who, order)
            compared += 1
    assert compared == 4 * 7 * 2 * 8


sites = st.sampled_from("abcd")
people = st.builds(
    Someone,
    roles=st.frozensets(st.tuples(sites, st.sampled_from([r.value for r in Role])), max_size=6),
    realm=st.frozensets(st.sampled_from([r.value for r in RealmRole])),
    purpose=st.sampled_from([purpose.value for purpose in Purpose]),
    assurance=st.sampled_from([1, 2, 3]),
    program=st.booleans(),
)
orders = st.builds(
    AnOrder,
    own=sites,
    others=st.tuples(sites, sites, sites),
    team=st.booleans(),
    restricted=st.booleans(),
    erased=st.booleans(),
    grant_role=st.none() | st.sampled_from([role.value for role in Role]),
    grant_holds=st.booleans(),
)


@settings(max_examples=examples(400), deadline=None)
@given(people, orders)
def test_several_roles_at_several_sites_are_as_the_text_says(who: Someone, order: AnOrder) -> None:
    assert differences(who, order) == []


@settings(max_examples=examples(200), deadline=None)
@given(people, orders)
def test_every_visible_case_is_in_the_book_of_the_class(who: Someone, order: AnOrder) -> None:
    held, case = held_by(who), case_of(who, order)
    known = set(case_book(held, policy=POLICY).cases.values())
    met = replace(case, on_team=case.on_team and bool(case.own))
    assert not exists(who, order) or met in known


def test_a_planted_fault_in_a_mask_is_found_by_the_comparison() -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8").replace(
        'physician = { SPECIAL = "WITHHELD" }', "physician = {}", 1
    )
    faulty = parse_policy(text)
    who = one_role("physician", "MY_SITE", Purpose.TREAT, 2)
    assert differences(who, AnOrder(), policy=faulty) == ["SPECIAL: CLEAR is not WITHHELD"]


def reason(
    klass: FieldClass, order: AnOrder, *, purpose: Purpose = Purpose.TREAT, assurance: int = 2
) -> Reason | None:
    who = one_role("coordinator", "MY_SITE", purpose, assurance)
    return resolve(held_by(who), case_of(who, order), policy=POLICY)[klass].reason


def test_the_reason_is_the_step_that_lowered_the_value() -> None:
    plain = AnOrder()
    assert reason(FieldClass.SPECIAL, plain) is Reason.ROLE
    assert reason(FieldClass.CONTACT, plain) is Reason.RELATION
    assert reason(FieldClass.DIRECT, plain, purpose=Purpose.HOPERAT) is Reason.PURPOSE
    assert reason(FieldClass.DIRECT, plain, assurance=1) is Reason.ASSURANCE
    assert reason(FieldClass.DIRECT, AnOrder(restricted=True)) is Reason.RESTRICTED
    assert reason(FieldClass.DIRECT, AnOrder(erased=True)) is Reason.ERASED
    assert reason(FieldClass.DIRECT, plain) is None


def test_a_purpose_that_the_role_lacks_withholds_every_class_but_not_the_row() -> None:
    who = one_role("coordinator", "MY_PATIENT", Purpose.HRESCH, 2)
    case = case_of(who, AnOrder(team=True))
    assert row_visible(held_by(who), case, policy=POLICY)
    seen = resolve(held_by(who), case, policy=POLICY)
    assert {sight.visibility for sight in seen.values()} == {Visibility.WITHHELD}


@pytest.mark.parametrize("realm", ["platform-admin", "break-glass-reviewer"])
def test_realm_administrators_have_no_case_at_all(realm: str) -> None:
    who = Someone(realm=frozenset({realm}))
    assert case_book(held_by(who), policy=POLICY).cases == {}
