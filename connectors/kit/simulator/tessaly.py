"""Knows what goes wrong at Tessaly: its pinned plots, with the answer stated by hand."""

from dataclasses import replace

from connectors.kit.simulator.beats import (
    beat,
    hold,
    taken_back,
    to,
    trouble,
)
from connectors.kit.simulator.plot import (
    Plot,
    corrected,
    in_trouble,
    late,
    plot,
    second_run,
    unreadable,
    with_run,
)
from connectors.kit.simulator.records import UNMAPPED
from schema.vocabulary.facts import Party


def plots() -> tuple[Plot, ...]:
    """What happened with time and order, then what went wrong with people and material."""
    return (*_times(), *_troubles())


def _times() -> tuple[Plot, ...]:
    second = tuple(
        replace(beat(kind, gap_h=gap), dose=2)
        for kind, gap in (("PRODUCT_ISSUED", 200), ("PRODUCT_THAWED", 0.5))
    )
    crossing = (*to("RELEASED"), beat("CONDITIONING_STARTED"), *to("PRODUCT_RECEIVED")[-3:])
    infused = (*to("MONITORING"), beat("CANCELLED", party=Party.MAKER, gap_h=20))
    failed_first = (*to("MFG_FAILED"), with_run("RELEASED", run=1))
    two = plot("second dose thawed", (*to("INFUSED"), *second), "PRODUCT_THAWED")
    return (
        plot(
            "learned out of order", late(to("RELEASED"), kind="QC_TESTING", late_h=240), "RELEASED"
        ),
        plot("going back", (*to("RELEASED"), beat("QC_TESTING", gap_h=24)), "RELEASED", "CONFLICT"),
        plot("release taken back", (*to("RELEASED"), taken_back("RELEASED")), "QC_TESTING"),
        plot("conditioned, then received", crossing, "CONDITIONING_STARTED"),
        plot("cancelled after infusion", infused, "MONITORING", "CONFLICT"),
        plot("failed and released", failed_first, "RELEASED", "CONFLICT"),
        plot(
            "the maker says collected",
            (*to("SLOT_CONFIRMED"), beat("COLLECTED", party=Party.MAKER)),
            "SLOT_CONFIRMED",
            "CONFLICT",
        ),
        replace(two, planned_doses=2),
    )


def _troubles() -> tuple[Plot, ...]:
    three = (*to("MFG_STARTED"), hold(), trouble("OTHER"), beat(UNMAPPED))
    hot = (*to("PRODUCT_IN_TRANSIT"), trouble("TEMPERATURE_EXCURSION", party=Party.COURIER))
    closed = (*to("MFG_FAILED"), trouble("PATIENT_WITHDREW"), beat("CLOSED_NOT_TREATED", gap_h=4))
    return (
        plot("second run, not said", second_run(None), "MFG_FAILED", "EXCEPTION", "CONFLICT"),
        plot("corrected release", corrected(), "OOS_DECLARED", "EXCEPTION"),
        unreadable("SM_RECEIVED"),
        plot("on hold", (*to("SLOT_CONFIRMED"), hold()), "SLOT_CONFIRMED", "HOLD"),
        plot("three overlays at once", three, "MFG_STARTED", "HOLD", "EXCEPTION", "UNMAPPED"),
        plot("too warm", hot, "PRODUCT_IN_TRANSIT", "EXCEPTION"),
        in_trouble("withdrew", "SLOT_CONFIRMED", "PATIENT_WITHDREW", party=Party.CENTRE),
        plot("withdrew and closed", closed, "CLOSED_NOT_TREATED"),
        in_trouble("failed, reported", "MFG_FAILED", "MANUFACTURING_FAILED"),
        in_trouble("something else", "QC_TESTING", "OTHER"),
    )
