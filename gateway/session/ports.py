"""Knows what the session room needs of others: an audit, someone who closes streams."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from schema.vocabulary.facts import JsonValue


class SessionEventKind(StrEnum):
    """What the session room has audited."""

    LOGIN = "LOGIN"
    LOGIN_REFUSED = "LOGIN_REFUSED"
    LOGOUT = "LOGOUT"
    PURPOSE_CHOSEN = "PURPOSE_CHOSEN"
    PURPOSE_REFUSED = "PURPOSE_REFUSED"
    ROLE_GRANTED = "ROLE_GRANTED"
    ROLE_WITHDRAWN = "ROLE_WITHDRAWN"
    ROLE_CHANGE_REFUSED = "ROLE_CHANGE_REFUSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEvent:
    """One event: `subject` did it; `detail` holds our ids and role names, never a person's name."""

    kind: SessionEventKind
    at: datetime
    subject: str
    session_id: str
    detail: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])


class Auditor(Protocol):
    """Returns only once the event is durable."""

    async def record(self, event: SessionEvent, /) -> None:
        """Keep the event; raises when it can't be kept, and then nothing may happen."""
        ...


class Closer(Protocol):
    """Ends open streams, on every replica."""

    async def close(self, *, subject: str | None = None, sid: str | None = None) -> None:
        """End every stream of that person, or of that sign-in; within 2 s."""
        ...
