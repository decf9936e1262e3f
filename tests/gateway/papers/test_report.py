"""The report's table runs nothing in a spreadsheet, and its words are there in each language."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.audit.encoding import set_digest
from gateway.audit.events import Kind
from gateway.audit.reading import Look
from gateway.audit.rows import StoredEvent
from gateway.papers.paper import Form, Language, file_name
from gateway.papers.report import COLUMNS, FORMULA, MOST_PRINTED, csv_lines, report_sheet
from gateway.papers.wording import Words, words_of
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.principals import Purpose
from schema.vocabulary.sensitivity import FieldClass
from tests.world.loop import run
from tests.world.scripted import NOW

OF_A_PATIENT = frozenset(
    {
        *(Kind.OPERATION, Kind.STREAM_DELIVERY, Kind.RIGHTS_READ, Kind.RESTRICTION, Kind.ERASURE),
        *(Kind.HOLD_PLACED, Kind.HOLD_LIFTED, Kind.ERASURE_REFUSED, Kind.DISCLOSURE_REPORT),
        *(Kind.SUBJECT_ACCESS, Kind.RECTIFICATION_ASKED, Kind.RECTIFICATION_APPLIED),
        *(Kind.RECTIFICATION_REJECTED, Kind.RECTIFICATION_REFUSED),
        Kind.PSEUDONYM_RESOLVED,
    }
)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12
) | st.sampled_from([f"{sign}1+1" for sign in FORMULA])


def look(*, subject: str = "s-1", **body: JsonValue) -> Look:
    event = StoredEvent(
        writer="w",
        sequence=1,
        at="2026-11-26T11:38:54.000000Z",
        kind="OPERATION",
        subject=subject,
        body=body,
        orders=None,
        patients=None,
        sites=None,
        chain=b"",
    )
    return Look(event, orders=1, patients=1)


def table(*found: Look, names: dict[str, str]) -> str:
    async def pages() -> AsyncIterator[list[Look]]:
        yield list(found)

    async def written() -> bytes:
        return b"".join([line async for line in csv_lines(pages(), names=names)])

    return run(written()).decode()


# ASVS 1.2.10
@given(subject=TEXTS, name=TEXTS, operation=TEXTS, purpose=TEXTS)
def test_a_cell_is_what_was_said_and_never_a_formula(
    subject: str, name: str, operation: str, purpose: str
) -> None:
    text = table(look(subject=subject, name=operation, purpose=purpose), names={subject: name})
    heading, row = csv.reader(io.StringIO(text, newline=""))
    assert tuple(heading) == COLUMNS
    cells = dict(zip(COLUMNS, row, strict=True))
    assert not any(cell.startswith(FORMULA) for cell in row)
    said = {"subject": subject, "name": name, "operation": operation, "purpose": purpose}
    assert all(cells[key] in {value, f"'{value}"} for key, value in said.items())
    assert text.endswith("\r\n")


def test_a_look_by_break_glass_names_its_grant_and_was_an_emergency() -> None:
    grants: list[JsonValue] = [
        {"id": "grant-1", "patient": set_digest(["mine"])},
        {"id": "grant-2", "patient": set_digest(["other"])},
    ]
    found = look(purpose="TREAT", grants=grants)
    text = table(replace(found, whose="mine"), replace(found, whose="third"), names={})
    rows = [*csv.DictReader(io.StringIO(text, newline=""))]
    assert [(row["purpose"], row["grants"]) for row in rows] == [
        ("ETREAT", "grant-1"),
        ("TREAT", ""),
    ]


@pytest.mark.parametrize("language", Language)
def test_every_language_has_every_word(language: Language) -> None:
    words = words_of(language)
    assert words.kind.keys() >= OF_A_PATIENT
    assert words.purpose.keys() == {*Purpose}
    assert words.field_class.keys() == {*FieldClass}
    english = words_of(Language.EN)
    assert words.about.keys() == english.about.keys()
    for one in msgspec.structs.fields(Words):
        assert getattr(words, one.name), one.name
    assert len(words.report_head) == len(english.report_head)


def test_a_report_of_very_many_looks_says_that_it_is_cut() -> None:
    def sheet(count: int) -> tuple[int, str]:
        made = report_sheet(
            [look(disclosed=["DIRECT"])] * count,
            patient="p",
            names={"s-1": "Ines Okafor"},
            language=Language.DE,
            zone="Europe/Zurich",
            at=NOW,
        )
        return len(made.sections[0].rows), " ".join(made.lines)

    whole, cut = sheet(3), sheet(MOST_PRINTED + 1)
    assert (whole[0], cut[0]) == (3, MOST_PRINTED)
    assert "CSV" not in whole[1]
    assert f"{MOST_PRINTED} Einträge" in cut[1]
    assert "2026-11-26 13:00:00" in whole[1]
    assert "Europe/Zurich" in whole[1]


def test_a_files_name_tells_files_apart_and_holds_nothing_to_escape() -> None:
    assert file_name("disclosures", patient='3f2504e0-4f89"; x', form=Form.CSV) == (
        "disclosures-3f2504e0.csv"
    )
    assert file_name("a", patient='"\r\n/../', form=Form.PDF) == "a-.pdf"
