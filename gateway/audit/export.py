"""Knows the export: one line of JSON a part, checked without a store and without our server."""

import hashlib
from collections.abc import AsyncGenerator, Sequence
from typing import Final, Literal

import msgspec
from sqlalchemy import RowMapping, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.encoding import plain_text
from gateway.audit.keys import PublicKey, Signer
from gateway.audit.rows import before_chain, events_of, members_of, stored_event
from gateway.audit.second_place import Signed
from gateway.audit.tables import audit_checkpoints

EXPORT: Final = "cgt-audit-export-1"


class Line(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A line. `t` says which of the others it has; hashes and signatures are hexadecimal."""

    t: Literal["head", "key", "anchor", "checkpoint", "before", "event", "set", "end"]
    v: str | None = None
    tenant: str | None = None
    key: PublicKey | None = None
    signed: Signed | None = None
    text: str | None = None
    chain: str | None = None
    digest: str | None = None
    members: list[str] | None = None
    lines: int | None = None
    by: str | None = None
    signature: str | None = None


async def export(
    connection: AsyncConnection, *, signer: Signer, at_or_after: str | None, before: str | None
) -> AsyncGenerator[bytes]:
    """The checkpoints signed in the span, and every event they sign, closed by a signature."""
    digest, count = hashlib.sha256(), 0
    async for line in _lines(connection, signer, at_or_after=at_or_after, before=before):
        data = msgspec.json.encode(line) + b"\n"
        digest.update(data)
        count += 1
        yield data
    sealed = signer.sign(closing_of(count, digest.hexdigest(), signer.tenant))
    yield closing_line(count, digest.hexdigest(), by=signer.key_id, signature=sealed)


async def _lines(
    connection: AsyncConnection, signer: Signer, *, at_or_after: str | None, before: str | None
) -> AsyncGenerator[Line]:
    yield Line(t="head", v=EXPORT, tenant=signer.tenant)
    for key in signer.keys:
        yield Line(t="key", key=key)
    rows = await _checkpoints(connection, at_or_after=at_or_after, before=before)
    whole = not rows or rows[0]["number"] == 1
    for signed in [] if whole else await _anchors(connection, rows[0]["number"]):
        yield Line(t="anchor", signed=signed)
    for row in rows:
        signed = Signed(checkpoint=row["text"], signature=bytes(row["signature"]))
        yield Line(t="checkpoint", signed=signed)
    if whole:
        async for line in lines_before(connection):
            yield line
    async for line in _events(connection, rows):
        yield line


async def _checkpoints(
    connection: AsyncConnection, *, at_or_after: str | None, before: str | None
) -> Sequence[RowMapping]:
    """A part of the stream without a gap: clocks of two machines may differ by some checkpoints."""
    table = audit_checkpoints.c
    query = select(audit_checkpoints).order_by(table.number)
    if at_or_after is not None:
        first = select(func.min(table.number)).where(table.at >= at_or_after)
        query = query.where(table.number >= first.scalar_subquery())
    if before is not None:
        last = select(func.max(table.number)).where(table.at < before)
        query = query.where(table.number <= last.scalar_subquery())
    return (await connection.execute(query)).mappings().all()


async def _events(connection: AsyncConnection, rows: Sequence[RowMapping]) -> AsyncGenerator[Line]:
    """What these checkpoints sign, a writer after the other, and the sets that are named."""
    spans: dict[str, tuple[int, int]] = {}
    for row in rows:
        first, _ = spans.get(row["writer"], (row["from_sequence"], 0))
        spans[row["writer"]] = (first, row["to_sequence"])
    named: set[str] = set()
    for writer, (first, last) in sorted(spans.items()):
        async for event in events_of(connection, writer, after=first - 1, through=last):
            named |= {one for one in (event.orders, event.patients, event.sites) if one}
            yield Line(t="event", text=event.text().decode(), chain=event.chain.hex())
    for digest in sorted(named):
        yield Line(t="set", digest=digest, members=await members_of(connection, digest))


async def lines_before(connection: AsyncConnection) -> AsyncGenerator[Line]:
    """Events from before the chain."""
    for row in (await connection.execute(before_chain())).mappings():
        yield Line(t="before", text=stored_event(row).text().decode())


async def _anchors(connection: AsyncConnection, number: int) -> list[Signed]:
    """The checkpoint before, and the last one before of every writer."""
    table = audit_checkpoints.c
    last = (
        select(func.max(table.number))
        .where(table.number < number)
        .group_by(table.writer)
        .scalar_subquery()
    )
    rows = await connection.execute(
        select(table.text, table.signature).where(table.number.in_(last)).order_by(table.number)
    )
    return [Signed(checkpoint=text, signature=bytes(signature)) for text, signature in rows]


def closing_line(count: int, digest: str, *, by: str, signature: bytes) -> bytes:
    """The last line: there is one way to write it, for no signature is over its own bytes."""
    end = Line(t="end", lines=count, digest=digest, by=by, signature=signature.hex())
    return msgspec.json.encode(end) + b"\n"


def closing_of(count: int, digest: str, tenant: str) -> bytes:
    """What the last line signs: how many lines stand before it, and their SHA-256."""
    return plain_text({"digest": digest, "lines": count, "tenant": tenant, "v": EXPORT})
