"""Knows what becomes known of an order with each step: parts of the order document, as offsets."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from connectors.kit.simulator.beats import Beat
from connectors.kit.simulator.identifiers import bag_serial, coi, din, lot, serial, waybill
from connectors.kit.simulator.people import CHECKERS
from connectors.kit.simulator.records import Detail
from schema.vocabulary.facts import (
    EXCEPTION_RAISED,
    EXCEPTION_RESOLVED,
    HOLD_PLACED,
    HOLD_RELEASED,
)
from schema.vocabulary.orders import OrderKind

Details = dict[str, Detail]
HOUR = timedelta(hours=1)
MAKERS = {"helvance": "Helvance plant", "norvane": "Norvane works", "tessaly": "Tessaly Werk"}
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


@dataclass(slots=True)
class Scene:
    """What is so at one point of a journey while its steps are being made."""

    vendor: str
    number: int
    kind: OrderKind
    site: str
    draw: Random
    cycle: int = 1
    run: int = 1
    dose: int = 1
    custody: int = 0
    shipments: dict[str, int] = field(default_factory=dict[str, int])

    def follow(self, beat: Beat) -> None:
        """Take over the attempt a beat states."""
        if beat.cycle is not None and beat.cycle != self.cycle:
            self.cycle, self.run = beat.cycle, 1
        self.run = beat.run or self.run
        self.dose = beat.dose or self.dose


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


def _submitted(scene: Scene, at: timedelta) -> Details:
    del scene, at
    return {"funding": {"authorization_status": "REQUESTED"}}


def _accepted(scene: Scene, at: timedelta) -> Details:
    del at
    draw = scene.draw
    return {
        "coi_id": coi(scene.vendor, number=scene.number),
        "funding": {
            "authorization_status": "APPROVED",
            "authorization_number": f"AUTH-{draw.randrange(100_000, 999_999)}",
            "payer_name": draw.choice(("Helsana-Probe", "Northgate Mutual", "Kasse Musterland")),
            "purchase_order_number": f"PO-{draw.randrange(1_000_000, 9_999_999)}",
            "price_amount": f"{draw.randrange(281_000, 427_000)}.00 CHF",
        },
    }


def _slot(scene: Scene, at: timedelta) -> Details:
    if scene.kind is not OrderKind.AUTOLOGOUS:
        return {"shipments": [{"ref": "2.1", "leg": "PRODUCT", "planned_at": at + 150 * HOUR}]}
    item: Details = {"ref": f"{scene.cycle}.1", "cycle": scene.cycle}
    return {"collections": [{**item, "scheduled_at": at + 150 * HOUR}]}


def _collected(scene: Scene, at: timedelta) -> Details:
    draw = scene.draw
    number = din(scene.site, vendor=scene.vendor, number=scene.number, cycle=scene.cycle)
    volume = round(draw.uniform(180, 310), 1)
    collection: Details = {
        "ref": f"{scene.cycle}.1",
        "cycle": scene.cycle,
        "din": number,
        "started_at": at - 4 * HOUR,
        "ended_at": at,
        "volume_ml": volume,
        "total_nucleated_cells": round(draw.uniform(8, 22), 2),
        "cd3_count": round(draw.uniform(1_800, 6_200), 1),
        "viability": round(draw.uniform(93, 99), 1),
        "idm_result": draw.choice(("all markers negative", "anti-HBc positive")),
        "state": "FRESH",
        "expires_at": at + 48 * HOUR,
        "bags": [{"ref": "1", "bag_number": "1", "din": number, "volume_ml": volume}],
    }
    event = _custody(scene, at, "COLLECTED", holder="apheresis", item="bag 1", scanned=number)
    return {"collections": [collection], "custody_events": [event]}


def _frozen(scene: Scene, at: timedelta) -> Details:
    place = f"T{scene.draw.randrange(1, 9)}-R{scene.draw.randrange(1, 20)}"
    item: Details = {
        "ref": f"{scene.cycle}.1",
        "cycle": scene.cycle,
        "state": "CRYO",
        "expires_at": at + 18 * 30 * 24 * HOUR,
        "bags": [{"ref": "1", "freezer_position": place}],
    }
    stored = _custody(scene, at, "STORED", holder="cell-lab", item="bag 1")
    return {"collections": [item], "custody_events": [stored]}


def _packed(scene: Scene, at: timedelta) -> Details:
    event = _custody(scene, at, "PACKED", holder="cell-lab", item="bag 1")
    planned = _shipment(scene, "SM", planned_at=at + 4 * HOUR, papers=True)
    return {"shipments": [planned], "custody_events": [event]}


def _sm_picked_up(scene: Scene, at: timedelta) -> Details:
    event = _custody(scene, at, "HANDED_OVER", holder="courier", item="shipper")
    moved = _shipment(scene, "SM", picked_up_at=at)
    return {"shipments": [moved], "custody_events": [event]}


def _sm_delivered(scene: Scene, at: timedelta) -> Details:
    return {"shipments": [_shipment(scene, "SM", delivered_at=at)]}


def _sm_received(scene: Scene, at: timedelta) -> Details:
    holder = MAKERS[scene.vendor]
    return {"custody_events": [_custody(scene, at, "TAKEN_OVER", holder=holder, item="bag 1")]}


def _started(scene: Scene, at: timedelta) -> Details:
    times: Details = {"started_at": at, "expected_release_at": at + 350 * HOUR}
    return {"runs": [{**_run(scene), **times}]}


def _tested(scene: Scene, at: timedelta) -> Details:
    return {"runs": [{**_run(scene), "bags": _product_bags(scene, at, "QUARANTINED")}]}


def _out_of_spec(scene: Scene, at: timedelta) -> Details:
    del at
    found: Details = {"outcome": "OOS", "oos_parameters": "viability 64 % (limit 70 %)"}
    return {"runs": [{**_run(scene), **found}]}


def _failed(scene: Scene, at: timedelta) -> Details:
    del at
    return {"runs": [{**_run(scene), "outcome": "FAILED"}]}


def _released(scene: Scene, at: timedelta) -> Details:
    found: Details = {
        "outcome": "IN_SPEC",
        "released_at": at,
        "bags": _product_bags(scene, at, "STORED"),
    }
    return {"runs": [{**_run(scene), **found}]}


def _released_oos(scene: Scene, at: timedelta) -> Details:
    found: Details = {"released_at": at, "bags": _product_bags(scene, at, "STORED")}
    return {"runs": [{**_run(scene), **found}]}


def _product_picked_up(scene: Scene, at: timedelta) -> Details:
    event = _custody(scene, at, "HANDED_OVER", holder="courier", item="shipper")
    moved = _shipment(scene, "PRODUCT", picked_up_at=at, papers=True)
    return {"shipments": [moved], "custody_events": [event]}


def _product_delivered(scene: Scene, at: timedelta) -> Details:
    return {"shipments": [_shipment(scene, "PRODUCT", delivered_at=at)]}


def _product_received(scene: Scene, at: timedelta) -> Details:
    scanned = _serial(scene, bag=scene.dose)
    event = _custody(scene, at, "STORED", holder="cell-lab", item="bag 1", scanned=scanned)
    return {"custody_events": [event]}


def _issued(scene: Scene, at: timedelta) -> Details:
    event = _custody(scene, at, "MOVED", holder="ward", item=f"bag {scene.dose}")
    return {"runs": [_one_bag(scene, "ISSUED")], "custody_events": [event]}


def _thawed(scene: Scene, at: timedelta) -> Details:
    event = _custody(scene, at, "THAWED", holder="ward", item=f"bag {scene.dose}")
    return {"doses": [{**_dose(scene), "thaw_started_at": at}], "custody_events": [event]}


def _infusing(scene: Scene, at: timedelta) -> Details:
    checked: list[Detail] = list(CHECKERS[scene.site])
    return {"doses": [{**_dose(scene), "started_at": at, "checked_by": checked}]}


def _infused(scene: Scene, at: timedelta) -> Details:
    volume = round(scene.draw.uniform(38, 71), 1)
    event = _custody(scene, at, "INFUSED", holder="patient", item=f"bag {scene.dose}")
    return {
        "doses": [{**_dose(scene), "ended_at": at, "volume_given_ml": volume}],
        "runs": [_one_bag(scene, "INFUSED")],
        "custody_events": [event],
    }


def _monitoring(scene: Scene, at: timedelta) -> Details:
    return {"follow_ups": [_visit(scene, "D14", at + 330 * HOUR, width_days=2)]}


def _follow_up(scene: Scene, at: timedelta) -> Details:
    first: Details = {"ref": "D14", "done_at": at, "grade": f"CRS {scene.draw.randrange(3)}"}
    return {"follow_ups": [first, _visit(scene, "D100", at + 2_060 * HOUR, width_days=30)]}


def _visit(scene: Scene, code: str, middle: timedelta, *, width_days: int) -> Details:
    del scene
    width = timedelta(days=width_days)
    return {
        "ref": code,
        "visit_code": code,
        "window_starts_at": middle - width,
        "window_ends_at": middle + width,
    }


def _run(scene: Scene) -> Details:
    name = lot(scene.vendor, number=scene.number, cycle=scene.cycle, run=scene.run)
    ref = f"{scene.cycle}.{scene.run}"
    return {"ref": ref, "cycle": scene.cycle, "run": scene.run, "lot_number": name}


def _serial(scene: Scene, *, bag: int) -> str:
    return bag_serial(scene.vendor, number=scene.number, cycle=scene.cycle, run=scene.run, bag=bag)


def _product_bags(scene: Scene, at: timedelta, disposition: str) -> list[Detail]:
    return [
        {
            "ref": str(bag),
            "bag_serial": _serial(scene, bag=bag),
            "dose_number": bag,
            "expires_at": at + 365 * 24 * HOUR,
            "cell_dose": round(scene.draw.uniform(1.1, 3.9), 2),
            "disposition": disposition,
        }
        for bag in (1, 2)
    ]


def _one_bag(scene: Scene, disposition: str) -> Details:
    bag: Details = {"ref": str(scene.dose), "disposition": disposition}
    return {**_run(scene), "bags": [bag]}


def _dose(scene: Scene) -> Details:
    return {"ref": str(scene.dose), "dose_number": scene.dose}


def _shipment(scene: Scene, leg: str, *, papers: bool = False, **times: timedelta) -> Details:
    attempt = scene.cycle if leg == "SM" else scene.run
    shipment: Details = {"ref": f"{1 if leg == 'SM' else 2}.{attempt}", "leg": leg, **times}
    if papers:
        vendor, number = scene.vendor, scene.number
        shipment["waybill"] = waybill(vendor, number=number, leg=leg, attempt=attempt)
        shipment["shipper_serial"] = serial(f"DRY{leg[0]}", vendor=vendor, number=number)
        shipment["seal_number"] = serial(f"SEAL{leg[0]}", vendor=vendor, number=number)
    return shipment


def _custody(
    scene: Scene, at: timedelta, kind: str, *, holder: str, item: str, scanned: str | None = None
) -> Details:
    scene.custody += 1
    event: Details = {
        "ref": str(scene.custody),
        "item": item,
        "kind": kind,
        "to_holder": holder,
        "location": scene.site,
        "happened_at": at,
        "signatures": 2,
        "condition": "intact",
    }
    return {**event, "scanned_identifier": scanned} if scanned else event


PARTS: dict[str, Callable[[Scene, timedelta], Details]] = {
    "SUBMITTED": _submitted,
    "ACCEPTED": _accepted,
    "SLOT_CONFIRMED": _slot,
    "COLLECTED": _collected,
    "SM_CRYOPRESERVED": _frozen,
    "SM_READY": _packed,
    "SM_IN_TRANSIT": _sm_picked_up,
    "SM_DELIVERED": _sm_delivered,
    "SM_RECEIVED": _sm_received,
    "MFG_STARTED": _started,
    "QC_TESTING": _tested,
    "OOS_DECLARED": _out_of_spec,
    "MFG_FAILED": _failed,
    "RELEASED": _released,
    "RELEASED_OOS": _released_oos,
    "PRODUCT_IN_TRANSIT": _product_picked_up,
    "PRODUCT_DELIVERED": _product_delivered,
    "PRODUCT_RECEIVED": _product_received,
    "PRODUCT_ISSUED": _issued,
    "PRODUCT_THAWED": _thawed,
    "INFUSION_STARTED": _infusing,
    "INFUSED": _infused,
    "MONITORING": _monitoring,
    "FOLLOW_UP": _follow_up,
}
