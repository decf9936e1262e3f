"""Knows the pretend world that all sandbox manufacturers play; no part of the wheel.

`journeys(vendor)` is all a sandbox needs: every order with its steps, as offsets from an epoch.
"""

from connectors.kit.simulator.records import (
    UNMAPPED,
    Detail,
    Expected,
    Journey,
    Person,
    Step,
    at_epoch,
)
from connectors.kit.simulator.world import journeys

__all__ = [
    "UNMAPPED",
    "Detail",
    "Expected",
    "Journey",
    "Person",
    "Step",
    "at_epoch",
    "journeys",
]
