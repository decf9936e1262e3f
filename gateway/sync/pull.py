"""Knows how one connection is read: envelope by envelope, under one deadline."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from connectors.kit.contract import Connector, Cursor, Envelope
from connectors.kit.errors import Cause, ConnectorError
from gateway.sync.intake import Parts, take

CALL_DEADLINE_S = 60.0


async def pull(connector: Connector, parts: Parts, *, deadline_s: float = CALL_DEADLINE_S) -> int:
    """Read what is new from one connection; how many orders changed.

    Raises `ConnectorError`; what came before it is kept. The cursor never passes an envelope whose
    facts do not all stand.
    """
    name = connector.connection.id
    await parts.states.tried(name)
    cursor = await parts.states.cursor(name)
    try:
        async with asyncio.timeout(deadline_s), aclosing(_walk(connector, cursor)) as walk:
            return await _take_all(connector, walk, parts)
    except TimeoutError:
        raise ConnectorError(Cause.DEADLINE, "the whole pull took too long") from None


async def _take_all(
    connector: Connector, walk: AsyncGenerator[Envelope, None], parts: Parts
) -> int:
    """Take every envelope. Past an unreadable one the cursor stands: it is asked for once more."""
    changed, readable = 0, True
    async for envelope in walk:
        wanted = envelope if readable else replace(envelope, cursor_after=None)
        taken = await take(connector, wanted, parts)
        changed += taken.changed
        readable = readable and not taken.ask_again
    if not readable:
        raise ConnectorError(Cause.MALFORMED, "an envelope can't be read as a whole")
    return changed


async def _walk(connector: Connector, cursor: Cursor | None) -> AsyncGenerator[Envelope, None]:
    """A generator that can be closed, whatever the connector's walk is."""
    async for envelope in connector.pull(cursor):
        yield envelope
