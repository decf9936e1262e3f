"""Knows how to switch a fault on at a running server and to walk it while the fault is on.

Not in the wheel.
"""

import asyncio
import time
from abc import ABC, abstractmethod
from datetime import UTC, datetime

import httpx
import stamina

from connectors.kit.conformance import expect
from connectors.kit.contract import Connector, Cursor, Envelope
from connectors.kit.errors import Cause, ConnectorError

DEADLINE_S = 1.0
TRIES = 3
SLACK_S = 1.5


class Faulty(ABC):
    """What the rows of the fault matrix are written with.

    `base` is the address with the `/_sandbox/faults` switches; `orders_min` orders are there.
    """

    base: str
    orders_min = 52

    @abstractmethod
    def connector(self, *, deadline_s: float = 5.0) -> Connector:
        """A fresh connector for the running server; the suite closes it."""

    def setup_method(self) -> None:
        """No waiting between tries; how often is tried is what counts here."""
        stamina.set_testing(True, attempts=TRIES, cap=True)

    def teardown_method(self) -> None:
        """All faults off, and the calls counted from 0."""
        stamina.set_testing(False)
        httpx.delete(f"{self.base}/_sandbox/faults").raise_for_status()

    def spoil(self, name: str, *, detail: str = "", times: int = 1, after: int = 0) -> None:
        """Switch a fault on; `after` that many honest answers."""
        fault = {"name": name, "times": times, "detail": detail, "after": after}
        httpx.post(f"{self.base}/_sandbox/faults", json=fault).raise_for_status()

    def asked(self) -> int:
        """How often the list was asked for since the last test."""
        return int(httpx.get(f"{self.base}/_sandbox/faults").json()["orders"])

    def walked(self, connector: Connector, cursor: Cursor | None = None) -> list[Envelope]:
        """Every envelope of a walk that must not fail."""
        return asyncio.run(_collect(connector, cursor))

    def failed(self, connector: Connector) -> tuple[ConnectorError, list[Envelope]]:
        """The error that ends a walk, and what came before it."""
        kept: list[Envelope] = []
        try:
            asyncio.run(_collect(connector, None, into=kept))
        except ConnectorError as error:
            return error, kept
        raise AssertionError("nothing failed")

    def fails_by(self, cause: Cause, *, asked: int | None = None) -> ConnectorError:
        """The walk ends by this cause with no cursor moved, after the list was asked so often."""
        error, envelopes = self.failed(self.connector())
        expect(error.cause is cause, f"it is {error.cause}, not {cause}")
        moved = [one for one in envelopes if one.cursor_after is not None]
        expect(not moved, "a cursor moved")
        came = self.asked()
        expect(asked in {None, came}, f"the list was asked for {came} times")
        return error

    def comes_whole(self) -> None:
        """A walk with the fault that is on brings what an honest one brings, and each fact once."""
        spoilt, honest = self.connector(), self.connector()
        facts = facts_of(spoilt, self.walked(spoilt))
        self.teardown_method()
        expect(facts == facts_of(honest, self.walked(honest)), "the walks brought other facts")
        orders = {order for order, *_ in facts}
        expect(len(orders) >= self.orders_min, f"only {len(orders)} orders came")

    def is_cut_in_time(self) -> None:
        """Each of three tries ends at the deadline."""
        started = time.monotonic()
        error, envelopes = self.failed(self.connector(deadline_s=DEADLINE_S))
        took = time.monotonic() - started
        expect((error.cause, envelopes) == (Cause.DEADLINE, []), f"it is {error.cause}")
        expect(took < TRIES * DEADLINE_S + SLACK_S, f"it took {took:.1f} s")


def orders_in(connector: Connector, envelopes: list[Envelope]) -> set[str]:
    """The vendor's numbers of the orders that these pages speak of."""
    return {one.order_ref for envelope in envelopes for one in connector.parse(envelope).facts}


def facts_of(connector: Connector, envelopes: list[Envelope]) -> set[tuple[str, str, int, str]]:
    """What these pages say, without when it was learned."""
    said = [one for envelope in envelopes for one in connector.parse(envelope).facts]
    return {(one.order_ref, one.fact.id, one.fact.revision, one.fact.kind) for one in said}


async def _collect(
    connector: Connector, cursor: Cursor | None, *, into: list[Envelope] | None = None
) -> list[Envelope]:
    kept: list[Envelope] = [] if into is None else into
    try:
        async for envelope in connector.pull(cursor):
            kept.append(envelope)  # noqa: PERF401 (what came before an error counts)
    finally:
        await connector.close()
    return kept


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)  # noqa: TID251 (a test against a real clock)
