"""The legal ceilings, copied by hand from DOMAIN §13, and that a policy passes none of them.

`Ceilings`: what no policy may give a role. `Restriction`, `Erased`: what is shown at most of such a
patient. A document with one cell above its ceiling is refused at that line, cell by cell.
"""

import tomllib
from typing import Final, NamedTuple

import pytest

from gateway.disclosure.policy import CEILINGS, DEFAULT_FILE, FLAG_CEILINGS
from gateway.disclosure.policy_file import parse_policy
from gateway.disclosure.policy_text import PolicyError
from gateway.disclosure.policy_words import choices
from schema.vocabulary.sensitivity import FieldClass

TEXT: Final = DEFAULT_FILE.read_text(encoding="utf-8")
CLASSES: Final = tuple(tomllib.loads(TEXT)["classes"])
LATTICE: Final = ("WITHHELD", "PSEUDONYM", "PARTIAL", "CLEAR")
BY_HAND: Final = """
integrator  DIRECT      PSEUDONYM
integrator  CHAIN       PSEUDONYM
site-admin  DIRECT      WITHHELD
site-admin  CONTACT     WITHHELD
site-admin  QUASI       WITHHELD
site-admin  CHAIN       WITHHELD
site-admin  CLINICAL    WITHHELD
site-admin  SPECIAL     WITHHELD
site-admin  COMMERCIAL  WITHHELD
finance     CLINICAL    WITHHELD
finance     SPECIAL     WITHHELD
logistics   DIRECT      WITHHELD
auditor     DIRECT      PSEUDONYM
restricted  DIRECT      PSEUDONYM
restricted  CONTACT     WITHHELD
restricted  QUASI       WITHHELD
restricted  SPECIAL     WITHHELD
erased      DIRECT      WITHHELD
erased      CONTACT     WITHHELD
erased      QUASI       WITHHELD
erased      CLINICAL    WITHHELD
erased      SPECIAL     WITHHELD
"""
FLAGS: Final = ("restricted", "erased")


class Cell(NamedTuple):
    """A role or a flag, a class of fields, and what is seen of it at most."""

    line: str
    name: str
    most: str

    @property
    def place(self) -> tuple[str, str]:
        """Where a document says it."""
        return ("flags" if self.line in FLAGS else "base", self.line)


CELLS: Final = tuple(Cell(*row.split()) for row in BY_HAND.strip().splitlines())


def above(cell: Cell) -> tuple[str, ...]:
    """What shows more than the ceiling."""
    return LATTICE[LATTICE.index(cell.most) + 1 :]


def saying(cell: Cell, word: str) -> tuple[str, int]:
    """The shipped policy with this word in this cell alone, and the number of its line."""
    lines = TEXT.splitlines()
    at = next(n for n, line in enumerate(lines) if line.split("=")[0].strip() == cell.line)
    key, said = lines[at].split("=", 1)
    if cell.line in FLAGS:
        caps = tomllib.loads(f"caps ={said}")["caps"] | {cell.name: word}
        kept = {name: cap for name, cap in caps.items() if cap != "CLEAR"}  # no cap at all
        said = "{ " + ", ".join(f'{name} = "{cap}"' for name, cap in kept.items()) + " }"
    else:
        words = said.strip().strip('"').split()
        words[CLASSES.index(cell.name)] = word
        said = f'"{" ".join(words)}"'
    lines[at] = f"{key}= {said}"
    return "\n".join(lines), at + 1


TOO_MUCH: Final = tuple((cell, word) for cell in CELLS for word in above(cell))


def test_the_ceilings_are_those_of_the_domain_cell_by_cell() -> None:
    found = {
        Cell(holder.value, name.value, most.value)
        for holder, caps in CEILINGS.items()
        for name, most in caps.items()
    }
    of_flags = {
        Cell(flag, name.value, most.value)
        for flag, caps in FLAG_CEILINGS.items()
        for name, most in caps.items()
    }
    assert found | of_flags == set(CELLS)
    assert len(CELLS) == 22


@pytest.mark.parametrize(("cell", "word"), TOO_MUCH)
def test_one_cell_above_its_ceiling_is_refused_at_its_line(cell: Cell, word: str) -> None:
    text, line = saying(cell, word)
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, name="mine.toml")
    place = ".".join(cell.place)
    told = f"{cell.name} is {word}, the legal ceiling is {cell.most}"
    assert str(caught.value) == f"mine.toml:{line}: {place}: {told}"


@pytest.mark.parametrize("cell", CELLS)
def test_one_cell_at_its_ceiling_is_taken(cell: Cell) -> None:
    """So that the refusals above are of that one cell."""
    text, _ = saying(cell, cell.most)
    parse_policy(text)


@pytest.mark.parametrize("cell", CELLS)
def test_nobody_is_offered_more_than_the_ceiling(cell: Cell) -> None:
    offered = {one.value for one in choices(cell.place, FieldClass(cell.name))}
    assert cell.most in offered
    assert not offered & set(above(cell))
