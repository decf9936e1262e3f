"""A personal-data field carries its class, or the program does not start."""

from datetime import date, datetime
from typing import Annotated

import pytest

from schema.vocabulary.orders import Order
from schema.vocabulary.sensitivity import (
    FieldClass,
    Form,
    UnmarkedFieldError,
    field_marks,
    marked,
    part_marks,
)


def test_a_field_without_a_class_fails_at_import() -> None:
    with pytest.raises(UnmarkedFieldError, match=r"Plain\.shoe_size has no FieldClass"):

        @marked
        class Plain:
            shoe_size: int


def test_a_field_with_two_classes_fails_at_import() -> None:
    with pytest.raises(UnmarkedFieldError, match="needs exactly one FieldClass, has 2"):

        @marked
        class Twice:
            shoe_size: Annotated[int, FieldClass.QUASI, FieldClass.DIRECT]


def test_the_partial_form_follows_from_class_and_type_unless_it_is_named() -> None:
    @marked
    class Sample:
        lot: Annotated[str, FieldClass.CHAIN]
        made_at: Annotated[datetime, FieldClass.OPERATIONAL]
        born_on: Annotated[date, FieldClass.QUASI, Form.YEAR]
        sex: Annotated[str, FieldClass.QUASI]

    forms = [mark.form for mark in field_marks(Sample)]
    assert forms == [Form.TAIL, Form.MONTH, Form.YEAR, Form.NONE]


def test_every_part_of_the_order_is_a_marked_record() -> None:
    waiting, seen = [Order], 0
    while waiting:
        record = waiting.pop()
        seen += len(field_marks(record))
        waiting += [part.record for part in part_marks(record)]
    assert seen > 80
