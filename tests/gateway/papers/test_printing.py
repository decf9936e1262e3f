"""What the press makes: every name in full, fonts within, marks for a screen reader, no links."""

import io
import time
from asyncio import Semaphore
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from pypdf import PdfReader

from gateway.papers.printing import Printer, PrintingError, Section, Sheet, printer
from tests.world.loop import run

if TYPE_CHECKING:
    from pypdf.generic import DictionaryObject

NAMES = [
    *("Łukasz Żółkiewski-Ďurišić", "Ágnes Szűcs-Győrffy", "Çağla Şahin", "Jörg Groß"),
    *("Zoë Lefèvre-Œuvrard", "Ştefan Țîrlea", "Þórður Guðmundsson", "Ģirts Ķēniņš"),
    *("Ελένη Παπαδοπούλου", "Ірина Жук"),
]
NOT_MARKUP = (
    '#[x] $a$ *b* _c_ `d` <e> @f https://evil.example/?q=1 \\ #sys.inputs #read("/etc/passwd")'
)


def sheet(*cells: str) -> Sheet:
    section = Section(title="Part", head=["What"], widths=[1], rows=[[cell] for cell in cells])
    return Sheet(title="Who saw your data", language="de", lines=["First."], sections=[section])


def printed(*cells: str) -> tuple[bytes, PdfReader]:
    pdf = run(printer().pdf(sheet(*cells)))
    return pdf, PdfReader(io.BytesIO(pdf))


@pytest.fixture(scope="module")
def paper() -> tuple[bytes, PdfReader]:
    return printed(*NAMES, NOT_MARKUP, "a" * 64)


def test_names_of_europe_are_printed_in_full(paper: tuple[bytes, PdfReader]) -> None:
    text = " ".join(page.extract_text() for page in paper[1].pages)
    assert [name for name in NAMES if name not in " ".join(text.split())] == []


def test_what_a_paper_is_told_is_no_markup(paper: tuple[bytes, PdfReader]) -> None:
    text = "".join("".join(page.extract_text() for page in paper[1].pages).split())
    assert "".join(NOT_MARKUP.split()) in text
    assert "root:" not in text


def test_it_links_nothing_runs_nothing_and_is_titled_without_a_name(
    paper: tuple[bytes, PdfReader],
) -> None:
    pdf, read = paper
    for word in (b"/URI", b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/EmbeddedFile"):
        assert word not in pdf
    assert all("/Annots" not in page for page in read.pages)
    assert read.metadata is not None
    assert read.metadata.title == "Who saw your data"
    assert not read.metadata.author


def test_its_fonts_are_within_and_a_screen_reader_finds_its_way(
    paper: tuple[bytes, PdfReader],
) -> None:
    root = cast("DictionaryObject", paper[1].trailer["/Root"])
    assert root["/Lang"] == "de"
    assert cast("DictionaryObject", root["/MarkInfo"])["/Marked"] == True  # noqa: E712 (a PDF boolean)
    assert "/StructTreeRoot" in root
    fonts = [
        cast("DictionaryObject", below.get_object())
        for page in paper[1].pages
        for font in cast(
            "DictionaryObject", cast("DictionaryObject", page["/Resources"])["/Font"]
        ).values()
        for below in cast("list[DictionaryObject]", font.get_object()["/DescendantFonts"])
    ]
    assert fonts
    for font in fonts:
        inside = cast("DictionaryObject", font["/FontDescriptor"])
        assert {"/FontFile2", "/FontFile3"} & set(inside)


def test_the_same_paper_is_the_same_bytes() -> None:
    assert run(printer().pdf(sheet("a"))) == run(printer().pdf(sheet("a")))


def test_a_letter_that_no_font_has_does_not_stop_the_paper() -> None:
    _, read = printed("林美玲", "after")
    assert "after" in read.pages[0].extract_text()


def test_a_press_that_fails_or_hangs_is_told_and_gone(tmp_path: Path) -> None:
    failing, hanging = tmp_path / "failing.py", tmp_path / "hanging.py"
    failing.write_text("import sys; sys.stdin.read(); sys.exit(3)")
    hanging.write_text("import time; time.sleep(60)")
    with pytest.raises(PrintingError, match="3"):
        run(Printer(Semaphore(1), press=failing).pdf(sheet("a")))
    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        run(Printer(Semaphore(1), press=hanging, within_s=0.5).pdf(sheet("a")))
    assert time.monotonic() - begun < 10


def test_a_large_report_fits() -> None:
    rows = [f"2026-11-27 03:14:15 {name}" for name in NAMES * 200]
    _, read = printed(*rows)
    assert len(read.pages) > 20
