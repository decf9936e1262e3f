"""Every command there is, and how each is walked with a value typed wherever text may stand."""

from collections.abc import Iterator
from typing import Final

from typer.core import TyperGroup
from typer.main import get_command

from gateway.cli import commands

Name = tuple[str, ...]
Command = tuple[Name, frozenset[str]]
"""The words that call it, and what it takes: the names of its arguments and options."""

TYPED: Final = "{typed}"
OFFICER: Final = ("--by", "officer")
WALKED: Final[tuple[tuple[Name, tuple[str, ...]], ...]] = (
    (("migrate",), ()),
    (("migrate",), ("--to", "head")),
    (("keys",), ()),
    (("sdl",), ()),
    (("explain",), ("{document}", "--role", "coordinator", "--site", "a")),
    (("explain",), ("{file}", "--role", "coordinator", "--site", "a")),
    (("explain",), ("{document}", "--role", TYPED, "--site", "a")),
    (("explain",), ("{document}", "--role", "coordinator", "--site", TYPED)),
    (
        ("explain",),
        ("{document}", "--role", "coordinator", "--site", "a", "--variables", TYPED, "--unassured"),
    ),
    (("explain",), ("{document}", "--role", "coordinator", "--site", "a", "--purpose", TYPED)),
    (("policy", "list"), ()),
    (("policy", "show"), ()),
    (("policy", "show"), ("1",)),
    (("policy", "check"), ()),
    (("policy", "check"), ("{file}",)),
    (("policy", "preview"), ("{policy}",)),
    (("policy", "preview"), ("{file}",)),
    (("policy", "mend"), ("--dry-run",)),
    (("policy", "mend"), ()),
    (("audit", "keys"), ()),
    (("audit", "resend"), ()),
    (("audit", "resend"), ("--after", "1", "--key", TYPED)),
    (("audit", "verify"), ()),
    (("audit", "verify"), ("{file}",)),
    (("audit", "verify"), ("--key", TYPED, "--second-place", "{second}")),
    (("audit", "verify"), ("--second-place", "{file}")),
    (("audit", "report"), ("{out}", "--patient", "patient-TEAM")),
    (("audit", "report"), ("{out}", "--patient", TYPED)),
    (("audit", "export"), ("{out}",)),
    (("audit", "export"), ("{out}", "--fhir")),
    (("audit", "export"), ("{out}", "--since", TYPED)),
    (("audit", "export"), ("{out}", "--until", TYPED)),
    (("retention",), ("--dry-run",)),
    (("retention",), ()),
    (("replay",), ()),
    (("rebuild",), ()),
    (("vault", "reindex"), ()),
    (("vault", "rotate"), ()),
    (("vault", "rotate"), ("--prepare",)),
    (("vault", "rotate"), ("--values",)),
    (("vault", "rotate"), ("--index",)),
    (("vault", "erase"), (TYPED, *OFFICER)),
    (("vault", "erase"), ("patient-TEAM", "--by", TYPED)),
    (("vault", "erase"), ("patient-TEAM", *OFFICER, "--confirm", TYPED)),
    (("vault", "erase"), ("patient-TEAM", *OFFICER)),
    (("vault", "erase"), ("patient-TEAM", *OFFICER, "--confirm", "{code}")),
    (("audit", "rotate-key"), ()),
)
"""In this order over one store: what each is given.

No text stands where a number belongs: the parser says it again, to who just typed it.
"""

REFUSED: Final = frozenset({("policy", "mend")})
"""Walked and always refused: the policy in force holds, so there is nothing to lower."""

NOT_WALKED: Final[dict[Name, str]] = {
    ("serve",): "serves until it is stopped: what it says is the walk of the other tests",
    ("worker",): "works until it is stopped; prints nothing, and logs are one sink (ADR 81)",
    ("realm",): "asks Keycloak, which holds staff and never a patient; opens no store",
    ("dev",): "starts the pretend world until it is stopped; in no wheel, pretend people",
    ("token",): "asks the pretend world's Keycloak; opens no store",
    ("sandbox",): "writes a switch of the pretend world; opens no store",
}
"""Commands that the canary leaves out, each with why no protected value can come out of it."""


def all_commands() -> frozenset[Command]:
    """What the command line's own parser knows, groups resolved."""
    group = get_command(commands)
    assert isinstance(group, TyperGroup)
    return frozenset(_below(group, ()))


def _below(group: TyperGroup, words: Name) -> Iterator[Command]:
    for name, one in group.commands.items():
        if isinstance(one, TyperGroup):
            yield from _below(one, (*words, name))
        else:
            names = (next((opt for opt in p.opts if "-" in opt), p.name or "") for p in one.params)
            yield (*words, name), frozenset(names)


def unwalked(known: frozenset[Command]) -> list[str]:
    """What is neither walked nor left out, option by option; and what either names in vain."""
    names = {name for name, _ in known}
    walked = {name for name, _ in WALKED}
    found = [f"{' '.join(one)}: walked or left out?" for one in names - walked - set(NOT_WALKED)]
    found += [f"{' '.join(one)}: no command" for one in (walked | set(NOT_WALKED)) - names]
    found += [f"{' '.join(one)}: walked and left out" for one in walked & set(NOT_WALKED)]
    for name, taken in known:
        given = {word for one, words in WALKED if one == name for word in words}
        missing = {one for one in taken if one.startswith("-")} - given
        found += [f"{' '.join(name)} {one}: never given" for one in missing if name in walked]
    return sorted(found)
