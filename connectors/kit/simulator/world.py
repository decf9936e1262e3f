"""Knows the pretend world of the three manufacturers: every order with all of its steps.

Pure and the same every time. A sandbox turns it into its vendor's own words, numbers and dates and
reveals each step when its clock gets there; a test reads from it what must be shown.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from connectors.kit.simulator.beats import Beat, beat
from connectors.kit.simulator.details import details_of
from connectors.kit.simulator.identifiers import check_character, coi, seeded
from connectors.kit.simulator.live import LIVE_ORDERS, LivePlot, live_plot, timetable
from connectors.kit.simulator.people import SITES, care_team, person
from connectors.kit.simulator.pinned import plots
from connectors.kit.simulator.plot import PRODUCTS, VENDORS, Plot
from connectors.kit.simulator.records import Journey, Step
from connectors.kit.simulator.scene import Scene
from schema.vocabulary.facts import HEARTBEAT
from schema.vocabulary.orders import OrderKind

HOUR = timedelta(hours=1)
SITE_TURNS = (0, 0, 1, 0, 2, 0, 1, 2)
DIAGNOSES = {
    "HELVA": ("C83.3", "C91.0"),
    "HELVB": ("C90.0",),
    "NORVA": ("C83.1", "C82.1"),
    "NORTIL": ("C43.9",),
    "NORALLO": ("C83.3", "C85.2"),
    "TESSA": ("C49.9",),
    "TESGENE": ("D66", "G12.0"),
    "TESALLO": ("C92.0",),
}
QUIET_H = {
    "COLLECTED": 24.0,
    "SM_READY": 24.0,
    "SM_IN_TRANSIT": 12.0,
    "SM_DELIVERED": 24.0,
    "PRODUCT_IN_TRANSIT": 12.0,
    "PRODUCT_DELIVERED": 4.0,
    "PRODUCT_ISSUED": 24.0,
    "PRODUCT_THAWED": 2.0,
    "INFUSION_STARTED": 4.0,
    "INFUSED": 24.0,
}
"""Hours after which silence is STALE (DOMAIN §4): pinned orders are heard of well before."""
HEARTBEATS_UNTIL = 36 * HOUR


@cache
def journeys(vendor: str) -> tuple[Journey, ...]:
    """All orders of one manufacturer (helvance, norvane, tessaly), numbered from 1."""
    pinned = [
        _pinned(plot, vendor=vendor, number=number)
        for number, plot in enumerate(plots(vendor), start=1)
    ]
    return (*pinned, *_live(vendor, first=len(pinned) + 1))


def _pinned(plot: Plot, *, vendor: str, number: int) -> Journey:
    draw = seeded("pinned", vendor, number)
    status = plot.expected.status
    fresh = status in {"PRODUCT_THAWED", "INFUSION_STARTED", "INFUSED"}
    end = -draw.uniform(0.1, 0.3) * HOUR if fresh else -draw.uniform(1, 9) * HOUR
    times = _past_times(plot.beats, end=end, seed=f"{vendor}/{number}")
    recorded = [
        at if one.ahead_h is None else end for one, at in zip(plot.beats, times, strict=True)
    ]
    lags = [draw.uniform(0.03, 0.6) + one.late_h for one in plot.beats]
    shown = [
        min(at + lag * HOUR, timedelta(minutes=-1)) for at, lag in zip(recorded, lags, strict=True)
    ]
    journey = _journey(
        vendor=vendor,
        number=number,
        product=plot.product,
        title=plot.title,
        dead=plot.cause_of_death,
    )
    steps = _steps(plot.beats, at=times, recorded=shown, journey=journey)
    beats = () if plot.quiet else _heartbeats(status, first=len(steps) + 1)
    return replace(
        journey,
        planned_doses=plot.planned_doses,
        expected=plot.expected,
        steps=(*steps, *beats),
    )


def _live(vendor: str, *, first: int) -> tuple[Journey, ...]:
    products = PRODUCTS[vendor]
    bases = [
        _journey(
            vendor=vendor,
            number=first + place,
            product=products[place % len(products)][0],
            title="live",
        )
        for place in range(LIVE_ORDERS)
    ]
    stories = [live_plot(place, kind=base.kind) for place, base in enumerate(bases)]
    counts = [len(story.beats) - story.past for story in stories]
    phase = timedelta(seconds=17) * VENDORS.index(vendor)
    tables = timetable(counts, phase=phase, draw=seeded("timetable", vendor))
    return tuple(
        _played(base, story=story, table=table)
        for base, story, table in zip(bases, stories, tables, strict=True)
    )


def _played(base: Journey, *, story: LivePlot, table: Sequence[timedelta]) -> Journey:
    draw = seeded("live", base.vendor, base.number)
    past = _past_times(
        story.beats[: story.past],
        end=-draw.uniform(0.2, 3) * HOUR,
        seed=f"{base.vendor}/{base.number}",
    )
    lags = [timedelta(seconds=draw.uniform(1, 12)) for _ in table]
    at = [*past, *(when - lag for when, lag in zip(table, lags, strict=True))]
    recorded = [*(when + timedelta(minutes=9) for when in past), *table]
    return replace(base, steps=_steps(story.beats, at=at, recorded=recorded, journey=base))


def _journey(
    *, vendor: str, number: int, product: str | None, title: str, dead: str | None = None
) -> Journey:
    code, kind = _product(vendor, product=product, number=number)
    site = SITES[SITE_TURNS[number % len(SITE_TURNS)]]
    elsewhere = SITES[(SITES.index(site) + 1) % len(SITES)]
    identity = coi(vendor, number=number)
    return Journey(
        vendor=vendor,
        number=number,
        title=title,
        kind=kind,
        product_code=code,
        planned_doses=1,
        patient=person(VENDORS.index(vendor) * 80 + number, site=site, cause_of_death=dead),
        site_id=site,
        collecting_site_id=elsewhere if number % 7 == 2 else site,  # noqa: PLR2004 (one in seven)
        processing_site_id=site,
        infusing_site_id=elsewhere if number % 9 == 4 else site,  # noqa: PLR2004 (one in nine)
        care_team=care_team(site, number=number),
        diagnosis_code=seeded("diagnosis", vendor, number).choice(DIAGNOSES[code]),
        consent_version=f"{code}-consent-3.{number % 4}",
        coi_id=identity,
        coi_typed=identity + check_character(identity),
        steps=(),
    )


def _product(vendor: str, *, product: str | None, number: int) -> tuple[str, OrderKind]:
    products = dict(PRODUCTS[vendor])
    if product is not None:
        return product, products[product]
    autologous = [code for code, kind in products.items() if kind is OrderKind.AUTOLOGOUS]
    return autologous[number % len(autologous)], OrderKind.AUTOLOGOUS


def _past_times(beats: Sequence[Beat], *, end: timedelta, seed: str) -> list[timedelta]:
    """When each beat happened, so that the last one did at `end`; `ahead_h` is taken as it is."""
    draw = seeded("gaps", seed)
    gaps = [
        0.0 if one.ahead_h is not None else one.gap_h * draw.uniform(0.85, 1.2) for one in beats
    ]
    behind = [sum(gaps[index + 1 :]) for index in range(len(gaps))]
    return [
        end - hours * HOUR if one.ahead_h is None else one.ahead_h * HOUR
        for one, hours in zip(beats, behind, strict=True)
    ]


def _steps(
    beats: Sequence[Beat],
    *,
    at: Sequence[timedelta],
    recorded: Sequence[timedelta],
    journey: Journey,
) -> tuple[Step, ...]:
    scene = Scene(
        vendor=journey.vendor,
        number=journey.number,
        kind=journey.kind,
        site=journey.collecting_site_id,
        draw=seeded("details", journey.vendor, journey.number),
    )
    made: list[Step] = []
    for number, (one, when, shown) in enumerate(zip(beats, at, recorded, strict=True), start=1):
        scene.follow(one)
        made.append(_step(one, number=number, at=when, recorded=shown, scene=scene, before=made))
    return tuple(made)


def _step(
    one: Beat,
    *,
    number: int,
    at: timedelta,
    recorded: timedelta,
    scene: Scene,
    before: Sequence[Step],
) -> Step:
    return Step(
        number=number,
        kind=one.kind,
        party=one.party,
        at=at,
        recorded=recorded,
        cycle=one.cycle,
        run=one.run,
        dose=one.dose,
        ref=one.ref,
        exception_kind=one.exception_kind,
        corrects=_latest(before, kind=one.corrects),
        retracts=_latest(before, kind=one.retracts),
        revises=_latest(before, kind=one.revises),
        details=details_of(one, at=at, scene=scene),
    )


def _latest(before: Sequence[Step], *, kind: str | None) -> int | None:
    """The number of the latest earlier step of that kind."""
    if kind is None:
        return None
    return max(step.number for step in before if step.kind == kind)


def _heartbeats(status: str, *, first: int) -> tuple[Step, ...]:
    """Signs of life of an order that stands still, so that its silence is not taken for a fault."""
    hours = QUIET_H.get(status)
    if hours is None:
        return ()
    every = 0.6 * hours * HOUR
    one = beat(HEARTBEAT)
    return tuple(
        Step(
            number=first + place,
            kind=one.kind,
            party=one.party,
            at=every * (place + 1),
            recorded=every * (place + 1),
        )
        for place in range(int(HEARTBEATS_UNTIL / every))
    )
