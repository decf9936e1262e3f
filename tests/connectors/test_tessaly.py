"""Tessaly's rows as facts, claim by claim: pure, no server."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.kit.contract import Parsed
from connectors.kit.manifest import vendor_folder
from connectors.sftp_csv.wire import HEADER
from schema.vocabulary.facts import HEARTBEAT, SourcedFact
from tests.world.counts import examples
from tests.world.tessaly import envelope, read_file

LEARNED = datetime(2026, 11, 26, 13, tzinfo=UTC)
ROW = {
    "Auftrag": "TS-88097",
    "Vorgang": "TS-88097/3",
    "Fassung": "1",
    "Meldung": "Abgenommen",
    "Quelle": "Klinik",
    "Zeitpunkt": "26.11.2026 09:30",
    "Erfasst": "26.11.2026 10:02:11",
    "Patient": "P00042",
}
STRANGE = st.sampled_from(
    [
        "9" * 5000,
        "-1",
        "01.01.0001 00:00",
        "31.12.9999 23:59:59",
        "\x00",
        "=1+1",
        "a=b|c",
        "٣",
        "\\",
    ]
)


def read(body: bytes) -> Parsed:
    return read_file(envelope(body, received_at=LEARNED))


def file_of(*rows: Mapping[str, str]) -> bytes:
    lines = [HEADER, *([row.get(column, "") for column in HEADER] for row in rows)]
    return "\r\n".join(";".join(line) for line in lines).encode()


def said(**cells: str) -> SourcedFact:
    parsed = read(file_of({**ROW, **cells}))
    assert parsed.problems == ()
    return parsed.facts[0]


def trouble(**cells: str) -> str:
    parsed = read(file_of({**ROW, **cells}, {**ROW, "Vorgang": "TS-88097/4"}))
    assert [one.fact.id for one in parsed.facts] == ["TS-88097/4"]
    return parsed.problems[0].pointer


def test_a_row_says_what_who_and_when() -> None:
    one = said()
    assert (one.fact.kind, one.fact.party.value, one.fact.revision) == ("COLLECTED", "C", 1)
    assert one.fact.happened_at == datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
    assert one.recorded_at == datetime(2026, 11, 26, 9, 2, 11, tzinfo=UTC)
    assert (one.precision, one.zone_rule, one.pointer) == ("minute", "Europe/Berlin", "line 2")


def test_a_day_alone_is_known_by_the_day() -> None:
    assert said(Zeitpunkt="26.11.2026").precision == "day"


@pytest.mark.parametrize(
    ("text", "mark"), [("25.10.2026 02:30", "first of twice"), ("29.03.2026 02:30", "skipped hour")]
)
def test_an_hour_of_the_clock_change_is_marked(text: str, mark: str) -> None:
    assert mark in said(Zeitpunkt=text).zone_rule


def test_a_known_word_from_an_unknown_source_is_not_the_known_word() -> None:
    assert said(Quelle="Fax").fact.kind == "Abgenommen"


def test_a_known_word_with_a_new_addition_keeps_both() -> None:
    assert said(Zusatz="teilweise").fact.kind == "Abgenommen (teilweise)"


def test_values_of_nested_lists_find_their_items() -> None:
    pairs = "Abnahme.Volumen#1=212,5|Abnahme.Beutel.Nummer#1#2=2|Abnahme.Beutel.Spende#1#2=G1"
    collections = said(Angaben=pairs).payload["collections"]
    assert collections == [
        {"ref": "1", "volume_ml": 212.5, "bags": [{"ref": "2", "bag_number": "2", "din": "G1"}]}
    ]


def test_an_escaped_separator_belongs_to_the_text() -> None:
    assert said(Angaben=r"Sperre.Notiz#H1=a\|b\\c").payload["holds"] == [
        {"ref": "H1", "note": r"a|b\c"}
    ]


def test_a_formula_is_text_like_any_other() -> None:
    note = said(Angaben="Sperre.Notiz#H1==HYPERLINK(1)").payload["holds"]
    assert note == [{"ref": "H1", "note": "=HYPERLINK(1)"}]


def test_a_new_label_is_accepted_and_left_out() -> None:
    assert said(Angaben="Neu=1").payload == {"vendor_order_number": "TS-88097"}


def test_unknown_staff_are_left_out() -> None:
    team = said(Angaben="Behandler=l.meier@st-alder.example,n.obody@else.example")
    assert team.payload["care_team"] == ["subject-of-meier"]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Auftrag", ""),
        ("Vorgang", ""),
        ("Patient", ""),
        ("Zeitpunkt", "11/26/2026 09:30"),
        ("Zeitpunkt", "01.01.0001 00:00"),
        ("Erfasst", ""),
        ("Zyklus", "1,5"),
        ("Lauf", "9" * 5000),
        ("Angaben", "no label"),
    ],
)
def test_a_bad_cell_costs_its_row_and_no_other(column: str, text: str) -> None:
    assert trouble(**{column: text}) == f"line 2/{column}"


@pytest.mark.parametrize(
    "pair",
    [
        "Zentrum=NOWHERE",
        "Artikel=TS-999",
        "Dosen=4oo",
        f"Dosen={'9' * 5000}",
        "Gewicht=72.5",
        "Abnahme.Volumen=1",
        "Geburtstag=1961-02-03",
    ],
)
def test_a_bad_value_costs_its_row_and_names_its_label(pair: str) -> None:
    assert trouble(Angaben=pair) == f"line 2/Angaben/{pair.partition('=')[0]}"


def test_a_problem_never_holds_the_value() -> None:
    parsed = read(file_of({**ROW, "Angaben": "Geburtstag=around 1961"}))
    assert "1961" not in repr(parsed.problems)


@settings(max_examples=examples(200), deadline=None)
@given(st.sampled_from(HEADER), st.one_of(STRANGE, st.text(max_size=30)))
def test_whatever_stands_in_a_cell_the_other_rows_are_taken(column: str, text: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    if "\x00" in text or not text.isprintable() or not text.isascii():
        quoted = quoted.encode(errors="ignore").decode().replace("\x00", "")
    parsed = read(file_of({**ROW, "Vorgang": "TS-88097/9"}, {**ROW, column: quoted}))
    assert parsed.facts[0].fact.id == "TS-88097/9"
    assert len(parsed.facts) + len(parsed.problems) == 1 + 1


def test_the_sample_gives_the_facts_that_lie_beside_it() -> None:
    samples = vendor_folder("sftp_csv", vendor="tessaly").joinpath("samples")
    parsed = read(samples.joinpath("vorgaenge.csv").read_bytes())
    expected = samples.joinpath("vorgaenge.facts.json").read_bytes()
    assert json.loads(msgspec.json.encode(parsed)) == json.loads(expected)


def test_the_sample_is_an_order_with_its_base_data_first() -> None:
    samples = vendor_folder("sftp_csv", vendor="tessaly").joinpath("samples")
    first = read(samples.joinpath("vorgaenge.csv").read_bytes()).facts[0]
    assert first.fact.kind == HEARTBEAT
    assert first.fact.learned_at - first.fact.happened_at > timedelta(days=1)
    assert {"site_id", "product_code", "kind", "patient"} <= first.payload.keys()
