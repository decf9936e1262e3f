"""Knows the shape of the pretend world: journeys, their steps and the people in them.

Nothing here is read by a connector; only sandbox manufacturers and tests do. All offsets are
relative to a sandbox's own epoch (its first start): negative is past, positive still to come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeAlias

from schema.vocabulary.facts import Party
from schema.vocabulary.orders import OrderKind

Detail: TypeAlias = (
    "str | int | float | bool | timedelta | datetime | list[Detail] | dict[str, Detail] | None"
)
"""A value of an order document whose instants are offsets from the epoch (or instants)."""

UNMAPPED = "UNMAPPED"
"""The kind of a step whose word no table knows; each sandbox has a word of its own for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A made-up patient; the fields are those of `schema.vocabulary.orders.Patient`.

    `number` is unique over all three manufacturers; a sandbox makes its patient number of it.
    """

    number: int
    family_name: str
    given_name: str
    mrn: str
    national_id: str
    phone: str
    email: str
    address: str
    birth_date: date
    sex: str
    postcode: str
    weight_kg: float
    hla_typing: str
    idm_result: str
    cause_of_death: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens in a journey.

    `kind` is a canonical status or fact kind of DOMAIN §4, or `UNMAPPED`. `at` is when it happened,
    `recorded` when the manufacturer's system first shows it: a sandbox reveals the step once its
    clock has reached epoch + `recorded`. `corrects`, `retracts` and `revises` are numbers of
    earlier steps; a revising step is the same event of the vendor once more, with revision 2.
    `details` is the part of the order document that becomes known with it, instants as offsets.
    """

    number: int
    kind: str
    party: Party
    at: timedelta
    recorded: timedelta
    cycle: int | None = None
    run: int | None = None
    dose: int | None = None
    ref: str | None = None
    exception_kind: str | None = None
    corrects: int | None = None
    retracts: int | None = None
    revises: int | None = None
    details: Mapping[str, Detail] = field(default_factory=dict[str, "Detail"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the portal must show for a pinned journey, until 8 hours after the epoch.

    Stated by hand from DOMAIN §5, never computed. It holds from the first sync on; where `silence`
    is not zero, STALE is one of the overlays only once that long after the first sync.
    """

    status: str
    overlays: frozenset[str] = frozenset()
    silence: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One order at one manufacturer, from its first step to its last.

    `title` names the plot. A journey with `expected` is pinned: nothing but heartbeats happens to
    it after the epoch; one without is live. `care_team` are e-mail addresses of centre staff.
    `coi_id` (15 characters, no check character) is known once ACCEPTED is, `coi_typed` is the same
    with its check character.
    """

    vendor: str
    number: int
    title: str
    kind: OrderKind
    product_code: str
    planned_doses: int
    patient: Person
    site_id: str
    collecting_site_id: str
    processing_site_id: str
    infusing_site_id: str
    care_team: tuple[str, ...]
    diagnosis_code: str
    consent_version: str
    coi_id: str
    coi_typed: str
    steps: tuple[Step, ...]
    expected: Expected | None = None

    @property
    def pinned(self) -> bool:
        """Whether its status stays as it is."""
        return self.expected is not None


def at_epoch(detail: Detail, *, epoch: datetime) -> Detail:
    """The same detail with every offset turned into the instant it means."""
    if isinstance(detail, timedelta):
        return epoch + detail
    if isinstance(detail, list):
        return [at_epoch(item, epoch=epoch) for item in detail]
    if isinstance(detail, dict):
        return {key: at_epoch(value, epoch=epoch) for key, value in detail.items()}
    return detail
