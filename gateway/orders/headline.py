"""Knows which status an order shows, since when, and which contradictions stand (F10-F12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.orders.attempts import Counted, FoldRules
from schema.vocabulary.statuses import RULES, STOPS, TREATMENT_RANK, Status

END_PRECEDENCE = (
    Status.ENTERED_IN_ERROR,
    Status.TRANSFERRED,
    Status.COMPLETED,
    Status.CLOSED_NOT_TREATED,
    Status.CANCELLED,
)
RELEASE_RANK = 150
SHOWN_AS_CONDITIONING = frozenset({150, 151, 180})
SELF_EVIDENT = {
    Status.OOS_DECLARED: "OUT_OF_SPEC",
    Status.MFG_FAILED: "MANUFACTURING_FAILED",
    Status.RECOLLECTION_REQUIRED: "RECOLLECTION",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """The shown status; `next_dose` says that further doses are planned (F10 case 2)."""

    status: Status
    since: datetime | None
    conflict: bool = False
    exceptions: frozenset[str] = frozenset()
    next_dose: bool = False

    @property
    def ends(self) -> bool:
        """Whether the order has ended."""
        return RULES[self.status].ends


def headline(counted: Sequence[Counted], *, planned_doses: int, rules: FoldRules) -> Headline:
    """The first case of F10 that applies, with F11 and F12."""
    ends = [one for one in counted if RULES[one.status].ends]
    if ends:
        return _ended(ends, counted, rules)
    treatment = [one for one in counted if (one.rank or 0) >= TREATMENT_RANK]
    if treatment:
        return _treated(treatment, planned_doses, rules)
    return _supplied(counted, rules)


def _since(counted: Sequence[Counted]) -> datetime | None:
    return min((one.fact.happened_at for one in counted), default=None)


def _ended(ends: Sequence[Counted], counted: Sequence[Counted], rules: FoldRules) -> Headline:
    said = {one.status for one in ends}
    status = next(status for status in END_PRECEDENCE if status in said)
    since = _since([one for one in ends if one.status is status])
    if status is Status.ENTERED_IN_ERROR or since is None:
        return Headline(status, since)
    later = any(
        not RULES[one.status].ends and one.fact.happened_at > since + rules.skew for one in counted
    )
    return Headline(status, since, conflict=later or len(said) > 1)


def _treated(treatment: Sequence[Counted], planned_doses: int, rules: FoldRules) -> Headline:
    top = max(treatment, key=lambda one: (one.dose, one.rank or 0))
    same_dose = [one for one in treatment if one.dose == top.dose]
    since = _since([one for one in same_dose if one.status is top.status])
    conflict = since is not None and any(
        (one.rank or 0) < (top.rank or 0) and one.fact.happened_at > since + rules.skew
        for one in same_dose
    )
    if top.status is Status.INFUSED and top.dose < planned_doses:
        return Headline(Status.INFUSION_STARTED, since, conflict=conflict, next_dose=True)
    return Headline(top.status, since, conflict=conflict)


def _supplied(counted: Sequence[Counted], rules: FoldRules) -> Headline:
    supply = [one for one in counted if one.rank is not None]
    conditioning = [one for one in counted if one.status is Status.CONDITIONING_STARTED]
    if not supply:
        early = frozenset({"CONDITIONING_WITHOUT_PRODUCT"}) if conditioning else frozenset[str]()
        return Headline(Status.DRAFT, None, exceptions=early)
    top = max(supply, key=lambda one: (one.cycle, one.run, one.rank or 0))
    attempt = [one for one in supply if (one.cycle, one.run) == (top.cycle, top.run)]
    since = _since([one for one in attempt if one.status is top.status])
    conflict = since is not None and _contradicted(attempt, top, since, rules)
    during = [one for one in conditioning if one.cycle == top.cycle]
    exceptions = {SELF_EVIDENT[top.status]} if top.status in SELF_EVIDENT else set[str]()
    if during and (top.rank or 0) < RELEASE_RANK:
        exceptions.add("CONDITIONING_WITHOUT_PRODUCT")
    if during and top.rank in SHOWN_AS_CONDITIONING:
        return Headline(Status.CONDITIONING_STARTED, _since(during), conflict=conflict)
    return Headline(top.status, since, conflict=conflict, exceptions=frozenset(exceptions))


def _contradicted(
    attempt: Sequence[Counted], top: Counted, since: datetime, rules: FoldRules
) -> bool:
    """F11 for a supply headline: (a) going back, (b) a stop, then a release, (c) both releases."""
    rank = top.rank or 0
    said = {one.status for one in attempt}
    back = any(
        (one.rank or 0) < rank and one.fact.happened_at > since + rules.skew for one in attempt
    )
    stopped = bool(said & STOPS) and rank >= RELEASE_RANK
    return back or stopped or {Status.RELEASED, Status.RELEASED_OOS} <= said
