"""Knows a policy document as text: which line says what, and the words it may use."""

import re
import tomllib
from collections.abc import Mapping
from enum import Enum
from typing import Final, TypeAlias, TypeVar, cast

Raw: TypeAlias = Mapping[str, object]
Word = TypeVar("Word", bound=Enum)
MOST_CHARACTERS: Final = 65_536
LINE_OF_ERROR = re.compile(r"at line (\d+)")
LONG_NUMBER = re.compile(r"[0-9_]{4000,}")
"""A number of so many digits Python does not read: that would take long."""

DEEP_KEY = re.compile(
    r"""(?:\.[ \t]*+(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+){16}"""
)
"""A key of many parts: reading one takes the square of their number, ten seconds for 64 KiB."""


class PolicyError(Exception):
    """A policy has a hole, a contradiction or an unknown word; the message names the line."""


class PolicyText:
    """One document: its tables, and for whatever is wrong in them the line it stands on."""

    def __init__(self, text: str, *, name: str) -> None:
        """Raises `PolicyError` for what is too long or is not TOML, a key given twice included."""
        self._lines = text.split("\n")  # TOML has no other line breaks
        self._name = name
        if len(text) > MOST_CHARACTERS:
            raise PolicyError(f"{name}:1: expected at most {MOST_CHARACTERS} characters")
        if deep := DEEP_KEY.search(text):
            line = text.count("\n", 0, deep.start()) + 1
            raise PolicyError(f"{name}:{line}: not a policy: nested too deeply")
        try:
            self.raw: Raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = LINE_OF_ERROR.search(str(error))
            line = found.group(1) if found else str(len(self._lines) or 1)
            raise PolicyError(f"{name}:{line}: not TOML: {error}") from None
        except ValueError:
            place = f"{name}:{_line_of_long_number(self._lines)}"
            raise PolicyError(f"{place}: not a policy: a number is too long") from None
        except RecursionError:
            raise PolicyError(f"{name}:1: not a policy: nested too deeply") from None

    def table(self, *path: str) -> Raw:
        """The table at `path`; a missing one is refused, as is anything else in its place."""
        found = self.raw
        for step in path:
            below = found.get(step)
            if not isinstance(below, dict):
                raise self.wrong(path, "a hole: this table is missing or is no table")
            found = cast("Raw", below)
        return found

    def words(self, path: tuple[str, ...], kind: type[Word]) -> list[Word]:
        """The list of words at `path`, each once."""
        listed = self.table(*path[:-1]).get(path[-1])
        if not isinstance(listed, list):
            raise self.wrong(path, "expected a list of words")
        found = [self.word(str(item), kind, path) for item in cast("list[object]", listed)]
        for item in found:
            if found.count(item) > 1:
                raise self.wrong(path, f"a contradiction: {item.value} stands here twice")
        return found

    def word(self, word: str, kind: type[Word], path: tuple[str, ...]) -> Word:
        """The member of `kind` that a word of the line at `path` names."""
        try:
            return kind(word)
        except ValueError:
            expected = ", ".join(str(item.value) for item in kind)
            raise self.wrong(path, f"unknown word {word[:40]!r}; one of {expected}") from None

    def only(self, path: tuple[str, ...], known: frozenset[str]) -> None:
        """Refuse every key of the table at `path` that nobody would read."""
        for key in self.table(*path):
            if key not in known:
                expected = ", ".join(sorted(known))
                raise self.wrong((*path, key), f"unknown word {key[:40]!r}; one of {expected}")

    def place(self, path: tuple[str, ...]) -> str:
        """Where the document says `path`, as `name:line`; a relation's `all` speaks for a role."""
        if path[0] == "relation" and path[3] not in self._caps(path[:3]):
            path = (*path[:2], "all")
        return f"{self._name}:{_line_of(self._lines, path)}"

    def _caps(self, path: tuple[str, ...]) -> Raw:
        found = self.table(*path[:-1]).get(path[-1])
        return cast("Raw", found) if isinstance(found, dict) else {}

    def wrong(self, path: tuple[str, ...], what: str) -> PolicyError:
        """The refusal of what stands, or should stand, at `path`: `name:line: place: what`."""
        place = ".".join(path)
        return PolicyError(f"{self._name}:{_line_of(self._lines, path)}: {place}: {what}")


def _line_of(lines: list[str], path: tuple[str, ...]) -> int:
    """The first line that says `path`, else the one that says most of it, else the first."""
    table: tuple[str, ...] = ()
    best, depth = 1, 0
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if text.startswith("["):
            said = table = _keys(text.strip("[]"))
        elif "=" in text:
            said = (*table, *_keys(text.partition("=")[0]))
        else:
            continue
        if len(said) > depth and path[: len(said)] == said:
            best, depth = number, len(said)
    return best


def _line_of_long_number(lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines, 1) if LONG_NUMBER.search(line)), 1)


def _keys(text: str) -> tuple[str, ...]:
    return tuple(part.strip(" \t\"'") for part in text.split("."))
