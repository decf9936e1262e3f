"""Knows what one policy shows otherwise than another: role by role, case by case, by class."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from gateway.disclosure.aggregate import FACT_INSTANTS
from gateway.disclosure.case_view import INSTANTS
from gateway.disclosure.compile import PLAIN
from gateway.disclosure.policy import HOLDERS, Holder, Policy
from gateway.disclosure.resolve import Case, resolve, row_visible
from gateway.disclosure.selection import camel
from gateway.disclosure.treatments import where_partial
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
_SHOWN_OTHERWISE: Final = frozenset(
    column for columns in PLAIN.values() for column in columns if camel(column) not in PLAIN
)
"""Columns that a field of another name shows: `site_id` stands behind `site`."""


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
    """The fields of the schema that look otherwise, as `patient.birthDate`, and the roles.

    Of a class, one without a PARTIAL form looks as before where others are now cut short.
    """
    cells = list(changed)
    moved = {(cell.field_class, cell.before, cell.after) for cell in cells}
    fields = frozenset(
        field.path
        for field in (*_projected(), *_marked(Order, ""))
        for field_class, before, after in moved
        if field_class is field.field_class and field.shown(before) is not field.shown(after)
    )
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


class _Field(NamedTuple):
    """One field of the schema, and as what it is shown where its class is seen PARTIAL."""

    path: str
    field_class: FieldClass
    where_partial: Visibility

    def shown(self, visibility: Visibility) -> Visibility:
        """As what it is shown where its class is seen so."""
        return self.where_partial if visibility is Visibility.PARTIAL else visibility


def _projected() -> Iterator[_Field]:
    """What the projection made of an order's facts: OPERATIONAL, its instants protected."""
    marked = {camel(mark.name) for mark in field_marks(Order)}
    within = ["milestones.at", *(f"facts.{camel(name)}" for name in FACT_INSTANTS)]
    instants = {*map(camel, INSTANTS), *within}
    for path in (*(name for name in PLAIN if name not in marked), *within):
        partial = Visibility.PARTIAL if path in instants else Visibility.CLEAR
        yield _Field(path, FieldClass.OPERATIONAL, partial)


def _marked(record: type, path: str) -> Iterator[_Field]:
    for mark in field_marks(record):
        if record is Order and mark.name in _SHOWN_OTHERWISE:
            continue
        yield _Field(f"{path}{camel(mark.name)}", mark.field_class, where_partial(mark))
    for part in part_marks(record):
        yield from _marked(part.record, f"{path}{camel(part.name)}.")
