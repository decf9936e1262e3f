"""Knows what is so at one point of a journey, and the parts of an order that many steps share."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from connectors.kit.simulator.beats import Beat
from connectors.kit.simulator.identifiers import bag_serial, lot, serial, waybill
from connectors.kit.simulator.records import Detail
from schema.vocabulary.orders import OrderKind

Details = dict[str, Detail]
HOUR = timedelta(hours=1)


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


def run_of(scene: Scene) -> Details:
    """What names a manufacturing run."""
    name = lot(scene.vendor, number=scene.number, cycle=scene.cycle, run=scene.run)
    ref = f"{scene.cycle}.{scene.run}"
    return {"ref": ref, "cycle": scene.cycle, "run": scene.run, "lot_number": name}


def serial_of(scene: Scene, *, bag: int) -> str:
    """The serial of one product bag of the present run."""
    return bag_serial(scene.vendor, number=scene.number, cycle=scene.cycle, run=scene.run, bag=bag)


def product_bags(scene: Scene, at: timedelta, disposition: str) -> list[Detail]:
    """Both bags of the present run."""
    return [
        {
            "ref": str(bag),
            "bag_serial": serial_of(scene, bag=bag),
            "dose_number": bag,
            "expires_at": at + 365 * 24 * HOUR,
            "cell_dose": round(scene.draw.uniform(1.1, 3.9), 2),
            "disposition": disposition,
        }
        for bag in (1, 2)
    ]


def one_bag(scene: Scene, disposition: str) -> Details:
    """The bag of the present dose, with what became of it."""
    bag: Details = {"ref": str(scene.dose), "disposition": disposition}
    return {**run_of(scene), "bags": [bag]}


def dose_of(scene: Scene) -> Details:
    """What names a dose."""
    return {"ref": str(scene.dose), "dose_number": scene.dose}


def shipment(scene: Scene, leg: str, *, papers: bool = False, **times: timedelta) -> Details:
    """One transport, with its papers or without."""
    attempt = scene.cycle if leg == "SM" else scene.run
    shipment: Details = {"ref": f"{1 if leg == 'SM' else 2}.{attempt}", "leg": leg, **times}
    if papers:
        vendor, number = scene.vendor, scene.number
        shipment["waybill"] = waybill(vendor, number=number, leg=leg, attempt=attempt)
        shipment["shipper_serial"] = serial(f"DRY{leg[0]}", vendor=vendor, number=number)
        shipment["seal_number"] = serial(f"SEAL{leg[0]}", vendor=vendor, number=number)
    return shipment


def custody(
    scene: Scene, at: timedelta, kind: str, *, holder: str, item: str, scanned: str | None = None
) -> Details:
    """The next event of the chain of custody."""
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
