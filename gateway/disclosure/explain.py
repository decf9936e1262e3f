"""Knows how to say, without reading anything, how each field of an operation will be shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gateway.disclosure.cases import case_book
from gateway.disclosure.compile import camel
from gateway.disclosure.plan import COUNTS, Plan, RootPlan
from gateway.disclosure.policy import Policy
from gateway.disclosure.resolve import Case, Sight, deciding
from gateway.disclosure.selection import Shape
from schema.vocabulary.orders import Order
from schema.vocabulary.sensitivity import FieldClass, field_marks, part_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One field: where it stands, its class, and each way it is shown with the rows that do so.

    `lines` are the places in the policy document that decided so, as `resolve.deciding` names them.
    """

    path: str
    field_class: FieldClass
    shown: Mapping[Sight, tuple[str, ...]]
    lines: Mapping[Sight, tuple[tuple[str, ...], ...]]
    policy_version: str


def explain(plan: Plan, *, policy: Policy) -> list[Explained]:
    """Every marked field the operation asks for, as this class of principals will see it."""
    held = plan.key.held
    cases = case_book(held, policy=policy).cases
    found: list[Explained] = []
    for root, each in plan.roots.items():
        for path, field_class in _asked(root, each):
            shown: dict[Sight, tuple[str, ...]] = {}
            lines: dict[Sight, tuple[tuple[str, ...], ...]] = {}
            for number, case in cases.items():
                sight = each.treatments[number][field_class]
                line = deciding(held, case, field_class, policy=policy)
                shown[sight] = (*shown.get(sight, ()), case_words(case))
                said = lines.get(sight, ())
                lines[sight] = said if line in said else (*said, line)
            found.append(
                Explained(
                    path=path,
                    field_class=field_class,
                    shown=shown,
                    lines=lines,
                    policy_version=policy.version,
                )
            )
    return found


def case_words(case: Case) -> str:
    """A case in words: `physician at own site, on the care team, restricted`."""
    parts = [f"{role.value} at own site" for role in sorted(case.own)]
    parts += [f"{role.value} at a serving site" for role in sorted(case.step)]
    flags = {
        "on the care team": case.on_team,
        "restricted": case.restricted,
        "erased": case.erased,
        "break-glass": case.granted,
    }
    parts += [words for words, holds in flags.items() if holds]
    return ", ".join(parts) or "any order"


def _asked(root: str, plan: RootPlan) -> Iterator[tuple[str, FieldClass]]:
    """A count shows no field, but tells what it counts by."""
    if root == COUNTS:
        yield root, FieldClass.OPERATIONAL
    yield from _fields(Order, plan.shape, root)


def _fields(record: type, shape: Shape, path: str) -> Iterator[tuple[str, FieldClass]]:
    for mark in field_marks(record):
        if camel(mark.name) in shape:
            yield f"{path}.{camel(mark.name)}", mark.field_class
    for part in part_marks(record):
        name = camel(part.name)
        if name in shape:
            yield from _fields(part.record, shape.at(name), f"{path}.{name}")
