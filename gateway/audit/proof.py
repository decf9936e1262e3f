"""Knows how to show that one event stands in a signed checkpoint, without the others' texts."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.checkpoints import read_checkpoint
from gateway.audit.encoding import leaf_of
from gateway.audit.merkle import path_of
from gateway.audit.rows import events_of
from gateway.audit.tables import audit_checkpoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A Merkle path to the root that `text` names; `signature` is over `text`, by key `key_id`."""

    index: int
    size: int
    path: tuple[bytes, ...]
    text: str
    signature: bytes
    key_id: str


@dataclass(frozen=True, slots=True)
class SignedInterval:
    """A checkpoint with the leaves of what stands there: what the proofs of all its events need."""

    text: str
    signature: bytes
    first: int
    last: int
    leaves: tuple[bytes, ...]

    def proof(self, sequence: int) -> Proof:
        """Of the event with this number, which the interval has.

        Where events are missing no path leads to the signed root: it is empty, so that whoever
        checks it sees it fail, and doesn't wait for a checkpoint that was there long since.
        """
        index, size = sequence - self.first, self.last - self.first + 1
        whole = len(self.leaves) == size
        return Proof(
            index=index,
            size=size,
            path=tuple(path_of(self.leaves, index)) if whole else (),
            text=self.text,
            signature=self.signature,
            key_id=_key_named_in(self.text),
        )


def _key_named_in(text: str) -> str:
    """No key for what is no checkpoint any more: its proofs fail, and the page with them stays."""
    try:
        return read_checkpoint(text).key
    except ValueError:
        return ""


async def signed_interval(
    connection: AsyncConnection, *, writer: str, sequence: int
) -> SignedInterval | None:
    """The interval that holds the event; None while no checkpoint covers it."""
    table = audit_checkpoints.c
    row = (
        await connection.execute(
            select(table.text, table.signature, table.from_sequence, table.to_sequence)
            .where(
                table.writer == writer,
                table.from_sequence <= sequence,
                table.to_sequence >= sequence,
            )
            .order_by(table.to_sequence)
            .limit(1)
        )
    ).one_or_none()
    if row is None:
        return None
    first, last = int(row.from_sequence), int(row.to_sequence)
    leaves = [
        leaf_of(event.text())
        async for event in events_of(connection, writer, after=first - 1, through=last)
    ]
    return SignedInterval(str(row.text), bytes(row.signature), first, last, tuple(leaves))
