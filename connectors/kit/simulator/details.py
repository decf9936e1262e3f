"""Knows what becomes known of an order with each step: parts of the order document, as offsets."""

from datetime import timedelta

from connectors.kit.simulator.beats import Beat
from connectors.kit.simulator.scene import HOUR, Details, Scene
from connectors.kit.simulator.supply import SUPPLY
from connectors.kit.simulator.treatment import TREATMENT
from schema.vocabulary.facts import (
    EXCEPTION_RAISED,
    EXCEPTION_RESOLVED,
    HOLD_PLACED,
    HOLD_RELEASED,
)

PARTS = {**SUPPLY, **TREATMENT}
NOTES = {
    "IDENTITY_MISMATCH": "Wristband and bag label name different persons.",
    "CONTAMINATION": "Growth in the day-7 sterility culture.",
    "TEMPERATURE_EXCURSION": "Logger shows -141 °C for 22 minutes.",
    "DAMAGE": "Outer vessel dented, lid sensor broken.",
    "PATIENT_DIED": "Died of septic shock on the ward.",
    "PATIENT_WITHDREW": "Patient prefers palliative care.",
    "OUT_OF_SPEC": "Viability 64 % against a limit of 70 %.",
}
OTHER_NOTE = "Reported by telephone, file follows."


def details_of(beat: Beat, *, at: timedelta, scene: Scene) -> Details:
    """The part of the order document that becomes known with a beat at `at`."""
    maker = PARTS.get(beat.kind)
    if maker is not None:
        return maker(scene, at)
    if beat.kind in {EXCEPTION_RAISED, EXCEPTION_RESOLVED}:
        return {"exceptions": [_exception(beat, at=at)]}
    if beat.kind in {HOLD_PLACED, HOLD_RELEASED}:
        return {"holds": [_hold(beat, at=at)]}
    return {}


def _exception(beat: Beat, *, at: timedelta) -> Details:
    if beat.kind == EXCEPTION_RESOLVED:
        return {"ref": beat.ref, "resolved_at": at, "decision": "continue"}
    kind = beat.exception_kind or "OTHER"
    return {
        "ref": beat.ref,
        "kind": kind,
        "raised_at": at,
        "deadline_at": at + 72 * HOUR,
        "note": NOTES.get(kind, OTHER_NOTE),
    }


def _hold(beat: Beat, *, at: timedelta) -> Details:
    if beat.kind == HOLD_RELEASED:
        return {"ref": beat.ref, "released_at": at}
    return {
        "ref": beat.ref,
        "kind": "CLINICAL",
        "placed_at": at,
        "note": "Fever above 39 °C, source not found.",
    }
