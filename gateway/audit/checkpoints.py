"""Knows what a checkpoint says and how one joins the signed stream, in the writer's transaction."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.keys import Signer
from gateway.audit.tables import audit_checkpoints, audit_stream

CHECKPOINT: Final = "cgt-audit-checkpoint-1"


class Moment(StrEnum):
    """Why a checkpoint was made: a writer began, went on, ended, or fell silent and was closed."""

    BEGIN = "BEGIN"
    INTERVAL = "INTERVAL"
    END = "END"
    CLOSED = "CLOSED"


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed. `head` and `root` are over the writer's events from `first` to `last`.

    An interval in which nothing happened has `last` = `first` - 1 and the empty tree's root.
    `previous` is the SHA-256 of the text of checkpoint `number` - 1, whoever wrote it.
    """

    at: str
    first: int
    head: str
    key: str
    kind: Moment
    last: int
    number: int
    previous: str
    root: str
    tenant: str
    v: str
    writer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A writer's events since its checkpoint before, as this one will sign them."""

    writer: str
    kind: Moment
    first: int
    last: int
    head: bytes
    root: bytes
    at: str


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Checkpoint)


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """The text that is signed and hashed: JSON, keys sorted, no blanks."""
    return _encoder.encode(checkpoint).decode()


def read_checkpoint(text: str) -> Checkpoint:
    """The inverse; raises `ValueError` for what is no checkpoint of this version."""
    try:
        found = _decoder.decode(text)
    except msgspec.DecodeError as error:
        raise ValueError("expected a checkpoint") from error
    if found.v != CHECKPOINT:
        raise ValueError("expected a checkpoint of version 1")
    return found


def digest_of(text: str) -> str:
    """By what the next checkpoint names this one."""
    return hashlib.sha256(text.encode()).hexdigest()


async def stream_position(connection: AsyncConnection) -> tuple[int, str]:
    """The last checkpoint's number and digest; held against other writers until the commit."""
    row = (
        await connection.execute(
            select(audit_stream.c.number, audit_stream.c.head).with_for_update()
        )
    ).one()
    return int(row.number), str(row.head)


async def add_checkpoint(
    connection: AsyncConnection, interval: Interval, *, signer: Signer
) -> Checkpoint:
    """Sign the interval as the stream's next checkpoint; it stands when the caller commits."""
    number, head = await stream_position(connection)
    made = Checkpoint(
        at=interval.at,
        first=interval.first,
        head=interval.head.hex(),
        key=signer.key_id,
        kind=interval.kind,
        last=interval.last,
        number=number + 1,
        previous=head,
        root=interval.root.hex(),
        tenant=signer.tenant,
        v=CHECKPOINT,
        writer=interval.writer,
    )
    text = checkpoint_text(made)
    await connection.execute(
        insert(audit_checkpoints).values(
            number=made.number,
            writer=made.writer,
            from_sequence=made.first,
            to_sequence=made.last,
            at=made.at,
            text=text,
            signature=signer.sign(text.encode()),
        )
    )
    await connection.execute(update(audit_stream).values(number=made.number, head=digest_of(text)))
    return made


async def left_behind(connection: AsyncConnection, *, signer: Signer) -> str | None:
    """The key that signed the last checkpoint, if the signer's file is too old to know it.

    None for a last one that is none, too: it is for a verification to find.
    """
    table = audit_checkpoints.c
    text = await connection.scalar(select(table.text).order_by(table.number.desc()).limit(1))
    try:
        key = read_checkpoint(text or "").key
    except ValueError:
        return None
    return None if key in {one.id for one in signer.keys} else key


async def covered(connection: AsyncConnection, writer: str) -> int:
    """The writer's last sequence that a checkpoint signs; 0 for none."""
    mine = audit_checkpoints.c.writer == writer
    last = await connection.scalar(select(func.max(audit_checkpoints.c.to_sequence)).where(mine))
    return int(last or 0)
