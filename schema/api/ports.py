"""Knows what the resolvers call: treated rows come in through these ports, nothing else does."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeAlias

from schema.vocabulary.counts import CountBy, CountOver
from schema.vocabulary.disclosure import Reason, Visibility
from schema.vocabulary.lookups import LookUp


class Protected(NamedTuple):
    """A protected value: `reason` is ABSENT or NOT_KNOWN beside CLEAR, else why it is masked."""

    value: object
    visibility: Visibility
    reason: Reason | None


Treated: TypeAlias = dict[str, object]
"""A record whose fields are as the viewer may see them, keyed by field name in snake_case."""


class Page(NamedTuple):
    """One page of a list: its rows in order, and a cursor each where edges are asked for."""

    nodes: Sequence[Treated]
    cursors: Sequence[str]
    start: str | None
    end: str | None
    has_next: bool
    has_previous: bool
    total: int
    as_of: str  # empty where nobody asks for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A list's filter: any of each tuple, all of the tuples; an empty one filters nothing."""

    status: tuple[str, ...] = ()
    overlay: tuple[str, ...] = ()
    connection: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()


class ProblemKind(StrEnum):
    """The kinds of `Problem` that a mutation, or a page of people, may answer."""

    DENIED = "Denied"
    CONFLICT = "Conflict"
    INVALID = "Invalid"
    SOURCE_UNAVAILABLE = "SourceUnavailable"


class Trouble(NamedTuple):
    """Why something was not done: a documented code, a sentence, the path of the input."""

    kind: ProblemKind
    code: str
    message: str
    path: tuple[str, ...] = ()


class Reads(Protocol):
    """One request's reads by its plan; a page or row that is refused raises, and is coded later."""

    async def page(self, root: str, *, first: int, after: str | None, wanted: Wanted) -> Page:
        """A page of `worklist` (harm first, ended orders left out) or `orders` (by id)."""
        ...

    async def counts(self, by: tuple[CountBy, ...], *, over: CountOver, wanted: Wanted) -> Treated:
        """How many orders have what in common: the fields of `schema.api.counts`'s OrderCounts."""
        ...

    async def order(self, look_up: LookUp, text: str) -> Treated | None:
        """One order; nothing when it is unknown or not the viewer's.

        Every id is one that the viewer was given, here and below.
        """
        ...

    async def orders_of(self, look_up: LookUp, text: str) -> Sequence[Treated]:
        """The orders of the patient found so; none when unknown or not the viewer's."""
        ...

    async def node(self, node_id: str) -> Treated | None:
        """An order or a patient, which names its type as `__typename`."""
        ...

    async def patient(self, patient_id: str) -> Treated | None:
        """One patient by id."""
        ...

    async def sources(self) -> Sequence[Treated]:
        """Every connection with its health, its age and how many orders the viewer has there."""
        ...


class PeopleAdmin(Protocol):
    """People and roles of a site, asked for by one viewer; what is not allowed is a `Trouble`.

    A person has `subject`, `name`, `username`, `enabled`, `self` and `roles`, each of these with
    `role`, `since`, `granted_by`, `withdrawable` and `why` (not withdrawable).
    """

    async def people(self, site: str) -> Sequence[Treated] | Trouble:
        """Everybody of the site."""
        ...

    async def grant(self, *, site: str, person: str, role: str) -> Treated | Trouble:
        """The person after the role was granted."""
        ...

    async def withdraw(self, *, site: str, person: str, role: str) -> Treated | Trouble:
        """The person after the role was withdrawn."""
        ...


class Purposes(Protocol):
    """The viewer's choice of purpose, for this session."""

    async def choose(self, purpose: str) -> Treated | Trouble:
        """The viewer after the choice, as `Context.viewer` has it."""
        ...


class Estimate(NamedTuple):
    """What an operation would take, of what there is; each measure has `name asked limit`."""

    requested: int
    limit: int
    remaining: int
    reset_at: str
    measures: list[Treated]


class Prices(Protocol):
    """What a document would cost the one who asks, without running it."""

    async def cost(
        self, document: str, *, variables: str | None, operation_name: str | None
    ) -> Estimate | Trouble:
        """The price, or why it would be refused; `variables` is a JSON object as text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainAs:
    """Whose view is to be explained: (role, site or None) pairs, as the caller wrote them."""

    roles: tuple[tuple[str, str | None], ...]
    purpose: str | None = None
    assured: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ToExplain:
    """A document by its text or its id, exactly one; `variables` is a JSON object as text."""

    document: str | None = None
    document_id: str | None = None
    variables: str | None = None
    operation_name: str | None = None


class Explains(Protocol):
    """How a document would be shown, without running it."""

    def documents(self) -> Sequence[Treated]:
        """The trusted documents, each with `document_id`, `name` and `kind`."""
        ...

    def explain(self, asked: ToExplain, *, as_: ExplainAs | None) -> Treated | Trouble:
        """The fields of `schema.api.explain`'s Explanation, but for its sources."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditWanted:
    """Which events: instants as text, as the caller wrote them; None and () filter nothing."""

    at_or_after: str | None = None
    before: str | None = None
    kind: tuple[str, ...] = ()
    subject: str | None = None


class AuditPage(NamedTuple):
    """Events with their cursors, the newest first."""

    rows: list[tuple[str, Treated]]
    has_next: bool


class AuditLog(Protocol):
    """The record of who looked, for one viewer; a cursor of another caller or list is refused."""

    async def events(
        self, *, first: int, after: str | None, wanted: AuditWanted
    ) -> AuditPage | Trouble:
        """A page of what the viewer may see of it."""
        ...

    async def report(self, patient: str, *, first: int, after: str | None) -> AuditPage | Trouble:
        """A page of who saw something of this patient."""
        ...

    async def name(self, event: Treated) -> str | None:
        """Who the subject of an event of such a page is now; None where that is not known."""
        ...

    async def proof(self, event: Treated) -> Treated | None:
        """Why an event of such a page stands in a signed checkpoint; None while none covers it."""
        ...

    def keys(self) -> Sequence[Treated]:
        """The keys that sign or signed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCell:
    """What a line of the policy is to say of a class; `place` as the table names it."""

    place: tuple[str, ...]
    field_class: str
    visibility: str


class PolicyDesk(Protocol):
    """The disclosure policy's life, for one viewer; who may not is told POLICY_REFUSED.

    Versions and proposals have the fields of `schema.api.policy`'s types.
    """

    async def versions(self, *, most: int = 50) -> Sequence[Treated] | Trouble:
        """The newest versions, the one in force first; there is always one."""
        ...

    def table(self, version: Treated) -> Treated | None:
        """Such a version as lines of cells; None for one that this release can't read."""
        ...

    async def proposals(self) -> Sequence[Treated] | Trouble:
        """The newest proposals with what they change."""
        ...

    async def preview(self, cells: Sequence[PolicyCell]) -> Treated | Trouble:
        """What the policy in force would show otherwise if these cells were changed."""
        ...

    async def propose(self, text: str) -> Treated | Trouble:
        """Propose a document, checked as at a start; the message names its line."""
        ...

    async def propose_cells(self, cells: Sequence[PolicyCell], *, reason: str) -> Treated | Trouble:
        """Propose the policy in force with these cells changed; `reason` is one line."""
        ...

    async def approve(self, proposal_id: str) -> Treated | Trouble:
        """Put a proposal in force."""
        ...

    async def reject(self, proposal_id: str) -> Treated | Trouble:
        """End a proposal."""
        ...

    async def roll_back(self, number: int, *, reason: str | None = None) -> Treated | Trouble:
        """Propose an earlier version."""
        ...
