"""Knows the rules for changing roles, and why each refuses (IDENTITY 'Administration of roles')."""

from dataclasses import dataclass

from gateway.session.directory import Member
from gateway.session.realm import SITE_ROLES
from gateway.session.standing import RoleChange
from schema.api.ports import ProblemKind, Trouble
from schema.vocabulary.principals import Principal, PrincipalKind, RealmRole, Role

FLOOR = 2


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role of a person at the site; `why` says why it can't be withdrawn, if so."""

    role: Role
    since: str | None
    granted_by: str | None
    withdrawable: bool
    why: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the site as the page shows them; `is_self`: the viewer."""

    subject: str
    name: str
    username: str
    enabled: bool
    roles: tuple[RoleHeld, ...]
    is_self: bool


OTHER_SITE = Trouble(
    ProblemKind.DENIED,
    "NOT_YOUR_SITE",
    "Only a site-admin of this site or a platform-admin may see or change its people.",
    ("site",),
)
ONESELF = Trouble(
    ProblemKind.DENIED,
    "ONESELF",
    "Nobody changes their own roles: ask another site-admin of the site.",
    ("person",),
)
LAST_ADMIN = Trouble(
    ProblemKind.CONFLICT,
    "LAST_SITE_ADMIN",
    "This is the site's last site-admin: make somebody else site-admin first.",
    ("person",),
)
UNKNOWN_ROLE = Trouble(
    ProblemKind.INVALID,
    "ROLE_UNKNOWN",
    "Expected a role at a site, such as coordinator.",
    ("role",),
)
UNKNOWN_PERSON = Trouble(
    ProblemKind.INVALID, "PERSON_UNKNOWN", "Expected a person of this site.", ("person",)
)
HELD = Trouble(
    ProblemKind.CONFLICT,
    "ROLE_HELD",
    "This person already holds the role: reload the page.",
    ("role",),
)
NOT_HELD = Trouble(
    ProblemKind.CONFLICT,
    "ROLE_NOT_HELD",
    "This person does not hold the role: reload the page.",
    ("role",),
)
UNAVAILABLE = Trouble(
    ProblemKind.SOURCE_UNAVAILABLE,
    "IDENTITY_UNAVAILABLE",
    "Keycloak does not answer; no role was given. Look again in a minute before repeating it.",
)
REASONS = {"ONESELF": ONESELF, "LAST_SITE_ADMIN": LAST_ADMIN}


@dataclass(frozen=True, slots=True)
class Change:
    """One change somebody asked for."""

    by: Principal
    site: str
    person: str
    role: Role
    grant: bool


def may_administer(by: Principal, site: str) -> bool:
    """Whether this person may see and change the people of the site."""
    own = (site, Role.SITE_ADMIN) in by.roles or RealmRole.PLATFORM_ADMIN in by.realm_roles
    return own and by.kind is PrincipalKind.PERSON and by.assurance >= FLOOR


def refused_at_once(by: Principal, *, site: str, person: str, role: str) -> Trouble | None:
    """What can be refused without asking Keycloak."""
    if not may_administer(by, site):
        return OTHER_SITE
    if person == by.subject:
        return ONESELF
    return None if role in SITE_ROLES else UNKNOWN_ROLE


def conflict(change: Change, members: list[Member]) -> Trouble | None:
    """What the site as it stands refuses."""
    member = next((one for one in members if one.subject == change.person), None)
    if member is None:
        return UNKNOWN_PERSON
    if change.grant:
        return HELD if change.role in member.roles else None
    if change.role not in member.roles:
        return NOT_HELD
    return LAST_ADMIN if is_last_admin(change.role, members) else None


def is_last_admin(role: Role, members: list[Member]) -> bool:
    """Whether taking this role would leave the site without an admin."""
    admins = [m for m in members if Role.SITE_ADMIN in m.roles and m.enabled]
    return role is Role.SITE_ADMIN and len(admins) <= 1


def role_held(
    role: Role,
    member: Member,
    members: list[Member],
    *,
    by: Principal,
    made: dict[tuple[str, Role], RoleChange],
    names: dict[str, str],
) -> RoleHeld:
    """A role of a member as the page shows it."""
    change = made.get((member.subject, role))
    why = None
    if member.subject == by.subject:
        why = "ONESELF"
    elif is_last_admin(role, members):
        why = "LAST_SITE_ADMIN"
    return RoleHeld(
        role,
        None if change is None else change.at.isoformat(),
        None if change is None else names.get(change.by, change.by),
        withdrawable=why is None,
        why=None if why is None else REASONS[why].message,
    )
