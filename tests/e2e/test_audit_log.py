"""The audit log: its proofs are computed in the browser, and a changed event is found there."""

import json
import re
from typing import cast

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from schema.vocabulary.sensitivity import FieldClass
from tests.e2e.api import World
from tests.e2e.clear_values import clear, everywhere, seen
from tests.e2e.portal import READY_MS, Visit, visiting
from tests.e2e.test_pages import WIDTHS, keep, violations
from tests.e2e.test_reflow import faults

SIGNED_MS = 30_000
PERSONAL = (FieldClass.DIRECT, FieldClass.CONTACT, FieldClass.QUASI, FieldClass.CHAIN)


def open_log(visit: Visit) -> None:
    visit.open("/audit")
    expect(visit.page.locator("[data-event]").first).to_be_visible(timeout=READY_MS)


def open_proven(page: Page) -> None:
    """Choose the last event of the page, once a checkpoint covers it."""
    chain = page.locator(".chain")
    for _ in range(SIGNED_MS // 1_000):
        if chain.get_attribute("data-proven") not in {None, "0"}:
            break
        page.wait_for_timeout(1_000)
        page.get_by_role("button", name="Check all shown").click()
    page.locator("[data-event] button").last.click()


@pytest.mark.parametrize("person", ["c.brunner", "d.sommer"])
def test_events_are_proven_in_the_browser(world: World, browser: Browser, person: str) -> None:
    with visiting(browser, world.url, person) as visit:
        visit.worklist()
        open_log(visit)
        open_proven(visit.page)
        steps = visit.page.locator("[data-step]")
        expect(steps).to_have_count(4)
        assert [step.get_attribute("data-holds") for step in steps.all()] == ["true"] * 4
        assert visit.page.locator(".chain").get_attribute("data-broken") == "0"


def test_who_reads_an_event_keeps_it_when_newer_ones_push_it_off_the_page(
    world: World, browser: Browser
) -> None:
    with visiting(browser, world.url, "c.brunner") as visit:
        open_log(visit)
        page = visit.page
        check = page.get_by_role("button", name="Check all shown")
        earlier = page.get_by_role("button", name="Show earlier events")
        while not earlier.is_visible():
            with page.expect_response("**/graphql"):
                check.click()
        open_proven(page)
        chosen = page.locator('[data-event][class~="chosen"]')
        expect(chosen).to_have_count(1)
        steps = page.locator("[data-step]")
        expect(steps).to_have_count(4)
        check.click()
        expect(chosen).to_have_count(0)
        expect(steps).to_have_count(4)


def changed(route: Route) -> None:
    """Hand on the gateway's answer with another year in the text of the last event."""
    answer = route.fetch()
    body = cast("dict[str, dict[str, dict[str, list[dict[str, str]]]]]", answer.json())
    events = body.get("data", {}).get("auditEvents", {}).get("nodes", [])
    if events:
        events[-1]["text"] = events[-1]["text"].replace('"at":"2', '"at":"1')
    route.fulfill(response=answer, body=json.dumps(body))


def check_until_signed(page: Page, chain: Locator) -> None:
    """Check anew until a page's events are signed: whoever looks on makes new ones meanwhile."""
    for _ in range(READY_MS // 1_000):
        page.get_by_role("button", name="Check all shown").click()
        try:
            expect(chain).to_have_attribute("data-broken", "1", timeout=2_000)
        except AssertionError:
            continue
        return


def test_an_event_that_is_not_what_was_signed_is_found(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "c.brunner") as visit:
        open_log(visit)
        open_proven(visit.page)
        visit.page.route("**/graphql", changed)
        chain = visit.page.locator(".chain")
        check_until_signed(visit.page, chain)
        expect(chain).to_have_attribute("data-broken", "1")
        expect(chain).to_contain_text("1 on this page are not what was signed")
        visit.page.get_by_role("button", name="does not hold").click()
        path = visit.page.locator('[data-step="path"]')
        expect(path).to_have_attribute("data-holds", "false")


@pytest.mark.parametrize("person", ["l.meier", "p.steiner", "r.thoma"])
def test_who_does_not_audit_is_refused_in_words(
    world: World, browser: Browser, person: str
) -> None:
    with visiting(browser, world.url, person) as visit:
        visit.open("/audit")
        refused = visit.page.get_by_role("heading", name=re.compile("for auditors"))
        expect(refused).to_be_visible(timeout=READY_MS)
        expect(visit.page.get_by_role("link", name="Audit log")).to_have_count(0)


def test_the_log_holds_no_personal_value(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "d.sommer") as visit:
        visit.answers.clear()
        open_log(visit)
        visit.page.wait_for_timeout(800)
        answered = visit.bytes_seen()
    assert b"auditEvents" in answered
    known = clear(everywhere())
    assert {one: seen(known[one], answered) for one in PERSONAL if seen(known[one], answered)} == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", sorted(WIDTHS))
def test_axe_finds_nothing_on_the_log(
    world: World, browser: Browser, *, dark: bool, width: str
) -> None:
    with visiting(browser, world.url, "c.brunner", dark=dark) as visit:
        visit.page.set_viewport_size({"width": WIDTHS[width], "height": 900})
        open_log(visit)
        open_proven(visit.page)
        expect(visit.page.locator("[data-step]")).to_have_count(4)
        keep(visit, f"audit-{'dark' if dark else 'light'}-{width}")
        assert violations(visit) == []
        assert faults(visit) == {}


def test_an_event_is_opened_by_keyboard(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "c.brunner") as visit:
        visit.worklist()
        visit.page.keyboard.press("g")
        visit.page.keyboard.press("a")
        visit.page.wait_for_url(re.compile("/audit"), timeout=READY_MS)
        first = visit.page.locator("[data-event] button").first
        expect(first).to_be_visible(timeout=READY_MS)
        for _ in range(40):
            visit.page.keyboard.press("Tab")
            if first.evaluate("(one) => one === document.activeElement"):
                break
        visit.page.keyboard.press("Enter")
        proof = visit.page.get_by_role("heading", name=re.compile("Proof of event"))
        expect(proof).to_be_visible()
