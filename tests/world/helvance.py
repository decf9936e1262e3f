"""Knows Helvance's pages without the wire: its own store's orders, as envelopes that are read."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from connectors.kit.codes import load_codes
from connectors.kit.conformance import recorded
from connectors.kit.contract import CheckResult, Connection, Cursor, Envelope, Parsed
from connectors.kit.manifest import dialect_of, load_profile
from connectors.kit.mapping import Reader
from connectors.kit.times import clockwork
from connectors.rest_json.mapping import OrderMapping
from connectors.rest_json.sandbox.store import Store
from connectors.rest_json.wire import Dialect
from schema.vocabulary.facts import JsonValue

SITES = {"CH-STA-01": "st-alder", "UK-LKS-02": "lakeside", "DE-WHV-03": "westhaven"}
Record = dict[str, JsonValue]


def mapping(
    *, staff: dict[str, str] | None = None, sites: Mapping[str, str] = SITES
) -> OrderMapping:
    """The mapping of a connection to Helvance; `sites`: our name of each of its centres."""
    profile = load_profile("rest_json", vendor="helvance")
    return OrderMapping(
        connection=Connection(
            id="helvance",
            family="rest_json",
            vendor="helvance",
            title="Helvance",
            sites=sites,
            staff=staff or {},
        ),
        dialect=dialect_of(profile, Dialect),
        codes=load_codes(profile),
        reader=Reader(clockwork=clockwork(profile.time)),
    )


def records(folder: Path, *, epoch: datetime, after: timedelta) -> list[Record]:
    """Every order as the sandbox gives it `after` its epoch."""
    store = Store(folder, now=epoch + after, epoch=epoch)
    bodies = store.changed_since(0, after=None, limit=1000).bodies
    store.close()
    return [json.loads(body) for body in bodies]


def envelope(orders: list[Record], *, received_at: datetime) -> Envelope:
    """One page that holds these orders."""
    body = json.dumps({"asOf": 0, "orders": orders, "next": None}).encode()
    return recorded(body, connection="helvance", operation="orders", received_at=received_at)


class Read:
    """A connector whose pages are already here."""

    def __init__(self, pages: Sequence[Envelope], *, read_by: OrderMapping) -> None:
        self._mapping = read_by
        self._pages = pages
        self.connection: Connection = read_by.connection

    async def check(self) -> tuple[CheckResult, ...]:
        return ()

    async def pull(self, cursor: Cursor | None) -> AsyncIterator[Envelope]:
        del cursor
        for page in self._pages:
            yield page

    def parse(self, envelope: Envelope) -> Parsed:
        return self._mapping.parse(envelope)

    async def close(self) -> None:
        return
