"""The worklist that the cases ask for: 13 fields a row, two of them masked for finance."""

from tests.bench.case import Case, Json, rows_of
from tests.bench.ground import Ground

FIELDS = 13
MASKED = 2
"""`vendorOrderNumber` is WITHHELD from finance, `familyName` is PARTIAL (its sealed mask form)."""
ROW = """\
  id kind status overlays nextAction owner urgency exceptionKinds ended
  since { value visibility reason }
  staleAt { value visibility reason }
  vendorOrderNumber { value visibility reason }
  patient { familyName { value visibility reason } }
"""
DOCUMENT = f"query BenchRows($first: Int!) {{ worklist(first: $first) {{ nodes {{\n{ROW}}} }} }}"


def worklist(
    count: int,
    *,
    role: str = "finance",
    person: str = "p.steiner",
    masked: int = MASKED,
    plain: bool = True,
) -> Case:
    """The case of `count` rows, as somebody sees them; `plain`: plain Strawberry is asked, too."""

    def variables(ground: Ground) -> Json:
        del ground
        return {"first": count}

    return Case(
        name=f"worklist of {count:,}" + ("" if role == "finance" else f", {role}"),
        person=person,
        role=role,
        document=DOCUMENT,
        variables=variables,
        check=rows_of(count, fields=FIELDS, masked=masked, at_most=role != "finance"),
        plain="tests.bench.plain" if plain else None,
    )
