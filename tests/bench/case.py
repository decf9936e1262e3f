"""What a case is: who asks for what, and what the answer must look like to be worth timing."""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import msgspec

from tests.bench.ground import Ground, digest

Json = dict[str, object]
MASKS = frozenset({"PARTIAL", "PSEUDONYM", "WITHHELD"})


class BenchError(Exception):
    """The figures would not be what they say; the message tells why."""


def within_a_folder(bench: Callable[[Path], Coroutine[object, object, None]]) -> int:
    """Runs a bench in a folder of its own; 1, and why, when its figures would not hold."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(bench(Path(folder)))
        except BenchError as error:
            sys.stderr.write(f"✗ {error}\n")
            return 1
    return 0


@dataclass(frozen=True, kw_only=True)
class Case:
    """One operation of one caller. `check` raises `BenchError` for an answer of another shape.

    `plain`: the module that answers the same by plain Strawberry, if there is one.
    """

    name: str
    person: str
    role: str
    document: str
    variables: Callable[[Ground], Json]
    check: Callable[[Json], None]
    plain: str | None = None

    def body(self, ground: Ground) -> bytes:
        """The request's body: the document by its digest, as the portal sends it."""
        asked = {"documentId": digest(self.document), "variables": self.variables(ground)}
        return msgspec.json.encode(asked)

    def look_at(self, answer: bytes) -> None:
        """Raises `BenchError` when the answer is not the one to be timed."""
        found = msgspec.json.decode(answer, type=Json)
        if "errors" in found or not isinstance(found.get("data"), dict):
            raise BenchError(f"{self.name}: expected data without errors, got {answer[:300]!r}")
        self.check(cast("Json", found["data"]))


def rows_of(
    count: int, *, fields: int, masked: int, at_most: bool = False
) -> Callable[[Json], None]:
    """A check: the worklist has `count` rows of so many fields, so many (`at_most`) masked."""

    def check(data: Json) -> None:
        rows = cast("list[Json]", cast("Json", data["worklist"])["nodes"])
        shapes = {weigh(row) for row in rows}
        fitting = {(fields, number) for number in range(0 if at_most else masked, masked + 1)}
        if len(rows) != count or not shapes <= fitting:
            raise BenchError(
                f"expected {count} rows of {fields} fields, {masked} masked; "
                f"got {len(rows)} of (fields, masked) {sorted(shapes)}"
            )

    return check


def weigh(value: object) -> tuple[int, int]:
    """How many fields a part of an answer has, and how many of them are masked."""
    if isinstance(value, dict):
        part = cast("Json", value)
        if "visibility" in part and "value" in part:
            return 1, int(part["visibility"] in MASKS)
        weights = [weigh(item) for item in part.values()]
    elif isinstance(value, list) and any(isinstance(one, dict) for one in cast("Items", value)):
        weights = [weigh(item) for item in cast("Items", value)]
    else:
        return 1, 0
    return sum(fields for fields, _ in weights), sum(masked for _, masked in weights)


Items = list[object]
