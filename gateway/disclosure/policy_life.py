"""Knows who may change the disclosure policy, by which steps, and that each is kept before it is.

A proposal is checked as at a start, is over one version, and counts once a second person approves
it. One of the two is a privacy officer; both hold that role or platform-admin (ADR 0100).
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from gateway.audit.record import Event, Kind, Sink
from gateway.clock import Clock, instant_text, new_id
from gateway.disclosure.in_force import InForce, PolicyUnknownError
from gateway.disclosure.policy_diff import changed_cells, touched
from gateway.disclosure.policy_file import parse_policy
from gateway.disclosure.policy_record import (
    Proposal,
    State,
    Version,
    add_proposal,
    apply,
    decide,
    newest,
    proposals,
    version_of,
    versions,
)
from gateway.disclosure.policy_text import PolicyError
from gateway.store.engine import Store
from schema.api.ports import ProblemKind, Treated, Trouble
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.principals import Principal, RealmRole, Role

ASSURED: Final = 2
MOST_SHOWN: Final = 50
MOST_CELLS: Final = 500
MAY: Final = frozenset({RealmRole.PRIVACY_OFFICER, RealmRole.PLATFORM_ADMIN})
MEANINGS: Final = {
    "POLICY_REFUSED": "Only the privacy officer and platform-admins change the policy.",
    "POLICY_INVALID": "The document is not acceptable; its line is named.",
    "POLICY_UNCHANGED": "The document says what is in force already.",
    "POLICY_MOVED": "Another version came into force, or the proposal was decided: look again.",
    "POLICY_SECOND_PERSON": "A proposal is approved by somebody else than who made it.",
    "POLICY_OFFICER_NEEDED": "One of the two people must be a privacy officer.",
    "PROPOSAL_UNKNOWN": "There is no such proposal.",
    "POLICY_VERSION_UNKNOWN": "There is no such version.",
}
"""Every code of a `Trouble` made here, for `problemCodes`."""


def _trouble(kind: ProblemKind, code: str, *path: str) -> Trouble:
    return Trouble(kind, code, MEANINGS[code], path)


REFUSED: Final = _trouble(ProblemKind.DENIED, "POLICY_REFUSED")
MOVED: Final = _trouble(ProblemKind.CONFLICT, "POLICY_MOVED", "proposal")


class Holders(Protocol):
    """Who holds roles at sites."""

    async def people(self) -> Mapping[str, frozenset[Role]] | None:
        """Everybody's roles, whatever the site, by subject; None: not known now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyBacking:
    """What every request's acts stand on."""

    store: Store
    sink: Sink
    in_force: InForce
    holders: Holders
    clock: Clock


@dataclass(frozen=True, slots=True)
class PolicyLife:
    """`schema.api.ports.PolicyDesk` for the one who asks."""

    backing: PolicyBacking
    by: Principal

    async def versions(self) -> list[Treated] | Trouble:
        """See the port."""
        if not self._may():
            return REFUSED
        async with self.backing.store.reading() as connection:
            return [_version(one) for one in await versions(connection, most=MOST_SHOWN)]

    async def proposals(self) -> list[Treated] | Trouble:
        """See the port."""
        if not self._may():
            return REFUSED
        async with self.backing.store.reading() as connection:
            found = await proposals(connection, most=MOST_SHOWN)
        stands = any(one.state is State.PROPOSED for one in found)
        held = await self.backing.holders.people() if stands else None
        return [self._proposal(one, held) for one in found]

    async def propose(self, text: str) -> Treated | Trouble:
        """See the port."""
        return await self._propose(text, rolls_back_to=None)

    async def roll_back(self, number: int) -> Treated | Trouble:
        """See the port."""
        if not self._may():
            return REFUSED
        async with self.backing.store.reading() as connection:
            found = await version_of(connection, number)
        if found is None:
            return _trouble(ProblemKind.INVALID, "POLICY_VERSION_UNKNOWN", "number")
        return await self._propose(found.text, rolls_back_to=number)

    async def approve(self, proposal_id: str) -> Treated | Trouble:
        """See the port."""
        found = await self._open(proposal_id)
        if isinstance(found, Trouble):
            return found
        trouble = self._not_by_them(found)
        if trouble is not None:
            return await self._refused(found, trouble)
        async with self.backing.store.reading() as connection:
            before = await newest(connection)
        if before is None or before.number != found.based_on:
            return await self._refused(found, MOVED)
        change: dict[str, JsonValue] = {"before": before.version, "after": found.version}
        await self._keep(Kind.POLICY_APPROVED, found, change)
        if not await apply(self.backing.store, found, by=self.by.subject, at=self._at()):
            return await self._refused(found, MOVED)
        with contextlib.suppress(PolicyUnknownError):  # it counts: the next request asks again
            await self.backing.in_force.refresh()
        return await self._again(found)

    async def reject(self, proposal_id: str) -> Treated | Trouble:
        """See the port."""
        found = await self._open(proposal_id)
        if isinstance(found, Trouble):
            return found
        await self._keep(Kind.POLICY_REJECTED, found, {"after": found.version})
        at, by = self._at(), self.by.subject
        async with self.backing.store.writing() as connection:
            done = await decide(connection, proposal_id, state=State.REJECTED, by=by, at=at)
        if not done:
            return MOVED
        return await self._again(found)

    async def _propose(self, text: str, *, rolls_back_to: int | None) -> Treated | Trouble:
        if not self._may():
            return REFUSED
        try:
            policy = parse_policy(text)
        except PolicyError as error:
            return Trouble(ProblemKind.INVALID, "POLICY_INVALID", str(error), ("text",))
        async with self.backing.store.reading() as connection:
            before = await newest(connection)
        if before is None or before.version == policy.version:
            return _trouble(ProblemKind.INVALID, "POLICY_UNCHANGED", "text")
        proposal = Proposal(
            proposal_id=new_id(),
            based_on=before.number,
            rolls_back_to=rolls_back_to,
            version=policy.version,
            text=text,
            state=State.PROPOSED,
            proposed_by=self.by.subject,
            proposed_as_officer=self._officer(),
            proposed_at=self._at(),
        )
        change: dict[str, JsonValue] = {"before": before.version, "after": policy.version}
        await self._keep(Kind.POLICY_PROPOSED, proposal, change)
        async with self.backing.store.writing() as connection:
            await add_proposal(connection, proposal)
        return self._proposal(proposal, await self.backing.holders.people())

    async def _open(self, proposal_id: str) -> Proposal | Trouble:
        if not self._may():
            return REFUSED
        async with self.backing.store.reading() as connection:
            found = await proposals(connection, most=1, proposal_id=proposal_id)
        if not found:
            return _trouble(ProblemKind.INVALID, "PROPOSAL_UNKNOWN", "proposal")
        if found[0].state is not State.PROPOSED:
            return MOVED
        return found[0]

    async def _again(self, before: Proposal) -> Treated:
        async with self.backing.store.reading() as connection:
            found = await proposals(connection, most=1, proposal_id=before.proposal_id)
        return self._proposal(found[0], None)

    async def _refused(self, found: Proposal, trouble: Trouble) -> Trouble:
        await self._keep(Kind.POLICY_REFUSED, found, {"code": trouble.code})
        return trouble

    def _not_by_them(self, found: Proposal) -> Trouble | None:
        if found.proposed_by == self.by.subject:
            return _trouble(ProblemKind.DENIED, "POLICY_SECOND_PERSON", "proposal")
        if not (found.proposed_as_officer or self._officer()):
            return _trouble(ProblemKind.DENIED, "POLICY_OFFICER_NEEDED", "proposal")
        return None

    def _may(self) -> bool:
        return bool(self.by.realm_roles & MAY) and self.by.assurance >= ASSURED

    def _officer(self) -> bool:
        return RealmRole.PRIVACY_OFFICER in self.by.realm_roles

    async def _keep(self, kind: Kind, proposal: Proposal, body: dict[str, JsonValue]) -> None:
        about: dict[str, JsonValue] = {
            "purpose": self.by.purpose.value,
            "session": self.by.session_id,
            "sites": [*sorted(self.by.sites)],
            "proposal": proposal.proposal_id,
        }
        at = self.backing.clock.now()
        event = Event(kind=kind, subject=self.by.subject, at=at, body={**about, **body})
        await self.backing.sink.record(event)

    def _at(self) -> str:
        return instant_text(self.backing.clock.now())

    def _proposal(self, one: Proposal, held: Mapping[str, frozenset[Role]] | None) -> Treated:
        return {
            "id": one.proposal_id,
            "based_on": one.based_on,
            "rolls_back_to": one.rolls_back_to,
            "version": one.version,
            "text": one.text,
            "state": one.state,
            "proposed_by": one.proposed_by,
            "proposed_at": one.proposed_at,
            "decided_by": one.decided_by,
            "decided_at": one.decided_at,
            "preview": self._preview(one, held) if one.state is State.PROPOSED else None,
        }

    def _preview(self, one: Proposal, held: Mapping[str, frozenset[Role]] | None) -> Treated:
        cells = changed_cells(self.backing.in_force.now, parse_policy(one.text))
        fields, roles = touched(cells)
        return {
            "fields": sorted(fields),
            "roles": sorted(roles),
            "people": _people(roles, held),
            "cells": len(cells),
            "wider": sum(cell.wider for cell in cells),
            "changes": [
                {
                    "role": cell.role.value,
                    "relation": cell.relation.value if cell.relation else None,
                    "purpose": cell.purpose.value,
                    "flags": list(cell.flags),
                    "field_class": cell.field_class,
                    "before": cell.before,
                    "after": cell.after,
                }
                for cell in cells[:MOST_CELLS]
            ],
        }


def _people(roles: frozenset[str], held: Mapping[str, frozenset[Role]] | None) -> int | None:
    """How many hold one of these; not known where a role of the realm, held at no site, changes."""
    if held is None or RealmRole.PRIVACY_OFFICER.value in roles:
        return None
    return sum(any(role.value in roles for role in mine) for mine in held.values())


def _version(one: Version) -> Treated:
    return {
        "number": one.number,
        "version": one.version,
        "text": one.text,
        "proposed_by": one.proposed_by,
        "approved_by": one.approved_by,
        "in_force_since": one.at,
        "replaces": one.replaces,
    }
