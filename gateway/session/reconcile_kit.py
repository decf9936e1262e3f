"""Knows what a difference is: where, what was wanted, what stands there, the calls that mend it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from gateway.session.admin import Json


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the Admin API, below the realm; method CREATE makes the realm itself."""

    method: str
    path: str
    body: object = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Where server and code differ; without `mend` a person has to decide."""

    where: str
    wanted: str
    found: str
    mend: tuple[Call, ...] = ()

    def line(self) -> str:
        """One line for a plan."""
        sign = "~" if self.mend else "!"
        return f"{sign} {self.where}: wanted {self.wanted}, found {self.found}"


def compare(
    wanted: Json, found: Json, *, where: str, mend: str, whole: bool = False
) -> list[Difference]:
    """A difference for each wanted setting; `whole`: the server takes only the full object back."""
    differences: list[Difference] = []
    for name, value in wanted.items():
        if _same(value, found.get(name)):
            continue
        body = {**found, **wanted} if whole else {name: value}
        call = Call("PUT", mend, body)
        differences.append(
            Difference(f"{where}: {name}", text(value), text(found.get(name)), (call,))
        )
    return differences


def named(items: Iterable[Json], key: str) -> dict[str, Json]:
    """The items by that text field."""
    return {str(item[key]): item for item in items if key in item}


def text(value: object) -> str:
    """A setting as a plan shows it."""
    return "nothing" if value is None else json.dumps(value, sort_keys=True)


def _same(wanted: object, found: object) -> bool:
    if isinstance(wanted, list) and isinstance(found, list):
        return sorted(map(text, wanted)) == sorted(map(text, found))  # pyright: ignore[reportUnknownArgumentType]
    return wanted == found
