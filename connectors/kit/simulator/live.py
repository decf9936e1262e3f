"""Knows the live plots: orders that move on for hours, and the timetable on which they do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from connectors.kit.simulator.beats import (
    DETOURS,
    PATHS,
    Beat,
    beat,
    hold,
    hold_over,
    settled,
    taken_back,
    trouble,
)
from connectors.kit.simulator.records import UNMAPPED
from schema.vocabulary.facts import Party
from schema.vocabulary.orders import OrderKind

LIVE_ORDERS = 24
INTERVAL = timedelta(seconds=51)
"""Between two steps at one manufacturer; three of them, out of phase, make one every 17 s."""

DIVERSIONS: tuple[tuple[str, tuple[Beat, ...]], ...] = (
    ("SLOT_CONFIRMED", (hold(), hold_over())),
    ("SM_IN_TRANSIT", (trouble("SHIPMENT_DELAY", party=Party.COURIER), settled())),
    ("MFG_STARTED", (beat(UNMAPPED), taken_back(UNMAPPED))),
    ("QC_TESTING", (trouble("OTHER"), settled())),
    ("PRODUCT_IN_TRANSIT", (trouble("TEMPERATURE_EXCURSION", party=Party.COURIER), settled())),
    ("PRODUCT_RECEIVED", (hold("H2"), hold_over("H2"))),
    ("MONITORING", (trouble("OTHER", ref="X2"), settled("X2"))),
)
"""After which status something else happens on the way, and how it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePlot:
    """A live story: the first `past` beats lie before the epoch, the rest are still to come."""

    title: str
    beats: tuple[Beat, ...]
    past: int


def live_plot(place: int, *, kind: OrderKind) -> LivePlot:
    """The live story number `place` of a manufacturer; every second one is diverted on its way."""
    path = PATHS[kind]
    past = 1 + place * 3 % (len(path) // 2)
    beats: list[Beat] = []
    for index, word in enumerate(path):
        beats.append(beat(word))
        if index >= past and place % 2:
            beats.extend(_diversion(word, place=place))
    if place % 7 == 3 and kind is OrderKind.AUTOLOGOUS:  # noqa: PLR2004 (one in seven)
        beats = _with_failed_run(beats)
    return LivePlot(title="live", beats=tuple(beats), past=past)


def timetable(counts: Sequence[int], *, phase: timedelta, draw: Random) -> list[list[timedelta]]:
    """When the steps still to come are recorded, for each order as many as `counts` says.

    One step every `INTERVAL` (give or take a third of it), handed out at random, so that each order
    goes on through the whole time and each list is in order.
    """
    turns = [order for order, count in enumerate(counts) for _ in range(count)]
    draw.shuffle(turns)
    tables: list[list[timedelta]] = [[] for _ in counts]
    for tick, order in enumerate(turns):
        tables[order].append(phase + INTERVAL * (0.5 + tick + draw.uniform(-0.33, 0.33)))
    return tables


def _diversion(word: str, *, place: int) -> tuple[Beat, ...]:
    for number, (after, beats) in enumerate(DIVERSIONS):
        if after == word and (number + place) % 3 != 0:
            return beats
    return ()


def _with_failed_run(beats: list[Beat]) -> list[Beat]:
    """The first run fails; the second is the one that is released."""
    start = next(index for index, one in enumerate(beats) if one.kind == "MFG_STARTED")
    failed = [beat("MFG_STARTED"), *(beat(word) for word in DETOURS["MFG_FAILED"][1:])]
    rest = [replace(one, run=2) if one.run == 1 else one for one in beats[start:]]
    return [*beats[:start], *failed, *rest]
