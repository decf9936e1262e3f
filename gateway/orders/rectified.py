"""Knows how a person is put right: the portal's own facts stand over what manufacturers say.

They are facts like any other, append-only, and no part of an order's fold: they tell nothing of its
journey, and must not make silent news look fresh (DOMAIN F13). ADR 94.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gateway.orders.effective import FactState
from gateway.orders.facts import KeptFact
from schema.vocabulary.facts import RECTIFICATION, JsonValue, OrderDocument, Party
from schema.vocabulary.rights import ManufacturerSays

Person = Callable[[Sequence[KeptFact]], OrderDocument]
"""The patient as these facts say."""


@dataclass(frozen=True, slots=True)
class PutRight:
    """A field that stands corrected: by which fact, and what the manufacturer says of it now."""

    by: KeptFact
    value: JsonValue
    says: ManufacturerSays


def is_rectification(one: KeptFact) -> bool:
    """Whether a fact puts a person right; nobody but the portal can."""
    return one.fact.kind == RECTIFICATION and one.fact.party is Party.PORTAL


def put_right(kept: Sequence[KeptFact], *, person: Person) -> dict[str, PutRight]:
    """Each corrected field of a patient, by its name; of several corrections the last stands.

    `kept` are the facts of all the patient's orders.
    """
    told = [one for one in kept if not is_rectification(one)]
    now = person(told)
    found: dict[str, PutRight] = {}
    for one in sorted(filter(is_rectification, kept), key=KeptFact.by_time):
        before = person([fact for fact in told if fact.fact.learned_at <= one.fact.learned_at])
        for name, value in _corrected(one).items():
            says = _says(value, now=now.get(name), before=before.get(name))
            found[name] = PutRight(one, value, says)
    return found


def over(person: Mapping[str, JsonValue], corrected: Mapping[str, PutRight]) -> OrderDocument:
    """The person with every correction in place."""
    return {**person, **{name: one.value for name, one in corrected.items()}}


def contradicted(corrected: Mapping[str, PutRight]) -> bool:
    """Whether a manufacturer has said something new against a correction that stands."""
    return any(one.says is ManufacturerSays.OTHERWISE for one in corrected.values())


def states(kept: Sequence[KeptFact], corrected: Mapping[str, PutRight]) -> OrderDocument:
    """What became of each rectification among these facts, by its digest."""
    standing = {one.by.fact.ref for one in corrected.values()}
    return {
        one.digest: {
            "state": (FactState.COUNTS if one.fact.ref in standing else FactState.SUPERSEDED).value,
            "corrected_by": None,
        }
        for one in kept
        if is_rectification(one)
    }


def _corrected(one: KeptFact) -> OrderDocument:
    patient = one.payload.get("patient")
    return patient if isinstance(patient, dict) else {}


def _says(value: JsonValue, *, now: JsonValue, before: JsonValue) -> ManufacturerSays:
    if now == value:
        return ManufacturerSays.SAME
    return ManufacturerSays.AS_BEFORE if now == before else ManufacturerSays.OTHERWISE
