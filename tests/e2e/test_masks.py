"""Each person sees exactly the masks of the table, on the page and in the raw answers."""

import re

import pytest
from playwright.sync_api import Browser

from schema.vocabulary.sensitivity import FieldClass
from tests.e2e.api import World
from tests.e2e.clear_values import at_site, clear, everywhere, seen
from tests.e2e.portal import Visit, visiting

C = FieldClass
MASKED = {
    "l.meier": {C.SPECIAL, C.COMMERCIAL},
    "j.roth": {C.DIRECT, C.CONTACT, C.QUASI, C.CHAIN, C.CLINICAL, C.SPECIAL, C.COMMERCIAL},
    "p.steiner": {C.DIRECT, C.CONTACT, C.QUASI, C.CHAIN, C.CLINICAL, C.SPECIAL},
    "c.brunner": {C.DIRECT, C.CONTACT, C.QUASI, C.CHAIN, C.CLINICAL, C.SPECIAL, C.COMMERCIAL},
    "r.thoma": {C.DIRECT, C.CONTACT, C.QUASI, C.CHAIN, C.CLINICAL, C.SPECIAL, C.COMMERCIAL},
}
CLEAR = {
    "l.meier": {C.DIRECT, C.QUASI, C.CHAIN},
    "p.steiner": {C.COMMERCIAL},
}


def look_around(visit: Visit) -> None:
    """The worklist, then one order in full."""
    visit.worklist()
    visit.open_first_order()
    visit.page.wait_for_timeout(800)


@pytest.mark.parametrize("person", sorted(MASKED))
def test_no_masked_value_leaves_the_gateway(world: World, browser: Browser, person: str) -> None:
    with visiting(browser, world.url, person) as visit:
        look_around(visit)
        answered = visit.bytes_seen() + visit.text().encode()
    assert len(answered) > 10_000
    known = clear(everywhere())
    leaked = {one: seen(known[one], answered) for one in MASKED[person]}
    assert {one: values for one, values in leaked.items() if values} == {}


@pytest.mark.parametrize("person", sorted(CLEAR))
def test_what_the_role_needs_is_there_in_clear(world: World, browser: Browser, person: str) -> None:
    with visiting(browser, world.url, person) as visit:
        look_around(visit)
        answered = visit.bytes_seen()
    known = clear(at_site("st-alder"))
    assert all(seen(known[one], answered) for one in CLEAR[person])


def test_nobody_sees_another_sites_orders(world: World, browser: Browser) -> None:
    others = [one for one in everywhere() if "st-alder" not in _sites(one)]
    with visiting(browser, world.url, "l.meier") as visit:
        look_around(visit)
        answered = visit.bytes_seen()
    assert seen({one.patient.mrn for one in others}, answered) == set()


def _sites(one: object) -> set[str]:
    names = ("site_id", "collecting_site_id", "processing_site_id", "infusing_site_id")
    return {str(getattr(one, name)) for name in names}


def test_the_page_draws_masks_as_masks(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "p.steiner") as visit:
        visit.worklist()
        first = visit.page.locator("tr[data-order] [data-cell=patient]").first
        assert re.search(r"\b\S\.", first.inner_text())
        assert "****" in first.inner_text()
