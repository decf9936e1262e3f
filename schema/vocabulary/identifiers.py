"""Knows ISBT 128 donation (DIN) and chain (CoI) identifiers: parse, check, print. DOMAIN §8.

ICCBBA ST-001 v6.2.2; the check character is ISO/IEC 7064 MOD 37-2.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_FIN_YEAR = r"[A-NP-Z1-9][A-NP-Z0-9]{2}[0-9]{2}[0-9]{2}"
_DIN_BODY = re.compile(_FIN_YEAR + r"[0-9]{6}", re.ASCII)
_COI_BODY = re.compile(_FIN_YEAR + r"[A-Z0-9]{6}", re.ASCII)
_FLAG = frozenset("0123456789ABCDEFGHJKLMNPRSTUVWXY")
_FIRST_OF_DIN = frozenset("ABCDEFGHIJKLMNPQRSTUVWXYZ123456789")
_FLAGS_CHECKED_FROM = 60
_FLAGS_CHECKED_TO = 96
_FLAG_RESERVED = 14
_SCANNED_DIN_LENGTH = 16
_SCANNED_COI_LENGTH = 17
_TYPED_DIN_LENGTH = 14
_TYPED_COI_LENGTH = 16

Mode = Literal["scan", "typed"]


class Kind(StrEnum):
    """Which identifier a text is."""

    DIN = "DIN"
    COI = "COI"


class Flaw(StrEnum):
    """The first test that a text fails, in the order in which they are tried."""

    EMPTY = "EMPTY"
    UNKNOWN_IDENTIFIER = "UNKNOWN_IDENTIFIER"
    LENGTH = "LENGTH"
    LITERAL = "LITERAL"
    CHARSET = "CHARSET"
    FLAG_CHARSET = "FLAG_CHARSET"
    FLAG_RESERVED = "FLAG_RESERVED"
    FLAG_CHECK = "FLAG_CHECK"
    CHECK_CHARACTER = "CHECK_CHARACTER"


class IdentifierError(ValueError):
    """A text is no identifier; `flaw` says which test it failed first. Never holds the text."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Identifier:
    """A valid identifier: `value` is the 13 (DIN) or 15 (CoI) characters, compared exactly."""

    kind: Kind
    value: str
    check_character: str
    flags: str | None = None


def check_character(body: str) -> str:
    """Check character K of an ISBT 128 DIN or CoI that was typed by hand.

    `body` is the 13 (DIN) or 15 (CoI) characters, no flags; the answer is one of 0-9 A-Z *.
    Raises `IdentifierError` for any other character. ISO/IEC 7064 MOD 37-2; ICCBBA ST-001.
    """
    total = 0
    for character in body:
        if character not in _VALUES:
            raise IdentifierError(Flaw.CHARSET)
        total = (total + _VALUES[character]) * 2 % 37
    return ALPHABET[(38 - total) % 37]


def parse(text: str, *, mode: Mode) -> Identifier:
    """The identifier in a scanned or typed text; raises `IdentifierError` with the first flaw."""
    return _parse_scan(text) if mode == "scan" else _parse_typed(text)


def printed(identifier: Identifier) -> str:
    """As a person reads and types it: the value with its check character."""
    return identifier.value + identifier.check_character


def _parse_scan(text: str) -> Identifier:
    if not text:
        raise IdentifierError(Flaw.EMPTY)
    if text.startswith("&/"):
        return _scanned_coi(text)
    if text.startswith("=") and text[1:2] in _FIRST_OF_DIN:
        return _scanned_din(text)
    raise IdentifierError(Flaw.UNKNOWN_IDENTIFIER)


def _scanned_coi(text: str) -> Identifier:
    _require(len(text) == _SCANNED_COI_LENGTH, Flaw.LENGTH)
    value = text[2:]
    _require(value.startswith("CH"), Flaw.LITERAL)
    _require(_COI_BODY.fullmatch(value[2:]) is not None, Flaw.CHARSET)
    return Identifier(Kind.COI, value, check_character(value))


def _scanned_din(text: str) -> Identifier:
    _require(len(text) == _SCANNED_DIN_LENGTH, Flaw.LENGTH)
    value, flags = text[1:14], text[14:]
    _require(_DIN_BODY.fullmatch(value) is not None, Flaw.CHARSET)
    check = check_character(value)
    _check_flags(flags, check)
    return Identifier(Kind.DIN, value, check, flags)


def _check_flags(flags: str, check: str) -> None:
    _require(all(character in _FLAG for character in flags), Flaw.FLAG_CHARSET)
    _require(flags.isdigit(), Flaw.FLAG_RESERVED)
    number = int(flags)
    _require(number != _FLAG_RESERVED and number <= _FLAGS_CHECKED_TO, Flaw.FLAG_RESERVED)
    if number >= _FLAGS_CHECKED_FROM:
        _require(number - _FLAGS_CHECKED_FROM == _VALUES[check], Flaw.FLAG_CHECK)


def _parse_typed(text: str) -> Identifier:
    plain = "".join(_upper(character) for character in text if character != " ")
    _require(bool(plain), Flaw.EMPTY)
    if len(plain) == _TYPED_COI_LENGTH and plain.startswith("CH"):
        kind, value, pattern = Kind.COI, plain[:15], _COI_BODY
        body = value[2:]
    else:
        _require(len(plain) == _TYPED_DIN_LENGTH, Flaw.LENGTH)
        kind, value, pattern = Kind.DIN, plain[:13], _DIN_BODY
        body = value
    _require(pattern.fullmatch(body) is not None, Flaw.CHARSET)
    check = check_character(value)
    _require(plain[-1] == check, Flaw.CHECK_CHARACTER)
    return Identifier(kind, value, check)


def _upper(character: str) -> str:
    """Only a to z: `str.upper` would change other letters, and their number."""
    return character.upper() if "a" <= character <= "z" else character


def _require(holds: bool, flaw: Flaw) -> None:  # noqa: FBT001 (reads as a sentence)
    if not holds:
        raise IdentifierError(flaw)
