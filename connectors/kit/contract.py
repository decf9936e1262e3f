"""Knows the contract between the gateway and one connection at a manufacturer (CONNECTORS.md)."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from schema.vocabulary.facts import SourcedFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A configured account at a vendor.

    `settings` are the non-secret values of the family's form (addresses, allowed hosts, user name);
    `secrets` maps a reference name to the secret itself and never appears in repr, log or error.
    `sites` maps the vendor's site codes to our site ids; `staff` the vendor's names of centre staff
    to our subjects. `sandbox` marks a simulated manufacturer.
    """

    id: str
    family: str
    vendor: str
    title: str
    sandbox: bool = False
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    secrets: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    sites: Mapping[str, str] = field(default_factory=dict[str, str])
    staff: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a walk has come; opaque to the gateway, stored in one transaction with the facts.

    `at` is by the vendor's clock. `seen_at_edge` are the digests already taken at exactly `at`.
    """

    value: str
    at: datetime | None = None
    seen_at_edge: frozenset[str] = frozenset()
    walk_complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One page or file exactly as the vendor sent it.

    `number` counts from 0 within one pull. `body` is decoded no further than the transport's own
    framing. `cursor_after` may be stored once the page's facts are; `vendor_clock` is the vendor's
    Date header.
    """

    connection: str
    operation: str
    request_fingerprint: str
    received_at: datetime
    status: int
    headers_kept: Mapping[str, str]
    body: bytes = field(repr=False)
    body_sha256: str
    number: int
    cursor_after: Cursor | None
    vendor_clock: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One record of an envelope that was not taken: a code of `errors.Cause`, where, and why.

    `detail` says what was expected and what kind of thing came; it never holds the value.
    """

    cause: str
    pointer: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a mapping made of one envelope; an unmapped word is a fact of unknown kind."""

    facts: tuple[SourcedFact, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One line of a connection check: its name, whether it passed, and a sentence for a person."""

    name: str
    passed: bool
    sentence: str


class Connector(Protocol):
    """One instance per connection, no global state."""

    connection: Connection

    async def check(self) -> tuple[CheckResult, ...]:
        """Reach the vendor, sign in, read a sample; never raises for what it is there to find."""
        ...

    def pull(self, cursor: Cursor | None) -> AsyncIterator[Envelope]:
        """Walk what changed since `cursor`, page by page; I/O only.

        Raises `connectors.kit.errors.ConnectorError`; what was yielded before stays valid.
        """
        ...

    def parse(self, envelope: Envelope) -> Parsed:
        """Map one envelope to facts: pure, and the same for the same bytes for ever.

        `learned_at` of every fact is the envelope's `received_at`. Raises `ConnectorError` with
        cause MALFORMED when the envelope as a whole can't be read (it is quarantined whole).
        """
        ...

    async def close(self) -> None:
        """Give up sockets and sessions."""
        ...
