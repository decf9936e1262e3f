"""Knows what an audit event is, its kinds, and the port by which rooms hand theirs in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from schema.vocabulary.facts import JsonValue


class Kind(StrEnum):
    """What happened."""

    OPERATION = "OPERATION"
    STREAM_OPENED = "STREAM_OPENED"
    STREAM_DELIVERY = "STREAM_DELIVERY"
    STREAM_CLOSED = "STREAM_CLOSED"
    REFUSED = "REFUSED"
    LOGIN = "LOGIN"
    LOGOUT = "LOGOUT"
    ROLE_GRANTED = "ROLE_GRANTED"
    ROLE_WITHDRAWN = "ROLE_WITHDRAWN"
    PURPOSE_CHOSEN = "PURPOSE_CHOSEN"
    PURPOSE_REFUSED = "PURPOSE_REFUSED"
    CHAIN_BEGINS = "CHAIN_BEGINS"
    AUDIT_READ = "AUDIT_READ"
    DISCLOSURE_REPORT = "DISCLOSURE_REPORT"
    AUDIT_EXPORTED = "AUDIT_EXPORTED"
    SUBJECT_ACCESS = "SUBJECT_ACCESS"
    PSEUDONYM_RESOLVED = "PSEUDONYM_RESOLVED"
    PSEUDONYM_REFUSED = "PSEUDONYM_REFUSED"
    RIGHTS_READ = "RIGHTS_READ"
    RESTRICTION = "RESTRICTION"
    HOLD_PLACED = "HOLD_PLACED"
    HOLD_LIFTED = "HOLD_LIFTED"
    ERASURE = "ERASURE"
    ERASURE_REFUSED = "ERASURE_REFUSED"
    RETENTION = "RETENTION"
    RECTIFICATION_ASKED = "RECTIFICATION_ASKED"
    RECTIFICATION_APPLIED = "RECTIFICATION_APPLIED"
    RECTIFICATION_REJECTED = "RECTIFICATION_REJECTED"
    RECTIFICATION_REFUSED = "RECTIFICATION_REFUSED"
    POLICY_PROPOSED = "POLICY_PROPOSED"
    POLICY_APPROVED = "POLICY_APPROVED"
    POLICY_REJECTED = "POLICY_REJECTED"
    POLICY_REFUSED = "POLICY_REFUSED"
    POLICY_MENDED = "POLICY_MENDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. `body` holds our own ids, classes and outcomes; never a protected value.

    Its `orders`, `patients` and `sites` are lists of ids: kept as sets, each set once, by digest.
    """

    kind: str
    subject: str
    at: datetime
    body: Mapping[str, JsonValue] = field(default_factory=dict[str, "JsonValue"])


class Sink(Protocol):
    """Where rooms above hand their events."""

    async def record(self, event: Event) -> None:
        """Return once durable; raises `AuditUnavailableError`."""
        ...

    async def record_all(self, events: Sequence[Event]) -> None:
        """Return once all of them are durable; raises `AuditUnavailableError` if one is not."""
        ...
