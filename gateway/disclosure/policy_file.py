"""Knows how a policy file is read and what makes one acceptable; errors name the line."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import TypeAlias, TypeVar, cast

from gateway.disclosure.policy import (
    CEILINGS,
    DEFAULT_FILE,
    HOLDERS,
    Caps,
    Holder,
    Policy,
    lower,
)
from schema.vocabulary.disclosure import Relation, Visibility
from schema.vocabulary.principals import Purpose, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass

Raw: TypeAlias = Mapping[str, object]
Word = TypeVar("Word", bound=Enum)
CAPPED = (Relation.MY_SITE, Relation.STEP_SITE)
LINE_OF_ERROR = re.compile(r"at line (\d+)")


class PolicyError(Exception):
    """A policy has a hole, a contradiction or an unknown word; the message names the line."""


def load_policy(path: Path = DEFAULT_FILE) -> Policy:
    """The policy in a file; raises `PolicyError`."""
    return parse_policy(path.read_text(encoding="utf-8"), name=path.name)


def parse_policy(text: str, *, name: str = "policy") -> Policy:
    """The policy in a TOML text: total, caps only lower, no grant above a ceiling.

    Raises `PolicyError` as `name:line: what was expected, what came`.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = LINE_OF_ERROR.search(str(error))
        line = found.group(1) if found else "1"
        raise PolicyError(f"{name}:{line}: not TOML: {error}") from None
    return _Reader(text, name=name, raw=raw).policy()


class _Reader:
    """One reading of one text: turns words into enums and remembers where they stood."""

    def __init__(self, text: str, *, name: str, raw: Raw) -> None:
        self._lines = text.splitlines()
        self._name = name
        self._raw = raw

    def policy(self) -> Policy:
        """The checked policy."""
        base = self._base()
        break_glass = self._table("break_glass")
        policy = Policy(
            version=self._version(),
            base=base,
            relation=self._relation(),
            step_roles=frozenset(self._words(self._raw, "", "step_roles", Role)),
            purpose=self._purpose(),
            restricted=self._flag("restricted"),
            erased=self._flag("erased"),
            break_glass_roles=frozenset(self._words(break_glass, "break_glass", "roles", Role)),
            break_glass_opens=frozenset(
                self._words(break_glass, "break_glass", "opens", FieldClass)
            ),
        )
        self._check_ceilings(policy)
        self._check_relations(policy)
        return policy

    def _version(self) -> str:
        version = self._raw.get("version")
        if not isinstance(version, str) or not version:
            raise self._wrong("", "version", "expected a text that names this version")
        return version

    def _base(self) -> Mapping[Holder, Caps]:
        classes = tuple(self._words(self._raw, "", "classes", FieldClass))
        missing = [item.value for item in FieldClass if item not in classes]
        if missing or len(set(classes)) != len(classes):
            raise self._wrong("", "classes", f"every class once; missing: {', '.join(missing)}")
        table = self._table("base")
        for key in table:
            self._holder(key, section="base")
        return {holder: self._base_line(table, holder, classes) for holder in HOLDERS}

    def _base_line(self, table: Raw, holder: Holder, classes: tuple[FieldClass, ...]) -> Caps:
        line = table.get(holder.value)
        if not isinstance(line, str):
            raise self._wrong("base", holder.value, "a hole: this role has no line of words")
        words = line.split()
        if len(words) != len(classes):
            raise self._wrong(
                "base", holder.value, f"expected {len(classes)} words, came {len(words)}"
            )
        seen = [self._word(word, Visibility, "base", holder.value) for word in words]
        return dict(zip(classes, seen, strict=True))

    def _relation(self) -> Mapping[tuple[Relation, Holder], Caps]:
        found: dict[tuple[Relation, Holder], Caps] = {}
        table = self._table("relation")
        for key in table:
            relation = self._enum(key, Relation, "relation", key)
            if relation not in CAPPED:
                raise self._wrong("relation", key, "caps exist for MY_SITE and STEP_SITE only")
        for relation in CAPPED:
            section = f"relation.{relation.value}"
            lines = cast("Raw", table.get(relation.value, {}))
            for key in lines:
                if key != "all":
                    self._holder(key, section=section)
            shared = self._caps(section, "all")
            for holder in HOLDERS:
                if holder is not RealmRole.PRIVACY_OFFICER:
                    own = self._caps(section, holder.value)
                    found[relation, holder] = _both(shared, own)
        return found

    def _purpose(self) -> Mapping[Purpose, Caps]:
        table = self._table("purpose")
        for key in table:
            self._enum(key, Purpose, "purpose", key)
        reachable = [purpose for purpose in Purpose if purpose is not Purpose.ETREAT]
        holes = [purpose.value for purpose in reachable if purpose.value not in table]
        if holes:
            raise self._wrong("purpose", "[purpose]", f"a hole: no line for {', '.join(holes)}")
        if Purpose.ETREAT.value in table:
            raise self._wrong("purpose", Purpose.ETREAT.value, "reached by break-glass only")
        return {purpose: self._caps("purpose", purpose.value) for purpose in reachable}

    def _flag(self, key: str) -> Caps:
        if key not in self._table("flags"):
            raise self._wrong("flags", "[flags]", f"a hole: no line for {key}")
        return self._caps("flags", key)

    def _caps(self, section: str, key: str) -> Caps:
        """A line of caps; a cap of CLEAR lowers nothing and is refused as a mistake."""
        table = self._raw
        for step in section.split("."):
            table = cast("Raw", table.get(step, {}))
        line = table.get(key, {})
        if not isinstance(line, dict):
            raise self._wrong(section, key, 'expected { CLASS = "VISIBILITY", … }')
        caps: dict[FieldClass, Visibility] = {}
        for name, word in cast("dict[str, object]", line).items():
            field_class = self._enum(name, FieldClass, section, key)
            caps[field_class] = self._word(word, Visibility, section, key)
            if caps[field_class] is Visibility.CLEAR:
                raise self._wrong(section, key, f"a cap only lowers, but {name} is CLEAR")
        return caps

    def _check_ceilings(self, policy: Policy) -> None:
        for holder, ceiling in CEILINGS.items():
            for field_class, most in ceiling.items():
                given = policy.base[holder][field_class]
                if given.rank > most.rank:
                    raise self._wrong(
                        "base",
                        holder.value,
                        f"{field_class} is {given}, the legal ceiling is {most}",
                    )
        for role in policy.break_glass_roles & CEILINGS.keys():
            raise self._wrong("break_glass", "roles", f"{role.value} stands under a ceiling")

    def _check_relations(self, policy: Policy) -> None:
        """A farther relation never shows more than a nearer one."""
        for holder in (item for item in HOLDERS if item is not RealmRole.PRIVACY_OFFICER):
            near = policy.relation[Relation.MY_SITE, holder]
            far = policy.relation[Relation.STEP_SITE, holder]
            for field_class, cap in near.items():
                if (
                    holder in policy.step_roles
                    and far.get(field_class, Visibility.CLEAR).rank > cap.rank
                ):
                    raise self._wrong(
                        "relation.STEP_SITE",
                        holder.value,
                        f"a contradiction: {field_class} shows more than at MY_SITE",
                    )

    def _table(self, name: str) -> Raw:
        table = self._raw.get(name)
        if not isinstance(table, dict):
            raise self._wrong(name, f"[{name}]", "this table is missing")
        return cast("Raw", table)

    def _words(self, table: Raw, section: str, key: str, kind: type[Word]) -> list[Word]:
        words = table.get(key)
        if not isinstance(words, list):
            raise self._wrong(section, key, "expected a list of words")
        listed = cast("list[object]", words)
        return [self._word(word, kind, section, key) for word in listed]

    def _word(self, word: object, kind: type[Word], section: str, key: str) -> Word:
        return self._enum(str(word), kind, section, key)

    def _enum(self, word: str, kind: type[Word], section: str, key: str) -> Word:
        try:
            return kind(word)
        except ValueError:
            expected = ", ".join(str(item.value) for item in kind)
            raise self._wrong(section, key, f"unknown word {word!r}; one of {expected}") from None

    def _holder(self, key: str, *, section: str) -> None:
        if key not in {holder.value for holder in HOLDERS}:
            expected = ", ".join(holder.value for holder in HOLDERS)
            raise self._wrong(section, key, f"unknown role; one of {expected}")

    def _wrong(self, section: str, key: str, what: str) -> PolicyError:
        place = f"[{section}] {key}" if section and not key.startswith("[") else key
        return PolicyError(f"{self._name}:{_line_of(self._lines, section, key)}: {place}: {what}")


def _both(first: Caps, second: Caps) -> Caps:
    keys: Iterable[FieldClass] = {**first, **second}
    most = Visibility.CLEAR
    return {key: lower(first.get(key, most), second.get(key, most)) for key in keys}


def _line_of(lines: list[str], section: str, key: str) -> int:
    """Number of the line `key = …` in `[section]`; the section's own, or 1, if it is missing."""
    inside, at = section == "", 1
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text.startswith("["):
            inside = text in {f"[{section}]", f"[{section}.{key}]"}
            at = number if inside else at
        elif inside and text.partition("=")[0].strip().strip('"') == key:
            return number
    return at
