"""Knows the disclosure report of a patient: who saw what, when and why; as CSV and as a sheet."""

import csv
import io
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from gateway.audit.reading import (
    Countable,
    Look,
    Place,
    Span,
    grants_used,
    looks,
    purpose_of,
)
from gateway.clock import parse_instant
from gateway.papers.paper import Language
from gateway.papers.printing import Section, Sheet
from gateway.papers.wording import Words, words_of
from gateway.store.engine import Store
from schema.vocabulary.facts import JsonValue

AT_ONCE: Final = 500
MOST_PRINTED: Final = 2_000
LONGEST: Final = 60
"""Of an operation's name, which a program chooses, in a printed row."""
COLUMNS: Final = (
    *("at", "subject", "name", "kind", "purpose", "operation", "disclosed", "withheld"),
    *("orders", "patients", "grants", "writer", "sequence"),
)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 (meant)
"""A cell that begins so is run by a spreadsheet (ASVS 1.2.10), full-width forms included."""
WIDTHS: Final = [15, 17, 16, 10, 22, 22]


async def pages(
    store: Store, *, patient: str, countable: Countable | None = None
) -> AsyncGenerator[list[Look]]:
    """The looks at a patient, the newest first, some at a time; no connection is held between.

    `countable` is what the reader may count of each; None counts everything.
    """
    span = Span(patient=patient)
    after: Place | None = None
    while True:
        async with store.reading() as connection:
            found = await looks(connection, span, limit=AT_ONCE, after=after, countable=countable)
        yield found
        if len(found) < AT_ONCE:
            return
        last = found[-1].event
        after = (last.at, last.writer, last.sequence)


async def csv_lines(
    found: AsyncIterator[Sequence[Look]], *, names: Mapping[str, str]
) -> AsyncGenerator[bytes]:
    """The heading, then a line an event; UTF-8, RFC 4180. `names` are of staff, by subject."""
    yield _line(COLUMNS)
    async for some in found:
        yield b"".join(_line(_cells(look, names)) for look in some)


async def newest(found: AsyncGenerator[list[Look]], *, most: int = MOST_PRINTED) -> list[Look]:
    """The first `most` + 1 looks at most: one more tells that there are more."""
    kept: list[Look] = []
    async for some in found:
        kept += some
        if len(kept) > most:
            break
    await found.aclose()
    return kept[: most + 1]


def report_sheet(
    found: Sequence[Look],
    *,
    patient: str,
    names: Mapping[str, str],
    language: Language,
    zone: str,
    at: datetime,
) -> Sheet:
    """The report as it is printed; of more than `MOST_PRINTED` looks it says that it is cut."""
    words = words_of(language)
    lines = [
        *words.report_lines,
        words.stamp(patient=patient, at=local(at, zone), zone=zone),
    ]
    if len(found) > MOST_PRINTED:
        lines.append(words.report_cut.format(shown=MOST_PRINTED))
    return Sheet(
        title=words.report_title,
        language=language.value,
        lines=lines,
        sections=[look_section(found[:MOST_PRINTED], names=names, words=words, zone=zone)],
        wide=True,
    )


def look_section(
    found: Sequence[Look], *, names: Mapping[str, str], words: Words, zone: str, title: str = ""
) -> Section:
    """Looks as a table of words."""
    return Section(
        title=title,
        head=words.report_head,
        widths=WIDTHS,
        rows=[_row(look, names, words, zone) for look in found],
        whole=True,
    )


def look_record(look: Look, names: Mapping[str, str]) -> dict[str, JsonValue]:
    """A look as a machine reads it: the columns of the CSV."""
    cells = dict(zip(COLUMNS, _cells(look, names), strict=True))
    numbers = {name: int(cells[name]) for name in ("orders", "patients", "sequence")}
    return {**{name: cell or None for name, cell in cells.items()}, **numbers}


def local(at: datetime, zone: str) -> str:
    """`2026-11-27 03:14:15` in this zone: the same in every language."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


def _row(look: Look, names: Mapping[str, str], words: Words, zone: str) -> list[str]:
    event, body = look.event, look.event.body
    name = _text(body.get("name"))[:LONGEST]
    code = _text(body.get("code"))
    kind = words.kind.get(event.kind, event.kind)
    purpose = _text(purpose_of(event, patient=look.whose))
    return [
        local(parse_instant(event.at), zone),
        names.get(event.subject, event.subject),
        ", ".join(word for word in (kind, name, code) if word),
        words.purpose.get(purpose, purpose),
        words.classes(_words(body.get("disclosed"))),
        words.classes(_words(body.get("withheld"))),
    ]


def _cells(look: Look, names: Mapping[str, str]) -> tuple[str, ...]:
    event, body = look.event, look.event.body
    return (
        event.at,
        event.subject,
        names.get(event.subject, ""),
        event.kind,
        _text(purpose_of(event, patient=look.whose)),
        _text(body.get("name")),
        " ".join(_words(body.get("disclosed"))),
        " ".join(_words(body.get("withheld"))),
        str(look.orders),
        str(look.patients),
        " ".join(grants_used(event, patient=look.whose)),
        event.writer,
        str(event.sequence),
    )


def _text(value: JsonValue) -> str:
    return "" if value is None else str(value)


def _words(value: JsonValue) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list) else []


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
    csv.writer(out, lineterminator="\r\n").writerow(safe)
    return out.getvalue().encode()
