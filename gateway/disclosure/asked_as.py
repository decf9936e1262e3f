"""Knows for whom an operation may be explained, and the class of principals that is meant."""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from schema.vocabulary.principals import (
    Principal,
    PrincipalClass,
    PrincipalKind,
    Purpose,
    RealmRole,
    Role,
    purposes_of,
)

MOST_ROLES: Final = 6
"""Each set of sites with other roles is a case of its own: more would be a table nobody reads."""
ASSURED: Final = 2
EVERY_SITE: Final = frozenset({RealmRole.PRIVACY_OFFICER, RealmRole.PLATFORM_ADMIN})
OWN_SITE: Final = frozenset({Role.QUALITY, Role.AUDITOR, Role.SITE_ADMIN})
REALM: Final = {role.value: role for role in RealmRole}
AT_SITE: Final = {role.value: role for role in Role}


class Held(NamedTuple):
    """A role as somebody wrote it; one of the realm is held at no site, another at any if None."""

    role: str
    site: str | None


class AskedAsError(Exception):
    """There is no such class of principals: `part` is roles, site or purpose; nothing is echoed."""

    def __init__(self, part: str, expected: str) -> None:
        super().__init__(f"expected {expected}")
        self.part = part


def may_ask_as(principal: Principal, held: Sequence[Held]) -> bool:
    """Whether somebody may have an operation explained for other roles than their own.

    The privacy officer and platform-admins for all; quality, auditors and site-admins for roles at
    the sites where they are that. Both with a second factor.
    """
    if principal.kind is not PrincipalKind.PERSON or principal.assurance < ASSURED:
        return False
    if principal.realm_roles & EVERY_SITE:
        return True
    sites = {site for site, role in principal.roles if role in OWN_SITE}
    # one of the realm is held at no site, whichever is written beside it
    return bool(sites) and all(one.site in sites and one.role not in REALM for one in held)


def may_explain_answers(principal: Principal) -> bool:
    """Whether an answer may bring its explanation: to programs, and to those above."""
    return principal.kind is PrincipalKind.API_CLIENT or may_ask_as(principal, ())


def class_of(
    held: Sequence[Held], *, purpose: str | None, assured: bool, sites: Collection[str]
) -> PrincipalClass:
    """Whoever holds these roles; `purpose` is their first unless given. Raises `AskedAsError`."""
    if not 1 <= len(held) <= MOST_ROLES:
        raise AskedAsError("roles", f"one to {MOST_ROLES} roles")
    at_site = frozenset(_at_site(one, sites) for one in held if one.role not in REALM)
    realm = frozenset(REALM[one.role] for one in held if one.role in REALM)
    roles = frozenset(role for _, role in at_site)
    program = Role.INTEGRATOR in roles
    if program and (realm or len(roles) > 1):
        raise AskedAsError("roles", "integrator alone: a program holds no role of a person")
    return PrincipalClass(
        kind=PrincipalKind.API_CLIENT if program else PrincipalKind.PERSON,
        roles=at_site,
        realm_roles=realm,
        assured=assured,
        purpose=_purpose(purpose, purposes_of(roles, realm)),
        pseudonym_space="explained" if program else "people",
    )


def _at_site(one: Held, sites: Collection[str]) -> tuple[str, Role]:
    if one.role not in AT_SITE:
        raise AskedAsError("roles", f"one of {', '.join([*AT_SITE, *REALM])}")
    site = min(sites, default=None) if one.site is None else one.site
    if site is None or site not in sites:
        raise AskedAsError("site", f"one of {', '.join(sorted(sites)) or 'none: there is no site'}")
    return site, AT_SITE[one.role]


def _purpose(wanted: str | None, held: tuple[Purpose, ...]) -> Purpose:
    """The one that was asked for, else the first; a role without one looks for TREAT, in vain."""
    if wanted is None:
        return next(iter(held), Purpose.TREAT)
    if wanted not in held:
        raise AskedAsError("purpose", f"one of {', '.join(held) or 'none: the roles have none'}")
    return Purpose(wanted)
