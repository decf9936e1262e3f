"""Knows how facts become a status: the pure fold of DOMAIN §5, F1 to F14."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.orders.attempts import Counted, FoldRules, attempts, closed, heard
from gateway.orders.effective import FactState, effective, known, order
from gateway.orders.headline import Headline, headline
from schema.vocabulary.exceptions import PATIENT_ENDED, by_urgency, rule_of
from schema.vocabulary.facts import (
    EXCEPTION_RAISED,
    EXCEPTION_RESOLVED,
    HEARTBEAT,
    HOLD_PLACED,
    HOLD_RELEASED,
    RETRACTION,
    Fact,
    Overlay,
)
from schema.vocabulary.orders import OrderKind
from schema.vocabulary.statuses import RULES, STATUSES, Status

OTHER_KINDS = frozenset(
    {HOLD_PLACED, HOLD_RELEASED, EXCEPTION_RAISED, EXCEPTION_RESOLVED, RETRACTION, HEARTBEAT}
)
DEFAULTS = FoldRules()
HOLD_URGENCY, STALE_URGENCY, ORDINARY_URGENCY, ENDED_URGENCY = 10, 11, 12, 13
TICK = timedelta(microseconds=1)
CONTRADICTED = ("RESOLVE_CONFLICT", "quality", 0)
"""Next action, owner and urgency while facts can't all be true (F14)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What the facts say at one instant.

    `urgency` follows F14: 0 conflict, 1-9 the places in the exception table, then hold, stale,
    ordinary, ended. `stale_at` is when silence turns STALE, `refold_at` the earliest later instant
    at which time alone can change anything; both None for never. `states` tells what became of each
    fact, and through which fact id.
    """

    status: Status
    since: datetime | None
    overlays: tuple[Overlay, ...]
    next_action: str
    owner: str
    exception_kinds: tuple[str, ...]
    unmapped: tuple[str, ...]
    urgency: int
    stale_at: datetime | None
    refold_at: datetime | None
    last_learned_at: datetime | None
    ended: bool
    counted: tuple[Counted, ...]
    states: Mapping[Fact, tuple[FactState, str | None]]


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Effective facts by what they are, and what was set aside on the way."""

    counted: list[Counted]
    others: list[Fact]
    unmapped: list[Fact]
    future: list[Fact]
    aside: list[Fact]


def fold(
    kind: OrderKind,
    planned_doses: int,
    facts: Iterable[Fact],
    *,
    as_of: datetime,
    rules: FoldRules = DEFAULTS,
) -> Folded:
    """Fold one order's facts, in whatever order they come, as of an instant."""
    every = sorted(facts, key=order)
    left = effective(known(every, as_of=as_of))
    sorted_facts = _sort(left.facts, kind, planned_doses, as_of + rules.skew)
    head = headline(sorted_facts.counted, planned_doses=planned_doses, rules=rules)
    conflict = bool(left.conflict or head.conflict or sorted_facts.future or sorted_facts.aside)
    kinds = _exceptions(sorted_facts.others, head)
    held = bool(_open(sorted_facts.others, HOLD_PLACED, HOLD_RELEASED)) and not head.ends
    last = max((fact.learned_at for fact in left.facts), default=None)
    stale_at = _stale_at(head, last, rules)
    stale = stale_at is not None and as_of > stale_at
    overlays = {
        Overlay.CONFLICT: conflict,
        Overlay.EXCEPTION: bool(kinds),
        Overlay.HOLD: held,
        Overlay.STALE: stale,
        Overlay.UNMAPPED: bool(sorted_facts.unmapped),
    }
    shown = tuple(sorted(overlay for overlay, stands in overlays.items() if stands))
    action, owner, urgency = _next(shown, kinds, head)
    return Folded(
        status=head.status,
        since=head.since,
        overlays=shown,
        next_action=action,
        owner=owner,
        exception_kinds=kinds,
        unmapped=tuple(sorted({fact.kind for fact in sorted_facts.unmapped})),
        urgency=urgency,
        stale_at=stale_at,
        refold_at=_refold_at(every, sorted_facts.future, stale_at, as_of, rules),
        last_learned_at=last,
        ended=head.ends,
        counted=tuple(sorted(sorted_facts.counted, key=_by_time)),
        states=_states(every, left.removed, sorted_facts, as_of),
    )


def in_conflict(folded: Folded) -> Folded:
    """The same where something beside the facts of the journey can't be true (F14's first row)."""
    overlays = tuple(sorted({*folded.overlays, Overlay.CONFLICT}))
    action, owner, urgency = CONTRADICTED
    return replace(folded, overlays=overlays, next_action=action, owner=owner, urgency=urgency)


def _by_time(one: Counted) -> tuple[datetime, datetime, str, str]:
    return (one.fact.happened_at, one.fact.learned_at, one.fact.connection, one.fact.id)


def _sort(facts: Sequence[Fact], kind: OrderKind, planned_doses: int, horizon: datetime) -> _Sorted:
    """F4 to F9."""
    future = [fact for fact in facts if fact.happened_at > horizon]
    present = [fact for fact in facts if fact.happened_at <= horizon]
    others = [fact for fact in present if fact.kind in OTHER_KINDS]
    unmapped = [fact for fact in present if fact.kind not in OTHER_KINDS | STATUSES]
    listened: list[tuple[Fact, Status]] = []
    aside: list[Fact] = []
    for fact in present:
        if fact.kind in STATUSES:
            status = heard(fact, kind=kind)
            if status is None:
                aside.append(fact)
            else:
                listened.append((fact, status))
    counted, closing = closed(attempts(listened, planned_doses=planned_doses), kind=kind)
    return _Sorted(counted, others, unmapped, future, aside + closing)


def _open(facts: Sequence[Fact], begun: str, done: str) -> list[Fact]:
    """F13: facts of kind `begun` with no `done` of the same ref at the same time or later."""
    ends = [fact for fact in facts if fact.kind == done]
    return [
        fact
        for fact in facts
        if fact.kind == begun
        and not any(e.ref == fact.ref and e.happened_at >= fact.happened_at for e in ends)
    ]


def _exceptions(others: Sequence[Fact], head: Headline) -> tuple[str, ...]:
    raised = _open(others, EXCEPTION_RAISED, EXCEPTION_RESOLVED)
    kinds = {fact.exception_kind or "OTHER" for fact in raised} | head.exceptions
    return by_urgency(kinds - PATIENT_ENDED if head.ends else kinds)


def _stale_at(head: Headline, last: datetime | None, rules: FoldRules) -> datetime | None:
    hours = rules.next_dose_stale_h if head.next_dose else dict(rules.stale_h)[head.status]
    if hours is None or last is None or head.ends:
        return None
    return last + timedelta(hours=hours)


def _next(
    overlays: tuple[Overlay, ...], kinds: tuple[str, ...], head: Headline
) -> tuple[str, str, int]:
    """F14: the next action, its owner and how urgent it is."""
    if Overlay.CONFLICT in overlays:
        return CONTRADICTED
    if kinds:
        rule = min((rule_of(kind) for kind in kinds), key=lambda rule: rule.row)
        return rule.action, rule.owner, rule.row
    if Overlay.HOLD in overlays:
        return "CLEAR_HOLD", "quality", HOLD_URGENCY
    if Overlay.STALE in overlays:
        return "REQUEST_UPDATE", "coordinator", STALE_URGENCY
    return _ordinary(head)


def _ordinary(head: Headline) -> tuple[str, str, int]:
    if head.next_dose:
        return "PREPARE_NEXT_DOSE", "cell-lab", ORDINARY_URGENCY
    rule = RULES[head.status]
    return rule.action, rule.owner, ENDED_URGENCY if head.ends else ORDINARY_URGENCY


def _refold_at(
    every: Sequence[Fact],
    future: Sequence[Fact],
    stale_at: datetime | None,
    as_of: datetime,
    rules: FoldRules,
) -> datetime | None:
    moments = [fact.learned_at for fact in every]
    moments += [fact.happened_at - rules.skew for fact in future]
    if stale_at is not None:
        moments.append(stale_at + TICK)
    return min((moment for moment in moments if moment > as_of), default=None)


def _states(
    every: Sequence[Fact],
    removed: Mapping[Fact, tuple[FactState, str | None]],
    found: _Sorted,
    as_of: datetime,
) -> dict[Fact, tuple[FactState, str | None]]:
    states: dict[Fact, tuple[FactState, str | None]] = {}
    aside = {*found.aside, *found.unmapped}
    for fact in every:
        if fact.learned_at > as_of or fact in found.future:
            states[fact] = (FactState.NOT_YET, None)
        elif fact in aside:
            states[fact] = (FactState.SET_ASIDE, None)
        else:
            states[fact] = removed.get(fact, (FactState.COUNTS, None))
    return states
