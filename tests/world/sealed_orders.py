"""Orders with a distinct value in every field, written sealed, straight into the tables."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from sqlalchemy import insert

from gateway.orders.found_by import identifiers_of
from gateway.orders.tables import care_team, facts, orders, patients
from gateway.store.engine import Store
from gateway.vault.datakeys import ensure_keys
from gateway.vault.lookups import write_lookups
from gateway.vault.seal import DataKey, Place, Vault
from gateway.vault.seal_counts import reserve
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.sensitivity import FieldClass, FieldMark, Form, field_marks, part_marks

AT = "2031-05-17T10:11:12.000000Z"
REFS = ("1", "2")
Document = dict[str, JsonValue]


@dataclass(frozen=True, kw_only=True)
class SealedOrder:
    """One order: where it belongs, who cares, and how it stands."""

    name: str
    own: str = "a"
    others: tuple[str, str, str] = ("a", "a", "a")
    team: tuple[str, ...] = ()
    restricted: bool = False
    erased: bool = False
    status: str = "RELEASED"
    overlays: tuple[str, ...] = ()
    urgency: int = 12
    stale_at: str = AT
    since: str = AT
    last_learned_at: str = AT
    told_at: str = AT
    ended: bool = False
    document: Document = field(default_factory=dict[str, "JsonValue"])
    person: Document = field(default_factory=dict[str, "JsonValue"])

    @property
    def order_id(self) -> str:
        """Our id of it."""
        return f"order-{self.name}"

    @property
    def patient_id(self) -> str:
        """Our id of the patient."""
        return f"patient-{self.name}"


def filled(record: type, *, name: str, start: int = 100) -> Document:
    """A record of this type with a value in every field, distinct and easy to search for."""
    numbers = count(start)
    return _filled(record, name, numbers.__next__)


def only(record: type, document: Document, wanted: FieldClass) -> Document:
    """The document restricted to one class; list items keep their ref."""
    found: Document = {
        mark.name: document[mark.name]
        for mark in field_marks(record)
        if (mark.field_class is wanted or mark.name == "ref") and mark.name in document
    }
    for part in part_marks(record):
        inner = document.get(part.name)
        if isinstance(inner, list):
            found[part.name] = [only(part.record, item, wanted) for item in _dicts(inner)]
        elif isinstance(inner, dict):
            found[part.name] = only(part.record, inner, wanted)
    return found


def changed(
    record: type, document: Document, change: Callable[[FieldMark, str], JsonValue]
) -> Document:
    """The document with every text but `ref` changed."""
    found: Document = dict(document)
    for mark in field_marks(record):
        value = document.get(mark.name)
        if isinstance(value, str) and mark.name != "ref":
            found[mark.name] = change(mark, value)
    for part in part_marks(record):
        inner = document.get(part.name)
        if isinstance(inner, list):
            found[part.name] = [changed(part.record, item, change) for item in _dicts(inner)]
        elif isinstance(inner, dict):
            found[part.name] = changed(part.record, inner, change)
    return found


def partial_form(mark: FieldMark, value: str) -> str | None:
    """How PARTIAL looks, DOMAIN §13; None where it is withheld."""
    if mark.form is Form.NAME:
        return f"{value[0]}."
    if mark.form is Form.TAIL:
        return f"****{value[-4:]}" if len(value) > 4 else None
    return value[:4] if mark.form is Form.YEAR else None


async def write(store: Store, vault: Vault, *written: SealedOrder) -> None:
    """Put orders into an empty store."""
    ids = [one.patient_id for one in written]
    await reserve(store, vault, ids)
    async with store.writing() as connection:
        keys = await ensure_keys(connection, ids, vault=vault, at=AT)
        for one in written:
            key = keys[one.patient_id]
            await connection.execute(insert(patients), patient_row(one, vault, key))
            await connection.execute(insert(orders), order_row(one, vault, key))
            await connection.execute(insert(facts), fact_row(one))
            for subject in one.team:
                member = {"order_id": one.order_id, "subject": subject}
                await connection.execute(insert(care_team), member)
            await write_lookups(
                connection,
                one.order_id,
                site_ids=frozenset({one.own, *one.others}),
                values=identifiers_of(one.document, one.person),
                vault=vault,
            )


def _dicts(items: list[JsonValue]) -> list[Document]:
    return [item for item in items if isinstance(item, dict)]


def _filled(record: type, name: str, number: Callable[[], int]) -> Document:
    found: Document = {mark.name: _value(mark, name, number()) for mark in field_marks(record)}
    for part in part_marks(record):
        if part.record is Patient:
            continue
        if part.many:
            items = [_filled(part.record, name, number) for _ in REFS]
            found[part.name] = [{**item, "ref": ref} for ref, item in zip(REFS, items, strict=True)]
        else:
            found[part.name] = _filled(part.record, name, number)
    return found


def _value(mark: FieldMark, name: str, number: int) -> JsonValue:
    if issubclass(mark.type, datetime):
        return f"2031-05-17T10:11:12.{number:06d}Z"
    if issubclass(mark.type, date):
        return f"19{number % 90 + 10}-03-09"
    if issubclass(mark.type, tuple):
        return [f"user-{number}"]
    if issubclass(mark.type, str):
        return f"Canary{name}{mark.field_class.value}{number}"
    return number + 0.25 if issubclass(mark.type, float) else number


def patient_row(one: SealedOrder, vault: Vault, key: DataKey) -> dict[str, object]:
    """A row of `patients`, every class sealed."""
    row: dict[str, object] = {
        "patient_id": one.patient_id,
        "connection": "helvance",
        "restricted": one.restricted,
        "erased": one.erased,
    }
    for name in ("direct", "contact", "quasi", "clinical", "special"):
        body = only(Patient, one.person, FieldClass(name.upper()))
        row[name] = vault.seal(body, key=key, place=Place("patients", name, one.patient_id))
        if name in {"direct", "quasi"}:
            mask = changed(Patient, body, partial_form)
            place = Place("patients", f"{name}_partial", one.patient_id)
            row[f"{name}_partial"] = vault.seal(mask, key=key, place=place)
    return row


def order_row(one: SealedOrder, vault: Vault, key: DataKey) -> dict[str, object]:
    """A row of `orders`, every class but OPERATIONAL sealed."""
    body = only(Order, one.document, FieldClass.OPERATIONAL)
    chain = only(Order, one.document, FieldClass.CHAIN)
    index = changed(Order, chain, lambda mark, text: vault.stable_index(one.own, mark.name, text))
    sealed = {
        "chain": (chain, vault.chain_key()),
        "chain_partial": (changed(Order, chain, partial_form), vault.chain_key()),
        "clinical": (only(Order, one.document, FieldClass.CLINICAL), key),
        "special": (only(Order, one.document, FieldClass.SPECIAL), key),
        "commercial": (only(Order, one.document, FieldClass.COMMERCIAL), key),
    }
    step: Document = {"step": "ORDER", "state": "DONE", "at": one.told_at, "party": "M"}
    extra: Document = {
        "milestones": [{**step, "connection": "helvance"}],
        "fact_states": {one.name.rjust(64, "0"): {"state": "COUNTS", "corrected_by": None}},
        "unmapped": ["ODD WORD"],
    }
    return {
        "order_id": one.order_id,
        "patient_id": one.patient_id,
        "connection": "helvance",
        "site_id": one.own,
        "collecting_site_id": one.others[0],
        "processing_site_id": one.others[1],
        "infusing_site_id": one.others[2],
        "kind": "AUTOLOGOUS",
        "product_code": "HELVA",
        "planned_doses": 1,
        "status": one.status,
        "since": one.since,
        "overlays": list(one.overlays),
        "next_action": "NONE",
        "owner": "coordinator",
        "urgency": one.urgency,
        "exception_kinds": [],
        "stale_at": one.stale_at,
        "refold_at": AT,
        "folded_at": AT,
        "last_learned_at": one.last_learned_at,
        "ended": one.ended,
        "body": {**body, **extra},
        "chain_index": index,
        "version": 1,
        "content": "0" * 64,
        **{
            name: vault.seal(value, key=under, place=Place("orders", name, one.order_id))
            for name, (value, under) in sealed.items()
        },
    }


def fact_row(one: SealedOrder) -> dict[str, object]:
    """A row of `facts`, that says nothing."""
    return {
        "order_id": one.order_id,
        "connection": "helvance",
        "patient_id": one.patient_id,
        "fact_id": f"fact-{one.name}",
        "revision": 1,
        "digest": one.name.rjust(64, "0"),
        "party": "M",
        "kind": "RELEASED",
        "verified": True,
        "happened_at": one.told_at,
        "learned_at": one.told_at,
        "precision": "second",
        "zone_rule": "UTC",
        "method": "MACHINE",
        "pointer": "/0",
        "body": {},
    }
