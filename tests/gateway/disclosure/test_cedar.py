"""Every field, for every role, relation, purpose and flag, is shown as Cedar reads DOMAIN §13."""

from collections.abc import Iterator

import pytest

from gateway.disclosure.cases import case_book, openers
from gateway.disclosure.policy import Policy
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.resolve import Case, Treatment, resolve, row_visible
from gateway.disclosure.selection import Shape, camel
from gateway.disclosure.treatments import Treating, is_instant
from schema.api.ports import Protected
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.principals import PrincipalClass, PrincipalKind, Purpose, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass, FieldMark, field_marks, part_marks
from tests.gateway.disclosure.cedar import (
    ADMINISTRATORS,
    CLASSES,
    POLICIES,
    PURPOSES,
    RELATIONS,
    ROLES,
    Asked,
    Oracle,
    everything,
)

POLICY = load_policy()
REALM = {"privacy-officer", *ADMINISTRATORS}


def held_by(asked: Asked) -> PrincipalClass:
    realm = asked.role in REALM
    return PrincipalClass(
        kind=PrincipalKind.API_CLIENT if asked.role == "integrator" else PrincipalKind.PERSON,
        roles=frozenset() if realm else frozenset({("here", Role(asked.role))}),
        realm_roles=frozenset({RealmRole(asked.role)}) if realm else frozenset(),
        assured=asked.assurance >= 2,
        purpose=Purpose(asked.purpose),
        pseudonym_space="people",
    )


def case_of(asked: Asked, held: PrincipalClass, *, policy: Policy) -> Case:
    roles = frozenset(role for _, role in held.roles)
    none = frozenset[Role]()
    return Case(
        own=roles if asked.relation in {"MY_PATIENT", "MY_SITE"} else none,
        step=roles & policy.step_roles if asked.relation == "STEP_SITE" else none,
        on_team=asked.relation == "MY_PATIENT",
        restricted=asked.restricted,
        erased=asked.erased,
        granted=asked.granted and bool(openers(held, policy)),
    )


def records(record: type) -> Iterator[type]:
    """A marked record and all that it holds, each once."""
    found = {record: None}
    for part in part_marks(record):
        found.update(dict.fromkeys(records(part.record)))
    yield from found


FIELDS = [(record, mark) for record in records(Order) for mark in field_marks(record)]
SHOWN: dict[tuple[str, ...], list[str]] = {}


def everything_shown(treatment: Treatment) -> list[str]:
    """The visibility of each of `FIELDS`; worked out once a treatment."""
    key = tuple(treatment[klass].visibility.value for klass in FieldClass)
    if key not in SHOWN:
        views = (shown(record, treatment) for record in records(Order))
        SHOWN[key] = [seen for view in views for seen in view.values()]
    return SHOWN[key]


def shown(record: type, treatment: Treatment) -> dict[str, str]:
    """The visibility that each own field of a filled record leaves the gateway with."""
    marks = field_marks(record)
    node = {mark.name: "2026-11-30" for mark in marks}
    shape = Shape({camel(mark.name): Shape() for mark in marks})
    treated = Treating(record, shape, treatment=treatment)(
        dict.fromkeys(FieldClass, node), token=str.swapcase, place="place"
    )
    return {mark.name: _visibility(mark, treated[mark.name], treatment) for mark in marks}


def _visibility(mark: FieldMark, value: object, treatment: Treatment) -> str:
    if isinstance(value, Protected):
        return value.visibility.value
    assert mark.field_class is FieldClass.OPERATIONAL
    assert not is_instant(mark)
    seen = treatment[FieldClass.OPERATIONAL].visibility.value
    assert (value is None) == (seen == "WITHHELD")
    return seen


def differences(role: str, *, policy: Policy = POLICY, oracle: Oracle) -> tuple[list[str], int]:
    """What differs for a role, and how many fields of how many rows were compared."""
    asked = everything([role])
    forms = {
        (mark.field_class.value, mark.name, form): oracle.takes(
            form, klass=mark.field_class.value, field=camel(mark.name)
        )
        for _, mark in FIELDS
        for form in ("PARTIAL", "PSEUDONYM")
    }
    wrong: list[str] = []
    compared = 0
    rows = zip(asked, oracle.exists(asked), oracle.levels(asked), strict=True)
    for one, exists, levels in rows:
        held = held_by(one)
        case = case_of(one, held, policy=policy)
        if row_visible(held, case, policy=policy) != exists:
            wrong.append(f"{one}: the row")
        treatment = resolve(held, case, policy=policy)
        for (record, mark), seen in zip(FIELDS, everything_shown(treatment), strict=True):
            compared += 1
            level = levels[mark.field_class.value]
            if not forms.get((mark.field_class.value, mark.name, level), True):
                level = "WITHHELD"
            if seen != level:
                wrong.append(f"{one}: {record.__name__}.{mark.name}: {seen} is not {level}")
    return wrong, compared


def test_the_walk_meets_every_record_and_every_class_of_the_schema() -> None:
    assert {mark.field_class.value for _, mark in FIELDS} == set(CLASSES)
    assert {Order, Patient} < {record for record, _ in FIELDS}
    assert set(ROLES) == {role.value for role in Role} | {RealmRole.PRIVACY_OFFICER.value}
    assert set(PURPOSES) == {purpose.value for purpose in Purpose}


@pytest.mark.parametrize("role", ROLES)
def test_every_field_is_shown_as_cedar_says(role: str) -> None:
    wrong, compared = differences(role, oracle=Oracle())
    assert wrong == []
    assert compared == len(FIELDS) * len(RELATIONS) * len(PURPOSES) * 2 * 8


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_realm_administrators_see_no_row_as_cedar_says(role: str) -> None:
    asked = everything([role])
    assert not any(Oracle().exists(asked))
    assert all(case_book(held_by(one), policy=POLICY).cases == {} for one in asked)


def test_a_rule_left_out_of_cedar_is_found_by_the_comparison() -> None:
    text = POLICIES.read_text(encoding="utf-8")
    rule = 'context.klass == "SPECIAL" && context.relation == "MY_SITE" && !context.opened'
    assert rule in text
    oracle = Oracle(text.replace(rule, "false"))
    wrong, _ = differences("physician", oracle=oracle)
    assert wrong
    assert all(": WITHHELD is not CLEAR" in one and "MY_SITE" in one for one in wrong)
