"""Knows whether a key file is the one that a store was filled with: each kind leaves a mark there.

A mark is a keyed digest of a fixed text: it tells two keys apart and nothing of either. Ring, index
and traceability keys move on, so that the store names them; the others stay for good.
"""

import hashlib
import hmac
from typing import Final, cast

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.vault.datakeys import holds_keys
from gateway.vault.keys import KeyFile
from gateway.vault.ring import in_use
from gateway.vault.tables import vault_state

MARK: Final = 16
"""Hexadecimal digits."""


async def settle(connection: AsyncConnection, keys: KeyFile) -> tuple[str, ...]:
    """What of this file does not belong to the store, by kind; nothing: the store has its marks.

    A store in which nothing was sealed yet takes the marks of any file.
    """
    row = (await connection.execute(select(vault_state).with_for_update())).mappings().one()
    marks = _marks(keys)
    if not await holds_keys(connection):
        names = {"index_key": keys.all_index[0].id, "chain_key": keys.chain.id, "ring_key": None}
        await connection.execute(update(vault_state).values(marks=marks, **names))
        return ()
    known = cast("dict[str, str]", row["marks"] or marks)
    named = {
        "ring": {*(await in_use(connection)), *_told(row["ring_key"])},
        "index": _told(row["index_key"]),
        "traceability": _told(row["chain_key"]),
    }
    held = {"ring": keys.ring, "index": keys.all_index, "traceability": keys.all_chain}
    wrong = [kind for kind in marks if known.get(kind) != marks[kind]]
    wrong += [kind for kind in held if named[kind] - {one.id for one in held[kind]}]
    if row["marks"] is None and not wrong:  # filled by an earlier release
        await connection.execute(update(vault_state).values(marks=marks))
    return tuple(sorted(wrong))


def _told(name: str | None) -> set[str]:
    return set() if name is None else {name}


def _marks(keys: KeyFile) -> dict[str, str]:
    kinds = {"identity": keys.identity, "pseudonym": keys.pseudonym, "token": keys.token}
    text = f"mark of {keys.tenant}".encode()
    return {
        kind: hmac.new(key, text, hashlib.sha256).hexdigest()[:MARK] for kind, key in kinds.items()
    }
