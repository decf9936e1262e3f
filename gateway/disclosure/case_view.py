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
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.sensitivity import FieldClass


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """The columns that are opened, and how the fields asked for are treated.

    `sight` is how OPERATIONAL is seen.
    """

    treatment: Treatment
    sight: Sight
    order_columns: tuple[SealedColumn, ...]
    patient_columns: tuple[SealedColumn, ...]
    order: Treating
    patient: Treating


def case_view(shape: Shape, *, treatment: Treatment) -> CaseView:
    """How what `shape` asks of an order is shown by this treatment."""
    return CaseView(
        treatment=treatment,
        sight=treatment[FieldClass.OPERATIONAL],
        order_columns=columns_read(ORDER_SEALED, treatment),
        patient_columns=columns_read(PATIENT_SEALED, treatment),
        order=Treating(Order, shape, treatment=treatment),
        patient=Treating(Patient, shape.at("patient"), treatment=treatment),
    )
