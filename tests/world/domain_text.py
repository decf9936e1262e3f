"""The tables of docs/domain.md as they are printed: the second source that code is held against."""

import re
from dataclasses import dataclass
from pathlib import Path

TEXT = (Path(__file__).parents[2] / "docs" / "domain.md").read_text(encoding="utf-8")
DASH = "\u2013"


@dataclass(frozen=True)
class Row:
    """A line of the table of statuses."""

    number: int
    code: str
    rank: int | None
    by: frozenset[str]
    stale_h: int | None
    action: str
    owner: str


def statuses() -> dict[str, Row]:
    """§4, by code."""
    found: dict[str, Row] = {}
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 8 or not cells[0].isdigit():
            continue
        action, owner = (part.strip() for part in cells[7].split("→"))
        found[cells[1]] = Row(
            number=int(cells[0]),
            code=cells[1],
            rank=int(cells[2]) if cells[2].isdigit() else None,
            by=frozenset(cells[4].split()),
            stale_h=None if cells[6] == DASH else int(cells[6]),
            action=action,
            owner=owner,
        )
    return found


def exception_kinds() -> list[tuple[str, str, str]]:
    """F14's table: (kind, next action, owner), most urgent first; OTHER last."""
    table = TEXT[TEXT.index("| exceptionKind, most urgent first") :]
    found: list[tuple[str, str, str]] = []
    for line in table.splitlines()[2:]:
        if not line.startswith("|"):
            break
        kinds_cell, action_cell = (cell.strip() for cell in line.strip("|").split("|"))
        actions, owner = (part.strip() for part in action_cell.split("→"))
        kinds = [
            re.split(r"[ ,]", kind.strip())[0] for kind in re.split(r"[,·](?! and)", kinds_cell)
        ]
        each = [action.strip() for action in actions.split("·")]
        for place, kind in enumerate(kinds):
            found.append((kind, each[min(place, len(each) - 1)], owner))
    return found
