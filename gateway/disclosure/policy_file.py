"""Knows how a policy document is read and what makes one acceptable; errors name the line."""

import json
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Final, cast

from gateway.disclosure.policy import (
    CEILINGS,
    DEFAULT_FILE,
    FLAG_CEILINGS,
    HOLDERS,
    Caps,
    Holder,
    Policy,
    lower,
)
from gateway.disclosure.policy_text import PolicyError, PolicyText, Raw
from schema.vocabulary.disclosure import Relation, Visibility
from schema.vocabulary.principals import PURPOSES, Purpose, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass

DIGEST_LENGTH: Final = 12
CAPPED = (Relation.MY_SITE, Relation.STEP_SITE)
HOLDER_WORDS = frozenset(holder.value for holder in HOLDERS)
RELATED = tuple(holder for holder in HOLDERS if holder is not RealmRole.PRIVACY_OFFICER)
"""Whom a relation can lower: the privacy officer stands in none."""

REACHABLE = tuple(
    purpose for purpose in Purpose if any(purpose in held for held in PURPOSES.values())
)
TABLES = frozenset({"base", "relation", "purpose", "flags", "break_glass"})
TOP = TABLES | {"version", "reason", "classes", "step_roles"}
LONGEST_REASON: Final = 500
LONGEST_NAME: Final = 100


def load_policy(path: Path = DEFAULT_FILE) -> Policy:
    """The policy in a file; raises `PolicyError`, for a file that can't be read as well."""
    return parse_policy(policy_text(path), name=path.name)


def policy_text(path: Path = DEFAULT_FILE) -> str:
    """A policy file as it stands; raises `PolicyError` if it can't be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path.name}:1: can't be read as UTF-8 text: {error}") from None


def parse_policy(text: str, *, name: str = "policy") -> Policy:
    """The policy in a TOML text: total, caps only lower, no grant above a ceiling.

    Raises `PolicyError` as `name:line: place: what was expected, what came`.
    """
    document = PolicyText(text, name=name)
    document.only((), TOP)
    _check_reason(document)
    document.only(("flags",), frozenset({"restricted", "erased"}))
    document.only(("break_glass",), frozenset({"roles", "opens"}))
    policy = Policy(
        version=_version(document),
        base=_base(document),
        relation=_relation(document),
        step_roles=frozenset(document.words(("step_roles",), Role)),
        purpose=_purpose(document),
        restricted=_flag(document, "restricted"),
        erased=_flag(document, "erased"),
        break_glass_roles=frozenset(document.words(("break_glass", "roles"), Role)),
        break_glass_opens=frozenset(document.words(("break_glass", "opens"), FieldClass)),
    )
    _check_ceilings(document, policy)
    _check_relations(document, policy)
    return replace(policy, version=f"{policy.version}@{_digest(policy)}")


def _digest(policy: Policy) -> str:
    """Twelve hex digits of SHA-256 over what the policy says, whatever its order and comments."""
    said = {
        "base": {holder.value: policy.base[holder] for holder in HOLDERS},
        "relation": {
            f"{relation.value} {holder.value}": caps
            for (relation, holder), caps in policy.relation.items()
        },
        "step_roles": sorted(policy.step_roles),
        "purpose": policy.purpose,
        "flags": [policy.restricted, policy.erased],
        "break_glass": [sorted(policy.break_glass_roles), sorted(policy.break_glass_opens)],
    }
    text = json.dumps(said, sort_keys=True, default=_word_of)
    return sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def _word_of(item: object) -> str:
    return str(item.value) if isinstance(item, Enum) else str(item)


def _version(document: PolicyText) -> str:
    version = document.raw.get("version")
    if not names_a_version(version):
        expected = f"expected a text that names this version, at most {LONGEST_NAME} characters"
        raise document.wrong(("version",), expected)
    return str(version)


def names_a_version(version: object) -> bool:
    """Whether it is one line that the store keeps, with a digest behind it, and a log can show."""
    return (
        isinstance(version, str)
        and bool(version.strip())
        and version.isprintable()
        and len(version) <= LONGEST_NAME
    )


def _check_reason(document: PolicyText) -> None:
    """Why its author wants it, if they say so: for people, and no part of what it says."""
    reason = document.raw.get("reason", "-")
    if not isinstance(reason, str) or not fits(reason):
        raise document.wrong(("reason",), f"expected one line, at most {LONGEST_REASON} characters")


def fits(reason: str) -> bool:
    """Whether a reason is one line that is not too long."""
    return bool(reason.strip()) and reason.isprintable() and len(reason) <= LONGEST_REASON


def _base(document: PolicyText) -> Mapping[Holder, Caps]:
    classes = tuple(document.words(("classes",), FieldClass))
    missing = [item.value for item in FieldClass if item not in classes]
    if missing:
        raise document.wrong(("classes",), f"a hole: no word for {', '.join(missing)}")
    document.only(("base",), HOLDER_WORDS)
    return {holder: _base_line(document, holder, classes) for holder in HOLDERS}


def _base_line(document: PolicyText, holder: Holder, classes: tuple[FieldClass, ...]) -> Caps:
    path = ("base", holder.value)
    line = document.table("base").get(holder.value)
    if not isinstance(line, str):
        raise document.wrong(path, "a hole: this role has no line of words")
    words = line.split()
    if len(words) != len(classes):
        raise document.wrong(path, f"expected {len(classes)} words, came {len(words)}")
    seen = [document.word(word, Visibility, path) for word in words]
    return dict(zip(classes, seen, strict=True))


def _relation(document: PolicyText) -> Mapping[tuple[Relation, Holder], Caps]:
    document.only(("relation",), frozenset(relation.value for relation in CAPPED))
    found: dict[tuple[Relation, Holder], Caps] = {}
    for relation in CAPPED:
        path = ("relation", relation.value)
        document.only(path, frozenset({"all"} | {holder.value for holder in RELATED}))
        shared = _caps(document, (*path, "all"))
        for holder in RELATED:
            own = _caps(document, (*path, holder.value))
            for field_class in own.keys() & shared.keys():
                raise document.wrong(
                    (*path, holder.value),
                    f"a contradiction: {field_class} is said here and in the line of all",
                )
            found[relation, holder] = {**shared, **own}
    return found


def _purpose(document: PolicyText) -> Mapping[Purpose, Caps]:
    table = document.table("purpose")
    if Purpose.ETREAT.value in table:
        raise document.wrong(("purpose", Purpose.ETREAT.value), "reached by break-glass only")
    document.only(("purpose",), frozenset(purpose.value for purpose in REACHABLE))
    holes = [purpose.value for purpose in REACHABLE if purpose.value not in table]
    if holes:
        raise document.wrong(("purpose",), f"a hole: no line for {', '.join(holes)}")
    return {purpose: _caps(document, ("purpose", purpose.value)) for purpose in REACHABLE}


def _flag(document: PolicyText, key: str) -> Caps:
    if key not in document.table("flags"):
        raise document.wrong(("flags",), f"a hole: no line for {key}")
    caps = _caps(document, ("flags", key))
    for field_class, most in FLAG_CEILINGS[key].items():
        given = caps.get(field_class, Visibility.CLEAR)
        if lower(given, most) is not given:
            raise document.wrong(
                ("flags", key), f"{field_class} is {given}, the legal ceiling is {most}"
            )
    return caps


def _caps(document: PolicyText, path: tuple[str, ...]) -> Caps:
    """A line of caps, none if it is missing; a cap of CLEAR lowers nothing and is a mistake."""
    line = document.table(*path[:-1]).get(path[-1], {})
    if not isinstance(line, dict):
        raise document.wrong(path, 'expected { CLASS = "VISIBILITY", … }')
    caps: dict[FieldClass, Visibility] = {}
    for name, word in cast("Raw", line).items():
        field_class = document.word(name, FieldClass, path)
        caps[field_class] = document.word(str(word), Visibility, path)
        if caps[field_class] is Visibility.CLEAR:
            raise document.wrong(path, f"a cap only lowers, but {name} is CLEAR")
    return caps


def _check_ceilings(document: PolicyText, policy: Policy) -> None:
    """No grant above the law; no other way past it."""
    for holder, ceiling in CEILINGS.items():
        for field_class, most in ceiling.items():
            given = policy.base[holder][field_class]
            if lower(given, most) is not given:
                raise document.wrong(
                    ("base", holder.value),
                    f"{field_class} is {given}, the legal ceiling is {most}",
                )
    for role in sorted(policy.break_glass_roles & CEILINGS.keys()):
        raise document.wrong(("break_glass", "roles"), f"{role.value} stands under a ceiling")
    if Role.INTEGRATOR in policy.step_roles:
        raise document.wrong(("step_roles",), "an integrator's scopes name an order's own site")


def _check_relations(document: PolicyText, policy: Policy) -> None:
    """A farther relation never shows more than a nearer one."""
    most = Visibility.CLEAR
    for holder in (holder for holder in RELATED if holder in policy.step_roles):
        far = policy.relation[Relation.STEP_SITE, holder]
        for field_class, cap in policy.relation[Relation.MY_SITE, holder].items():
            if far.get(field_class, most).rank > cap.rank:
                raise document.wrong(
                    ("relation", Relation.STEP_SITE.value, holder.value),
                    f"a contradiction: {field_class} shows more than at MY_SITE",
                )
