"""Knows what one principal sees of one row: the policy applied to a case, DOMAIN §13."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from gateway.disclosure.policy import HOLDERS, Caps, Holder, Policy, in_form, lower
from schema.vocabulary.disclosure import Reason, Relation, Visibility
from schema.vocabulary.principals import (
    PURPOSES,
    PrincipalClass,
    PrincipalKind,
    RealmRole,
    Role,
)
from schema.vocabulary.sensitivity import FieldClass


class Sight(NamedTuple):
    """How a class is seen, and which step made it so (none beside CLEAR)."""

    visibility: Visibility
    reason: Reason | None


Treatment: TypeAlias = Mapping[FieldClass, Sight]
CLEAR = Sight(Visibility.CLEAR, None)
NOTHING: Caps = dict.fromkeys(FieldClass, Visibility.WITHHELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that may differ between two rows for one class of principals.

    `own` are the roles held at the order's own site, `step` those at a site that only collects,
    processes or infuses. `granted`: an eligible break-glass grant for the patient is in force.
    """

    own: frozenset[Role] = frozenset()
    step: frozenset[Role] = frozenset()
    on_team: bool = False
    restricted: bool = False
    erased: bool = False
    granted: bool = False


class Hat(NamedTuple):
    """One role as held towards one order; the privacy-officer's has no relation."""

    holder: Holder
    relation: Relation | None


def hats(held: PrincipalClass, case: Case, *, policy: Policy) -> tuple[Hat, ...]:
    """Every role that shows this row, in the base table's order, the nearer relation first."""
    found: list[Hat] = []
    near = Relation.MY_PATIENT if case.on_team else Relation.MY_SITE
    for holder in HOLDERS:
        if holder is RealmRole.PRIVACY_OFFICER:
            if holder in held.realm_roles:
                found.append(Hat(holder, None))
            continue
        if holder in case.own:
            found.append(Hat(holder, Relation.MY_SITE if holder is Role.INTEGRATOR else near))
        if holder in case.step and holder in policy.step_roles:
            found.append(Hat(holder, Relation.STEP_SITE))
    return tuple(found)


def row_visible(held: PrincipalClass, case: Case, *, policy: Policy) -> bool:
    """Whether the row exists for this principal, whatever the purpose."""
    return bool(hats(held, case, policy=policy)) or _opened(held, case)


def resolve(held: PrincipalClass, case: Case, *, policy: Policy) -> Treatment:
    """How each class of a row of this case is seen.

    The least of base and caps, then break-glass, then erasure; of several roles the greatest,
    which then takes its form.
    """
    worn = hats(held, case, policy=policy)
    return {field_class: _seen(held, case, field_class, worn, policy) for field_class in FieldClass}


def deciding(
    held: PrincipalClass, case: Case, field_class: FieldClass, *, policy: Policy
) -> tuple[str, ...]:
    """The place in the policy document that decided how a class is seen, as `resolve` sees it.

    A relation's place names role and class, whether the role's line or that of all says it. Empty
    where no line did: no role reaches the row, none has the purpose, or sign-in was too weak.
    """
    worn = hats(held, case, policy=policy)
    sight = _seen(held, case, field_class, worn, policy)
    opened = _opened(held, case) and field_class in policy.break_glass_opens
    if opened and sight.visibility is Visibility.CLEAR:
        return ("break_glass", "opens")
    best = _best(_capped(held, case, hat, field_class, policy) for hat in worn)
    if sight.reason is Reason.ERASED:
        return ("flags", "erased")
    return () if best is None else _place(held, best, sight.reason, field_class)


def _place(
    held: PrincipalClass, best: "_Worn", reason: Reason | None, field_class: FieldClass
) -> tuple[str, ...]:
    holder, relation = best.hat
    match reason:
        case None | Reason.ROLE:
            return ("base", holder.value)
        case Reason.RELATION if relation is not None:
            return ("relation", relation.value, holder.value, field_class.value)
        case Reason.PURPOSE if best.has_purpose:
            return ("purpose", held.purpose.value)
        case Reason.RESTRICTED:
            return ("flags", "restricted")
        case _:
            return ()


def _seen(
    held: PrincipalClass, case: Case, field_class: FieldClass, worn: tuple[Hat, ...], policy: Policy
) -> Sight:
    best = _best(_capped(held, case, hat, field_class, policy) for hat in worn)
    sight = best.sight if best else Sight(Visibility.WITHHELD, Reason.RELATION)
    if _opened(held, case) and field_class in policy.break_glass_opens:
        sight = CLEAR
    if case.erased:
        sight = _step(sight, policy.erased, field_class, Reason.ERASED)
    visibility = in_form(sight.visibility, field_class)
    return Sight(visibility, None if visibility is Visibility.CLEAR else sight.reason)


def _best(sights: Iterable["_Worn"]) -> "_Worn | None":
    """The greatest; on a tie the first whose role has the purpose, else the first."""
    best: _Worn | None = None
    for worn in sights:
        if best is None or worn.weight > best.weight:
            best = worn
    return best


class _Worn(NamedTuple):
    hat: Hat
    sight: Sight
    has_purpose: bool

    @property
    def weight(self) -> tuple[int, bool]:
        return self.sight.visibility.rank, self.has_purpose


def _capped(
    held: PrincipalClass, case: Case, hat: Hat, field_class: FieldClass, policy: Policy
) -> _Worn:
    """One role worked out alone; the reason is the step that brought it to where it is."""
    base = policy.base[hat.holder][field_class]
    sight = Sight(base, Reason.ROLE)
    if hat.relation is not None:
        caps = policy.relation.get((hat.relation, hat.holder), {})
        sight = _step(sight, caps, field_class, Reason.RELATION)
    has_purpose = held.purpose in PURPOSES[hat.holder]
    caps = policy.purpose[held.purpose] if has_purpose else NOTHING
    sight = _step(sight, caps, field_class, Reason.PURPOSE)
    if not _assured(held):
        sight = _step(sight, NOTHING, field_class, Reason.ASSURANCE)
    if case.restricted:
        sight = _step(sight, policy.restricted, field_class, Reason.RESTRICTED)
    return _Worn(hat, sight, has_purpose)


def _step(sight: Sight, caps: Caps, field_class: FieldClass, reason: Reason) -> Sight:
    cap = caps.get(field_class, Visibility.CLEAR)
    lowered = lower(sight.visibility, cap)
    return sight if lowered is sight.visibility else Sight(lowered, reason)


def _opened(held: PrincipalClass, case: Case) -> bool:
    return case.granted and _assured(held)


def _assured(held: PrincipalClass) -> bool:
    """An integrator's client credentials count as assurance 2."""
    return held.assured or held.kind is PrincipalKind.API_CLIENT
