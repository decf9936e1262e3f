"""What is said of a row: ages in words, masks with their reason, and what finance needs."""

import re

import pytest
from playwright.sync_api import Browser, expect

from schema.vocabulary.sensitivity import FieldClass
from tests.e2e.api import World
from tests.e2e.clear_values import at_site, clear
from tests.e2e.portal import visiting

PRICES = clear(at_site("st-alder"))[FieldClass.COMMERCIAL]


def spoken_of_first_row(world: World, browser: Browser, person: str, cell: str) -> str:
    """The accessibility tree of a cell of the first row, as text."""
    with visiting(browser, world.url, person) as visit:
        visit.worklist()
        return visit.page.locator(f"tr[data-order] [data-cell={cell}]").first.aria_snapshot()


def test_an_age_is_spoken_in_words(world: World, browser: Browser) -> None:
    said = spoken_of_first_row(world, browser, "l.meier", "source")
    assert re.search(r"updated \d+ (minutes?|hours?|days?).* ago", said), said
    assert "· " not in said, said


def test_a_clock_is_spoken_in_words(world: World, browser: Browser) -> None:
    said = spoken_of_first_row(world, browser, "l.meier", "clock")
    assert re.search(r"\d+ (minutes?|hours?|days?).* (left|over)", said), said


def test_a_mask_says_that_it_is_one_and_why(world: World, browser: Browser) -> None:
    said = spoken_of_first_row(world, browser, "p.steiner", "patient")
    assert re.search(r"ending in \w{4} in part \(your role does not need more\)", said), said
    assert "****" not in said, said


def test_a_whole_column_withheld_says_so_in_its_head(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "p.steiner") as visit:
        visit.worklist()
        head = visit.page.get_by_role("columnheader", name=re.compile("Product"))
        expect(head).to_have_accessible_name(re.compile("order no.: withheld for your role"))


def test_finance_has_a_funding_column_with_prices(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "p.steiner") as visit:
        visit.worklist()
        expect(visit.page.get_by_role("columnheader", name="Funding")).to_be_visible()
        cells = visit.page.locator("[data-cell=source]").all_inner_texts()
    shown = "\n".join(cells)
    assert any(value in shown for value in PRICES if value.startswith("AUTH")), shown[:400]
    assert re.search(r"CHF [\d,]+\.\d\d", shown), shown[:400]


@pytest.mark.parametrize("person", ["l.meier", "h.lenz", "j.roth"])
def test_who_does_not_pay_never_asks_for_funding(
    world: World, browser: Browser, person: str
) -> None:
    with visiting(browser, world.url, person) as visit:
        visit.worklist()
        expect(visit.page.get_by_role("columnheader", name="Funding")).to_have_count(0)
        assert b"priceAmount" not in visit.bytes_seen()


def test_the_state_of_the_stream_is_told_politely(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        live = visit.page.locator("[data-live]").get_by_role("status")
        expect(live).to_have_text("Live")
        assert visit.page.get_by_role("alert").all_inner_texts() == [""]
