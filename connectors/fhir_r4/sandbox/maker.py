"""Knows what the pretend Norvane has written into its server, and writes what is new."""

import json
from datetime import UTC, datetime
from pathlib import Path

import httpx

from connectors.fhir_r4.sandbox.resources import (
    Resource,
    order_id,
    patient,
    provenance,
    service_request,
    without_time,
)
from connectors.kit.simulator.records import Journey, Step
from connectors.kit.simulator.world import journeys

ENTRIES_MAX = 100
ENTRIES_OF_A_STEP = 4
WRITE_S = 120.0
BROKEN_ORDER = 1


class Maker:
    """Writes what was recorded meanwhile; `state.json` holds the epoch and how many steps are in.

    Ids are ours and a transaction is all or nothing, so that a write said twice changes nothing.
    """

    def __init__(self, store: Path, *, base: str, epoch: datetime | None = None) -> None:
        self._state = store / "state.json"
        self._client = httpx.Client(timeout=WRITE_S, trust_env=False)
        self._base = base
        self._done = 0
        self.epoch = epoch or _now()
        if self._state.exists():
            held = json.loads(self._state.read_text(encoding="utf-8"))
            self.epoch = datetime.fromisoformat(held["epoch"])
            self._done = int(held["done"])
        events = [(journey, step) for journey in journeys("norvane") for step in journey.steps]
        self._events = sorted(events, key=_turn)

    def write(self) -> int:
        """Write what is new; how many steps that were."""
        now_s = (_now() - self.epoch).total_seconds()
        before = self._done
        batch: dict[str, Resource] = {}
        for number, (journey, step) in enumerate(self._events[before:], start=before):
            if step.recorded.total_seconds() > now_s:
                break
            resources = self._resources(journey, step)
            if len(batch) + ENTRIES_OF_A_STEP > ENTRIES_MAX or _said_before(resources, batch):
                self._commit(batch, done=number)
                batch = {}
            batch.update({f"{one['resourceType']}/{one['id']}": one for one in resources})
        else:
            number = len(self._events)
        if batch:
            self._commit(batch, done=number)
        return self._done - before

    def close(self) -> None:
        """Give up the connection."""
        self._client.close()

    def _resources(self, journey: Journey, step: Step) -> list[Resource]:
        event = provenance(journey, step, epoch=self.epoch)
        first = step.number == journey.steps[0].number
        chained = "coi_id" in step.details
        if not first:
            order = service_request(journey, epoch=self.epoch, chained=True)
            return [order, event] if chained else [event]
        order = service_request(journey, epoch=self.epoch, chained=chained)
        extra = without_time(journey, epoch=self.epoch)
        broken = [extra] if journey.number == BROKEN_ORDER else []
        return [patient(journey), order, event, *broken]

    def _commit(self, batch: dict[str, Resource], *, done: int) -> None:
        entries = [
            {"resource": one, "request": {"method": "PUT", "url": url}}
            for url, one in batch.items()
        ]
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
        self._client.post(
            self._base, json=bundle, headers={"content-type": "application/fhir+json"}
        ).raise_for_status()
        self._done = done
        fresh = self._state.with_suffix(".new")
        fresh.write_text(json.dumps({"epoch": self.epoch.isoformat(), "done": done}))
        fresh.replace(self._state)


def _turn(pair: tuple[Journey, Step]) -> tuple[float, str, int]:
    journey, step = pair
    return step.recorded.total_seconds(), order_id(journey), step.number


def _said_before(resources: list[Resource], batch: dict[str, Resource]) -> bool:
    """Whether a Provenance stands in the batch already: its versions go in one after the other."""
    return any(f"Provenance/{one['id']}" in batch for one in resources)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 (a process of its own, with its own clock)
