"""Knows what can go wrong at a manufacturer, what we do about it and whose turn it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Action(StrEnum):
    """What the engine does next."""

    RETRY_READ = "RETRY_READ"
    WAIT = "WAIT"
    REFRESH_TOKEN_ONCE = "REFRESH_TOKEN_ONCE"  # noqa: S105 (a word, not a secret)
    RESTART_WALK = "RESTART_WALK"
    QUARANTINE_RECORD = "QUARANTINE_RECORD"
    PAUSE_CONNECTION = "PAUSE_CONNECTION"
    ASK_PERSON = "ASK_PERSON"
    STOP = "STOP"


class Turn(StrEnum):
    """Who has to act."""

    US = "us"
    HOSPITAL_IT = "hospital IT"
    VENDOR = "vendor"
    USER = "user"


class Cause(StrEnum):
    """Why a call failed; CONNECTORS.md 'Error taxonomy'."""

    AUTH_EXPIRED = "AUTH_EXPIRED"
    AUTH_REFUSED = "AUTH_REFUSED"
    FORBIDDEN_SCOPE = "FORBIDDEN_SCOPE"
    RATE_LIMITED = "RATE_LIMITED"
    UNAVAILABLE = "UNAVAILABLE"
    DEADLINE = "DEADLINE"
    TLS = "TLS"
    NETWORK = "NETWORK"
    EGRESS_BLOCKED = "EGRESS_BLOCKED"
    MALFORMED = "MALFORMED"
    DRIFT = "DRIFT"
    PARTIAL = "PARTIAL"
    CURSOR_INVALID = "CURSOR_INVALID"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    REFUSED_BY_VENDOR = "REFUSED_BY_VENDOR"
    SIZE_LIMIT = "SIZE_LIMIT"
    CLOCK_SKEW = "CLOCK_SKEW"
    INTERNAL = "INTERNAL"


@dataclass(frozen=True, slots=True)
class Handling:
    """The action, whose turn it is, and one sentence for a person."""

    action: Action
    turn: Turn
    sentence: str


HANDLING: dict[Cause, Handling] = {
    Cause.AUTH_EXPIRED: Handling(
        Action.REFRESH_TOKEN_ONCE,
        Turn.US,
        "The sign-in at the manufacturer ran out; it is renewed.",
    ),
    Cause.AUTH_REFUSED: Handling(
        Action.PAUSE_CONNECTION,
        Turn.HOSPITAL_IT,
        "The manufacturer refuses our credentials. Renew them on the connection's page.",
    ),
    Cause.FORBIDDEN_SCOPE: Handling(
        Action.ASK_PERSON, Turn.VENDOR, "The manufacturer does not let this account read this."
    ),
    Cause.RATE_LIMITED: Handling(
        Action.WAIT, Turn.US, "The manufacturer asks us to wait before the next call."
    ),
    Cause.UNAVAILABLE: Handling(
        Action.RETRY_READ, Turn.VENDOR, "The manufacturer's portal is not available."
    ),
    Cause.DEADLINE: Handling(
        Action.RETRY_READ, Turn.VENDOR, "The manufacturer did not answer in time."
    ),
    Cause.TLS: Handling(
        Action.PAUSE_CONNECTION, Turn.VENDOR, "The manufacturer's certificate can't be trusted."
    ),
    Cause.NETWORK: Handling(
        Action.RETRY_READ, Turn.HOSPITAL_IT, "The manufacturer can't be reached over the network."
    ),
    Cause.EGRESS_BLOCKED: Handling(
        Action.ASK_PERSON,
        Turn.HOSPITAL_IT,
        "The manufacturer pointed to an address that this connection may not call.",
    ),
    Cause.MALFORMED: Handling(
        Action.QUARANTINE_RECORD, Turn.VENDOR, "The manufacturer sent something that can't be read."
    ),
    Cause.DRIFT: Handling(
        Action.QUARANTINE_RECORD, Turn.US, "The manufacturer changed the form of its data."
    ),
    Cause.PARTIAL: Handling(
        Action.ASK_PERSON, Turn.VENDOR, "The manufacturer sent only a part; what came is shown."
    ),
    Cause.CURSOR_INVALID: Handling(
        Action.RESTART_WALK, Turn.US, "The manufacturer forgot our place; reading starts again."
    ),
    Cause.NOT_FOUND: Handling(Action.STOP, Turn.VENDOR, "The manufacturer has no such record."),
    Cause.CONFLICT: Handling(
        Action.ASK_PERSON, Turn.USER, "The manufacturer's record changed meanwhile."
    ),
    Cause.REFUSED_BY_VENDOR: Handling(
        Action.ASK_PERSON, Turn.USER, "The manufacturer refused this."
    ),
    Cause.SIZE_LIMIT: Handling(
        Action.STOP, Turn.VENDOR, "The manufacturer's answer is larger than allowed."
    ),
    Cause.CLOCK_SKEW: Handling(
        Action.ASK_PERSON, Turn.VENDOR, "The manufacturer's clock is far from ours."
    ),
    Cause.INTERNAL: Handling(Action.STOP, Turn.US, "Something failed on our side; we were told."),
}


class ConnectorError(Exception):
    """A call or an envelope failed for `cause`.

    `detail` is for the operator and never holds a secret or a patient's value; `not_before` is the
    instant before which the vendor wants no further call; `pointer` names the place in a document.
    """

    def __init__(
        self,
        cause: Cause,
        detail: str,
        *,
        not_before: datetime | None = None,
        pointer: str | None = None,
    ) -> None:
        super().__init__(f"{cause}: {detail}")
        self.cause = cause
        self.detail = detail
        self.not_before = not_before
        self.pointer = pointer

    @property
    def handling(self) -> Handling:
        """What is done, whose turn it is, and the sentence for a person."""
        return HANDLING[self.cause]
