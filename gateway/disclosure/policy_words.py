"""Knows a policy as a table of cells that a person can change, and how it is written down again."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final, NamedTuple, TypeAlias

from gateway.disclosure.policy import (
    CEILINGS,
    FLAG_CEILINGS,
    HOLDERS,
    Caps,
    Policy,
    in_form,
)
from gateway.disclosure.policy_file import CAPPED, REACHABLE, RELATED
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.sensitivity import FieldClass

Place: TypeAlias = tuple[str, ...]
"""A line: (base, role), (relation, relation, role), (purpose, purpose) or (flags, flag)."""
CLASSES: Final = tuple(FieldClass)
FLAGS: Final = ("restricted", "erased")
NONE: Final[Caps] = {}
HEADER: Final = """\
# The disclosure policy, DOMAIN §13. A line is a role (or a class) and what it may see at most.
# Words in a [base] line stand in the order of `classes`. Caps can only lower what [base] gives.
"""


class Cell(NamedTuple):
    """What a line says of a class; in a line of caps CLEAR says nothing."""

    place: Place
    field_class: FieldClass
    visibility: Visibility


class UnknownPlaceError(Exception):
    """A policy has no such line."""


def lines_of(policy: Policy) -> dict[Place, Caps]:
    """Every line of the policy with all that it says, the base table first."""
    return {
        **{("base", holder.value): policy.base[holder] for holder in HOLDERS},
        **{
            ("relation", relation.value, holder.value): policy.relation.get(
                (relation, holder), NONE
            )
            for relation in CAPPED
            for holder in RELATED
        },
        **{("purpose", purpose.value): policy.purpose[purpose] for purpose in REACHABLE},
        ("flags", "restricted"): policy.restricted,
        ("flags", "erased"): policy.erased,
    }


def choices(place: Place, field_class: FieldClass) -> tuple[Visibility, ...]:
    """What a cell may say: the forms that its class has, none above the legal ceiling."""
    most = _ceilings(place).get(field_class, Visibility.CLEAR)
    return tuple(
        one for one in Visibility if in_form(one, field_class) is one and one.rank <= most.rank
    )


def with_cells(policy: Policy, cells: Iterable[Cell]) -> Policy:
    """The policy with these cells changed, not yet checked; raises `UnknownPlaceError`."""
    lines = {place: dict(caps) for place, caps in lines_of(policy).items()}
    for place, field_class, visibility in cells:
        if place not in lines:
            raise UnknownPlaceError
        lines[place][field_class] = visibility
    said = {place: caps if place[0] == "base" else _lowering(caps) for place, caps in lines.items()}
    return replace(
        policy,
        base={holder: said["base", holder.value] for holder in HOLDERS},
        relation={
            (relation, holder): said["relation", relation.value, holder.value]
            for relation in CAPPED
            for holder in RELATED
        },
        purpose={purpose: said["purpose", purpose.value] for purpose in REACHABLE},
        restricted=said["flags", "restricted"],
        erased=said["flags", "erased"],
    )


def written(policy: Policy, *, reason: str | None = None) -> str:
    """The policy as a document, which `parse_policy` reads as the same one; `reason` is one line.

    Comments of the document that it came from are not in it.
    """
    name = policy.version.rpartition("@")[0] or policy.version
    top = [
        f"version = {quoted(name)}",
        *([] if reason is None else [f"reason = {quoted(reason)}"]),
        f"classes = {_listed(item.value for item in CLASSES)}",
        f"step_roles = {_listed(sorted(policy.step_roles))}",
    ]
    return "\n".join(
        [
            HEADER + "\n".join(top),
            "\n[base]",
            *(f'{holder.value} = "{_words(policy.base[holder])}"' for holder in HOLDERS),
            *(line for relation in CAPPED for line in _relation(policy, relation.value)),
            "\n[purpose]",
            *(f"{one.value} = {_inline(policy.purpose[one])}" for one in REACHABLE),
            "\n[flags]",
            f"restricted = {_inline(policy.restricted)}",
            f"erased = {_inline(policy.erased)}",
            "\n[break_glass]",
            f"roles = {_listed(sorted(policy.break_glass_roles))}",
            f"opens = {_listed(sorted(item.value for item in policy.break_glass_opens))}",
            "",
        ]
    )


def with_reason(text: str, policy: Policy, reason: str) -> str:
    """A document that says `policy`, with a reason of its own in the place of an earlier one."""
    if reason_of(text) is None:
        return f"reason = {quoted(reason)}\n{text}"
    return written(policy, reason=reason)


def reason_of(text: str) -> str | None:
    """Why its author wanted a document, if they said so."""
    with suppress(tomllib.TOMLDecodeError, RecursionError):
        found: object = tomllib.loads(text).get("reason")
        return found if isinstance(found, str) else None
    return None


def quoted(text: str) -> str:
    """One printable line as a TOML text."""
    return json.dumps(text, ensure_ascii=False)


def _ceilings(place: Place) -> Caps:
    match place:
        case ("base", role):
            found = {holder.value: caps for holder, caps in CEILINGS.items()}
            return found.get(role, NONE)
        case ("flags", flag):
            return FLAG_CEILINGS[flag]
        case _:
            return NONE


def _lowering(caps: Caps) -> Caps:
    return {name: cap for name, cap in caps.items() if cap is not Visibility.CLEAR}


def _relation(policy: Policy, relation: str) -> list[str]:
    """A relation's table: what holds for every role in the line of all, the rest by role."""
    by_role = {
        place[2]: caps
        for place, caps in lines_of(policy).items()
        if place[:2] == ("relation", relation)
    }
    first, *others = by_role.values()
    shared = {
        name: cap for name, cap in first.items() if all(one.get(name) is cap for one in others)
    }
    own = {
        role: {name: cap for name, cap in caps.items() if name not in shared}
        for role, caps in by_role.items()
    }
    return [
        f"\n[relation.{relation}]",
        *([f"all = {_inline(shared)}"] if shared else []),
        *(f"{role} = {_inline(caps)}" for role, caps in own.items() if caps),
    ]


def _words(line: Caps) -> str:
    return " ".join(line[item].value for item in CLASSES)


def _inline(caps: Mapping[FieldClass, Visibility]) -> str:
    said = ", ".join(f'{item.value} = "{caps[item].value}"' for item in CLASSES if item in caps)
    return f"{{ {said} }}" if said else "{}"


def _listed(words: Iterable[str]) -> str:
    return f"[{', '.join(quoted(word) for word in words)}]"
