"""Knows how to say, without reading anything, how each field of an operation will be shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from gateway.disclosure.case_view import INSTANTS
from gateway.disclosure.cases import case_book
from gateway.disclosure.compile import PLAIN
from gateway.disclosure.plan import COUNTS, Plan, RootPlan
from gateway.disclosure.policy import Policy
from gateway.disclosure.resolve import Case, Sight, deciding
from gateway.disclosure.sealed_forms import ORDER_SEALED, PATIENT_SEALED
from gateway.disclosure.selection import Shape, camel
from gateway.disclosure.treatments import where_partial
from schema.api.ports import Treated
from schema.vocabulary.disclosure import CaseFlag, CasePlace, Visibility
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.principals import Role
from schema.vocabulary.sensitivity import FieldClass, field_marks, part_marks

OPEN = "orders"
"""Where what is not sealed is read."""
_CUT_SHORT = frozenset({*map(camel, INSTANTS), "milestones", "facts"})
"""What the projection made and has instants, which are shown as months."""
PLACE_WORDS = {CasePlace.OWN_SITE: "own site", CasePlace.SERVING_SITE: "a serving site"}
FLAG_WORDS = {
    CaseFlag.ON_CARE_TEAM: "on the care team",
    CaseFlag.RESTRICTED: "restricted",
    CaseFlag.ERASED: "erased",
    CaseFlag.BREAK_GLASS: "break-glass",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One field: where it stands, its class, and each way it is shown with the rows that do so.

    `path` is that of the document without a list's nodes; `source` the table, or the sealed column.
    `where_partial` is as what this very field is shown where its class is seen PARTIAL.
    `shown` are the cases, each once; `lines` are the places in the policy document that decided so,
    as `resolve.deciding` names them.
    """

    path: str
    field_class: FieldClass
    where_partial: Visibility
    source: str
    shown: Mapping[Sight, tuple[Case, ...]]
    lines: Mapping[Sight, tuple[tuple[str, ...], ...]]
    policy_version: str


class _Field(NamedTuple):
    """A field, the record that it is kept with, and as what it is shown where that is PARTIAL."""

    path: str
    record: type
    field_class: FieldClass
    where_partial: Visibility


class Ways(NamedTuple):
    """Each way a class is shown: in which cases, by which places of the policy."""

    shown: Mapping[Sight, tuple[Case, ...]]
    lines: Mapping[Sight, tuple[tuple[str, ...], ...]]


def explain(plan: Plan, *, policy: Policy) -> list[Explained]:
    """Every marked field the operation asks for, as this class of principals will see it."""
    cases = case_book(plan.key.held, policy=policy).cases
    ways: dict[FieldClass, Ways] = {}
    found: list[Explained] = []
    for root, each in plan.roots.items():
        for path, record, field_class, partial in _asked(root, each):
            if field_class not in ways:  # every root treats a case alike
                ways[field_class] = _ways(plan, each, field_class, cases, policy)
            shown, lines = ways[field_class]
            found.append(
                Explained(
                    path=path,
                    field_class=field_class,
                    where_partial=partial,
                    source=_source(record, field_class),
                    shown=shown,
                    lines=lines,
                    policy_version=policy.version,
                )
            )
    return found


def case_words(case: Case) -> str:
    """A case in words: `physician at own site, on the care team, restricted`."""
    parts = [f"{role.value} at {PLACE_WORDS[place]}" for role, place in _roles(case)]
    parts += [FLAG_WORDS[flag] for flag in _flags(case)]
    return ", ".join(parts) or "any order"


def case_parts(case: Case) -> Treated:
    """The same as data, for readers of other languages: `schema.api.explain`'s ExplainedCase."""
    roles = [{"role": role.value, "place": place} for role, place in _roles(case)]
    return {"roles": roles, "flags": _flags(case)}


def _roles(case: Case) -> list[tuple[Role, CasePlace]]:
    held = [(CasePlace.OWN_SITE, case.own), (CasePlace.SERVING_SITE, case.step)]
    return [(role, place) for place, roles in held for role in sorted(roles)]


def _flags(case: Case) -> list[CaseFlag]:
    holds = {
        CaseFlag.ON_CARE_TEAM: case.on_team,
        CaseFlag.RESTRICTED: case.restricted,
        CaseFlag.ERASED: case.erased,
        CaseFlag.BREAK_GLASS: case.granted,
    }
    return [flag for flag in CaseFlag if holds[flag]]


def _ways(
    plan: Plan, each: RootPlan, field_class: FieldClass, cases: Mapping[int, Case], policy: Policy
) -> Ways:
    shown: dict[Sight, dict[Case, None]] = {}
    lines: dict[Sight, dict[tuple[str, ...], None]] = {}
    for number, case in cases.items():
        sight = each.treatments[number][field_class]
        # two sets of sites at which the same roles are held are one case to the policy
        shown.setdefault(sight, {})[case] = None
        line = deciding(plan.key.held, case, field_class, policy=policy)
        lines.setdefault(sight, {})[line] = None
    return Ways(
        {sight: tuple(same) for sight, same in shown.items()},
        {sight: tuple(places) for sight, places in lines.items()},
    )


def _asked(root: str, each: RootPlan) -> Iterator[_Field]:
    """Each field; a patient that is a root of its own has no order.

    A count shows no field, but tells what it counts by.
    """
    if root == COUNTS:
        yield _Field(root, Order, FieldClass.OPERATIONAL, Visibility.PARTIAL)
    if root in {"patient", "node.patient"}:
        yield from _fields(Patient, each.shape.at("patient"), root.removesuffix(".patient"))
        return
    marked = {camel(mark.name) for mark in field_marks(Order)}
    for name in each.shape.below:
        if name in PLAIN and name not in marked:  # what the projection made of the facts
            partial = Visibility.PARTIAL if name in _CUT_SHORT else Visibility.CLEAR
            yield _Field(f"{root}.{name}", Order, FieldClass.OPERATIONAL, partial)
    yield from _fields(Order, each.shape, root)


def _fields(
    record: type, shape: Shape, path: str, *, kept_in: type | None = None
) -> Iterator[_Field]:
    """`kept_in`: a part's fields are kept with the record that it is a part of."""
    holder = kept_in or record
    for mark in field_marks(record):
        if camel(mark.name) in shape:
            partial = where_partial(mark)
            yield _Field(f"{path}.{camel(mark.name)}", holder, mark.field_class, partial)
    for part in part_marks(record):
        name = camel(part.name)
        if name in shape:
            kept = Patient if part.record is Patient else holder
            yield from _fields(part.record, shape.at(name), f"{path}.{name}", kept_in=kept)


def _source(record: type, field_class: FieldClass) -> str:
    sealed = PATIENT_SEALED if record is Patient else ORDER_SEALED
    forms = sealed.get(field_class)
    return OPEN if forms is None else forms[Visibility.CLEAR]
