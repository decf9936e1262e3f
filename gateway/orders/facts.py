"""Knows the append-only facts: how they are written once and read back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.clock import instant_text, parse_instant
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
    payload: OrderDocument
    vendor_code: str | None


async def record(
    connection: AsyncConnection, said: Sequence[StorableFact], *, sealer: Sealer
) -> set[str]:
    """Write the facts that are new; the ids of the orders they touch.

    A fact is the same when connection, id, revision and content are: it is kept as first learned.
    """
    rows = {
        (row["connection"], row["fact_id"], row["revision"], row["digest"]): row
        for row in (_row(one, sealer) for one in said)
    }
    held = await _held(connection, {(str(key[0]), str(key[1])) for key in rows})
    fresh = [row for key, row in rows.items() if key not in held]
    if fresh:
        await connection.execute(insert(facts), fresh)
    return {str(row["order_id"]) for row in fresh}


async def read(
    connection: AsyncConnection, order_id: str, *, patient_id: str, sealer: Sealer
) -> list[KeptFact]:
    """Every fact of an order with its payload, by when it happened and was learned."""
    rows = await connection.execute(
        select(facts)
        .where(facts.c.order_id == order_id)
        .order_by(facts.c.happened_at, facts.c.learned_at, facts.c.fact_id, facts.c.seq)
    )
    return [_kept(dict(row), patient_id, sealer) for row in rows.mappings()]


async def _held(
    connection: AsyncConnection, wanted: set[tuple[str, str]]
) -> set[tuple[object, ...]]:
    by_connection: dict[str, list[str]] = {}
    for name, fact_id in wanted:
        by_connection.setdefault(name, []).append(fact_id)
    found: set[tuple[object, ...]] = set()
    for name, ids in by_connection.items():
        for start in range(0, len(ids), 500):
            rows = await connection.execute(
                select(facts.c.connection, facts.c.fact_id, facts.c.revision, facts.c.digest).where(
                    facts.c.connection == name, facts.c.fact_id.in_(ids[start : start + 500])
                )
            )
            found.update(tuple(row) for row in rows)
    return found


def _row(one: StorableFact, sealer: Sealer) -> dict[str, object]:
    sourced, fact = one.sourced, one.sourced.fact
    columns: dict[str, object] = {
        "connection": fact.connection,
        "fact_id": fact.id,
        "revision": fact.revision,
        "party": fact.party.value,
        "kind": fact.kind[:64],
        "vendor_code": sourced.vendor_code,
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


def _kept(row: dict[str, object], patient_id: str, sealer: Sealer) -> KeptFact:
    place = f"{row['connection']}:{row['fact_id']}:{row['revision']}:{row['digest']}"
    layers = [cast("OrderDocument", row["body"])]
    if row["sealed"] is not None:
        opened = sealer.open_personal(
            cast("bytes", row["sealed"]), patient_id=patient_id, place=("facts", "sealed", place)
        )
        layers += [cast("OrderDocument", v) for v in cast("OrderDocument", opened or {}).values()]
    if row["chain"] is not None:
        chain = sealer.open_chain(cast("bytes", row["chain"]), place=("facts", "chain", place))
        layers.append(cast("OrderDocument", chain))
    return KeptFact(
        fact=_fact(row), payload=merge(layers), vendor_code=cast("str | None", row["vendor_code"])
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
