"""Knows which cases a class of principals can meet, and how the store tells them apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product

from gateway.disclosure.policy import Policy
from gateway.disclosure.resolve import Case, row_visible
from gateway.orders.reading import ERASED, GRANTED, RESTRICTED, TEAM, Scope, Viewer, case_number
from schema.vocabulary.principals import (
    Grant,
    Principal,
    PrincipalClass,
    PrincipalKind,
    RealmRole,
    Role,
)

MOST_STEP_SITES = 3
"""An order has three sites beside its own: collecting, processing, infusing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseBook:
    """The rows a class can see: `scope` for the statement, `cases` by the number it gives them."""

    scope: Scope
    cases: Mapping[int, Case]


def case_book(held: PrincipalClass, *, policy: Policy) -> CaseBook:
    """Every case in which a row exists for this class of principals."""
    own = _groups(held.roles, among=None)
    step = _groups(held.roles, among=policy.step_roles)
    everywhere = RealmRole.PRIVACY_OFFICER in held.realm_roles
    scope = Scope(own=tuple(own.values()), step=tuple(step.values()), everywhere=everywhere)
    cases: dict[int, Case] = {}
    for own_number, roles in enumerate([frozenset[Role](), *own]):
        for bits, served in _served(list(step)):
            for flags in _flags(on_team=own_number > 0, may_open=bool(openers(held, policy))):
                case = _case(roles, served, flags)
                if row_visible(held, case, policy=policy):
                    number = case_number(scope, own_number=own_number, step_bits=bits, flags=flags)
                    cases[number] = case
    return CaseBook(scope=scope, cases=cases)


def openers(held: PrincipalClass, policy: Policy) -> frozenset[Role]:
    """The held roles as which a break-glass grant opens anything."""
    if not held.assured or held.kind is not PrincipalKind.PERSON:
        return frozenset()
    return frozenset(role for _, role in held.roles) & policy.break_glass_roles


def viewer_of(principal: Principal, *, policy: Policy, as_of: datetime) -> Viewer:
    """What the statement is told of this principal: the subject and the patients opened to it.

    A grant that is not in force, or for a role that is not eligible or not held, is as if absent.
    """
    if not principal.grants:
        return Viewer(principal.subject)
    opened = {grant.patient_id for grant in usable_grants(principal, policy=policy, as_of=as_of)}
    return Viewer(subject=principal.subject, granted=tuple(sorted(opened)))


def usable_grants(principal: Principal, *, policy: Policy, as_of: datetime) -> tuple[Grant, ...]:
    """The break-glass grants that open anything to this principal now."""
    usable = openers(principal.principal_class, policy)
    return tuple(
        grant for grant in principal.grants if grant.role in usable and grant.in_force(as_of=as_of)
    )


def _groups(
    held: frozenset[tuple[str, Role]], *, among: frozenset[Role] | None
) -> dict[frozenset[Role], tuple[str, ...]]:
    """Sites by the set of roles held there, in an order that depends on nothing but the class."""
    by_site: dict[str, frozenset[Role]] = {}
    for site, role in held:
        if among is None or role in among:
            by_site[site] = by_site.get(site, frozenset()) | {role}
    groups: dict[frozenset[Role], tuple[str, ...]] = {}
    for site in sorted(by_site):
        groups[by_site[site]] = (*groups.get(by_site[site], ()), site)
    return groups


def _served(groups: list[frozenset[Role]]) -> Iterable[tuple[int, frozenset[Role]]]:
    """Each reachable set of groups that an order's step sites are in: (bits, roles held there)."""
    for size in range(min(len(groups), MOST_STEP_SITES) + 1):
        for chosen in combinations(range(len(groups)), size):
            bits = sum(1 << number for number in chosen)
            yield bits, frozenset(role for number in chosen for role in groups[number])


def _flags(*, on_team: bool, may_open: bool) -> Iterable[int]:
    team = (0, TEAM) if on_team else (0,)
    granted = (0, GRANTED) if may_open else (0,)
    return (sum(bits) for bits in product(team, (0, RESTRICTED), (0, ERASED), granted))


def _case(own: frozenset[Role], step: frozenset[Role], flags: int) -> Case:
    return Case(
        own=own,
        step=step,
        on_team=bool(flags & TEAM),
        restricted=bool(flags & RESTRICTED),
        erased=bool(flags & ERASED),
        granted=bool(flags & GRANTED),
    )
