"""Knows how checkpoints are handed over once more, when the second place lost what it kept."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from gateway.audit.checkpoints import digest_of, read_checkpoint
from gateway.audit.keys import Signer, signed_by, trusted_keys
from gateway.audit.second_place import SecondPlace, Signed
from gateway.audit.tables import audit_checkpoints
from gateway.store.engine import Store

AT_ONCE: Final = 100
NOTHING: Final = "0" * 64


class ResendError(Exception):
    """A checkpoint here is not what was signed: it must not become what bears witness."""


@dataclass(frozen=True, slots=True)
class Resent:
    """How many were handed over, and the number of the last (0: none)."""

    count: int
    last: int


async def resend(
    store: Store, place: SecondPlace, *, signer: Signer, pinned: str | None, after: int = 0
) -> Resent:
    """Hand over every checkpoint with a number over `after` again, in order.

    Each is checked first: signed by a trusted key, in its place, following the one before. Nothing
    at or behind one that is not is sent: `ResendError` names it. What the place has already it may
    have twice. Raises `SecondPlaceError` when it does not take them; begin again `after` its last.
    """
    keys = trusted_keys(signer.keys, pinned=pinned)
    number, head = after, await _head(store, after)
    count = 0
    async for lines in _stored(store, after=after):
        checked: list[Signed] = []
        for signed in lines:
            number += 1
            if not _follows(signed, number=number, head=head, keys=keys):
                await _kept(place, checked)
                before = count + len(checked)
                raise ResendError(
                    f"checkpoint {number} is not what was signed, so it was not sent: run audit "
                    f"verify. {before} before it were handed over"
                )
            head = digest_of(signed.checkpoint)
            checked.append(signed)
        await _kept(place, checked)
        count += len(checked)
    return Resent(count, number if count else 0)


async def _kept(place: SecondPlace, lines: list[Signed]) -> None:
    if lines:
        await place.keep(lines)


def _follows(signed: Signed, *, number: int, head: str | None, keys: Mapping[str, bytes]) -> bool:
    try:
        found = read_checkpoint(signed.checkpoint)
    except ValueError:
        return False
    key = keys.get(found.key)
    return (
        found.number == number
        and found.previous == head
        and key is not None
        and signed_by(key, signed.signature, signed.checkpoint.encode())
    )


async def _head(store: Store, number: int) -> str | None:
    """What the next checkpoint names as the one before; None when that is not there."""
    if number == 0:
        return NOTHING
    mine = audit_checkpoints.c.number == number
    async with store.reading() as connection:
        text = await connection.scalar(select(audit_checkpoints.c.text).where(mine))
    return None if text is None else digest_of(str(text))


async def _stored(store: Store, *, after: int) -> AsyncGenerator[list[Signed]]:
    """In order, some at a time; no connection is held while they are handed over."""
    table = audit_checkpoints.c
    while True:
        query = select(table.number, table.text, table.signature).where(table.number > after)
        async with store.reading() as connection:
            rows = await connection.execute(query.order_by(table.number).limit(AT_ONCE))
            found = [(int(number), str(text), bytes(made)) for number, text, made in rows]
        if found:
            yield [Signed(checkpoint=text, signature=made) for _, text, made in found]
        if len(found) < AT_ONCE:
            return
        after = found[-1][0]
