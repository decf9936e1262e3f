"""Knows how stored envelopes are read again, and how every projection is made anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import RowMapping, select

from connectors.kit.contract import Connector, Envelope
from gateway.clock import parse_instant
from gateway.orders.projection import every_order
from gateway.sync.intake import Parts, take
from gateway.sync.sealing import sealing, write_rows
from gateway.sync.tables import envelopes
from gateway.vault.datakeys import hold_keys, load_keys
from gateway.vault.seal import Place

BATCH = 4


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many envelopes were read again, and how many orders changed by it."""

    envelopes: int
    changed: int


async def replay(connectors: Mapping[str, Connector], parts: Parts) -> Replayed:
    """Map every stored envelope once more, in the order received: after a mapping was mended.

    What is already known adds nothing; cursors stay where they are.
    """
    async with parts.store.reading() as connection:
        ids = list(
            await connection.scalars(
                select(envelopes.c.envelope_id).order_by(
                    envelopes.c.received_at, envelopes.c.number
                )
            )
        )
    changed = 0
    for envelope_id in ids:
        envelope = await _stored(envelope_id, parts)
        if envelope is not None and envelope.connection in connectors:
            taken = await take(connectors[envelope.connection], envelope, parts)
            changed += taken.changed
    return Replayed(envelopes=len(ids), changed=changed)


async def rebuild(parts: Parts) -> int:
    """Make every projection anew from facts, at the instant each was folded at; how many."""
    async with parts.store.reading() as connection:
        wanted = await every_order(connection)
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        people = {patient_id for _, patient_id in some}
        async with sealing(parts.store, parts.vault, people) as connection:
            keys = await hold_keys(connection, people, vault=parts.vault)
            now = parts.clock.now()
            await write_rows(connection, some, as_of=now, keys=keys, vault=parts.vault, anew=True)
    return len(wanted)


async def _stored(envelope_id: str, parts: Parts) -> Envelope | None:
    """An envelope as it came; None when its key was destroyed."""
    async with parts.store.reading() as connection:
        rows = await connection.execute(
            select(envelopes).where(envelopes.c.envelope_id == envelope_id)
        )
        row = rows.mappings().one()
        keys = await load_keys(connection, {envelope_id}, vault=parts.vault)
    if envelope_id not in keys or row["body"] is None:
        return None
    place = Place("envelopes", "body", envelope_id)
    text = parts.vault.open(row["body"], key=keys[envelope_id], place=place)
    return _envelope(row, str(text).encode("latin-1"))


def _envelope(row: RowMapping, body: bytes) -> Envelope:
    return Envelope(
        connection=row["connection"],
        operation=row["operation"],
        request_fingerprint="",
        received_at=parse_instant(row["received_at"]),
        status=row["status"],
        headers_kept=cast("Mapping[str, str]", row["headers"]),
        body=body,
        body_sha256=row["body_sha256"],
        number=row["number"],
        cursor_after=None,
    )
