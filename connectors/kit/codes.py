"""Knows a vendor's words: codes.csv, the table that a clinical operator reviews row by row."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from connectors.kit.manifest import ManifestError, Profile, vendor_folder
from schema.vocabulary.exceptions import RULES as EXCEPTION_RULES
from schema.vocabulary.facts import (
    EXCEPTION_RAISED,
    EXCEPTION_RESOLVED,
    HEARTBEAT,
    HOLD_PLACED,
    HOLD_RELEASED,
    RETRACTION,
    Party,
)
from schema.vocabulary.statuses import Status

COLUMNS = [
    "vendor_code",
    "sub_code",
    "fact",
    "party",
    "note",
    "verified_by",
    "verified_on",
]
KINDS = frozenset(Status) | {
    EXCEPTION_RAISED,
    EXCEPTION_RESOLVED,
    HEARTBEAT,
    HOLD_PLACED,
    HOLD_RELEASED,
    RETRACTION,
}
EXCEPTION_KINDS = frozenset(EXCEPTION_RULES) | {"OTHER"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What one word of a vendor means, and who acted when it is said.

    In the table an exception's kind stands behind its fact: `EXCEPTION_RAISED/DAMAGE`. A row that
    nobody has verified maps all the same and is shown as 'mapping unverified'.
    """

    vendor_code: str
    sub_code: str
    kind: str
    exception_kind: str | None
    party: Party
    verified_by: str | None
    verified_on: date | None

    @property
    def verified(self) -> bool:
        """Whether a named person checked the row."""
        return self.verified_by is not None and self.verified_on is not None


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A vendor's words; there is no default, and a known word with a new sub-code is unknown."""

    rows: dict[tuple[str, str], Code]

    def look_up(self, code: str, *, sub_code: str = "") -> Code | None:
        """What exactly this word and sub-code mean; None when nobody has said."""
        return self.rows.get((code, sub_code))


def load_codes(profile: Profile) -> CodeTable:
    """The code table of a profile; raises `ManifestError` naming the line."""
    folder = vendor_folder(profile.family, vendor=profile.id)
    place = f"{profile.family}/vendors/{profile.id}/{profile.code_table}"
    file = folder.joinpath(profile.code_table)
    if not file.is_file():
        raise ManifestError(f"{place} is missing")
    return read_codes(file.read_text(encoding="utf-8").splitlines(), place=place)


def read_codes(lines: Iterable[str], *, place: str) -> CodeTable:
    """A code table from its lines, the header first; raises `ManifestError` naming the line."""
    header, *table = csv.reader(lines, strict=True)
    if header != COLUMNS:
        raise ManifestError(f"{place}: expected the columns {', '.join(COLUMNS)}")
    rows: dict[tuple[str, str], Code] = {}
    for line, cells in enumerate(table, start=2):
        code = _row(cells, place=f"{place}:{line}")
        key = (code.vendor_code, code.sub_code)
        if key in rows:
            raise ManifestError(f"{place}:{line}: this word has a row already")
        rows[key] = code
    return CodeTable(rows)


def _row(values: Sequence[str], *, place: str) -> Code:
    if len(values) != len(COLUMNS) or not values[0]:
        raise ManifestError(f"{place}: expected {len(COLUMNS)} cells, the first not empty")
    cells = dict(zip(COLUMNS, values, strict=True))
    kind, slash, exception_kind = cells["fact"].partition("/")
    if kind not in KINDS:
        raise ManifestError(f"{place}: '{kind}' is no status or fact kind of DOMAIN §4")
    if (kind == EXCEPTION_RAISED) != bool(slash):
        raise ManifestError(f"{place}: an exception, and only that, is written FACT/KIND")
    if slash and exception_kind not in EXCEPTION_KINDS:
        raise ManifestError(f"{place}: '{exception_kind}' is no exception kind of DOMAIN F14")
    try:
        party = Party(cells["party"])
        verified_on = date.fromisoformat(cells["verified_on"]) if cells["verified_on"] else None
    except ValueError as error:
        raise ManifestError(f"{place}: {error}") from None
    return Code(
        vendor_code=cells["vendor_code"],
        sub_code=cells["sub_code"],
        kind=kind,
        exception_kind=exception_kind or None,
        party=party,
        verified_by=cells["verified_by"] or None,
        verified_on=verified_on,
    )
