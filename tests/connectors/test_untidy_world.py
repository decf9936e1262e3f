"""The pretend world is as untidy as the real one, at every manufacturer (counted, not believed)."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from connectors.kit.simulator import Journey, journeys
from connectors.kit.simulator.people import SITES
from connectors.kit.simulator.plot import PRODUCTS
from connectors.kit.simulator.records import UNMAPPED
from schema.vocabulary.facts import Overlay
from schema.vocabulary.orders import OrderKind
from tests.world.stories import VENDORS, every_journey

ORDERS_MIN, PRODUCTS_MIN, SITES_MIN = 150, 6, 3
DAY = timedelta(days=1)
Untidy = Callable[[Journey], bool]


def late(journey: Journey) -> bool:
    """A step is recorded a day or more after it happened."""
    return any(step.recorded - step.at >= DAY for step in journey.steps)


def out_of_order(journey: Journey) -> bool:
    """A step is learned after another that happened an hour or more later."""
    learned = sorted(journey.steps, key=lambda step: step.recorded)
    return any(later.at + timedelta(hours=1) < one.at for one, later in pairwise(learned))


def contradictory(journey: Journey) -> bool:
    """Its facts can't all be true."""
    return journey.expected is not None and Overlay.CONFLICT in journey.expected.overlays


def corrected(journey: Journey) -> bool:
    """A step stands in for an earlier one, or says it anew."""
    return any(step.corrects or step.revises for step in journey.steps)


def taken_back(journey: Journey) -> bool:
    """A step is withdrawn."""
    return any(step.retracts for step in journey.steps)


def unmapped(journey: Journey) -> bool:
    """The manufacturer says a word that no table knows."""
    return any(step.kind == UNMAPPED for step in journey.steps)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "untidy", [late, out_of_order, contradictory, corrected, taken_back, unmapped]
)
def test_every_manufacturer_has_orders_of_each_untidiness(vendor: str, untidy: Untidy) -> None:
    assert [journey.number for journey in journeys(vendor) if untidy(journey)]


def test_there_are_as_many_orders_products_and_sites_as_promised() -> None:
    orders = list(every_journey())
    owners = {journey.site_id for journey in orders}
    assert len(orders) >= ORDERS_MIN
    assert len({journey.product_code for journey in orders}) >= PRODUCTS_MIN
    assert len(owners) >= SITES_MIN
    assert owners == set(SITES)


def test_every_product_of_every_manufacturer_is_ordered() -> None:
    made = {code for products in PRODUCTS.values() for code, _ in products}
    assert {journey.product_code for journey in every_journey()} == made


def test_every_kind_of_order_is_there() -> None:
    assert {journey.kind for journey in every_journey()} == set(OrderKind)


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_site_orders_at_every_manufacturer(vendor: str) -> None:
    assert {journey.site_id for journey in journeys(vendor)} == set(SITES)
