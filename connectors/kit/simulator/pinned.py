"""Knows every pinned plot of a manufacturer: a third of the statuses, then what goes wrong."""

from dataclasses import replace

from connectors.kit.simulator.beats import reaches, to
from connectors.kit.simulator.helvance import plots as helvance_plots
from connectors.kit.simulator.norvane import plots as norvane_plots
from connectors.kit.simulator.plot import PRODUCTS, VENDORS, Plot, plot
from connectors.kit.simulator.tessaly import plots as tessaly_plots

STATUSES = (  # noqa: SIM905 (a page of words reads best as a page)
    "DRAFT SUBMITTED ACCEPTED SLOT_CONFIRMED COLLECTED SM_CRYOPRESERVED SM_READY SM_IN_TRANSIT "
    "SM_DELIVERED SM_RECEIVED MFG_STARTED QC_TESTING OOS_DECLARED MFG_FAILED "
    "RECOLLECTION_REQUIRED RELEASED RELEASED_OOS PRODUCT_IN_TRANSIT PRODUCT_DELIVERED "
    "PRODUCT_RECEIVED CONDITIONING_STARTED PRODUCT_ISSUED PRODUCT_THAWED INFUSION_STARTED "
    "INFUSED MONITORING FOLLOW_UP COMPLETED CANCELLED CLOSED_NOT_TREATED TRANSFERRED "
    "ENTERED_IN_ERROR"
).split()
SPEAK_FOR_THEMSELVES = frozenset({"OOS_DECLARED", "MFG_FAILED", "RECOLLECTION_REQUIRED"})
"""Headlines that raise EXCEPTION without anybody saying so (DOMAIN F12)."""
WRONG = {"helvance": helvance_plots, "norvane": norvane_plots, "tessaly": tessaly_plots}


def plots(vendor: str) -> tuple[Plot, ...]:
    """The pinned plots of one manufacturer: a third of the statuses, then what goes wrong."""
    place = VENDORS.index(vendor)
    plain = tuple(
        _standing_at(status, vendor=vendor, turn=turn)
        for turn, status in enumerate(STATUSES[place::3])
    )
    return (*plain, *WRONG[vendor]())


def _standing_at(status: str, *, vendor: str, turn: int) -> Plot:
    products = [one for one in PRODUCTS[vendor] if reaches(status, kind=one[1])]
    code, kind = products[turn % len(products)]
    overlays = ("EXCEPTION",) if status in SPEAK_FOR_THEMSELVES else ()
    story = plot(f"standing at {status}", to(status, kind=kind), status, *overlays)
    return replace(story, product=code)
