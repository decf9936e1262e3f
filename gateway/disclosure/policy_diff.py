"""Knows what one policy shows otherwise than another: role by role, case by case, by class."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from gateway.disclosure.policy import HOLDERS, Holder, Policy
from gateway.disclosure.resolve import Case, resolve, row_visible
from gateway.disclosure.selection import camel
from schema.vocabulary.disclosure import Relation, Visibility
from schema.vocabulary.orders import Order
from schema.vocabulary.principals import (
    PURPOSES,
    PrincipalClass,
    PrincipalKind,
    Purpose,
    RealmRole,
    Role,
)
from schema.vocabulary.sensitivity import FieldClass, field_marks, part_marks

HERE = "here"
FLAGS = ("restricted", "erased", "break-glass")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One class as one role sees it in one relation (None: every order), before and after."""

    role: Holder
    relation: Relation | None
    purpose: Purpose
    flags: tuple[str, ...]
    field_class: FieldClass
    before: Visibility
    after: Visibility

    @property
    def wider(self) -> bool:
        """Whether more is shown than before."""
        return self.after.rank > self.before.rank


def changed_cells(before: Policy, after: Policy) -> list[Changed]:
    """Every cell that differs, in the base table's order; a row that is not there shows nothing."""
    return [cell for holder in HOLDERS for cell in _of_role(holder, before, after)]


def touched(changed: Iterable[Changed]) -> tuple[frozenset[str], frozenset[str]]:
    """The fields of the schema that the cells are about, as `patient.birthDate`, and the roles."""
    cells = list(changed)
    classes = frozenset(cell.field_class for cell in cells)
    fields = frozenset(path for path, field_class in _fields(Order, "") if field_class in classes)
    return fields, frozenset(cell.role.value for cell in cells)


def _of_role(holder: Holder, before: Policy, after: Policy) -> Iterator[Changed]:
    opens = holder in before.break_glass_roles | after.break_glass_roles
    for relation, purpose, flags in product(
        _relations(holder), PURPOSES[holder], _flag_sets(may_open=opens)
    ):
        held = _held(holder, purpose)
        first, second = (
            _shown(held, _case(holder, relation, flags, policy), policy)
            for policy in (before, after)
        )
        for field_class in FieldClass:
            if first[field_class] is not second[field_class]:
                yield Changed(
                    role=holder,
                    relation=relation,
                    purpose=purpose,
                    flags=flags,
                    field_class=field_class,
                    before=first[field_class],
                    after=second[field_class],
                )


def _relations(holder: Holder) -> tuple[Relation | None, ...]:
    if isinstance(holder, RealmRole):
        return (None,)
    if holder is Role.INTEGRATOR:
        return (Relation.MY_SITE,)
    return (Relation.MY_PATIENT, Relation.MY_SITE, Relation.STEP_SITE, Relation.OTHER)


def _flag_sets(*, may_open: bool) -> list[tuple[str, ...]]:
    names = FLAGS if may_open else FLAGS[:-1]
    each = product((False, True), repeat=len(names))
    return [tuple(name for name, on in zip(names, row, strict=True) if on) for row in each]


def _held(holder: Holder, purpose: Purpose) -> PrincipalClass:
    program = holder is Role.INTEGRATOR
    return PrincipalClass(
        kind=PrincipalKind.API_CLIENT if program else PrincipalKind.PERSON,
        roles=frozenset() if isinstance(holder, RealmRole) else frozenset({(HERE, holder)}),
        realm_roles=frozenset({holder}) if isinstance(holder, RealmRole) else frozenset(),
        assured=True,
        purpose=purpose,
        pseudonym_space="people",
    )


def _case(
    holder: Holder, relation: Relation | None, flags: tuple[str, ...], policy: Policy
) -> Case:
    role = frozenset({holder}) if isinstance(holder, Role) else frozenset[Role]()
    none = frozenset[Role]()
    return Case(
        own=role if relation in {Relation.MY_PATIENT, Relation.MY_SITE} else none,
        step=role & policy.step_roles if relation is Relation.STEP_SITE else none,
        on_team=relation is Relation.MY_PATIENT,
        restricted="restricted" in flags,
        erased="erased" in flags,
        granted="break-glass" in flags and bool(role & policy.break_glass_roles),
    )


def _shown(held: PrincipalClass, case: Case, policy: Policy) -> dict[FieldClass, Visibility]:
    if not row_visible(held, case, policy=policy):
        return dict.fromkeys(FieldClass, Visibility.WITHHELD)
    treatment = resolve(held, case, policy=policy)
    return {field_class: treatment[field_class].visibility for field_class in FieldClass}


def _fields(record: type, path: str) -> Iterator[tuple[str, FieldClass]]:
    for mark in field_marks(record):
        yield f"{path}{camel(mark.name)}", mark.field_class
    for part in part_marks(record):
        yield from _fields(part.record, f"{path}{camel(part.name)}.")
