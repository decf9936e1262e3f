"""Orders that grow: taken in without their last event, then whole, by the real intake."""

import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from connectors.rest_json.sandbox.store import BROKEN_NUMBER
from gateway.app.house import House, open_house
from gateway.audit.events import Kind
from gateway.audit.tables import audit_events
from gateway.settings import Settings
from gateway.sync.notices import Notice, Notices, Subscription
from gateway.sync.pull import pull
from tests.bench.ground import HOUR, STAFF, Ground, copied
from tests.world.helvance import Read, Record, envelope, mapping, records

FIRST_NUMBER = 600
LONG = 9


class Timed:
    """Notices that remember when they were told last: right after the commit of the change."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self.told_at = 0.0

    async def publish(self, notices: list[Notice]) -> None:
        """Note the time, tell."""
        self.told_at = time.perf_counter()
        await self._notices.publish(notices)

    def subscribe(self) -> Subscription:
        """See `Notices.subscribe`."""
        return self._notices.subscribe()


class Intake:
    """The real intake, in the load's process: orders without their last event, then with it."""

    def __init__(self, house: House, orders: list[Record]) -> None:
        self._house = house
        self._orders: Iterator[Record] = iter(orders)
        self._notices = Timed(house.notices)
        self._parts = replace(house.parts, notices=self._notices)

    def next_order(self) -> tuple[Record, bytes]:
        """The order that changes next, and its id."""
        order = next(self._orders)
        name = self._house.vault.opaque_id("order", "helvance", str(order["number"]))
        return order, name.encode()

    async def take(self, *orders: Record) -> float:
        """Take these in; when the last was committed."""
        for order in orders:
            page = envelope([order], received_at=self._house.clock.now())
            await pull(Read([page], read_by=mapping(staff=STAFF)), self._parts)
        return self._notices.told_at

    async def audited(self, kind: Kind) -> int:
        """How many events of this kind the audit holds."""
        asked = select(func.count()).where(audit_events.c.kind == kind.value)
        async with self._house.store.reading() as connection:
            return await connection.scalar(asked) or 0


def shortened(order: Record) -> Record:
    """The order before its last event."""
    events = order["events"]
    assert isinstance(events, list)
    return {**order, "events": events[:-1]}


def growing(folder: Path, house: House, *, count: int) -> list[Record]:
    """Orders of patients of their own, all of the same story."""
    told = records(folder, epoch=house.clock.now() - HOUR, after=HOUR)
    sound = [one for one in told if one["number"] != BROKEN_NUMBER]
    long = [one for one in sound if isinstance(one["events"], list) and len(one["events"]) > LONG]
    return [copied(long[0], FIRST_NUMBER + number) for number in range(count)]


@asynccontextmanager
async def intake_of(ground: Ground, folder: Path, *, count: int) -> AsyncGenerator[Intake]:
    """The intake, and `count` orders in the store that stand without their last event."""
    given = {name.removeprefix("CGT_").lower(): value for name, value in ground.settings.items()}
    async with open_house(Settings.model_validate(given)) as house:
        place = folder / "growing"
        place.mkdir()
        orders = growing(place, house, count=count)
        intake = Intake(house, orders)
        await intake.take(*(shortened(one) for one in orders))
        yield intake
