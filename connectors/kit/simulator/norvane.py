"""Knows what goes wrong at Norvane: its pinned plots, with the answer stated by hand."""

from dataclasses import replace

from connectors.kit.simulator.beats import (
    beat,
    hold,
    hold_over,
    settled,
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
)
from schema.vocabulary.facts import Party
from schema.vocabulary.orders import OrderKind


def plots() -> tuple[Plot, ...]:
    """What happened with time and order, then what went wrong with people and material."""
    return (*_times(), *_troubles())


def _times() -> tuple[Plot, ...]:
    claimed = (*to("PRODUCT_IN_TRANSIT"), beat("PRODUCT_RECEIVED", party=Party.COURIER, gap_h=20))
    went_on = (*to("RELEASED"), beat("QC_TESTING", gap_h=24), beat("PRODUCT_IN_TRANSIT"))
    after_all = (*corrected(), taken_back("OOS_DECLARED"))
    ends = (*to("COMPLETED"), beat("TRANSFERRED", gap_h=30))
    foreign = (*to("SLOT_CONFIRMED", kind=OrderKind.ALLOGENEIC), beat("MFG_STARTED"))
    dead = (trouble("PATIENT_DIED", party=Party.CENTRE), beat("COMPLETED", gap_h=9))
    died = plot("died after infusion", (*to("MONITORING"), *dead), "COMPLETED")
    late_received = late(to("RELEASED"), kind="SM_RECEIVED", late_h=72)
    two = plot("one dose of two", to("INFUSED"), "INFUSION_STARTED")
    return (
        plot("courier says received", claimed, "PRODUCT_DELIVERED"),
        plot("went back, then on", went_on, "PRODUCT_IN_TRANSIT"),
        plot("recorded days late", late_received, "RELEASED"),
        plot("release taken back", (*to("RELEASED"), taken_back("RELEASED")), "QC_TESTING"),
        plot("correction taken back", after_all, "RELEASED"),
        plot("two different ends", ends, "TRANSFERRED", "CONFLICT"),
        replace(
            plot("a step off its path", foreign, "SLOT_CONFIRMED", "CONFLICT"), product="NORALLO"
        ),
        replace(two, planned_doses=2),
        replace(died, cause_of_death="Progressive disease (C83.3)"),
    )


def _troubles() -> tuple[Plot, ...]:
    early = (*to("QC_TESTING"), beat("CONDITIONING_STARTED", gap_h=20))
    ended = (*to("SM_RECEIVED"), trouble("SHIPMENT_DELAY"), settled())
    return (
        plot("second run", second_run(2), "MFG_STARTED"),
        plot("collected again", second_collection("SLOT_CONFIRMED", "COLLECTED"), "COLLECTED"),
        plot("corrected release", corrected(), "OOS_DECLARED", "EXCEPTION"),
        plot("conditioning too early", early, "QC_TESTING", "EXCEPTION"),
        plot(
            "conditioning too early, reported",
            (*early, trouble("CONDITIONING_WITHOUT_PRODUCT")),
            "QC_TESTING",
            "EXCEPTION",
        ),
        unreadable("MFG_STARTED"),
        plot("on hold", (*to("MFG_STARTED"), hold()), "MFG_STARTED", "HOLD"),
        plot("a hold that is over", (*to("SM_READY"), hold(), hold_over()), "SM_READY"),
        in_trouble(
            "mistaken identity", "PRODUCT_DELIVERED", "IDENTITY_MISMATCH", party=Party.CENTRE
        ),
        in_trouble("expired", "PRODUCT_RECEIVED", "EXPIRED", party=Party.CENTRE),
        in_trouble("delayed", "SM_IN_TRANSIT", "SHIPMENT_DELAY", party=Party.COURIER),
        in_trouble("out of specification, reported", "OOS_DECLARED", "OUT_OF_SPEC"),
        plot("a trouble that is over", ended, "SM_RECEIVED"),
    )
