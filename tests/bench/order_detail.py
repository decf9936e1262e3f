"""Case: the longest order in full, by the portal's own document, for a coordinator of its site."""

import json
from pathlib import Path
from typing import cast

from tests.bench.case import BenchError, Case, Json, weigh
from tests.bench.ground import Ground

OPERATIONS = Path(__file__).resolve().parents[2] / "frontend" / "operations.json"
FEWEST_FIELDS = 200


def _document() -> str:
    known = cast("dict[str, str]", json.loads(OPERATIONS.read_text(encoding="utf-8")))
    return next(text for text in known.values() if "query Order(" in text)


def _variables(ground: Ground) -> Json:
    return {"id": ground.longest_order}


def _check(data: Json) -> None:
    fields, _ = weigh(data["order"])
    if fields < FEWEST_FIELDS:
        raise BenchError(f"expected an order of {FEWEST_FIELDS} fields or more, got {fields}")


CASE = Case(
    name="order detail",
    person="l.meier",
    role="coordinator",
    document=_document(),
    variables=_variables,
    check=_check,
    plain="tests.bench.plain_order",
)
