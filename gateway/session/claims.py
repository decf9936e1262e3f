"""Knows how verified claims become a `Principal`; nothing else in the gateway reads a claim."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from gateway.session.assurance import assurance_of
from gateway.session.standing import NOTHING_CHANGED, Standing
from gateway.session.tokens import AccessClaims
from schema.vocabulary.principals import (
    PURPOSES,
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


class Nobody(StrEnum):
    """Why verified claims make nobody a principal."""

    CLIENT = "CLIENT"
    PURPOSE = "PURPOSE"


def principal_of_claims(
    claims: AccessClaims,
    *,
    known: KnownParties,
    standing: Standing = NOTHING_CHANGED,
    purpose: Purpose | None = None,
    name: str | None = None,
) -> Principal | Nobody:
    """Who the claims say is asking, less what was withdrawn.

    `purpose` is the one chosen for a person's session; one the roles lack falls back to their
    first. A program's stands in its token, put there at registration: without one that integrators
    may have it is nobody, as is a client that we don't know.
    """
    kind = _kind(claims, known)
    if kind is None:
        return Nobody.CLIENT
    if kind is PrincipalKind.API_CLIENT and registered_purpose(claims) is None:
        return Nobody.PURPOSE
    person = kind is PrincipalKind.PERSON
    roles = _people_roles(claims) if person else _program_roles(claims)
    held = frozenset(pair for pair in roles if pair[0] in known.sites) - standing.withdrawn
    realm_roles = _realm_roles(claims) if person else frozenset[RealmRole]()
    may = purposes_of(frozenset(role for _, role in held), realm_roles)
    chosen = purpose if purpose is not None and purpose in may else next(iter(may), NO_PURPOSE)
    registered = None if person else registered_purpose(claims)
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
        purpose=registered or chosen,
        grants=standing.grants if person else (),
    )


def registered_purpose(claims: AccessClaims) -> Purpose | None:
    """The purpose with which a program's client was registered; None for none that it may have."""
    told = claims.purpose_of_use
    return next((one for one in PURPOSES[Role.INTEGRATOR] if one.value == told), None)


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
