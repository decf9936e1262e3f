"""Knows by what an order is looked up, exactly, and which fields in clear that takes (§13)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from schema.vocabulary.orders import Collection, Order, Patient
from schema.vocabulary.sensitivity import FieldClass, field_marks


class LookUp(StrEnum):
    """What an order can be asked for by."""

    ID = "id"
    VENDOR_ORDER_NUMBER = "vendor_order_number"
    COI = "coi_id"
    DIN = "din"
    MRN = "mrn"
    NAME_AND_BIRTH_DATE = "name_and_birth_date"


MADE_OF: Final[Mapping[LookUp, tuple[tuple[type, str], ...]]] = {
    LookUp.ID: (),
    LookUp.VENDOR_ORDER_NUMBER: ((Order, "vendor_order_number"),),
    LookUp.COI: ((Order, "coi_id"),),
    LookUp.DIN: ((Collection, "din"),),
    LookUp.MRN: ((Patient, "mrn"),),
    LookUp.NAME_AND_BIRTH_DATE: (
        (Patient, "family_name"),
        (Patient, "given_name"),
        (Patient, "birth_date"),
    ),
}
"""The marked fields that each is made of; our own id is none."""


def classes_of(look_up: LookUp) -> frozenset[FieldClass]:
    """The classes that a viewer needs in clear to look up by it."""
    return frozenset(
        mark.field_class
        for record, name in MADE_OF[look_up]
        for mark in field_marks(record)
        if mark.name == name
    )


def is_personal(look_up: LookUp) -> bool:
    """Whether its index goes with an erasure; what is found by CHAIN stays, for recalls."""
    return bool(classes_of(look_up) - {FieldClass.CHAIN})
