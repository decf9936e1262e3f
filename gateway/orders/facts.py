"""Knows the append-only facts: how they are written once and read back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, cast

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text, parse_instant
from gateway.orders.document_checks import DocumentError, storable, validate
from gateway.orders.documents import merge, of_class
from gateway.orders.sealer import Sealer
from gateway.orders.tables import facts
from schema.vocabulary.facts import Fact, OrderDocument, Party, SourcedFact
from schema.vocabulary.sensitivity import FieldClass

PERSONAL = (
    FieldClass.DIRECT,
    FieldClass.CONTACT,
    FieldClass.QUASI,
    FieldClass.CLINICAL,
    FieldClass.SPECIAL,
    FieldClass.COMMERCIAL,
)
KEY = (facts.c.connection, facts.c.fact_id, facts.c.revision, facts.c.digest)
Key: TypeAlias = "tuple[object, object, object, object]"
AT_ONCE = 500
"""Ids in one statement: databases limit its parameters."""
CODE_LENGTH = 64
LARGEST = 2_147_483_647
_encoder = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True, kw_only=True)
class StorableFact:
    """A sourced fact under our ids: `sourced.fact` carries opaque ids, never the vendor's."""

    order_id: str
    patient_id: str
    sourced: SourcedFact
    envelope_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFact:
    """A stored fact with its payload opened and the vendor's own word."""

    fact: Fact
    payload: OrderDocument = field(repr=False)
    vendor_code: str | None
    digest: str

    def by_time(self) -> tuple[datetime, datetime, str, int, str]:
        """When it happened, then when it was learned, then what it is: later ones speak last."""
        fact = self.fact
        return (fact.happened_at, fact.learned_at, fact.id, fact.revision, self.digest)


def flaw_of(sourced: SourcedFact) -> str | None:
    """Why a sourced fact can't be kept, as path and expectation, or None; never the value.

    The sync asks before it records: one bad fact must not take its page with it.
    """
    fact = sourced.fact
    texts = {"ref": fact.ref, "exception_kind": fact.exception_kind, "zone_rule": sourced.zone_rule}
    for name, text in texts.items():
        if text is not None and (len(text) > CODE_LENGTH or not storable(text)):
            return f"{name}: expected at most {CODE_LENGTH} characters"
    for name, text in {"kind": fact.kind, "vendor_code": sourced.vendor_code}.items():
        if text is not None and not storable(text):
            return f"{name}: expected a text that can be stored"
    numbers = {"cycle": fact.cycle, "run": fact.run, "dose": fact.dose, "revision": fact.revision}
    for name, number in numbers.items():
        if number is not None and not 0 <= number <= LARGEST:
            return f"{name}: expected a number from 0 to {LARGEST}"
    try:
        validate(sourced.payload)
    except DocumentError as error:
        return str(error)
    return None


async def record(
    connection: AsyncConnection, said: Sequence[StorableFact], *, sealer: Sealer
) -> set[str]:
    """Write the facts that are new; the ids of the orders they touch.

    A fact is the same when connection, id, revision and content are: it is kept once, as learned
    first, in whatever order its deliveries come.
    """
    rows: dict[Key, dict[str, object]] = {}
    for one in said:
        row = _row(one, sealer)
        known = rows.get(_key(row))
        if known is None or str(row["learned_at"]) < str(known["learned_at"]):
            rows[_key(row)] = row
    held = await _held(connection, rows)
    fresh = [row for key, row in rows.items() if key not in held]
    if fresh:
        await connection.execute(insert(facts), fresh)
    touched = {str(row["order_id"]) for row in fresh}
    for key, (seq, learned_at) in held.items():
        row = rows.get(key)
        if row is not None and str(row["learned_at"]) < learned_at:
            await connection.execute(
                update(facts).where(facts.c.seq == seq).values(learned_at=row["learned_at"])
            )
            touched.add(str(row["order_id"]))
    return touched


async def read(connection: AsyncConnection, order_id: str, *, sealer: Sealer) -> list[KeptFact]:
    """Every fact of an order with its payload, by when it happened and was learned."""
    rows = await connection.execute(select(facts).where(facts.c.order_id == order_id))
    return sorted((_kept(dict(row), sealer) for row in rows.mappings()), key=KeptFact.by_time)


def _key(row: dict[str, object]) -> Key:
    return (row["connection"], row["fact_id"], row["revision"], row["digest"])


async def _held(connection: AsyncConnection, wanted: Collection[Key]) -> dict[Key, tuple[int, str]]:
    """Of these facts those that are kept: their sequence number and when they were learned."""
    by_connection: dict[str, set[str]] = {}
    for name, fact_id, *_ in wanted:
        by_connection.setdefault(str(name), set()).add(str(fact_id))
    found: dict[Key, tuple[int, str]] = {}
    for name, named in by_connection.items():
        ids = sorted(named)
        for start in range(0, len(ids), AT_ONCE):
            rows = await connection.execute(
                select(*KEY, facts.c.seq, facts.c.learned_at).where(
                    facts.c.connection == name, facts.c.fact_id.in_(ids[start : start + AT_ONCE])
                )
            )
            for row in rows:
                found[(row[0], row[1], row[2], row[3])] = (row[4], row[5])
    return found


def _row(one: StorableFact, sealer: Sealer) -> dict[str, object]:
    sourced, fact = one.sourced, one.sourced.fact
    columns: dict[str, object] = {
        "connection": fact.connection,
        "fact_id": fact.id,
        "revision": fact.revision,
        "party": fact.party.value,
        "kind": fact.kind[:64],
        "vendor_code": sourced.vendor_code and sourced.vendor_code[:200],
        "verified": sourced.verified,
        "happened_at": instant_text(fact.happened_at),
        "recorded_at": instant_text(sourced.recorded_at) if sourced.recorded_at else None,
        "precision": sourced.precision,
        "zone_rule": sourced.zone_rule,
        "method": sourced.method.value,
        "cycle": fact.cycle,
        "run": fact.run,
        "dose": fact.dose,
        "ref": fact.ref,
        "exception_kind": fact.exception_kind,
        "corrects": fact.corrects,
        "retracts": fact.retracts,
        "order_id": one.order_id,
        "patient_id": one.patient_id,
    }
    digest = sealer.fingerprint(_encoder.encode([columns, sourced.payload]))
    place = f"{fact.connection}:{fact.id}:{fact.revision}:{digest}"
    personal: OrderDocument = {c.value: of_class(sourced.payload, c) for c in PERSONAL}
    return {
        **columns,
        "digest": digest,
        "learned_at": instant_text(fact.learned_at),
        "envelope_id": one.envelope_id,
        "pointer": sourced.pointer[:200],
        "body": of_class(sourced.payload, FieldClass.OPERATIONAL),
        "sealed": sealer.seal_personal(
            personal, patient_id=one.patient_id, place=("facts", "sealed", place)
        ),
        "chain": sealer.seal_chain(
            of_class(sourced.payload, FieldClass.CHAIN), place=("facts", "chain", place)
        ),
    }


def _kept(row: dict[str, object], sealer: Sealer) -> KeptFact:
    place = f"{row['connection']}:{row['fact_id']}:{row['revision']}:{row['digest']}"
    layers = [cast("OrderDocument", row["body"])]
    if row["sealed"] is not None:
        opened = sealer.open_personal(
            cast("bytes", row["sealed"]),
            patient_id=cast("str", row["patient_id"]),
            place=("facts", "sealed", place),
        )
        layers += [cast("OrderDocument", v) for v in cast("OrderDocument", opened or {}).values()]
    if row["chain"] is not None:
        chain = sealer.open_chain(cast("bytes", row["chain"]), place=("facts", "chain", place))
        layers.append(cast("OrderDocument", chain))
    return KeptFact(
        fact=_fact(row),
        payload=merge(layers),
        vendor_code=cast("str | None", row["vendor_code"]),
        digest=cast("str", row["digest"]),
    )


def _fact(row: dict[str, object]) -> Fact:
    return Fact(
        id=cast("str", row["fact_id"]),
        connection=cast("str", row["connection"]),
        party=Party(cast("str", row["party"])),
        kind=cast("str", row["kind"]),
        happened_at=parse_instant(cast("str", row["happened_at"])),
        learned_at=parse_instant(cast("str", row["learned_at"])),
        revision=cast("int", row["revision"]),
        cycle=cast("int | None", row["cycle"]),
        run=cast("int | None", row["run"]),
        dose=cast("int | None", row["dose"]),
        ref=cast("str | None", row["ref"]),
        exception_kind=cast("str | None", row["exception_kind"]),
        corrects=cast("str | None", row["corrects"]),
        retracts=cast("str | None", row["retracts"]),
    )
