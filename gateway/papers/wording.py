"""Knows the words of papers in each language; their codes are those of the audit and the API."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from gateway.papers.paper import Language

FOLDER: Final = Path(__file__).with_name("words")


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """A language's words; `about` answers GDPR art. 15(1) point by point, in its order."""

    report_title: str
    report_lines: list[str]
    report_cut: str
    report_head: list[str]
    access_title: str
    access_lines: list[str]
    erased: str
    about_title: str
    about: dict[str, str]
    person: str
    order: str
    facts: str
    fact_head: list[str]
    raw_documents: str
    raw_head: list[str]
    raw_kept: str
    raw_gone: str
    standing: str
    pair_head: list[str]
    nothing: str
    stamped: str
    kind: dict[str, str]
    purpose: dict[str, str]
    field_class: dict[str, str]

    def stamp(self, *, patient: str, at: str, zone: str) -> str:
        """Of whom, when, and in which zone its times are."""
        return self.stamped.format(patient=patient, at=at, zone=zone)

    def classes(self, codes: list[str]) -> str:
        """Field classes in words."""
        return "; ".join(self.field_class.get(code, code) for code in codes) or self.nothing


@cache
def words_of(language: Language) -> Words:
    """The words of a language, read once."""
    text = (FOLDER / f"{language.value}.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Words)
