"""Knows who may change the disclosure policy, by which steps, and that each is kept before it is.

A proposal is checked as at a start, is over one version, and counts once a second person approves
it. One of the two is a privacy officer; both hold that role or platform-admin (ADR 0100).
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, cast

from gateway.audit.acts import act_of
from gateway.audit.events import Kind, Sink
from gateway.clock import Clock, instant_text, new_id
from gateway.disclosure.in_force import InForce, PolicyUnknownError
from gateway.disclosure.policy_file import fits, parse_policy
from gateway.disclosure.policy_record import (
    Proposal,
    State,
    add_proposal,
    apply,
    decide,
    newest,
    proposals,
    version_of,
    versions,
)
from gateway.disclosure.policy_showing import (
    preview_shown,
    proposal_shown,
    table_shown,
    version_shown,
)
from gateway.disclosure.policy_text import PolicyError
from gateway.disclosure.policy_troubles import MOVED, REFUSED, UNASSURED, because
from gateway.disclosure.policy_words import (
    Cell,
    UnknownPlaceError,
    with_cells,
    with_reason,
    written,
)
from gateway.store.engine import Store
from schema.api.ports import PolicyCell, ProblemKind, Treated, Trouble
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.principals import Principal, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass

ASSURED: Final = 2
MOST_SHOWN: Final = 50
MAY: Final = frozenset({RealmRole.PRIVACY_OFFICER, RealmRole.PLATFORM_ADMIN})


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

    async def versions(self, *, most: int = MOST_SHOWN) -> list[Treated] | Trouble:
        """See the port."""
        denied = await self._denied("read")
        if denied is not None:
            return denied
        async with self.backing.store.reading() as connection:
            return [version_shown(one) for one in await versions(connection, most=most)]

    def table(self, version: Treated) -> Treated | None:
        """See the port."""
        return table_shown(str(version["text"]))

    async def proposals(self) -> list[Treated] | Trouble:
        """See the port."""
        denied = await self._denied("read")
        if denied is not None:
            return denied
        async with self.backing.store.reading() as connection:
            found = await proposals(connection, most=MOST_SHOWN)
        stands = any(one.state is State.PROPOSED for one in found)
        held = await self.backing.holders.people() if stands else None
        return [self._shown(one, held) for one in found]

    async def preview(self, cells: Sequence[PolicyCell]) -> Treated | Trouble:
        """See the port."""
        text = await self._denied("read") or self._edited(cells, reason=None)
        if isinstance(text, Trouble):
            return text
        held = await self.backing.holders.people()
        # what was just written and read as a policy is one
        return cast("Treated", preview_shown(self.backing.in_force.now, text, held=held))

    async def propose(self, text: str) -> Treated | Trouble:
        """See the port."""
        return await self._denied("propose") or await self._propose(text, rolls_back_to=None)

    async def propose_cells(self, cells: Sequence[PolicyCell], *, reason: str) -> Treated | Trouble:
        """See the port."""
        denied = await self._denied("propose")
        if denied is None and not fits(reason):
            denied = because(ProblemKind.INVALID, "POLICY_REASON", "reason")
        over = self.backing.in_force.number
        text = denied or self._edited(cells, reason=reason)
        if isinstance(text, Trouble):
            return text
        return await self._propose(text, rolls_back_to=None, over=over)

    async def roll_back(self, number: int, *, reason: str | None = None) -> Treated | Trouble:
        """See the port."""
        denied = await self._denied("roll back")
        if denied is not None:
            return denied
        if reason is not None and not fits(reason):
            return because(ProblemKind.INVALID, "POLICY_REASON", "reason")
        async with self.backing.store.reading() as connection:
            found = await version_of(connection, number)
        if found is None:
            return because(ProblemKind.INVALID, "POLICY_VERSION_UNKNOWN", "number")
        return await self._propose(found.text, rolls_back_to=number, reason=reason)

    async def approve(self, proposal_id: str) -> Treated | Trouble:
        """See the port."""
        found = await self._open(proposal_id, act="approve")
        if isinstance(found, Trouble):
            return found
        trouble = self._not_by_them(found) or _unacceptable(found)
        if trouble is not None:
            return await self._refused(trouble, act="approve", found=found)
        async with self.backing.store.reading() as connection:
            before = await newest(connection)
        if before is None or before.number != found.based_on:
            return await self._refused(MOVED, act="approve", found=found)
        change: dict[str, JsonValue] = {"before": before.version, "after": found.version}
        await self._keep(Kind.POLICY_APPROVED, found, change)
        if not await apply(self.backing.store, found, by=self.by.subject, at=self._at()):
            return await self._refused(MOVED, act="approve", found=found)
        with contextlib.suppress(PolicyUnknownError):  # it counts: the next request asks again
            await self.backing.in_force.refresh()
        return await self._again(found)

    async def reject(self, proposal_id: str) -> Treated | Trouble:
        """See the port."""
        found = await self._open(proposal_id, act="reject")
        if isinstance(found, Trouble):
            return found
        await self._keep(Kind.POLICY_REJECTED, found, {"after": found.version})
        at, by = self._at(), self.by.subject
        async with self.backing.store.writing() as connection:
            done = await decide(connection, proposal_id, state=State.REJECTED, by=by, at=at)
        if not done:
            return await self._refused(MOVED, act="reject", found=found)
        return await self._again(found)

    def _edited(self, cells: Sequence[PolicyCell], *, reason: str | None) -> str | Trouble:
        """The policy in force with these cells changed, as a document that was checked."""
        changes = [
            Cell(one.place, FieldClass(one.field_class), Visibility(one.visibility))
            for one in cells
        ]
        try:
            text = written(with_cells(self.backing.in_force.now, changes), reason=reason)
            parse_policy(text)
        except UnknownPlaceError:
            return because(ProblemKind.INVALID, "POLICY_CELL_UNKNOWN", "cells")
        except PolicyError as error:
            return _invalid(error, "cells")
        return text

    async def _propose(
        self,
        text: str,
        *,
        rolls_back_to: int | None,
        reason: str | None = None,
        over: int | None = None,
    ) -> Treated | Trouble:
        """`over`: the version whose cells were changed, which would undo one that came after."""
        try:
            policy = parse_policy(text)
        except PolicyError as error:
            return _invalid(error, "text")
        async with self.backing.store.reading() as connection:
            before = await newest(connection)
        if before is None or before.version == policy.version:
            return because(ProblemKind.INVALID, "POLICY_UNCHANGED", "text")
        if over not in {None, before.number}:
            return await self._refused(MOVED, act="propose")
        proposal = Proposal(
            proposal_id=new_id(),
            based_on=before.number,
            rolls_back_to=rolls_back_to,
            version=policy.version,
            text=text if reason is None else with_reason(text, policy, reason),
            state=State.PROPOSED,
            proposed_by=self.by.subject,
            proposed_as_officer=self._officer(),
            proposed_at=self._at(),
        )
        change: dict[str, JsonValue] = {"before": before.version, "after": policy.version}
        await self._keep(Kind.POLICY_PROPOSED, proposal, change)
        async with self.backing.store.writing() as connection:
            await add_proposal(connection, proposal)
        return self._shown(proposal, await self.backing.holders.people())

    async def _open(self, proposal_id: str, *, act: str) -> Proposal | Trouble:
        denied = await self._denied(act)
        if denied is not None:
            return denied
        async with self.backing.store.reading() as connection:
            found = await proposals(connection, most=1, proposal_id=proposal_id)
        if not found:
            return because(ProblemKind.INVALID, "PROPOSAL_UNKNOWN", "proposal")
        if found[0].state is not State.PROPOSED:
            return await self._refused(MOVED, act=act, found=found[0])
        return found[0]

    async def _again(self, before: Proposal) -> Treated:
        async with self.backing.store.reading() as connection:
            found = await proposals(connection, most=1, proposal_id=before.proposal_id)
        return self._shown(found[0], None)

    async def _denied(self, act: str) -> Trouble | None:
        """Why this viewer may not do it, kept in the audit before it is told."""
        if not self.by.realm_roles & MAY:
            return await self._refused(REFUSED, act=act)
        if self.by.assurance < ASSURED:
            return await self._refused(UNASSURED, act=act)
        return None

    async def _refused(self, why: Trouble, *, act: str, found: Proposal | None = None) -> Trouble:
        await self._keep(Kind.POLICY_REFUSED, found, {"code": why.code, "act": act})
        return why

    def _not_by_them(self, found: Proposal) -> Trouble | None:
        if found.proposed_by == self.by.subject:
            return because(ProblemKind.DENIED, "POLICY_SECOND_PERSON", "proposal")
        if not (found.proposed_as_officer or self._officer()):
            return because(ProblemKind.DENIED, "POLICY_OFFICER_NEEDED", "proposal")
        return None

    def _officer(self) -> bool:
        return RealmRole.PRIVACY_OFFICER in self.by.realm_roles

    def _shown(self, one: Proposal, held: Mapping[str, frozenset[Role]] | None) -> Treated:
        return proposal_shown(one, now=self.backing.in_force.now, held=held)

    async def _keep(
        self, kind: Kind, proposal: Proposal | None, body: dict[str, JsonValue]
    ) -> None:
        about = {} if proposal is None else {"proposal": proposal.proposal_id}
        at = self.backing.clock.now()
        await self.backing.sink.record(act_of(self.by, kind, at=at, body={**about, **body}))

    def _at(self) -> str:
        return instant_text(self.backing.clock.now())


def _unacceptable(found: Proposal) -> Trouble | None:
    """Why a proposal of an earlier release is refused by this one: in force, it would stop all."""
    try:
        parse_policy(found.text)
    except PolicyError as error:
        return _invalid(error, "proposal")
    return None


def _invalid(error: PolicyError, place: str) -> Trouble:
    return Trouble(ProblemKind.INVALID, "POLICY_INVALID", str(error), (place,))
