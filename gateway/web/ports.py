"""Knows what the web needs of the rooms below it; `app` hands in the real ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graphql import DocumentNode, OperationDefinitionNode

from gateway.audit.events import Sink
from gateway.clock import Clock
from gateway.disclosure.again import Again
from gateway.disclosure.asked_lists import Question
from gateway.disclosure.audience import Aspect
from gateway.disclosure.fragments import RowWriters
from gateway.disclosure.limits import Limits, Measure
from gateway.disclosure.plan import Plan
from gateway.disclosure.told import Disclosed, Memo
from gateway.orders.changes import Change
from gateway.session.authenticate import Authenticated, AuthenticationRefused
from gateway.settings import Site
from gateway.telemetry.logs import Log
from gateway.telemetry.metrics import Metrics
from gateway.web.budgets import Budgets
from schema.api.ports import AuditLog, PeopleAdmin, PolicyDesk, Purposes, Reads, Treated
from schema.api.rights_ports import Rights
from schema.vocabulary.principals import Grant, Principal, PrincipalClass
from schema.vocabulary.sensitivity import FieldClass


class Changes(Protocol):
    """The record of changes."""

    async def newest(self) -> int:
        """The last sequence number, 0 when there is none."""
        ...

    async def since(self, sequence: int, *, limit: int) -> Sequence[Change]:
        """Orders changed after `sequence`, each once at its latest version, by sequence."""
        ...


class Tokens(Protocol):
    """Seals what a client keeps for us; `VaultError` for what was not sealed for this context."""

    def seal_token(self, data: bytes, *, context: str) -> str:
        """Opaque text."""
        ...

    def open_token(self, text: str, *, context: str) -> bytes:
        """What was sealed."""
        ...


class Signing(Protocol):
    """Who is asking; `SessionsUnavailableError` when that can't be known now."""

    async def authenticate(
        self, *, cookies: Mapping[str, str], authorization: str | None, activity: bool = True
    ) -> Authenticated | AuthenticationRefused:
        """By cookie, else by bearer."""
        ...


class Accounted(Protocol):
    """What the audit asks of an answer: what it showed."""

    def disclosed(self) -> Disclosed:
        """What was shown so far, for the audit."""
        ...

    def grants_used(self) -> Sequence[Grant]:
        """The break-glass grants by which something was shown so far."""
        ...


class TrackedReads(Reads, Accounted, Protocol):
    """Reads that remember what they showed."""

    async def changed_order(self, order_id: str) -> Treated | None:
        """An order that a stream tells of; nothing when it is not the viewer's."""
        ...

    def told_id(self, our_id: str) -> str:
        """Our id of a record as the viewer is given it."""
        ...

    def aspects(self) -> frozenset[Aspect]:
        """As what rows were shown so far."""
        ...

    def only_list(self) -> Memo | None:
        """The memo of the list that is all that was shown so far."""
        ...


class Disclose(Protocol):
    """`gateway.disclosure.execute.Disclosure`."""

    @property
    def limits(self) -> Limits:
        """What one operation may ask for."""
        ...

    async def up_to_date(self) -> None:
        """Return once the policy in force is known; raises `PolicyUnknownError`."""
        ...

    def reached(self, principal: Principal) -> frozenset[FieldClass]:
        """The classes of fields that this principal's roles reach at all."""
        ...

    def parse(self, text: str) -> DocumentNode:
        """The document within its limits."""
        ...

    def measure(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        *,
        variables: Mapping[str, object],
    ) -> Measure:
        """What the operation asks for; raises `OverLimitError`."""
        ...

    def plan(
        self,
        principal: Principal,
        *,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        operation_hash: str,
        variables: Mapping[str, object],
    ) -> Plan:
        """The plan for this principal's class."""
        ...

    def plan_anew(
        self,
        held: PrincipalClass,
        *,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, object],
    ) -> Plan:
        """The plan for anybody's class, to be explained."""
        ...

    def reads(
        self, principal: Principal, *, plan: Plan, writers: Mapping[str, RowWriters] = ...
    ) -> TrackedReads:
        """One request's reads; `writers` are the functions that write a root's orders."""
        ...

    def question(
        self, principal: Principal, *, plan: Plan, given: Mapping[str, object]
    ) -> Question | None:
        """Which list is asked for, as it is known before anything is looked up."""
        ...

    async def again(self, asked: Question) -> Again | None:
        """The list that this was answered with, if it still stands."""
        ...

    def note(self, asked: Question, value: Treated, reads: TrackedReads) -> None:
        """This list is what these reads answered."""
        ...

    async def audience(
        self, principals: Sequence[Principal], *, plan: Plan, order_id: str
    ) -> Mapping[str, Aspect | None]:
        """As what each of these, all of the plan's class, sees an order that a stream tells of.

        By subject; None: they see no such order. Who is left out is shown it by themselves.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WebParts:
    """What the GraphQL endpoint and its streams are made of.

    `public_url` is the portal's origin, as browsers see it; `trusted` maps `sha256:…` to documents.
    `people_may_write_documents`: development mode, where a person's bearer may send ad-hoc ones.
    `people_of` and `purposes_of` are `gateway.session.administration`'s, for the one who asks;
    `audit_log_of` is `gateway.disclosure.accounting`'s, `rights_of` is `…disclosure.rights`'s,
    `policy_of` is `…disclosure.policy_life`'s.
    """

    public_url: str
    trusted: Mapping[str, str]
    people_may_write_documents: bool
    signing: Signing
    disclosure: Disclose
    people_of: Callable[[Authenticated], PeopleAdmin]
    purposes_of: Callable[[Authenticated], Purposes]
    audit_log_of: Callable[[Authenticated], AuditLog]
    rights_of: Callable[[Authenticated], Rights]
    policy_of: Callable[[Authenticated], PolicyDesk]
    audit: Sink
    sites: Mapping[str, Site]
    changes: Changes
    tokens: Tokens
    budgets: Budgets
    clock: Clock
    log: Log
    metrics: Metrics
