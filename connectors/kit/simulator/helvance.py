"""Knows what goes wrong at Helvance: its pinned plots, with the answer stated by hand."""

from dataclasses import replace
from datetime import timedelta

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
    second_collection,
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
    future = replace(beat("RELEASED"), ahead_h=30 * 24)
    again = replace(beat("COLLECTED", gap_h=0.4), revises="COLLECTED", late_h=3)
    revived = (*to("SLOT_CONFIRMED"), beat("CANCELLED", party=Party.MAKER), taken_back("CANCELLED"))
    cancelled = (*to("COLLECTED"), beat("CANCELLED", party=Party.MAKER))
    shipping = (*to("RELEASED"), beat("CONDITIONING_STARTED"), beat("PRODUCT_IN_TRANSIT"))
    both = (*to("RELEASED_OOS"), with_run("RELEASED", run=1, gap_h=2))
    quiet = plot("silent after thawing", to("PRODUCT_THAWED"), "PRODUCT_THAWED", "STALE")
    after_silence = replace(quiet.expected, silence=timedelta(hours=2))
    two = plot("one dose of two", to("INFUSED"), "INFUSION_STARTED")
    return (
        plot(
            "learned out of order", late(to("RELEASED"), kind="QC_TESTING", late_h=240), "RELEASED"
        ),
        plot(
            "recorded days late",
            late(to("MFG_STARTED"), kind="SM_RECEIVED", late_h=48),
            "MFG_STARTED",
        ),
        plot("said to happen next month", (*to("QC_TESTING"), future), "QC_TESTING", "CONFLICT"),
        plot("revised", (*to("COLLECTED"), again), "COLLECTED"),
        plot("cancelled, then revived", revived, "SLOT_CONFIRMED"),
        plot("cancelled after collection", cancelled, "CLOSED_NOT_TREATED"),
        plot("conditioning while shipping", shipping, "PRODUCT_IN_TRANSIT"),
        plot("released both ways", both, "RELEASED_OOS", "CONFLICT"),
        replace(quiet, product="HELVB", quiet=True, expected=after_silence),
        replace(two, planned_doses=2),
    )


def _troubles() -> tuple[Plot, ...]:
    died = (*to("RELEASED"), trouble("PATIENT_DIED", party=Party.CENTRE))
    unread = (*to("MFG_STARTED"), beat(UNMAPPED), taken_back(UNMAPPED))
    return (
        plot("second run", second_run(2), "MFG_STARTED"),
        plot("second collection agreed", second_collection("SLOT_CONFIRMED"), "SLOT_CONFIRMED"),
        plot("corrected release", corrected(), "OOS_DECLARED", "EXCEPTION"),
        unreadable("QC_TESTING"),
        plot("a word nobody knows, taken back", unread, "MFG_STARTED"),
        plot("on hold", (*to("SM_RECEIVED"), hold()), "SM_RECEIVED", "HOLD"),
        in_trouble("contaminated", "QC_TESTING", "CONTAMINATION"),
        in_trouble("damaged", "SM_DELIVERED", "DAMAGE", party=Party.COURIER),
        replace(
            plot("died before infusion", died, "RELEASED", "EXCEPTION"),
            cause_of_death="Septic shock (A41.9)",
        ),
        in_trouble("re-collection said twice", "RECOLLECTION_REQUIRED", "RECOLLECTION"),
    )
