"""Knows the kinds of exceptions and how urgent each is, DOMAIN §5 F14."""

from dataclasses import dataclass
from types import MappingProxyType

PATIENT_ENDED = frozenset({"PATIENT_DIED", "PATIENT_WITHDREW"})
"""Settled by an end status (F13)."""


@dataclass(frozen=True, slots=True)
class ExceptionRule:
    """What an exception asks for: its place in F14 (1 is the most urgent), action and owner."""

    row: int
    action: str
    owner: str


_TABLE = """
1 IDENTITY_MISMATCH QUARANTINE_AND_REVIEW quality
1 CONTAMINATION QUARANTINE_AND_REVIEW quality
2 CONDITIONING_WITHOUT_PRODUCT CONFIRM_PRODUCT_AVAILABILITY physician
3 TEMPERATURE_EXCURSION QUARANTINE_AND_REVIEW quality
3 DAMAGE QUARANTINE_AND_REVIEW quality
3 EXPIRED QUARANTINE_AND_REVIEW quality
4 PATIENT_DIED CLOSE_ORDER coordinator
4 PATIENT_WITHDREW CLOSE_ORDER coordinator
5 OUT_OF_SPEC DECIDE_OUT_OF_SPEC physician
6 MANUFACTURING_FAILED DECIDE_AFTER_FAILURE physician
7 RECOLLECTION BOOK_RECOLLECTION coordinator
8 SHIPMENT_DELAY REPLAN_DATES coordinator
"""
OTHER = ExceptionRule(row=9, action="REVIEW_EXCEPTION", owner="quality")


def _rules() -> dict[str, ExceptionRule]:
    rules: dict[str, ExceptionRule] = {}
    for line in _TABLE.strip().splitlines():
        row, kind, action, owner = line.split()
        rules[kind] = ExceptionRule(row=int(row), action=action, owner=owner)
    return rules


RULES = MappingProxyType(_rules())
_ORDER = {kind: place for place, kind in enumerate(RULES)}


def rule_of(kind: str) -> ExceptionRule:
    """What this kind asks for; any kind not listed is as urgent as OTHER."""
    return RULES.get(kind, OTHER)


def by_urgency(kinds: set[str]) -> tuple[str, ...]:
    """The kinds, most urgent first; unlisted ones last, by name."""
    return tuple(sorted(kinds, key=lambda kind: (_ORDER.get(kind, len(_ORDER)), kind)))
