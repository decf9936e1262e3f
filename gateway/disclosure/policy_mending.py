"""Knows how a version that a newer release refuses is made acceptable: by showing less, never more.

Whatever it can't read it withholds: a class that is new, a role or a purpose without a line, a word
that is not known. What stands above a ceiling is lowered to it; what names nothing is left out.
"""

from collections.abc import Mapping
from typing import Final, cast

from gateway.disclosure.policy import CEILINGS, FLAG_CEILINGS, HOLDERS, Caps, Holder, Policy, lower
from gateway.disclosure.policy_file import (
    CAPPED,
    REACHABLE,
    RELATED,
    TOP,
    names_a_version,
    parse_policy,
)
from gateway.disclosure.policy_text import PolicyText, Raw
from gateway.disclosure.policy_words import FLAGS, written
from schema.vocabulary.disclosure import Relation, Visibility
from schema.vocabulary.principals import Role
from schema.vocabulary.sensitivity import FieldClass

NEVER: Final = Visibility.WITHHELD
NOTHING: Final[Raw] = {}
WORDS: Final = {one.value: one for one in Visibility}
CLASSES: Final = {one.value: one for one in FieldClass}
ROLES: Final = {one.value: one for one in Role}


class Mending:
    """One document being mended; `notes` says what was lowered or left out, a line each."""

    def __init__(self, text: str, *, name: str) -> None:
        """Raises `PolicyError` for what is no TOML: no release ever accepted that."""
        self._raw = PolicyText(text, name=name).raw
        self.notes: list[str] = []

    def text(self, *, reason: str) -> str:
        """The document that this release accepts; raises `PolicyError` if there is none."""
        step_roles = self._roles("step_roles", self._raw) - {Role.INTEGRATOR}
        flags = {flag: self._flag(flag) for flag in FLAGS}
        name = self._raw.get("version")
        policy = Policy(
            version=str(name) if names_a_version(name) else "unnamed",
            base={holder: self._base(holder) for holder in HOLDERS},
            relation=self._relations(step_roles),
            step_roles=step_roles,
            purpose={purpose: self._purpose(purpose.value) for purpose in REACHABLE},
            restricted=flags["restricted"],
            erased=flags["erased"],
            break_glass_roles=self._roles("roles", self._table("break_glass")) - CEILINGS.keys(),
            break_glass_opens=frozenset(
                CLASSES[word]
                for word in _list(self._table("break_glass").get("opens"))
                if word in CLASSES
            ),
        )
        made = written(policy, reason=reason)
        parse_policy(made)
        return made

    def _base(self, holder: Holder) -> Caps:
        """The role's line; what it lacks is withheld, what is above the law is lowered."""
        place = f"base.{holder.value}"
        said = dict(
            zip(
                _list(self._raw.get("classes")),
                str(self._table("base").get(holder.value, "")).split(),
                strict=False,
            )
        )
        found: dict[FieldClass, Visibility] = {}
        for name, field_class in CLASSES.items():
            word = WORDS.get(said.get(name, ""))
            if word is None:
                self.notes.append(f"{place}: {name} has no word that is known: WITHHELD")
            most = CEILINGS.get(holder, {}).get(field_class, Visibility.CLEAR)
            found[field_class] = self._at_most(f"{place}: {name}", word or NEVER, most)
        return found

    def _relations(self, step_roles: frozenset[Role]) -> Mapping[tuple[Relation, Holder], Caps]:
        """The caps of each; a farther relation is lowered to what a nearer one shows."""
        found: dict[tuple[Relation, Holder], Caps] = {}
        for relation in CAPPED:
            table = self._table("relation", relation.value)
            place = f"relation.{relation.value}"
            shared = self._caps(f"{place}.all", table.get("all"))
            given = self._table("relation").get(relation.value, table)
            if not isinstance(given, dict) or (not table and self._renamed()):
                shared = self._nothing(place)
            for holder in RELATED:
                own = self._caps(f"{place}.{holder.value}", table.get(holder.value))
                found[relation, holder] = _both(shared, own)
        for holder in step_roles:
            near = found[Relation.MY_SITE, holder]
            found[Relation.STEP_SITE, holder] = _both(found[Relation.STEP_SITE, holder], near)
        return found

    def _purpose(self, name: str) -> Caps:
        table = self._table("purpose")
        place = f"purpose.{name}"
        return self._caps(place, table[name]) if name in table else self._nothing(place)

    def _flag(self, flag: str) -> Caps:
        place, table = f"flags.{flag}", self._table("flags")
        caps = self._caps(place, table[flag]) if flag in table else self._nothing(place)
        lowered = {
            field_class: self._at_most(
                f"{place}: {field_class.value}", caps.get(field_class, Visibility.CLEAR), most
            )
            for field_class, most in FLAG_CEILINGS[flag].items()
        }
        return {**caps, **lowered}

    def _at_most(self, place: str, given: Visibility, most: Visibility) -> Visibility:
        if lower(given, most) is given:
            return given
        self.notes.append(f"{place} is {given.value}, the legal ceiling is {most.value}: lowered")
        return most

    def _caps(self, place: str, line: object) -> Caps:
        """A line of caps; an unknown word caps all, an unknown class is nobody's."""
        if line is not None and not isinstance(line, dict):
            return self._nothing(place, why="is no line of caps")
        found: dict[FieldClass, Visibility] = {}
        for name, word in cast("Raw", line or NOTHING).items():
            if name not in CLASSES:
                self.notes.append(f"{place}: a class that is not known: left out")
                continue
            cap = WORDS.get(str(word))
            if cap is None:
                self.notes.append(f"{place}: {name} has a word that is not known: WITHHELD")
            if cap is not Visibility.CLEAR:
                found[CLASSES[name]] = cap or NEVER
        return found

    def _nothing(self, place: str, *, why: str = "has no line") -> Caps:
        self.notes.append(f"{place}: {why}: every class WITHHELD")
        return dict.fromkeys(FieldClass, NEVER)

    def _renamed(self) -> bool:
        """Whether something has a name that is not known: what is missing may stand under that."""
        below = self._raw.get("relation", NOTHING)
        names = cast("Raw", below).keys() if isinstance(below, dict) else {""}
        return bool(names - {one.value for one in CAPPED} or self._raw.keys() - TOP)

    def _roles(self, key: str, table: Raw) -> frozenset[Role]:
        return frozenset(ROLES[word] for word in _list(table.get(key)) if word in ROLES)

    def _table(self, *path: str) -> Raw:
        found = self._raw
        for step in path:
            below = found.get(step)
            found = cast("Raw", below) if isinstance(below, dict) else NOTHING
        return found


def _both(first: Caps, second: Caps) -> Caps:
    """The lower of two lines of caps, class by class."""
    return {
        name: lower(first.get(name, Visibility.CLEAR), second.get(name, Visibility.CLEAR))
        for name in FieldClass
        if name in first or name in second
    }


def _list(found: object) -> list[str]:
    return [str(one) for one in cast("list[object]", found)] if isinstance(found, list) else []
