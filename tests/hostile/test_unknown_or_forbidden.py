"""What is unknown and what is somebody else's: the same bytes, statements and time by each key."""

from pathlib import Path
from random import Random
from time import process_time_ns
from typing import Final, cast

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLNamedType,
    get_named_type,
    is_interface_type,
    is_object_type,
)

from gateway.orders.found_by import identifiers_of
from gateway.store.engine import Store
from gateway.vault.spelling import DAY
from schema.vocabulary.lookups import LookUp, classes_of
from schema.vocabulary.principals import Principal, Role
from tests.gateway.disclosure.expected import told
from tests.gateway.disclosure.oracle import exists, sees
from tests.gateway.disclosure.test_answers import everything
from tests.hostile.test_side_doors import asked
from tests.world.allowed import stands_to
from tests.world.asking import someone
from tests.world.both_ways import SCHEMA, Ground
from tests.world.drawn_orders import RandomOrder
from tests.world.loop import run
from tests.world.watched import watched

ORDER: Final = everything("Order")
PATIENT: Final = everything("Patient")
EITHER: Final = f"{{ id ... on Order {ORDER} ... on Patient {PATIENT} }}"
KEYS: Final = {
    ("order", "id"): (f"query($t: ID!) {{ order(by: {{id: $t}}) {ORDER} }}", "order_id"),
    ("order", "coi"): (f"query($t: String!) {{ order(by: {{coi: $t}}) {ORDER} }}", LookUp.COI),
    ("order", "din"): (f"query($t: String!) {{ order(by: {{din: $t}}) {ORDER} }}", LookUp.DIN),
    ("order", "vendorOrderNumber"): (
        f"query($t: String!) {{ order(by: {{vendorOrderNumber: $t}}) {ORDER} }}",
        LookUp.VENDOR_ORDER_NUMBER,
    ),
    ("patientOrders", "mrn"): (
        f"query($t: String!) {{ patientOrders(by: {{mrn: $t}}) {ORDER} }}",
        LookUp.MRN,
    ),
    ("patientOrders", "nameAndBirthDate"): (
        f"query($t: NameAndBirthDate!) {{ patientOrders(by: {{nameAndBirthDate: $t}}) {ORDER} }}",
        LookUp.NAME_AND_BIRTH_DATE,
    ),
    ("node", "id"): (f"query($t: ID!) {{ node(id: $t) {EITHER} }}", "order_id"),
    ("node", "id of a patient"): (f"query($t: ID!) {{ node(id: $t) {EITHER} }}", "patient_id"),
    ("patient", "id"): (f"query($t: ID!) {{ patient(id: $t) {PATIENT} }}", "patient_id"),
}
"""(root, key) → how it is asked, and by what of an order."""
ME: Final = someone(Role.COORDINATOR)
TIMED: Final = {name: how for name, how in KEYS.items() if name != ("order", "din")}
"""No order with a DIN is this viewer's here, to show that a difference would be seen."""
ROUNDS: Final = 150


def test_every_key_of_the_schema_is_asked() -> None:
    """A root that finds records by a key, or a new key of one, needs a case here."""
    query = SCHEMA.query_type
    assert query is not None
    found: set[tuple[str, str]] = set()
    for root, one in query.fields.items():
        result = cast("GraphQLNamedType", get_named_type(one.type))
        node = SCHEMA.type_map["Node"]
        records = is_interface_type(node) and (
            result is node or (is_object_type(result) and node in result.interfaces)
        )
        for name, argument in one.args.items() if records else ():
            kind = cast("GraphQLNamedType", get_named_type(argument.type))
            keys = kind.fields if isinstance(kind, GraphQLInputObjectType) else (name,)
            found |= {(root, key) for key in keys}
    assert found == {(root, key) for root, key in KEYS if " of " not in key}


def values_of(one: RandomOrder, key: str) -> set[str]:
    """What an order is found by."""
    if key in {"order_id", "patient_id"}:
        return {str(getattr(one, key))}
    return {text for name, text in identifiers_of(one.document, one.person) if name == key}


def hidden_values(on: Ground, me: Principal, key: str) -> list[str]:
    """Those of orders of which none exists for this principal, each once."""
    there = {v for o in on.told if exists(told(me), stands_to(o, me)) for v in values_of(o, key)}
    every = [value for one in on.told for value in sorted(values_of(one, key))]
    return [value for value in dict.fromkeys(every) if value not in there]


def visible_value(on: Ground, me: Principal, key: str) -> str:
    """One of an order that this principal finds by it."""
    needed = (
        frozenset[str]() if key.endswith("_id") and key != LookUp.COI else classes_of(LookUp(key))
    )
    clear = (
        one
        for one in on.told
        if exists(told(me), stands_to(one, me))
        and all(sees(told(me), stands_to(one, me), name) == "CLEAR" for name in needed)
    )
    return next(value for one in clear for value in values_of(one, key))


def typed(key: str, text: str) -> object:
    """The value as a caller writes it."""
    if key == LookUp.NAME_AND_BIRTH_DATE:
        return {"birthDate": text[:DAY], "name": text[DAY:].strip()}
    return text


def unknown_value(key: str) -> str:
    """Nobody's."""
    if key == LookUp.NAME_AND_BIRTH_DATE:
        return "1950-02-03 Nobody Unknown"
    return "order-9999" if key == "order_id" else "patient-9999"


@pytest.mark.parametrize(("query", "key"), KEYS.values(), ids=map(" by ".join, KEYS))
def test_unknown_and_forbidden_are_the_same_bytes_by_the_same_statements(
    query: str, key: str, store: Store, tmp_path: Path
) -> None:
    async def ask() -> None:
        async with asked(store, tmp_path) as desk:
            theirs = hidden_values(desk.on, ME, key)
            assert len(theirs) >= 2
            seen: list[tuple[bytes, list[str]]] = []
            for text in (unknown_value(key), *theirs):
                with watched(store) as traffic:
                    body = await desk.bytes(ME, query, t=typed(key, text))
                seen.append((body, traffic.statements))
            assert all(one == seen[0] for one in seen), seen[:2]
            assert seen[0][1]

    run(ask())


@pytest.mark.parametrize(("query", "key"), TIMED.values(), ids=map(" by ".join, TIMED))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_unknown_and_forbidden_take_the_same_time(
    query: str, key: str, store: Store, tmp_path: Path
) -> None:
    """Asked by lot, by CPU time: which one took longer is a toss of a coin.

    Never in a fixed turn: what a request leaves to clear away is charged to the next.
    """

    async def ask() -> dict[str, float]:
        async with asked(store, tmp_path) as desk:
            texts = {
                "unknown": unknown_value(key),
                "forbidden": hidden_values(desk.on, ME, key)[0],
                "visible": visible_value(desk.on, ME, key),
            }
            took: dict[str, list[int]] = {name: [] for name in texts}
            lot = Random(7)  # noqa: S311 (repeatable, no secret)
            for _ in range(ROUNDS):
                for name, text in lot.sample(list(texts.items()), len(texts)):
                    begun = process_time_ns()
                    await desk.bytes(ME, query, t=typed(key, text))
                    took[name].append(process_time_ns() - begun)
            return {name: slower(took[name], took["unknown"]) for name in texts}

    found = run(ask())
    assert 0.35 < found["forbidden"] < 0.65, found
    assert found["visible"] > 0.7, found  # so that a difference would have been seen


def slower(one: list[int], other: list[int]) -> float:
    """The chance that a time of `one` is the longer one of a pair."""
    return sum(a > b for a in one for b in other) / (len(one) * len(other))
