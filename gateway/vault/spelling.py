"""Knows how what somebody is looked up by is spelt before it is indexed (ADR 114).

Two spellings of one name meet when both are written out in the same way: an umlaut or a letter
with a stroke is written short (`ü` as `u`) in one index and long (`ü` as `ue`) in another.
"""

import unicodedata
from datetime import date
from typing import Final

from schema.vocabulary.lookups import LookUp

SHORT: Final = LookUp.NAME_AND_BIRTH_DATE.value
LONG: Final = f"{SHORT}_long"
NAME_FIELDS: Final = (SHORT, LONG)
DAY: Final = len("1961-04-03")
LONGEST: Final = 500
"""Characters of a birth date with a name. Marks that combine are put in order in a time that grows
with the square of how many there are, and one character may be written out as eighteen."""
_ALWAYS: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
"""Letters that no decomposition opens, and that everybody writes out alike."""
_SHORT: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t"})
_LONG: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t"}
)
_JOINED: Final = frozenset("'`\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}")
"""What stands inside a word without parting it: O'Brien is Obrien."""


def spelt(field: str, text: str) -> tuple[tuple[str, str], ...]:
    """What `text` is indexed as: (index field, spelling) pairs; none when nothing is left of it.

    Nobody is found by a name that is too long for one (`LONGEST`).

    A name with a birth date is one text, the date as YYYY-MM-DD first. Given and family names come
    in any order. Every other identifier is compared without blanks and in upper case.
    """
    if field == LookUp.NAME_AND_BIRTH_DATE:
        return _person(text)
    identifier = "".join(text.split()).upper()
    return ((field, identifier),) if identifier else ()


def _person(text: str) -> tuple[tuple[str, str], ...]:
    if len(text) > LONGEST:
        return ()
    day, name = text[:DAY], text[DAY:]
    try:
        date.fromisoformat(day)
    except ValueError:
        return ()
    short, long = (_name(name, letters) for letters in (_SHORT, _LONG))
    return ((SHORT, f"{day} {short}"), (LONG, f"{day} {long}")) if short and long else ()


def _name(name: str, letters: dict[int, str]) -> str:
    """The words of a name in one case, without accents and hyphens, in the order of their letters.

    Composed before letters are written out, for an accent may come as a character of its own.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", name).casefold())
    plain = unicodedata.normalize("NFC", folded.casefold()).translate(letters).translate(_ALWAYS)
    kept: list[str] = []
    for character in unicodedata.normalize("NFKD", plain):
        kind = unicodedata.category(character)
        if kind.startswith(("M", "C")) or character in _JOINED:
            continue
        kept.append(character if kind.startswith(("L", "N")) else " ")
    return " ".join(sorted("".join(kept).split()))
