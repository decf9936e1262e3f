"""Knows who works at a site as what, and changes it: in Keycloak, under rules of our own.

Rules the gateway enforces whatever Keycloak says: nobody changes their own roles, a site-admin
acts only at the own site, the last site-admin stays, only site roles. Every change is audited with
before and after before it is made, counts on that person's next request, and ends open streams.
"""

import re
from collections.abc import Container, Mapping
from typing import Final

from gateway.clock import Clock
from gateway.session.admin import AdminCalls, AdminRefusedError, AdminUnreachableError
from gateway.session.directory import Member, SiteDirectory
from gateway.session.people_rules import (
    OTHER_SITE,
    UNAVAILABLE,
    UNKNOWN_PERSON,
    Change,
    Person,
    conflict,
    may_administer,
    refused_at_once,
    role_held,
)
from gateway.session.ports import Auditor, Closer, SessionEvent, SessionEventKind
from gateway.session.sessions import SessionStore
from gateway.session.standing import Standings
from schema.api.ports import Trouble
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.principals import Principal, Role

SUBJECT: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Keycloak's id of a person."""


class PeopleAdmin:
    """Lists people, grants and withdraws roles; `locks` keeps two changes at a site apart.

    A site that is not one of `sites`, those of the directory, is nobody's: as another's.
    """

    def __init__(
        self,
        *,
        calls: AdminCalls,
        standings: Standings,
        locks: SessionStore,
        auditor: Auditor,
        closer: Closer,
        clock: Clock,
        sites: Container[str],
    ) -> None:
        self._directory = SiteDirectory(calls)
        self._standings = standings
        self._locks = locks
        self._auditor = auditor
        self._closer = closer
        self._clock = clock
        self._sites = sites

    async def people(self, *, by: Principal, site: str) -> list[Person] | Trouble:
        """Everybody of the site by name, with their roles there."""
        if site not in self._sites or not may_administer(by, site):
            return OTHER_SITE
        try:
            members = await self._directory.members(site)
        except (AdminUnreachableError, AdminRefusedError):
            return UNAVAILABLE
        return await self._shown(members, by=by, site=site)

    async def grant(self, *, by: Principal, site: str, person: str, role: str) -> Person | Trouble:
        """Give somebody of the site a role there."""
        return await self._change(by=by, site=site, person=person, role=role, grant=True)

    async def withdraw(
        self, *, by: Principal, site: str, person: str, role: str
    ) -> Person | Trouble:
        """Take a role from somebody of the site; it counts before Keycloak has answered."""
        return await self._change(by=by, site=site, person=person, role=role, grant=False)

    async def _change(
        self, *, by: Principal, site: str, person: str, role: str, grant: bool
    ) -> Person | Trouble:
        problem = refused_at_once(by, site=site, person=person, role=role)
        if site not in self._sites:
            problem = OTHER_SITE
        if problem is None:
            change = Change(by, site, person, Role(role), grant)
            async with self._locks.lock(f"roles:{site}"):
                problem = await self._carry_out(change)
        if problem is not None:
            await self._audit_refusal(by, site=site, person=person, problem=problem)
            return problem
        people = await self.people(by=by, site=site)
        if isinstance(people, Trouble):
            return people
        return next((one for one in people if one.subject == person), UNKNOWN_PERSON)

    async def _carry_out(self, change: Change) -> Trouble | None:
        try:
            members = await self._directory.members(change.site)
            problem = conflict(change, members)
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

    async def _take(self, change: Change) -> None:
        """Subtract, then ask Keycloak: a lost answer leaves it withdrawn, a no gives it back."""
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
                    role_held(role, member, members, by=by, made=made, names=names)
                    for role in sorted(member.roles)
                ),
                member.subject == by.subject,
            )
            for member in sorted(members, key=lambda member: (member.name, member.username))
        ]

    async def _audit(self, change: Change, members: list[Member]) -> None:
        before = next(m.roles for m in members if m.subject == change.person)
        after = before | {change.role} if change.grant else before - {change.role}
        kind = SessionEventKind.ROLE_GRANTED if change.grant else SessionEventKind.ROLE_WITHDRAWN
        detail: dict[str, JsonValue] = {
            "site": change.site,
            "person": change.person,
            "role": change.role.value,
            "before": [role.value for role in sorted(before)],
            "after": [role.value for role in sorted(after)],
        }
        await self._record(kind, change.by, detail)

    async def _audit_refusal(
        self, by: Principal, *, site: str, person: str, problem: Trouble
    ) -> None:
        """Keep who was refused, and only what is an id: an event is for good, typed or not."""
        detail: dict[str, JsonValue] = {
            "site": site if site in self._sites else None,
            "person": person if SUBJECT.fullmatch(person) else None,
            "code": problem.code,
        }
        await self._record(SessionEventKind.ROLE_CHANGE_REFUSED, by, detail)

    async def _record(
        self, kind: SessionEventKind, by: Principal, detail: Mapping[str, JsonValue]
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
