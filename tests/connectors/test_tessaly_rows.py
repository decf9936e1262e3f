"""Tessaly's world, told in its files: every fact holds what was told, every row what is stated."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from connectors.kit.contract import CheckResult, Connection, Cursor, Envelope, Parsed
from connectors.kit.simulator import journeys
from connectors.kit.simulator.records import Detail, Journey, Step
from connectors.sftp_csv.sandbox.files import order_number, write_file
from gateway.orders.tables import orders
from gateway.store.engine import Store
from gateway.sync.pull import pull
from gateway.vault.seal import Vault
from schema.vocabulary.facts import HEARTBEAT, JsonValue, Overlay
from tests.world.loop import run
from tests.world.scripted import NOW, parts_of
from tests.world.tessaly import connection, envelope, read_file

EPOCH = NOW - timedelta(hours=1)
Told = list[tuple[Journey, Step]]


def told() -> Told:
    """Everything that the maker has recorded an hour after its epoch."""
    hour = timedelta(hours=1)
    return [(j, s) for j in journeys("tessaly") for s in j.steps if s.recorded <= hour]


class Played:
    """A connector whose one file is already there."""

    def __init__(self) -> None:
        self.connection: Connection = connection()

    async def check(self) -> tuple[CheckResult, ...]:
        return ()

    async def pull(self, cursor: Cursor | None) -> AsyncIterator[Envelope]:
        del cursor
        yield envelope(write_file(told(), epoch=EPOCH), received_at=NOW)

    def parse(self, envelope: Envelope) -> Parsed:
        return read_file(envelope)

    async def close(self) -> None:
        return


def test_rows_stand_as_stated_by_hand(store: Store, vault: Vault) -> None:
    async def walk() -> dict[str, tuple[str, set[str]]]:
        await pull(Played(), await parts_of(store, vault))
        async with store.reading() as reading:
            rows = await reading.execute(
                select(orders.c.order_id, orders.c.status, orders.c.overlays)
            )
            shown = {key: (status, set(overlays)) for key, status, overlays in rows}
        await store.close()
        return shown

    shown = run(walk())
    assert len(shown) == len(journeys("tessaly"))
    for journey in journeys("tessaly"):
        if journey.expected is not None:
            overlays = set(journey.expected.overlays - {Overlay.STALE})
            key = vault.opaque_id("order", "tessaly", order_number(journey))
            assert shown[key] == (journey.expected.status, overlays), journey.title


def test_every_detail_that_was_told_arrives() -> None:
    events = told()
    page = envelope(write_file(events, epoch=EPOCH), received_at=NOW)
    parsed = read_file(page)
    assert parsed.problems == ()
    said = [one for one in parsed.facts if one.fact.kind != HEARTBEAT]
    steps = [step for _, step in events if step.kind != HEARTBEAT]
    for step, one in zip(steps, said, strict=True):
        payload = {key: value for key, value in one.payload.items() if key in step.details}
        assert timeless(payload) == timeless(dict(step.details)), step.kind


def test_the_base_data_of_every_order_are_the_journeys() -> None:
    facts = read_file(envelope(write_file(told(), epoch=EPOCH), received_at=NOW)).facts
    base = {one.order_ref: one for one in facts if one.fact.id.endswith("/0")}
    for journey in journeys("tessaly"):
        payload = base[order_number(journey)].payload
        assert payload["site_id"] == journey.site_id
        assert payload["infusing_site_id"] == journey.infusing_site_id
        assert payload["kind"] == journey.kind
        assert payload["product_code"] == journey.product_code
        patient = payload["patient"]
        assert isinstance(patient, dict)
        assert patient["family_name"] == journey.patient.family_name
        assert patient["weight_kg"] == pytest.approx(journey.patient.weight_kg)


def timeless(value: "JsonValue | Detail") -> object:
    """Without instants, whose seconds a file rounds, and without what is not there."""
    if isinstance(value, dict):
        inner = {key: timeless(item) for key, item in value.items()}
        return {key: item for key, item in inner.items() if item is not None}
    if isinstance(value, list):
        return [timeless(item) for item in value]
    if isinstance(value, datetime | timedelta):
        return None
    return None if isinstance(value, str) and value.endswith("Z") and "T" in value else value
