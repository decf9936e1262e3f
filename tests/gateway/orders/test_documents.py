"""Order documents: what they may hold, how they merge, split and show in part."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.orders.document_checks import DocumentError, validate
from gateway.orders.documents import index_of_class, merge, of_class, partial_of_class, shown
from schema.vocabulary.facts import JsonValue, OrderDocument
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.sensitivity import FieldClass, FieldMark, field_marks, part_marks
from tests.world.counts import examples

PERSON = {mark.name: mark for mark in field_marks(Patient)}
VALUES: dict[str, Callable[[], st.SearchStrategy[JsonValue]]] = {
    "str": lambda: st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
    "int": lambda: st.integers(0, 99),
    "float": lambda: st.floats(0, 1e6),
    "datetime": lambda: st.datetimes().map(lambda at: f"{at:%Y-%m-%dT%H:%M:%S}.000000Z".zfill(27)),
    "date": lambda: st.dates().map(lambda on: on.isoformat()),
    "tuple": lambda: st.sampled_from([[], ["a"], ["b", "a"]]),
}


@st.composite
def _documents(draw: st.DrawFn, record: type = Order, *, ref: str | None = None) -> OrderDocument:
    found: OrderDocument = {}
    marks = field_marks(record)
    for mark in draw(st.lists(st.sampled_from(marks), unique=True, max_size=5)) if marks else []:
        found[mark.name] = draw(st.one_of(st.none(), VALUES[mark.type.__name__]()))
    for part in part_marks(record):
        if not draw(st.booleans()):
            continue
        if part.many:
            refs = draw(st.lists(st.sampled_from(["1", "2", "10"]), unique=True, max_size=2))
            found[part.name] = [draw(_documents(part.record, ref=name)) for name in refs]
        else:
            found[part.name] = draw(_documents(part.record))
    return found if ref is None else {**found, "ref": ref}


@settings(max_examples=examples(80), deadline=None)
@given(_documents())
def test_what_is_split_by_class_merges_back(document: OrderDocument) -> None:
    validate(document)
    assert merge(of_class(document, one) for one in FieldClass) == merge([document])


@settings(max_examples=examples(80), deadline=None)
@given(_documents(), st.sampled_from(list(FieldClass)))
def test_a_class_holds_nothing_of_another(document: OrderDocument, field_class: FieldClass) -> None:
    for mark in _leaves(Order, of_class(document, field_class)):
        assert mark.field_class is field_class or mark.name == "ref"


@settings(max_examples=examples(80), deadline=None)
@given(_documents(), _documents(), _documents())
def test_merging_goes_together(
    one: OrderDocument, two: OrderDocument, three: OrderDocument
) -> None:
    assert merge([merge([one, two]), three]) == merge([one, merge([two, three])])


def test_a_later_value_wins_and_null_is_not_missing() -> None:
    first: OrderDocument = {"diagnosis_code": "C83", "runs": [{"ref": "1.1", "outcome": "OOS"}]}
    second: OrderDocument = {"diagnosis_code": None, "runs": [{"ref": "1.1", "run": 1}]}
    assert merge([first, second]) == {
        "diagnosis_code": None,
        "runs": [{"ref": "1.1", "outcome": "OOS", "run": 1}],
    }


def test_items_stand_in_the_order_of_their_ordinals() -> None:
    said: list[OrderDocument] = [{"runs": [{"ref": name}]} for name in ("1.10", "1.2", "2.1")]
    assert merge(said) == {"runs": [{"ref": "1.2"}, {"ref": "1.10"}, {"ref": "2.1"}]}


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"colour": "red"}, "/colour"),
        ({"patient": {"shoe_size": 3}}, "/patient/shoe_size"),
        ({"patient": None}, "/patient"),
        ({"patient": {"birth_date": "12.04.1961"}}, "/patient/birth_date"),
        ({"patient": {"birth_date": "1961-02-30"}}, "/patient/birth_date"),
        ({"patient": {"family_name": "Se\x00cret"}}, "/patient/family_name"),
        ({"patient": {"family_name": "Secret\ud83d"}}, "/patient/family_name"),
        ({"patient": {"weight_kg": True}}, "/patient/weight_kg"),
        ({"patient": {"weight_kg": float("inf")}}, "/patient/weight_kg"),
        ({"planned_doses": 1.5}, "/planned_doses"),
        ({"care_team": ["a", 1]}, "/care_team"),
        ({"runs": {"ref": "1.1"}}, "/runs"),
        ({"runs": [{"run": 1}]}, "/runs/0/ref"),
        ({"runs": [{"ref": "1", "started_at": "2031-05-17T10:11:12"}]}, "/runs/0/started_at"),
        ({"runs": [{"ref": "1", "bags": [{"ref": 7}]}]}, "/runs/0/bags/0/ref"),
    ],
)
def test_a_wrong_document_is_refused_by_its_path(document: OrderDocument, path: str) -> None:
    with pytest.raises(DocumentError) as caught:
        validate(document)
    assert caught.value.path == path
    assert "ecret" not in str(caught.value)
    assert "1961" not in str(caught.value)


@pytest.mark.parametrize(
    ("mark", "value", "partial"),
    [
        ("family_name", "Müller", "M."),
        ("given_name", "élodie", "é."),
        ("given_name", "e\u0301lodie", "\u00e9."),
        ("given_name", "q\u0323\u0301x", "q\u0323\u0301."),
        ("family_name", "\U0001d4b5ed", "\U0001d4b5."),
        ("family_name", "q" + "\u0323\u0301" * 30_000, "q" + "\u0323" * 16 + "\u0301" * 15 + "."),
        ("family_name", "van Dyk", "v."),
        ("family_name", "", None),
        ("family_name", "  ", None),
        ("mrn", "4711-0932", "****0932"),
        ("mrn", "0932", None),
        ("national_id", "10932", "****0932"),
        ("birth_date", "1961-04-12", "1961"),
        ("birth_date", "12 April 1961", None),
        ("sex", "F", None),
        ("postcode", "8001", None),
        ("phone", "0441234567", None),
        ("family_name", None, None),
    ],
)
def test_how_partial_looks(mark: str, value: str | None, partial: str | None) -> None:
    assert shown(PERSON[mark], value) == partial


def test_chain_shows_its_tail_and_its_index_stands_in_place() -> None:
    document: OrderDocument = {
        "coi_id": "CHA999126K7M2QD",
        "runs": [{"ref": "1", "lot_number": "L1"}],
    }
    chain = FieldClass.CHAIN
    assert partial_of_class(document, chain) == {
        "coi_id": "****M2QD",
        "runs": [{"ref": "1", "lot_number": None}],
    }
    assert index_of_class(document, chain, lambda name, text: f"{name}:{len(text)}") == {
        "coi_id": "coi_id:15",
        "runs": [{"ref": "1", "lot_number": "lot_number:2"}],
    }


def _leaves(record: type, document: OrderDocument) -> list[FieldMark]:
    found = [mark for mark in field_marks(record) if mark.name in document]
    for part in part_marks(record):
        inner = document.get(part.name)
        for item in inner if isinstance(inner, list) else [inner]:
            if isinstance(item, dict):
                found += _leaves(part.record, item)
    return found
