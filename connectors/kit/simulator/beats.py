"""Knows the paths of the three kinds of therapy, and how a plot is written down beat by beat."""

from dataclasses import dataclass, replace

from connectors.kit.simulator.records import UNMAPPED
from schema.vocabulary.facts import (
    EXCEPTION_RAISED,
    EXCEPTION_RESOLVED,
    HEARTBEAT,
    HOLD_PLACED,
    HOLD_RELEASED,
    RETRACTION,
    Party,
)
from schema.vocabulary.orders import OrderKind

BEGINNING = ("DRAFT", "SUBMITTED", "ACCEPTED", "SLOT_CONFIRMED")
MATERIAL = (
    "COLLECTED",
    "SM_CRYOPRESERVED",
    "SM_READY",
    "SM_IN_TRANSIT",
    "SM_DELIVERED",
    "SM_RECEIVED",
    "MFG_STARTED",
    "QC_TESTING",
)
RETURN = ("RELEASED", "PRODUCT_IN_TRANSIT", "PRODUCT_DELIVERED", "PRODUCT_RECEIVED")
TREATMENT = (
    "PRODUCT_ISSUED",
    "PRODUCT_THAWED",
    "INFUSION_STARTED",
    "INFUSED",
    "MONITORING",
    "FOLLOW_UP",
)
PATHS: dict[OrderKind, tuple[str, ...]] = {
    OrderKind.AUTOLOGOUS: (
        *BEGINNING,
        *MATERIAL,
        *RETURN,
        "CONDITIONING_STARTED",
        *TREATMENT,
    ),
    OrderKind.ALLOGENEIC: (*BEGINNING, *RETURN, "CONDITIONING_STARTED", *TREATMENT),
    OrderKind.IN_VIVO: (*BEGINNING, *RETURN, *TREATMENT),
}
DETOURS: dict[str, tuple[str, ...]] = {
    "OOS_DECLARED": ("QC_TESTING", "OOS_DECLARED"),
    "MFG_FAILED": ("MFG_STARTED", "MFG_FAILED"),
    "RECOLLECTION_REQUIRED": ("MFG_STARTED", "MFG_FAILED", "RECOLLECTION_REQUIRED"),
    "RELEASED_OOS": ("QC_TESTING", "OOS_DECLARED", "RELEASED_OOS"),
    "COMPLETED": ("FOLLOW_UP", "COMPLETED"),
    "CANCELLED": ("SLOT_CONFIRMED", "CANCELLED"),
    "CLOSED_NOT_TREATED": ("PRODUCT_RECEIVED", "CLOSED_NOT_TREATED"),
    "TRANSFERRED": ("ACCEPTED", "TRANSFERRED"),
    "ENTERED_IN_ERROR": ("SUBMITTED", "ENTERED_IN_ERROR"),
}
"""How statuses off the straight path are reached: the last status on it, then what follows."""

MAKERS_WORDS = frozenset(
    {
        "ACCEPTED",
        "SLOT_CONFIRMED",
        "SM_RECEIVED",
        "MFG_STARTED",
        "QC_TESTING",
        "OOS_DECLARED",
        "MFG_FAILED",
        "RECOLLECTION_REQUIRED",
        "RELEASED",
        "RELEASED_OOS",
        RETRACTION,
        HEARTBEAT,
        UNMAPPED,
    }
)
COURIERS_WORDS = frozenset(
    {"SM_IN_TRANSIT", "SM_DELIVERED", "PRODUCT_IN_TRANSIT", "PRODUCT_DELIVERED"}
)
RUN_WORDS = frozenset(
    {"MFG_STARTED", "QC_TESTING", "OOS_DECLARED", "MFG_FAILED", "RELEASED", "RELEASED_OOS"}
)
DOSE_WORDS = frozenset({"PRODUCT_ISSUED", "PRODUCT_THAWED", "INFUSION_STARTED", "INFUSED"})
GAPS_H: dict[str, float] = {
    "DRAFT": 0,
    "SUBMITTED": 5,
    "ACCEPTED": 20,
    "SLOT_CONFIRMED": 30,
    "COLLECTED": 150,
    "SM_CRYOPRESERVED": 5,
    "SM_READY": 8,
    "SM_IN_TRANSIT": 4,
    "SM_DELIVERED": 18,
    "SM_RECEIVED": 3,
    "MFG_STARTED": 20,
    "QC_TESTING": 220,
    "OOS_DECLARED": 60,
    "MFG_FAILED": 120,
    "RECOLLECTION_REQUIRED": 24,
    "RELEASED": 130,
    "RELEASED_OOS": 50,
    "PRODUCT_IN_TRANSIT": 20,
    "PRODUCT_DELIVERED": 22,
    "PRODUCT_RECEIVED": 1.5,
    "CONDITIONING_STARTED": 30,
    "PRODUCT_ISSUED": 96,
    "PRODUCT_THAWED": 0.5,
    "INFUSION_STARTED": 0.3,
    "INFUSED": 0.6,
    "MONITORING": 3,
    "FOLLOW_UP": 340,
    "COMPLETED": 4000,
}
OTHER_GAP_H = 6.0
"""Usual hours between a step and the one before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One step of a plot before it has a time.

    `gap_h` are the hours after the beat before. `late_h`: the manufacturer records it so much later
    than it happened. `ahead_h`: it is said to happen that long after the epoch. `corrects`,
    `retracts`, `revises` name the kind of the latest earlier beat they are about.
    """

    kind: str
    party: Party
    gap_h: float
    cycle: int | None = None
    run: int | None = None
    dose: int | None = None
    ref: str | None = None
    exception_kind: str | None = None
    corrects: str | None = None
    retracts: str | None = None
    revises: str | None = None
    late_h: float = 0.0
    ahead_h: float | None = None


def beat(kind: str, *, party: Party | None = None, gap_h: float | None = None) -> Beat:
    """A beat by its usual party and after its usual time; the rest by `dataclasses.replace`."""
    usual = Party.CENTRE
    if kind in MAKERS_WORDS:
        usual = Party.MAKER
    elif kind in COURIERS_WORDS:
        usual = Party.COURIER
    return Beat(
        kind=kind,
        party=party or usual,
        gap_h=GAPS_H.get(kind, OTHER_GAP_H) if gap_h is None else gap_h,
        run=1 if kind in RUN_WORDS else None,
        dose=1 if kind in DOSE_WORDS else None,
    )


def to(status: str, *, kind: OrderKind = OrderKind.AUTOLOGOUS) -> tuple[Beat, ...]:
    """The beats that lead to `status`, each in its order and at its usual distance."""
    straight, *after = DETOURS.get(status, (status,))
    path = PATHS[kind]
    words = (*path[: path.index(straight) + 1], *after)
    return tuple(beat(word) for word in words)


def reaches(status: str, *, kind: OrderKind) -> bool:
    """Whether a therapy of this kind can stand at `status` with nothing wrong."""
    return DETOURS.get(status, (status,))[0] in PATHS[kind]


def hold(ref: str = "H1") -> Beat:
    """Somebody stops the line."""
    return replace(beat(HOLD_PLACED), ref=ref)


def hold_over(ref: str = "H1") -> Beat:
    """The line goes on."""
    return replace(beat(HOLD_RELEASED), ref=ref)


def trouble(exception_kind: str, *, ref: str = "X1", party: Party = Party.MAKER) -> Beat:
    """Something goes wrong and stays open."""
    return replace(beat(EXCEPTION_RAISED, party=party), ref=ref, exception_kind=exception_kind)


def settled(ref: str = "X1") -> Beat:
    """It is settled."""
    return replace(beat(EXCEPTION_RESOLVED, party=Party.MAKER), ref=ref)


def taken_back(kind: str) -> Beat:
    """The manufacturer takes its latest word of this kind back."""
    return replace(beat(RETRACTION), retracts=kind)
