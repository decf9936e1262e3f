"""Knows what becomes known with each step from the product's way back to the follow-up."""

from collections.abc import Callable
from datetime import timedelta

from connectors.kit.simulator.people import CHECKERS
from connectors.kit.simulator.scene import (
    HOUR,
    Details,
    Scene,
    custody,
    dose_of,
    one_bag,
    serial_of,
    shipment,
)


def _product_picked_up(scene: Scene, at: timedelta) -> Details:
    event = custody(scene, at, "HANDED_OVER", holder="courier", item="shipper")
    moved = shipment(scene, "PRODUCT", picked_up_at=at, papers=True)
    return {"shipments": [moved], "custody_events": [event]}


def _product_delivered(scene: Scene, at: timedelta) -> Details:
    return {"shipments": [shipment(scene, "PRODUCT", delivered_at=at)]}


def _product_received(scene: Scene, at: timedelta) -> Details:
    scanned = serial_of(scene, bag=scene.dose)
    event = custody(scene, at, "STORED", holder="cell-lab", item="bag 1", scanned=scanned)
    return {"custody_events": [event]}


def _issued(scene: Scene, at: timedelta) -> Details:
    event = custody(scene, at, "MOVED", holder="ward", item=f"bag {scene.dose}")
    return {"runs": [one_bag(scene, "ISSUED")], "custody_events": [event]}


def _thawed(scene: Scene, at: timedelta) -> Details:
    event = custody(scene, at, "THAWED", holder="ward", item=f"bag {scene.dose}")
    return {"doses": [{**dose_of(scene), "thaw_started_at": at}], "custody_events": [event]}


def _infusing(scene: Scene, at: timedelta) -> Details:
    return {"doses": [{**dose_of(scene), "started_at": at, "checked_by": [*CHECKERS[scene.site]]}]}


def _infused(scene: Scene, at: timedelta) -> Details:
    volume = round(scene.draw.uniform(38, 71), 1)
    event = custody(scene, at, "INFUSED", holder="patient", item=f"bag {scene.dose}")
    return {
        "doses": [{**dose_of(scene), "ended_at": at, "volume_given_ml": volume}],
        "runs": [one_bag(scene, "INFUSED")],
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


TREATMENT: dict[str, Callable[[Scene, timedelta], Details]] = {
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
