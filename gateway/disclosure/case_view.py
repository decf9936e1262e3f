"""Knows how the rows of one case are shown by a root's plan, worked out once for all of them."""

from dataclasses import dataclass

from gateway.disclosure.resolve import Sight, Treatment
from gateway.disclosure.sealed_forms import (
    ORDER_SEALED,
    PATIENT_SEALED,
    SealedColumn,
    columns_read,
)
from gateway.disclosure.selection import Shape
from gateway.disclosure.treatments import Treating
from gateway.orders.reading import Columns
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.sensitivity import FieldClass

AS_THEY_ARE = (
    "kind",
    "status",
    "overlays",
    "next_action",
    "owner",
    "urgency",
    "exception_kinds",
    "ended",
    "planned_doses",
)
INSTANTS = ("since", "stale_at", "last_learned_at")
SITES = tuple(
    (name, f"{name}_id") for name in ("site", "collecting_site", "processing_site", "infusing_site")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """The columns that are opened, and how the fields asked for are treated.

    `sight` is how OPERATIONAL is seen; `as_they_are`, `instants` and `sites` are those of its
    columns that are read, `sites` with the field's name before it.
    """

    treatment: Treatment
    sight: Sight
    as_they_are: tuple[str, ...]
    instants: tuple[str, ...]
    sites: tuple[tuple[str, str], ...]
    order_columns: tuple[SealedColumn, ...]
    patient_columns: tuple[SealedColumn, ...]
    order: Treating
    patient: Treating


def case_view(shape: Shape, *, read: Columns, treatment: Treatment) -> CaseView:
    """How what `shape` asks of an order is shown by this treatment, with these columns read."""
    return CaseView(
        treatment=treatment,
        sight=treatment[FieldClass.OPERATIONAL],
        as_they_are=tuple(name for name in AS_THEY_ARE if name in read.plain),
        instants=tuple(name for name in INSTANTS if name in read.plain),
        sites=tuple((name, column) for name, column in SITES if column in read.plain),
        order_columns=columns_read(ORDER_SEALED, treatment, among=read.sealed),
        patient_columns=columns_read(PATIENT_SEALED, treatment, among=read.sealed),
        order=Treating(Order, shape, treatment=treatment),
        patient=Treating(Patient, shape.at("patient"), treatment=treatment),
    )
