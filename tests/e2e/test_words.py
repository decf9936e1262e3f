"""Masks and explanations are told in the reader's language, with the line of the policy."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.api import World
from tests.e2e.portal import READY_MS, Visit, visiting
from tests.e2e.test_pages import keep, violations
from tests.e2e.test_policy import explain, open_policy
from tests.e2e.test_reflow import faults

LINES = {
    "English": "what Finance is given",
    "Deutsch": "was Finanzen bekommt",
    "Français": "ce que reçoit Finance",
}
CASES = {
    "English": "Quality at the order\u2019s own centre, on the care team",
    "Deutsch": "Qualität im eigenen Zentrum der Bestellung, im Behandlungsteam",
    "Français": "Qualité au centre de la commande, dans l\u2019équipe de soins",
}


def speak(visit: Visit, language: str) -> None:
    """Choose the language in the menu, and close it."""
    visit.page.locator("button.who").click()
    choice = visit.page.get_by_role("combobox").filter(has_text="Deutsch")
    choice.select_option(label=language)
    visit.page.keyboard.press("Escape")


@pytest.mark.parametrize("language", sorted(LINES))
def test_beside_a_mask_stands_the_line_that_made_it(
    world: World, browser: Browser, language: str
) -> None:
    with visiting(browser, world.url, "p.steiner") as visit:
        visit.worklist()
        speak(visit, language)
        visit.page.keyboard.press("j")
        visit.page.keyboard.press(".")
        mask = visit.page.get_by_role("dialog").locator("[data-line='base.finance']").first
        expect(mask).to_contain_text(LINES[language], timeout=READY_MS)
        keep(visit, f"why-{language}")
        assert violations(visit) == []
        visit.page.keyboard.press("Escape")
        visit.open_first_order()
        beside = visit.page.locator("article [data-line='base.finance']").first
        expect(beside).to_contain_text(LINES[language])
        beside.scroll_into_view_if_needed()
        keep(visit, f"order-lines-{language}")
        assert violations(visit) == []
        assert faults(visit) == {}


def test_the_cases_of_an_explanation_are_told_in_each_language(
    world: World, browser: Browser
) -> None:
    with visiting(browser, world.url, "d.sommer") as visit:
        page = open_policy(visit)
        explain(page)
        for language, words in CASES.items():
            speak(visit, language)
            told = page.locator("[data-explained]")
            expect(told).to_contain_text(words, timeout=READY_MS)
            for case in told.locator("details").all():
                case.locator("summary").click()
            keep(visit, f"explained-{language}")
            shown = "; ".join(told.locator("li").all_inner_texts())
            assert not re.search(r"_|at own site|break-glass", shown)
            assert faults(visit) == {}
            for case in told.locator("details").all():
                case.locator("summary").click()
