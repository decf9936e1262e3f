"""Knows how the pretend world's journeys look as facts, without any connector in between."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from connectors.kit.simulator import UNMAPPED, Journey, Step, journeys
from schema.vocabulary.facts import Fact

VENDORS = ("helvance", "norvane", "tessaly")


def every_journey() -> Iterator[Journey]:
    """All orders of the three manufacturers."""
    for vendor in VENDORS:
        yield from journeys(vendor)


def facts_of(journey: Journey, *, epoch: datetime, after: timedelta) -> list[Fact]:
    """What somebody who has read everything since the epoch holds `after` it."""
    return [
        _fact(step, vendor=journey.vendor, epoch=epoch)
        for step in journey.steps
        if step.recorded <= after
    ]


def _fact(step: Step, *, vendor: str, epoch: datetime) -> Fact:
    return Fact(
        id=str(step.revises or step.number),
        connection=vendor,
        party=step.party,
        kind="a-word" if step.kind == UNMAPPED else step.kind,
        happened_at=epoch + step.at,
        learned_at=epoch + max(step.recorded, timedelta(0)),
        revision=2 if step.revises else 1,
        cycle=step.cycle,
        run=step.run,
        dose=step.dose,
        ref=step.ref,
        exception_kind=step.exception_kind,
        corrects=None if step.corrects is None else str(step.corrects),
        retracts=None if step.retracts is None else str(step.retracts),
    )
