"""Knows which facts fit the store: a vendor is hostile input, whatever its mapping let through."""

from collections.abc import Iterator

from connectors.kit.contract import Problem
from connectors.kit.errors import Cause
from gateway.orders.facts import flaw_of
from schema.vocabulary.facts import SourcedFact

CODE = 64
NAME = 200
LARGEST = 2**31 - 1
YEARS = range(1000, 10_000)
CODES = ("site_id", "collecting_site_id", "processing_site_id", "infusing_site_id", "product_code")


def flaw(one: SourcedFact) -> Problem | None:
    """Why a fact can't be kept, or None. Names the place and what was expected, not the value.

    Beyond what the order record asks of a document: what the plain columns of a row can hold,
    which PostgreSQL refuses together with the whole page and SQLite lets pass.
    """
    detail = flaw_of(one) or next(_too_large(one), None)
    if detail is None:
        return None
    return Problem(cause=Cause.MALFORMED.value, pointer=one.pointer, detail=detail)


def _too_large(one: SourcedFact) -> Iterator[str]:
    payload = one.payload
    texts = [(name, payload.get(name), CODE) for name in CODES]
    team = payload.get("care_team")
    texts += [("care_team", subject, CODE) for subject in (team if isinstance(team, list) else ())]
    texts += [("vendor_code", one.vendor_code, NAME)]
    for name, text, most in texts:
        if isinstance(text, str) and len(text) > most:
            yield f"{name}: expected at most {most} characters"
    doses = payload.get("planned_doses")
    if isinstance(doses, int) and not 0 <= doses <= LARGEST:
        yield f"planned_doses: expected a number from 0 to {LARGEST}"
    times = {"happened_at": one.fact.happened_at, "recorded_at": one.recorded_at}
    for name, instant in times.items():
        if instant is not None and (instant.tzinfo is None or instant.year not in YEARS):
            yield f"{name}: expected an instant with a zone in a year of four digits"
