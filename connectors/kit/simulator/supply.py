"""Knows what becomes known with each step up to the release: order, material, making."""

from collections.abc import Callable
from datetime import timedelta

from connectors.kit.simulator.identifiers import coi, din
from connectors.kit.simulator.scene import (
    HOUR,
    Details,
    Scene,
    custody,
    product_bags,
    run_of,
    shipment,
)
from schema.vocabulary.orders import OrderKind

MAKERS = {"helvance": "Helvance plant", "norvane": "Norvane works", "tessaly": "Tessaly Werk"}


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
    event = custody(scene, at, "COLLECTED", holder="apheresis", item="bag 1", scanned=number)
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
    stored = custody(scene, at, "STORED", holder="cell-lab", item="bag 1")
    return {"collections": [item], "custody_events": [stored]}


def _packed(scene: Scene, at: timedelta) -> Details:
    event = custody(scene, at, "PACKED", holder="cell-lab", item="bag 1")
    planned = shipment(scene, "SM", planned_at=at + 4 * HOUR, papers=True)
    return {"shipments": [planned], "custody_events": [event]}


def _sm_picked_up(scene: Scene, at: timedelta) -> Details:
    event = custody(scene, at, "HANDED_OVER", holder="courier", item="shipper")
    moved = shipment(scene, "SM", picked_up_at=at)
    return {"shipments": [moved], "custody_events": [event]}


def _sm_delivered(scene: Scene, at: timedelta) -> Details:
    return {"shipments": [shipment(scene, "SM", delivered_at=at)]}


def _sm_received(scene: Scene, at: timedelta) -> Details:
    holder = MAKERS[scene.vendor]
    return {"custody_events": [custody(scene, at, "TAKEN_OVER", holder=holder, item="bag 1")]}


def _started(scene: Scene, at: timedelta) -> Details:
    times: Details = {"started_at": at, "expected_release_at": at + 350 * HOUR}
    return {"runs": [{**run_of(scene), **times}]}


def _tested(scene: Scene, at: timedelta) -> Details:
    return {"runs": [{**run_of(scene), "bags": product_bags(scene, at, "QUARANTINED")}]}


def _out_of_spec(scene: Scene, at: timedelta) -> Details:
    del at
    found: Details = {"outcome": "OOS", "oos_parameters": "viability 64 % (limit 70 %)"}
    return {"runs": [{**run_of(scene), **found}]}


def _failed(scene: Scene, at: timedelta) -> Details:
    del at
    return {"runs": [{**run_of(scene), "outcome": "FAILED"}]}


def _released(scene: Scene, at: timedelta) -> Details:
    found: Details = {
        "outcome": "IN_SPEC",
        "released_at": at,
        "bags": product_bags(scene, at, "STORED"),
    }
    return {"runs": [{**run_of(scene), **found}]}


def _released_oos(scene: Scene, at: timedelta) -> Details:
    found: Details = {"released_at": at, "bags": product_bags(scene, at, "STORED")}
    return {"runs": [{**run_of(scene), **found}]}


SUPPLY: dict[str, Callable[[Scene, timedelta], Details]] = {
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
}
