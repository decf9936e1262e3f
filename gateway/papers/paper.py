"""Knows what a paper is: its forms, its languages, and the bytes that are handed out."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

UNSAFE: Final = re.compile(r"[^A-Za-z0-9-]")
SHORT: Final = 8
"""Characters of our own id that a file's name shows: enough to tell two files apart."""


class Form(StrEnum):
    """How a paper is written; the value is the end of its file's name."""

    CSV = "csv"
    PDF = "pdf"
    JSON = "json"


class Language(StrEnum):
    """In which language a paper speaks to people."""

    EN = "en"
    DE = "de"
    FR = "fr"


MEDIA: Final = {
    Form.CSV: "text/csv; charset=utf-8; header=present",
    Form.PDF: "application/pdf",
    Form.JSON: "application/json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it is handed out: no name of a person stands in `name`."""

    name: str
    media: str
    content: AsyncIterator[bytes]


def file_name(title: str, *, patient: str, form: Form) -> str:
    """`disclosures-3f2504e0.csv`: by our own id, and nothing in it that a header must escape."""
    return f"{title}-{UNSAFE.sub('', patient)[:SHORT]}.{form.value}"
