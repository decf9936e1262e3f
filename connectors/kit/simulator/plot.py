"""Knows what a pinned plot is, and the turns that more than one manufacturer's plots take."""

from dataclasses import dataclass, replace

from connectors.kit.simulator.beats import Beat, beat, to, trouble
from connectors.kit.simulator.records import UNMAPPED, Expected
from schema.vocabulary.facts import Party
from schema.vocabulary.orders import OrderKind

VENDORS = ("helvance", "norvane", "tessaly")
HELVANCE, NORVANE, TESSALY = VENDORS
PRODUCTS: dict[str, tuple[tuple[str, OrderKind], ...]] = {
    HELVANCE: (("HELVA", OrderKind.AUTOLOGOUS), ("HELVB", OrderKind.AUTOLOGOUS)),
    NORVANE: (
        ("NORVA", OrderKind.AUTOLOGOUS),
        ("NORTIL", OrderKind.AUTOLOGOUS),
        ("NORALLO", OrderKind.ALLOGENEIC),
    ),
    TESSALY: (
        ("TESSA", OrderKind.AUTOLOGOUS),
        ("TESGENE", OrderKind.IN_VIVO),
        ("TESALLO", OrderKind.ALLOGENEIC),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A pinned story; `quiet` leaves out the heartbeats that keep it from growing STALE."""

    title: str
    beats: tuple[Beat, ...]
    expected: Expected
    product: str | None = None
    planned_doses: int = 1
    cause_of_death: str | None = None
    quiet: bool = False


def plot(title: str, beats: tuple[Beat, ...], status: str, *overlays: str) -> Plot:
    """A pinned plot with the status and the overlays that must be shown, stated by hand."""
    expected = Expected(status=status, overlays=frozenset(overlays))
    return Plot(title=title, beats=beats, expected=expected)


def in_trouble(title: str, status: str, kind: str, *, party: Party = Party.MAKER) -> Plot:
    """At `status`, an exception of this kind is raised and stays open."""
    beats = (*to(status), trouble(kind, party=party))
    return plot(title, beats, status, "EXCEPTION")


def with_run(kind: str, *, run: int | None, gap_h: float = 40) -> Beat:
    """A maker's beat that states this run (or none)."""
    return replace(beat(kind, gap_h=gap_h), run=run)


def late(beats: tuple[Beat, ...], *, kind: str, late_h: float) -> tuple[Beat, ...]:
    """The same beats, but those of one kind recorded `late_h` after they happened."""
    return tuple(replace(one, late_h=late_h) if one.kind == kind else one for one in beats)


def second_run(run: int | None) -> tuple[Beat, ...]:
    """A failed run, then a new one that states `run`."""
    return (*to("MFG_FAILED"), with_run("MFG_STARTED", run=run))


def second_collection(*kinds: str) -> tuple[Beat, ...]:
    """Material used up; then, in cycle 2, the beats of `kinds`."""
    after = tuple(replace(beat(kind, gap_h=60), cycle=2) for kind in kinds)
    return (*to("RECOLLECTION_REQUIRED"), *after)


def corrected() -> tuple[Beat, ...]:
    """A release that the maker corrects to out of specification five hours later."""
    correction = replace(beat("OOS_DECLARED", gap_h=0), corrects="RELEASED", late_h=5)
    return (*to("RELEASED"), correction)


def unreadable(status: str) -> Plot:
    """At `status`, the manufacturer says a word that no table knows."""
    return plot("a word nobody knows", (*to(status), beat(UNMAPPED)), status, "UNMAPPED")
