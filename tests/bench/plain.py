"""The other yardstick: `python -m tests.bench.plain PORT FILE` is plain Strawberry over the rows.

The library's own ASGI application and executor, the same store read on every request, the same 13
fields: no token, no masks, no audit. What is sealed in the store is taken from the gateway's
recorded answer, so that nothing is opened here, and both send the same data.
"""

import asyncio
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import msgspec
import strawberry
from sqlalchemy import select
from strawberry.asgi import GraphQL

from gateway.orders.tables import orders
from gateway.store.engine import Store, open_store
from gateway.web.serve import server
from tests.bench.bare import Recorded

Json = dict[str, object]
READ = ("order_id", "kind", "status", "overlays", "next_action", "owner", "urgency")
READ_TOO = ("exception_kinds", "ended", "since", "stale_at")


@strawberry.type
class Shown:
    """A value beside how it is shown."""

    value: str | None
    visibility: str
    reason: str | None


@strawberry.type
class Person:
    """A patient, as far as the case asks."""

    family_name: Shown


@strawberry.type
class Row:
    """An order, as far as the case asks."""

    id: strawberry.ID
    kind: str
    status: str
    overlays: list[str]
    next_action: str
    owner: str
    urgency: int
    exception_kinds: list[str]
    ended: bool
    since: Shown
    stale_at: Shown
    vendor_order_number: Shown
    patient: Person


@strawberry.type
class Rows:
    """A list of orders."""

    nodes: list[Row]


@strawberry.type
class Query:
    """The one list."""

    @strawberry.field
    async def worklist(self, first: int) -> Rows:
        """The most harmful first."""
        assert HELD.store is not None
        async with HELD.store.reading() as connection:
            found = await connection.execute(
                select(*(orders.c[name] for name in (*READ, *READ_TOO)))
                .where(orders.c.ended.is_(False))
                .order_by(orders.c.urgency, orders.c.stale_at, orders.c.order_id)
                .limit(first)
            )
            return Rows(nodes=[_row(cast("Json", row)) for row in found.mappings()])


def _row(row: Json) -> Row:
    named = {name: row[name] for name in READ[1:]}
    return Row(
        id=strawberry.ID(str(row["order_id"])),
        **named,  # pyright: ignore[reportArgumentType] (columns of the table, by their names)
        exception_kinds=cast("list[str]", row["exception_kinds"]),
        ended=bool(row["ended"]),
        since=_clear(row["since"]),
        stale_at=_clear(row["stale_at"]),
        vendor_order_number=Shown(value=None, visibility="WITHHELD", reason="ROLE"),
        patient=Person(family_name=HELD.names.get(str(row["order_id"]), _clear(None))),
    )


def _clear(value: object) -> Shown:
    text = None if value is None else str(value)
    return Shown(value=text, visibility="CLEAR", reason=None if text else "ABSENT")


def _names(answer: bytes) -> dict[str, Shown]:
    """Order id → the family name as the gateway showed it."""
    data = msgspec.json.decode(answer, type=dict[str, Json])["data"]
    rows = cast("list[dict[str, Json]]", cast("Json", data["worklist"])["nodes"])
    return {
        str(row["id"]): Shown(**cast("dict[str, str]", row["patient"]["familyName"]))
        for row in rows
    }


@dataclass
class Held:
    """What the process was started with."""

    names: dict[str, Shown] = field(default_factory=dict[str, Shown])
    store: Store | None = None


HELD = Held()


def main() -> None:
    HELD.store = open_store(os.environ["CGT_DATABASE_URL"])  # noqa: TID251 (a process of its own)
    recorded = msgspec.msgpack.decode(Path(sys.argv[2]).read_bytes(), type=Recorded)
    HELD.names.update(_names(recorded.body))
    application = GraphQL[None, None](strawberry.Schema(query=Query))
    running = server(application, host="127.0.0.1", port=int(sys.argv[1]), turn_budget_s=0)
    asyncio.run(running.serve())


if __name__ == "__main__":
    main()
