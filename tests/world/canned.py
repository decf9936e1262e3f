"""Stand-ins for the rooms below the web: what they answer is fixed."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from gateway.clock import SystemClock
from gateway.disclosure.audience import Aspect
from gateway.disclosure.execute import Disclosure
from gateway.disclosure.fragments import Fragments, RowWriters
from gateway.disclosure.in_force import Followed
from gateway.disclosure.kept import NOBODY_WRITES
from gateway.disclosure.plan import Plan
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.refusals import CURSOR_INVALID, RefusedError
from gateway.disclosure.told import Disclosed
from gateway.orders.changes import Change
from gateway.papers.paper import MEDIA, Form, Language, Paper, file_name
from gateway.telemetry.logs import Log
from schema.api.ports import (
    AuditWanted,
    LookUp,
    Page,
    PolicyCell,
    ProblemKind,
    Treated,
    Trouble,
    Wanted,
)
from schema.vocabulary.counts import CountBy, CountOver
from schema.vocabulary.principals import Grant, Principal
from schema.vocabulary.rights import CorrectableField, HoldKind, TraceReason
from schema.vocabulary.sensitivity import FieldClass
from tests.world.policies import Replaceable
from tests.world.treated import SOURCE, treated_order, treated_patient

if TYPE_CHECKING:
    from gateway.disclosure.showing import Backing


AS_IT_IS = Aspect(0, 1)


async def forever() -> None:
    """A store that does not answer."""
    await asyncio.Event().wait()


class CannedReads:
    """One order of one patient; ids and numbers other than theirs are unknown."""

    def __init__(self, orders: dict[str, Treated]) -> None:
        self._orders = orders
        self._shown: list[str] = []

    async def page(self, root: str, *, first: int, after: str | None, wanted: Wanted) -> Page:
        if after is not None:
            raise RefusedError(CURSOR_INVALID)
        if wanted.owner == ("broken",):
            raise ValueError("S3CRET in an exception")
        if wanted.owner == ("stuck",):
            await forever()
        nodes = [*self._orders.values()][:first]
        cursors = [f"{root}-{name}" for name in self._orders][:first]
        ends = (cursors[0], cursors[-1]) if cursors else (None, None)
        return Page(nodes, cursors, *ends, False, False, total=len(nodes), as_of="2031")  # noqa: FBT003

    async def counts(self, by: tuple[CountBy, ...], *, over: CountOver, wanted: Wanted) -> Treated:
        del over, wanted
        values = [{"by": one, "value": "ACCEPTED", "title": None} for one in by]
        groups = [{"values": values, "count": len(self._orders)}]
        return {"groups": groups, "smallest": None, "as_of": "2031"}

    async def order(self, look_up: LookUp, text: str) -> Treated | None:
        if text == "stuck":
            await forever()
        return self._show(text) if look_up is LookUp.ID else None

    async def orders_of(self, look_up: LookUp, text: str) -> list[Treated]:
        del look_up
        found = self._show(text)
        return [] if found is None else [found]

    async def changed_order(self, order_id: str) -> Treated | None:
        return self._show(order_id)

    def told_id(self, our_id: str) -> str:
        return our_id

    async def node(self, node_id: str) -> Treated | None:
        if node_id == "p-1":
            return {**treated_patient(), "__typename": "Patient"}
        found = self._show(node_id)
        return None if found is None else {**found, "__typename": "Order"}

    async def patient(self, patient_id: str) -> Treated | None:
        return treated_patient() if patient_id == "p-1" else None

    async def sources(self) -> list[Treated]:
        return [{**SOURCE, "order_count": 1}]

    def settle(self) -> None:
        return

    def only_list(self) -> None:
        """No list of theirs is kept."""

    def aspects(self) -> frozenset[Aspect]:
        return frozenset(AS_IT_IS for _ in self._shown)

    def disclosed(self) -> Disclosed:
        return Disclosed(
            orders=tuple(self._shown),
            patients=("p-1",) if self._shown else (),
            disclosed=(FieldClass.DIRECT,),
            withheld=(),
        )

    def grants_used(self) -> list[Grant]:
        return []

    def _show(self, order_id: str) -> Treated | None:
        found = self._orders.get(order_id)
        if found is not None:
            self._shown.append(order_id)
        return found


class LateClock(SystemClock):
    """A second passes whenever somebody looks."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def monotonic(self) -> float:
        self._seconds += 1.0
        return self._seconds


class NoVersions:
    """A store that does not tell which policy is in force while it is `away`."""

    away = False

    async def after(self, number: int) -> None:
        del number
        if self.away:
            raise ConnectionError("away")


class CannedDisclosure(Disclosure):
    """The real limits and plans over canned reads."""

    def __init__(self) -> None:
        self.versions = NoVersions()
        followed = Followed(newest=self.versions, number=1, clock=LateClock(), log=Log("policy"))
        self.in_force = Replaceable(load_policy(), followed=followed)
        backing = cast("Backing", SimpleNamespace(policy=self.in_force, fragments=Fragments()))
        super().__init__(backing, clock=SystemClock(), schema_version="1")
        self.orders = {"o-1": treated_order()}

    def reads(  # pyright: ignore[reportIncompatibleMethodOverride] (a stand-in)
        self,
        principal: Principal,
        *,
        plan: Plan,
        writers: Mapping[str, RowWriters] = NOBODY_WRITES,
    ) -> CannedReads:
        assert writers.keys() <= plan.roots.keys()
        assert plan.key.held == principal.principal_class
        return CannedReads(self.orders)

    def question(self, principal: Principal, *, plan: Plan, given: Mapping[str, object]) -> None:
        """Canned reads have no list that stands."""

    async def audience(
        self, principals: Sequence[Principal], *, plan: Plan, order_id: str
    ) -> Mapping[str, Aspect | None]:
        assert {plan.key.held} == {one.principal_class for one in principals}
        seen = AS_IT_IS if order_id in self.orders else None
        return {one.subject: seen for one in principals}


class CannedPeople:
    """Nobody may administer anything."""

    async def people(self, site: str) -> Trouble:
        path = ("site",) if site else ()
        return Trouble(ProblemKind.DENIED, "NOT_YOUR_SITE", "Not yours.", path)

    async def grant(self, *, site: str, person: str, role: str) -> Treated | Trouble:
        roles = [
            {"role": role, "since": None, "granted_by": None, "withdrawable": True, "why": None}
        ]
        shown = {"subject": person, "name": "N", "username": site, "enabled": True, "self": False}
        return {**shown, "roles": roles}

    async def withdraw(self, *, site: str, person: str, role: str) -> Trouble:
        del site, person
        return Trouble(ProblemKind.CONFLICT, "ROLE_NOT_HELD", f"No {role}.", ("role",))


class CannedPurposes:
    """Any purpose is refused."""

    async def choose(self, purpose: str) -> Trouble:
        del purpose
        return Trouble(ProblemKind.INVALID, "PURPOSE_UNKNOWN", "Expected one of yours.")


class CannedAudit:
    """Nobody may read the audit."""

    async def events(self, *, first: int, after: str | None, wanted: AuditWanted) -> Trouble:
        del first, after, wanted
        return Trouble(ProblemKind.DENIED, "AUDIT_REFUSED", "Not yours.")

    async def report(self, patient: str, *, first: int, after: str | None) -> Trouble:
        del patient, first, after
        return Trouble(ProblemKind.DENIED, "AUDIT_REFUSED", "Not yours.")

    async def name(self, event: Treated) -> str | None:
        del event

    async def proof(self, event: Treated) -> Treated | None:
        del event

    def keys(self) -> list[Treated]:
        return []


class CannedRectifications:
    """Nobody may have anybody put right."""

    async def of(self, patient: str) -> Trouble:
        del patient
        return Trouble(ProblemKind.DENIED, "RECTIFICATION_REFUSED", "Not yours.")

    async def ask(self, patient: str, *, name: CorrectableField, value: str) -> Trouble:
        del name, value
        return await self.of(patient)

    async def approve(self, rectification: str, *, value: str) -> Trouble:
        del value
        return await self.of(rectification)

    async def reject(self, rectification: str) -> Trouble:
        return await self.of(rectification)


class CannedTracing:
    """Nobody may trace anything."""

    async def clients(self) -> Trouble:
        return Trouble(ProblemKind.DENIED, "TRACE_REFUSED", "Not yours.")

    async def trace(
        self, client: str, *, pseudonym: str, reason: TraceReason, after: str | None = None
    ) -> Trouble:
        del client, pseudonym, reason, after
        return await self.clients()


class CannedRights:
    """Nobody may exercise anybody's rights."""

    rectifications = CannedRectifications()
    tracing = CannedTracing()

    async def standing(self, patient: str) -> Trouble:
        del patient
        return Trouble(ProblemKind.DENIED, "RIGHTS_REFUSED", "Not yours.")

    async def restrict(self, patient: str, *, restricted: bool) -> Trouble:
        del restricted
        return await self.standing(patient)

    async def place_hold(self, patient: str, *, kind: HoldKind) -> Trouble:
        del kind
        return await self.standing(patient)

    async def lift_hold(self, patient: str, *, hold: str) -> Trouble:
        del hold
        return await self.standing(patient)

    async def erase(self, patient: str) -> Trouble:
        return await self.standing(patient)


class CannedPapers:
    """One paper of one patient, for a person; a program is refused."""

    def __init__(self, *, person: bool) -> None:
        self._person = person

    async def disclosures(self, patient: str, *, form: Form, language: Language) -> Paper | Trouble:
        del language
        if not self._person:
            return Trouble(ProblemKind.DENIED, "AUDIT_REFUSED", "Not yours.")
        if patient == "p-broken":
            raise ValueError("S3CRET in an exception")
        if patient != "p-1":
            return Trouble(ProblemKind.INVALID, "PATIENT_UNKNOWN", "There is no such patient.")
        name = file_name("disclosures", patient=patient, form=form)
        return Paper(name, MEDIA[form], _lines(b"at,subject\r\n", b"2031,s\r\n"))

    async def subject_access(
        self, patient: str, *, form: Form, language: Language
    ) -> Paper | Trouble:
        return await self.disclosures(patient, form=form, language=language)


async def _lines(*lines: bytes) -> AsyncIterator[bytes]:
    for line in lines:
        yield line


class CannedPolicy:
    """Nobody may change the policy."""

    async def versions(self, *, most: int = 50) -> Trouble:
        del most
        return Trouble(ProblemKind.DENIED, "POLICY_REFUSED", "Not yours.")

    async def proposals(self) -> Trouble:
        return await self.versions()

    def table(self, version: Treated) -> None:
        del version

    async def preview(self, cells: Sequence[PolicyCell]) -> Trouble:
        del cells
        return await self.versions()

    async def propose(self, text: str) -> Trouble:
        del text
        return await self.versions()

    async def propose_cells(self, cells: Sequence[PolicyCell], *, reason: str) -> Trouble:
        del cells, reason
        return await self.versions()

    async def approve(self, proposal_id: str) -> Trouble:
        del proposal_id
        return await self.versions()

    async def reject(self, proposal_id: str) -> Trouble:
        return await self.approve(proposal_id)

    async def roll_back(self, number: int, *, reason: str | None = None) -> Trouble:
        del number, reason
        return await self.versions()


class ListedChanges:
    """Changes in memory."""

    def __init__(self) -> None:
        self.rows: list[Change] = []

    def add(self, order_id: str, version: int) -> None:
        self.rows.append(Change(len(self.rows) + 1, order_id, version))

    async def newest(self) -> int:
        return len(self.rows)

    async def since(self, sequence: int, *, limit: int) -> list[Change]:
        latest = {row.order_id: row for row in self.rows if row.sequence > sequence}
        return sorted(latest.values())[:limit]
