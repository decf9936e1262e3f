"""Every key by which a record is asked for, and values of it: unknown, hidden, masked, visible."""

from typing import Final

from gateway.orders.found_by import identifiers_of
from gateway.vault.spelling import DAY
from schema.vocabulary.lookups import LookUp, classes_of
from schema.vocabulary.principals import Principal
from tests.gateway.disclosure.expected import told
from tests.gateway.disclosure.oracle import exists, sees
from tests.gateway.disclosure.test_answers import everything
from tests.world.allowed import stands_to
from tests.world.both_ways import Ground
from tests.world.drawn_orders import RandomOrder

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
NEXT: Final = str.maketrans(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "1234567890bcdefahijklmnopqrstuvwxyzgBCDEFAHIJKLMNOPQRSTUVWXYZG",
)
"""Digits stay digits, letters letters, and those of a hexadecimal number such letters."""


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


def visible_values(on: Ground, me: Principal, key: str) -> list[str]:
    """Those of orders that this principal finds by it, each once."""
    return _there(on, me, key, clear=True)


def masked_values(on: Ground, me: Principal, key: str) -> list[str]:
    """Those of orders that are there for this principal, but not found by it: it is masked."""
    found = set(visible_values(on, me, key))
    return [value for value in _there(on, me, key, clear=False) if value not in found]


def _there(on: Ground, me: Principal, key: str, *, clear: bool) -> list[str]:
    needed = frozenset[str]() if key in {"order_id", "patient_id"} else classes_of(LookUp(key))
    found = (
        value
        for one in on.told
        if exists(told(me), stands_to(one, me))
        and all(sees(told(me), stands_to(one, me), name) == "CLEAR" for name in needed) is clear
        for value in sorted(values_of(one, key))
    )
    return list(dict.fromkeys(found))


def typed(key: str, text: str) -> object:
    """The value as a caller writes it."""
    if key == LookUp.NAME_AND_BIRTH_DATE:
        return {"birthDate": text[:DAY], "name": text[DAY:].strip()}
    return text


def unknown_like(key: str, text: str) -> str:
    """Nobody's, of the same length and the same kinds of letters: to spell it takes as long."""
    if key == LookUp.NAME_AND_BIRTH_DATE:
        return text[:DAY] + text[DAY:].translate(NEXT)
    return text.translate(NEXT)
