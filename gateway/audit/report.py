"""Knows the disclosure report of a patient as CSV: who saw what, when and why."""

import csv
import io
from collections.abc import AsyncGenerator
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.reading import Look, Place, Span, looks

AT_ONCE: Final = 500
COLUMNS: Final = (
    *("at", "subject", "kind", "purpose", "operation", "disclosed", "withheld"),
    *("orders", "patients", "writer", "sequence"),
)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run by a spreadsheet."""


async def report_lines(connection: AsyncConnection, *, patient: str) -> AsyncGenerator[bytes]:
    """The heading, then a line an event, the newest first; UTF-8."""
    yield _line(COLUMNS)
    after: Place | None = None
    while True:
        found = await looks(connection, Span(patient=patient), limit=AT_ONCE, after=after)
        for look in found:
            yield _line(_cells(look))
        if len(found) < AT_ONCE:
            return
        last = found[-1].event
        after = (last.at, last.writer, last.sequence)


def _cells(look: Look) -> tuple[str, ...]:
    event, body = look.event, look.event.body
    return (
        event.at,
        event.subject,
        event.kind,
        _words(body.get("purpose")),
        _words(body.get("name")),
        _words(body.get("disclosed")),
        _words(body.get("withheld")),
        str(look.orders),
        str(look.patients),
        event.writer,
        str(event.sequence),
    )


def _words(value: object) -> str:
    if isinstance(value, list):
        return " ".join(str(word) for word in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] (JSON)
    return "" if value is None else str(value)


def _line(cells: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
    csv.writer(out, lineterminator="\r\n").writerow(safe)
    return out.getvalue().encode()
