"""Knows how verified claims become a `Principal`; nothing else in the gateway reads a claim."""

from dataclasses import dataclass
from datetime import UTC, datetime

from gateway.session.assurance import assurance_of
from gateway.session.standing import NOTHING_CHANGED, Standing
from gateway.session.tokens import AccessClaims
from schema.vocabulary.principals import (
    Principal,
    PrincipalKind,
    Purpose,
    RealmRole,
    Role,
    purposes_of,
)

SITE_SCOPE = "site:"
NO_PURPOSE = Purpose.HSYSADMIN
"""For those whose roles have none and who see no order rows (platform-admin, reviewer)."""


@dataclass(frozen=True, slots=True)
class KnownParties:
    """Which clients' tokens we take, and which sites we know; a token of any other is refused.

    `people` are clients at which a person signs in, `programs` are integrators' clients.
    """

    people: frozenset[str]
    programs: frozenset[str]
    sites: frozenset[str]


def principal_of_claims(
    claims: AccessClaims,
    *,
    known: KnownParties,
    standing: Standing = NOTHING_CHANGED,
    purpose: Purpose | None = None,
    name: str | None = None,
) -> Principal | None:
    """Who the claims say is asking, less what was withdrawn; None for a client we don't know.

    `purpose` is the one chosen for the session; one the roles lack falls back to their first.
    """
    kind = _kind(claims, known)
    if kind is None:
        return None
    person = kind is PrincipalKind.PERSON
    roles = _people_roles(claims) if person else _program_roles(claims)
    held = frozenset(pair for pair in roles if pair[0] in known.sites) - standing.withdrawn
    realm_roles = _realm_roles(claims) if person else frozenset[RealmRole]()
    may = purposes_of(frozenset(role for _, role in held), realm_roles)
    chosen = purpose if purpose is not None and purpose in may else next(iter(may), NO_PURPOSE)
    at = claims.auth_time
    return Principal(
        subject=claims.sub,
        name=(name or claims.name or claims.sub) if person else claims.azp,
        kind=kind,
        roles=held,
        realm_roles=realm_roles,
        assurance=assurance_of(claims.acr, kind=kind),
        authenticated_at=None if at is None else datetime.fromtimestamp(at, UTC),
        session_id=claims.sid or "",
        purpose=chosen,
        grants=standing.grants if person else (),
    )


def _kind(claims: AccessClaims, known: KnownParties) -> PrincipalKind | None:
    if claims.azp in known.people:
        return PrincipalKind.PERSON
    own = claims.client_id == claims.azp and claims.sid is None
    return PrincipalKind.API_CLIENT if own and claims.azp in known.programs else None


def _people_roles(claims: AccessClaims) -> frozenset[tuple[str, Role]]:
    if isinstance(claims.organization, list):
        return frozenset()
    named = {role.value: role for role in Role if role is not Role.INTEGRATOR}
    return frozenset(
        (site, named[path[1:]])
        for site, organization in claims.organization.items()
        for path in organization.groups
        if path.startswith("/") and path[1:] in named
    )


def _program_roles(claims: AccessClaims) -> frozenset[tuple[str, Role]]:
    return frozenset(
        (scope.removeprefix(SITE_SCOPE), Role.INTEGRATOR)
        for scope in claims.scope.split()
        if scope.startswith(SITE_SCOPE)
    )


def _realm_roles(claims: AccessClaims) -> frozenset[RealmRole]:
    return frozenset(role for role in RealmRole if role.value in claims.realm_access.roles)
