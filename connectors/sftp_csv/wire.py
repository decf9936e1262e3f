"""Knows the file: its header contract, its rows and the labelled values in `Angaben`."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from connectors.kit.mapping import whole_envelope_unreadable

HEADER = (
    "Auftrag",
    "Vorgang",
    "Fassung",
    "Meldung",
    "Zusatz",
    "Quelle",
    "Zeitpunkt",
    "Erfasst",
    "Zyklus",
    "Lauf",
    "Dosis",
    "Bezug",
    "Ersetzt",
    "Storniert",
    "Patient",
    "Angaben",
)


class Labels(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The labels that need more than a look-up: the article and the care team."""

    product: str
    care_team: str


class Dialect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a vendor of this family writes its files."""

    separator: str
    decimal: str
    encoding: str
    pair_separator: str
    products: dict[str, str]
    sites: dict[str, str]
    labels: Labels
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file by column; `line` counts from 2, the header being 1."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def pointer(self) -> str:
        """Where the row stands, for a person."""
        return f"line {self.line}"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One value of `Angaben`: its label, the refs of the lists it stands in, its text."""

    label: str
    refs: tuple[str, ...]
    text: str


def read_rows(body: bytes, dialect: Dialect) -> tuple[list[Row], list[int]]:
    """The rows of a file, and the lines whose number of cells is wrong.

    Raises `ConnectorError` MALFORMED for another header, another charset or a broken quote: such a
    file is quarantined whole.
    """
    try:
        text = body.decode(dialect.encoding)
    except UnicodeDecodeError:
        raise whole_envelope_unreadable(f"expected {dialect.encoding}, came other bytes") from None
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=dialect.separator, strict=True))
    except csv.Error:
        raise whole_envelope_unreadable("expected CSV, came a broken quote or line") from None
    if not table or tuple(table[0]) != HEADER:
        raise whole_envelope_unreadable(f"expected the {len(HEADER)} columns of the contract")
    return _rows(table[1:])


def read_labelled(text: str, dialect: Dialect) -> list[Labelled]:
    """The labelled values of a cell; raises `ValueError` for a pair without a label."""
    found: list[Labelled] = []
    for pair in _split(text, dialect.pair_separator):
        name, mark, value = pair.partition("=")
        label, *refs = name.split("#")
        if not mark or not label:
            raise ValueError("expected label=value")
        found.append(Labelled(label, tuple(refs), value))
    return found


def _rows(table: Sequence[Sequence[str]]) -> tuple[list[Row], list[int]]:
    rows: list[Row] = []
    wrong: list[int] = []
    for line, cells in enumerate(table, start=2):
        if len(cells) == len(HEADER):
            rows.append(Row(line, dict(zip(HEADER, cells, strict=True))))
        elif cells:
            wrong.append(line)
    return rows, wrong


def _split(text: str, separator: str) -> list[str]:
    r"""Split at the separator; `\x` is x itself."""
    parts: list[str] = []
    current: list[str] = []
    letters = iter(text)
    for letter in letters:
        if letter == "\\":
            current.append(next(letters, ""))
        elif letter == separator:
            parts.append("".join(current))
            current = []
        else:
            current.append(letter)
    parts.append("".join(current))
    return [part for part in parts if part]
