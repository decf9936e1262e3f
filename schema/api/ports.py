"""Knows what the resolvers call: treated rows come in through these ports, nothing else does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, TypeAlias

from schema.vocabulary.disclosure import Reason, Visibility


class Protected(NamedTuple):
    """A protected value: `reason` is ABSENT or NOT_KNOWN beside CLEAR, else why it is masked."""

    value: object
    visibility: Visibility
    reason: Reason | None


Treated: TypeAlias = "dict[str, object]"
"""A record whose fields are as the viewer may see them, keyed by field name in snake_case."""


class Page(NamedTuple):
    """One page of a list: rows with their cursors, in order."""

    rows: list[tuple[str, Treated]]
    has_next: bool
    has_previous: bool
    total: int
    as_of: str


class Wanted(NamedTuple):
    """A list's filter: empty means any."""

    status: tuple[str, ...] = ()
    overlay: tuple[str, ...] = ()
    connection: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()


class Reads(Protocol):
    """One request's reads; each row is treated for the one who asks."""

    async def worklist(self, *, first: int, after: str | None, wanted: Wanted) -> Page:
        """Orders that are not ended, harm first."""
        ...

    async def orders(self, *, first: int, after: str | None, wanted: Wanted) -> Page:
        """All orders, by id."""
        ...

    async def order(self, order_id: str) -> Treated | None:
        """An order by our id; nothing when it is unknown or not the viewer's."""
        ...

    async def order_by(self, field: str, text: str) -> Treated | None:
        """An order by `coi_id` or `vendor_order_number`."""
        ...

    async def node(self, node_id: str) -> tuple[str, Treated] | None:
        """An order or a patient, with its type's name."""
        ...

    async def patient(self, patient_id: str) -> Treated | None:
        """A patient by our id."""
        ...

    async def sources(self) -> list[Treated]:
        """Every connection with its health and age."""
        ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done: which kind of problem, a documented code, a sentence, where."""

    kind: Literal["Denied", "Conflict", "Invalid", "SourceUnavailable"]
    code: str
    message: str
    path: tuple[str, ...] = ()


class Administration(Protocol):
    """Roles of people at a site, as the viewer may see and change them."""

    async def people(self, site_id: str) -> Treated | Refusal:
        """`{site, people}`."""
        ...

    async def grant(self, site_id: str, person: str, role: str) -> Treated | Refusal:
        """The person after the change."""
        ...

    async def withdraw(self, site_id: str, person: str, role: str) -> Treated | Refusal:
        """The person after the change."""
        ...


class Self(Protocol):
    """The one who asks."""

    def viewer(self) -> Treated:
        """Who I am, my roles, purpose and session."""
        ...

    async def choose_purpose(self, purpose: str) -> Treated | Refusal:
        """The viewer after the choice."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a resolver finds at `info.context`."""

    reads: Reads
    administration: Administration
    self: Self
    codes: Mapping[str, str]


