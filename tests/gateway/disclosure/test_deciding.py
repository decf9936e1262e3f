"""The place that is said to have decided says just what is shown."""

from dataclasses import replace

import pytest

from gateway.disclosure.cases import case_book
from gateway.disclosure.policy import HOLDERS, Policy, in_form
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.resolve import deciding, resolve
from schema.vocabulary.disclosure import Reason, Relation, Visibility
from schema.vocabulary.principals import Purpose, Role
from schema.vocabulary.sensitivity import FieldClass
from tests.world.asking import someone

POLICY = load_policy()
BY_HOLDER = {holder.value: holder for holder in HOLDERS}


def said(policy: Policy, place: tuple[str, ...], field_class: FieldClass) -> Visibility:
    """What the policy says at a place."""
    match place:
        case ("base", holder):
            return policy.base[BY_HOLDER[holder]][field_class]
        case ("relation", relation, holder, _):
            return policy.relation[Relation(relation), BY_HOLDER[holder]][field_class]
        case ("purpose", purpose):
            return policy.purpose[Purpose(purpose)][field_class]
        case ("flags", flag):
            return {"restricted": policy.restricted, "erased": policy.erased}[flag][field_class]
        case _:
            assert place == ("break_glass", "opens")
            return Visibility.CLEAR


@pytest.mark.parametrize(
    "purpose", [purpose for purpose in Purpose if purpose is not Purpose.ETREAT]
)
@pytest.mark.parametrize("assurance", [1, 2])
@pytest.mark.parametrize("role", list(Role))
def test_the_deciding_place_says_what_is_shown(
    role: Role, assurance: int, purpose: Purpose
) -> None:
    held = replace(someone(role, assurance=assurance), purpose=purpose).principal_class
    for case in case_book(held, policy=POLICY).cases.values():
        for field_class, sight in resolve(held, case, policy=POLICY).items():
            place = deciding(held, case, field_class, policy=POLICY)
            if place:
                assert in_form(said(POLICY, place, field_class), field_class) is sight.visibility
            else:
                assert sight.visibility is Visibility.WITHHELD
                assert sight.reason in {Reason.RELATION, Reason.PURPOSE, Reason.ASSURANCE}
