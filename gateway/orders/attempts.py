"""Knows what a status fact counts as: whose word, which path, which attempt (F4-F9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from schema.vocabulary.facts import Fact, Party
from schema.vocabulary.orders import OrderKind
from schema.vocabulary.statuses import PATHS, RULES, Status

MATERIAL_EXISTS = {OrderKind.AUTOLOGOUS: 60, OrderKind.ALLOGENEIC: 180, OrderKind.IN_VIVO: 180}
INFUSION_BEGUN = 220


@dataclass(frozen=True, slots=True)
class Counted:
    """A status fact that survived, with its attempt; `rank` is None for ends and conditioning."""

    fact: Fact
    status: Status
    cycle: int
    run: int
    dose: int

    @property
    def rank(self) -> int | None:
        """The status's rank."""
        return RULES[self.status].rank


@dataclass(frozen=True, slots=True)
class FoldRules:
    """The configurable numbers of the fold, with DOMAIN's defaults."""

    skew: timedelta = timedelta(minutes=15)
    next_dose_stale_h: int = 168
    stale_h: tuple[tuple[Status, int | None], ...] = tuple(
        (status, rule.stale_h) for status, rule in RULES.items()
    )


def heard(fact: Fact, *, kind: OrderKind) -> Status | None:
    """F6 and F7: the status a fact counts as, or None when it is set aside."""
    status = Status(fact.kind)
    if status is Status.PRODUCT_RECEIVED and fact.party in {Party.COURIER, Party.MAKER}:
        status = Status.PRODUCT_DELIVERED
    elif status is Status.SM_RECEIVED and fact.party in {Party.COURIER, Party.CENTRE}:
        status = Status.SM_DELIVERED
    elif fact.party not in RULES[status].by:
        return None
    return status if status in PATHS[kind] else None


def attempts(heard_facts: Sequence[tuple[Fact, Status]], *, planned_doses: int) -> list[Counted]:
    """F8: each status fact with its cycle, run and dose, stated or inherited."""
    cycles: dict[Fact, int] = {}
    for fact, _ in heard_facts:
        cycles[fact] = _own_or(fact.cycle, (o.cycle for o in _until(fact, heard_facts)))
    counted: list[Counted] = []
    for fact, status in heard_facts:
        earlier = _until(fact, heard_facts)
        run = _own_or(fact.run, (o.run for o in earlier if cycles[o] == cycles[fact]))
        if fact.dose is None and status is Status.FOLLOW_UP:
            dose = planned_doses
        else:
            dose = _own_or(fact.dose, (o.dose for o in earlier))
        counted.append(Counted(fact=fact, status=status, cycle=cycles[fact], run=run, dose=dose))
    return counted


def _until(fact: Fact, heard_facts: Sequence[tuple[Fact, Status]]) -> list[Fact]:
    return [other for other, _ in heard_facts if other.happened_at <= fact.happened_at]


def _own_or(own: int | None, stated: Iterable[int | None]) -> int:
    """What the fact states itself, else the largest stated by others, else 1."""
    if own is not None:
        return own
    return max((number for number in stated if number is not None), default=1)


def closed(counted: Sequence[Counted], *, kind: OrderKind) -> tuple[list[Counted], list[Fact]]:
    """F9: closing words as they count, and those set aside because the patient was infused."""
    kept: list[Counted] = []
    aside: list[Fact] = []
    for one in counted:
        if one.status not in {Status.CANCELLED, Status.CLOSED_NOT_TREATED}:
            kept.append(one)
            continue
        highest = max(
            (
                other.rank or 0
                for other in counted
                if other.fact.happened_at <= one.fact.happened_at
            ),
            default=0,
        )
        if highest >= INFUSION_BEGUN:
            aside.append(one.fact)
        elif highest >= MATERIAL_EXISTS[kind]:
            kept.append(replace(one, status=Status.CLOSED_NOT_TREATED))
        else:
            kept.append(one)
    return kept, aside
