"""Knows who works at a site as what, and changes it: in Keycloak, under rules of our own.

Rules the gateway enforces whatever Keycloak says: nobody changes their own roles, a site-admin
acts only at the own site, the last site-admin stays, only site roles. Every change is audited with
before and after before it is made, counts on that person's next request, and ends open streams.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gateway.clock import Clock
from gateway.session.admin import AdminCalls, AdminRefusedError, AdminUnreachableError
from gateway.session.directory import Member, SiteDirectory
from gateway.session.ports import Auditor, Closer, SessionEvent, SessionEventKind
from gateway.session.realm import SITE_ROLES
from gateway.session.sessions import SessionStore
from gateway.session.standing import RoleChange, Standings
from schema.vocabulary.principals import Principal, PrincipalKind, RealmRole, Role

FLOOR = 2


class ProblemKind(StrEnum):
    """The GraphQL type a problem becomes."""

    DENIED = "Denied"
    CONFLICT = "Conflict"
    INVALID = "Invalid"
    SOURCE_UNAVAILABLE = "SourceUnavailable"


@dataclass(frozen=True, slots=True)
class PeopleProblem:
    """Why nothing was changed or shown; `path` names the argument that was wrong."""

    kind: ProblemKind
    code: str
    message: str
    path: tuple[str, ...] = ()


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


OTHER_SITE = PeopleProblem(
    ProblemKind.DENIED,
    "NOT_YOUR_SITE",
    "Only a site-admin of this site or a platform-admin may see or change its people.",
    ("site",),
)
ONESELF = PeopleProblem(
    ProblemKind.DENIED,
    "ONESELF",
    "Nobody changes their own roles: ask another site-admin of the site.",
    ("person",),
)
LAST_ADMIN = PeopleProblem(
    ProblemKind.CONFLICT,
    "LAST_SITE_ADMIN",
    "This is the site's last site-admin: make somebody else site-admin first.",
    ("person",),
)
UNKNOWN_ROLE = PeopleProblem(
    ProblemKind.INVALID,
    "ROLE_UNKNOWN",
    "Expected a role at a site, such as coordinator.",
    ("role",),
)
UNKNOWN_PERSON = PeopleProblem(
    ProblemKind.INVALID, "PERSON_UNKNOWN", "Expected a person of this site.", ("person",)
)
HELD = PeopleProblem(
    ProblemKind.CONFLICT,
    "ROLE_HELD",
    "This person already holds the role: reload the page.",
    ("role",),
)
NOT_HELD = PeopleProblem(
    ProblemKind.CONFLICT,
    "ROLE_NOT_HELD",
    "This person does not hold the role: reload the page.",
    ("role",),
)
UNAVAILABLE = PeopleProblem(
    ProblemKind.SOURCE_UNAVAILABLE,
    "IDENTITY_UNAVAILABLE",
    "Keycloak does not answer; no role was given. Look again in a minute before repeating it.",
)
REASONS = {"ONESELF": ONESELF, "LAST_SITE_ADMIN": LAST_ADMIN}


@dataclass(frozen=True, slots=True)
class _Change:
    by: Principal
    site: str
    person: str
    role: Role
    grant: bool


class PeopleAdmin:
    """Lists people, grants and withdraws roles; `locks` keeps two changes at a site apart."""

    def __init__(
        self,
        *,
        calls: AdminCalls,
        standings: Standings,
        locks: SessionStore,
        auditor: Auditor,
        closer: Closer,
        clock: Clock,
    ) -> None:
        self._directory = SiteDirectory(calls)
        self._standings = standings
        self._locks = locks
        self._auditor = auditor
        self._closer = closer
        self._clock = clock

    async def people(self, *, by: Principal, site: str) -> list[Person] | PeopleProblem:
        """Everybody of the site by name, with their roles there."""
        if not _may_administer(by, site):
            return OTHER_SITE
        try:
            members = await self._directory.members(site)
        except (AdminUnreachableError, AdminRefusedError):
            return UNAVAILABLE
        return await self._shown(members, by=by, site=site)

    async def grant(
        self, *, by: Principal, site: str, person: str, role: str
    ) -> Person | PeopleProblem:
        """Give somebody of the site a role there."""
        return await self._change(by=by, site=site, person=person, role=role, grant=True)

    async def withdraw(
        self, *, by: Principal, site: str, person: str, role: str
    ) -> Person | PeopleProblem:
        """Take a role from somebody of the site; it counts before Keycloak has answered."""
        return await self._change(by=by, site=site, person=person, role=role, grant=False)

    async def _change(
        self, *, by: Principal, site: str, person: str, role: str, grant: bool
    ) -> Person | PeopleProblem:
        problem = _refused_at_once(by, site=site, person=person, role=role)
        if problem is None:
            change = _Change(by, site, person, Role(role), grant)
            async with self._locks.lock(f"roles:{site}"):
                problem = await self._carry_out(change)
        if problem is not None:
            await self._audit_refusal(by, site=site, person=person, problem=problem)
            return problem
        people = await self.people(by=by, site=site)
        if isinstance(people, PeopleProblem):
            return people
        return next((one for one in people if one.subject == person), UNKNOWN_PERSON)

    async def _carry_out(self, change: _Change) -> PeopleProblem | None:
        try:
            members = await self._directory.members(change.site)
            problem = _conflict(change, members)
            if problem is not None:
                return problem
            await self._audit(change, members)
            if change.grant:
                await self._directory.join(change.site, change.person, change.role)
            else:
                await self._take(change)
        except (AdminUnreachableError, AdminRefusedError):
            return UNAVAILABLE
        await self._standings.note(
            change.person,
            site=change.site,
            role=change.role,
            granted=change.grant,
            by=change.by.subject,
        )
        await self._closer.close(subject=change.person)
        return None

    async def _take(self, change: _Change) -> None:
        """Subtract, then ask Keycloak: a lost answer leaves the role withdrawn, a no gives it back."""
        await self._standings.withdraw(change.person, site=change.site, role=change.role)
        try:
            await self._directory.leave(change.site, change.person, change.role)
        except AdminRefusedError:
            await self._standings.release(change.person, site=change.site, role=change.role)
            raise

    async def _shown(self, members: list[Member], *, by: Principal, site: str) -> list[Person]:
        made = await self._standings.grants_made(
            site, subjects=[member.subject for member in members]
        )
        names = {member.subject: member.name for member in members}
        return [
            Person(
                member.subject,
                member.name,
                member.username,
                member.enabled,
                tuple(
                    _held(role, member, members, by=by, made=made, names=names)
                    for role in sorted(member.roles)
                ),
                member.subject == by.subject,
            )
            for member in sorted(members, key=lambda member: (member.name, member.username))
        ]

    async def _audit(self, change: _Change, members: list[Member]) -> None:
        before = next(m.roles for m in members if m.subject == change.person)
        after = before | {change.role} if change.grant else before - {change.role}
        kind = SessionEventKind.ROLE_GRANTED if change.grant else SessionEventKind.ROLE_WITHDRAWN
        detail = {
            "site": change.site,
            "person": change.person,
            "role": change.role.value,
            "before": sorted(before),
            "after": sorted(after),
        }
        await self._record(kind, change.by, detail)

    async def _audit_refusal(
        self, by: Principal, *, site: str, person: str, problem: PeopleProblem
    ) -> None:
        detail = {"site": site[:64], "person": person[:64], "code": problem.code}
        await self._record(SessionEventKind.ROLE_CHANGE_REFUSED, by, detail)

    async def _record(
        self, kind: SessionEventKind, by: Principal, detail: Mapping[str, object]
    ) -> None:
        await self._auditor.record(
            SessionEvent(
                kind=kind,
                at=self._clock.now(),
                subject=by.subject,
                session_id=by.session_id,
                detail=detail,
            )
        )


def _may_administer(by: Principal, site: str) -> bool:
    own = (site, Role.SITE_ADMIN) in by.roles or RealmRole.PLATFORM_ADMIN in by.realm_roles
    return own and by.kind is PrincipalKind.PERSON and by.assurance >= FLOOR


def _refused_at_once(by: Principal, *, site: str, person: str, role: str) -> PeopleProblem | None:
    if not _may_administer(by, site):
        return OTHER_SITE
    if person == by.subject:
        return ONESELF
    return None if role in SITE_ROLES else UNKNOWN_ROLE


def _conflict(change: _Change, members: list[Member]) -> PeopleProblem | None:
    member = next((one for one in members if one.subject == change.person), None)
    if member is None:
        return UNKNOWN_PERSON
    if change.grant:
        return HELD if change.role in member.roles else None
    if change.role not in member.roles:
        return NOT_HELD
    return LAST_ADMIN if _is_last_admin(change.role, members) else None


def _is_last_admin(role: Role, members: list[Member]) -> bool:
    admins = [m for m in members if Role.SITE_ADMIN in m.roles and m.enabled]
    return role is Role.SITE_ADMIN and len(admins) <= 1


def _held(
    role: Role,
    member: Member,
    members: list[Member],
    *,
    by: Principal,
    made: dict[tuple[str, Role], RoleChange],
    names: dict[str, str],
) -> RoleHeld:
    change = made.get((member.subject, role))
    why = None
    if member.subject == by.subject:
        why = "ONESELF"
    elif _is_last_admin(role, members):
        why = "LAST_SITE_ADMIN"
    return RoleHeld(
        role,
        None if change is None else change.at.isoformat(),
        None if change is None else names.get(change.by, change.by),
        withdrawable=why is None,
        why=None if why is None else REASONS[why].message,
    )
