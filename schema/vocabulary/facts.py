"""Knows a fact: what somebody asserted about one order, and who told us (DOMAIN §5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
OrderDocument: TypeAlias = "dict[str, JsonValue]"
"""A (partial) order aggregate as JSON; its shape is `schema.vocabulary.orders.Order`."""


class Party(StrEnum):
    """Who acted; never who told us."""

    CENTRE = "C"
    MAKER = "M"
    COURIER = "K"
    PORTAL = "P"


class Method(StrEnum):
    """How a fact came to us."""

    MACHINE = "MACHINE"
    ATTESTED = "ATTESTED"
    DERIVED = "DERIVED"


class Overlay(StrEnum):
    """What stands beside a status, DOMAIN §4."""

    HOLD = "HOLD"
    EXCEPTION = "EXCEPTION"
    STALE = "STALE"
    UNMAPPED = "UNMAPPED"
    CONFLICT = "CONFLICT"


HOLD_PLACED = "HOLD_PLACED"
HOLD_RELEASED = "HOLD_RELEASED"
EXCEPTION_RAISED = "EXCEPTION_RAISED"
EXCEPTION_RESOLVED = "EXCEPTION_RESOLVED"
RETRACTION = "RETRACTION"
HEARTBEAT = "HEARTBEAT"
RECTIFICATION = "RECTIFICATION"
"""The portal's own: what is true of the person (GDPR art. 16). No word of an order's fold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One assertion about one order, in the field order of DOMAIN §5.

    `kind` is a status code, one of the other fact kinds above, or (unmapped) the vendor's own word,
    prefixed by nothing: F5 sets aside whatever is not known. All instants are aware and UTC.
    """

    id: str
    connection: str
    party: Party
    kind: str
    happened_at: datetime
    learned_at: datetime
    revision: int = 1
    cycle: int | None = None
    run: int | None = None
    dose: int | None = None
    ref: str | None = None
    exception_kind: str | None = None
    corrects: str | None = None
    retracts: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedFact:
    """A fact with where it came from and what it says beyond its kind.

    `order_ref` and `patient_ref` are the vendor's numbers of the order and the patient, the same in
    every fact of an order; both stay inside the sync, for stored facts carry our ids. `payload` is
    a partial order document. `vendor_code` is the vendor's own word; `verified` says whether a
    person checked its mapping. `pointer` is the JSON pointer (file: line) inside the envelope.
    `precision` is 'second', 'minute', 'day', 'month' or 'year'; `zone_rule` names the profile rule
    that gave the zone.
    """

    fact: Fact
    order_ref: str
    patient_ref: str | None = None
    payload: Mapping[str, JsonValue] = field(default_factory=dict[str, "JsonValue"])
    vendor_code: str | None = None
    verified: bool = True
    recorded_at: datetime | None = None
    precision: str = "second"
    zone_rule: str = "UTC"
    pointer: str = ""
    method: Method = Method.MACHINE
