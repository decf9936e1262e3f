"""A vendor's values become fields by their marks, or are refused; never turned into nothing."""

import pytest

from connectors.kit.mapping import (
    Reader,
    RecordError,
    mark_of,
    name_exceptions,
    place,
    put,
    site_of,
    staff_of,
)
from connectors.kit.times import Clockwork
from schema.vocabulary.facts import JsonValue, OrderDocument

CLOCKS = Clockwork(("%d.%m.%Y %H:%M",), ("%d.%m.%Y",), "Europe/Berlin")
READER = Reader(clockwork=CLOCKS)
CSV = Reader(clockwork=CLOCKS, decimal=",")


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        ("patient.family_name", "O'Rahilly-Łuczak", "O'Rahilly-Łuczak"),
        ("patient.birth_date", "14.03.1980", "1980-03-14"),
        ("patient.weight_kg", 71, 71.0),
        ("planned_doses", 2, 2),
        ("collections.ended_at", "26.11.2026 13:05", "2026-11-26T12:05:00.000000Z"),
        ("doses.checked_by", ["A", "B"], ["A", "B"]),
        ("patient.phone", None, None),
    ],
)
def test_a_value_is_read_by_the_type_of_its_field(
    path: str, value: object, read: JsonValue
) -> None:
    assert READER.read(mark_of(path), value, pointer="/x") == read


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("patient.family_name", 7),
        ("patient.family_name", ""),
        ("patient.family_name", "M\ufffdller"),
        ("patient.family_name", {"text": "x"}),
        ("patient.weight_kg", "71"),
        ("patient.weight_kg", True),
        ("planned_doses", 2.0),
        ("planned_doses", "4oo"),
        ("collections.ended_at", "tomorrow"),
        ("doses.checked_by", ["A", 3]),
    ],
)
def test_another_type_is_refused_without_its_value(path: str, value: object) -> None:
    with pytest.raises(RecordError) as caught:
        READER.read(mark_of(path), value, pointer="/x")
    assert caught.value.problem.pointer == "/x"
    assert str(value) not in caught.value.problem.detail or not value


@pytest.mark.parametrize(("text", "number"), [("71,4", 71.4), ("-0,5", -0.5), ("12", 12.0)])
def test_a_decimal_comma_is_read_where_the_profile_says_so(text: str, number: float) -> None:
    assert CSV.read(mark_of("patient.weight_kg"), text, pointer="/x") == number


@pytest.mark.parametrize("text", ["1.234,5", "71.4", "1e3", ",", "٣", "1,2,3"])
def test_any_other_number_text_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        CSV.read(mark_of("patient.weight_kg"), text, pointer="/x")


def test_a_part_is_made_on_the_way() -> None:
    document: OrderDocument = {}
    put(document, "patient.sex", "F")
    put(document, "kind", "AUTOLOGOUS")
    assert document == {"patient": {"sex": "F"}, "kind": "AUTOLOGOUS"}


def test_unknown_staff_are_left_out_and_unknown_sites_refused() -> None:
    assert staff_of(["b", "a", "x"], staff={"a": "1", "b": "2"}, pointer="/s") == ["1", "2"]
    with pytest.raises(RecordError):
        site_of("ZZ", sites={"A": "st-alder"}, pointer="/s")


@pytest.mark.parametrize("value", [2**63, -(2**63), 10**400, 1e300, float("inf"), float("nan")])
def test_a_number_too_large_to_be_kept_is_refused(value: float) -> None:
    with pytest.raises(RecordError):
        READER.read(mark_of("patient.weight_kg"), value, pointer="/x")


@pytest.mark.parametrize("text", ["9" * 19, "9" * 5000, f"1,{'9' * 5000}"])
def test_a_number_text_too_long_to_be_kept_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        CSV.read(mark_of("patient.weight_kg"), text, pointer="/x")


def test_a_value_below_lists_stands_in_the_item_that_its_refs_name() -> None:
    document: OrderDocument = {}
    for ref in ("bag-1", "bag-2"):
        place(document, "runs.bags.dose_number", 1, refs=("run-1", ref), pointer="/x")
    place(document, "patient.sex", "F", refs=(), pointer="/x")
    bags: list[JsonValue] = [{"ref": ref, "dose_number": 1} for ref in ("bag-1", "bag-2")]
    assert document == {"runs": [{"ref": "run-1", "bags": bags}], "patient": {"sex": "F"}}


def test_a_value_below_a_list_without_a_ref_is_refused() -> None:
    with pytest.raises(RecordError, match="the number of the item"):
        place({}, "runs.bags.dose_number", 1, refs=("run-1",), pointer="/x")


def test_exceptions_take_the_kind_of_the_code_and_nothing_else_does() -> None:
    document: OrderDocument = {"exceptions": [{"ref": "x1"}], "holds": [{"ref": "h1"}]}
    name_exceptions(document, "DAMAGE")
    assert document == {"exceptions": [{"ref": "x1", "kind": "DAMAGE"}], "holds": [{"ref": "h1"}]}
