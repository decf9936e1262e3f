"""Every page at 200 % and 400 % zoom (WCAG 1.4.4, 1.4.10): nothing scrolls sideways or is cut."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.api import World
from tests.e2e.portal import READY_MS, Visit, visiting

# What a window of 1280 by 1024 leaves at each zoom, in CSS pixels.
ZOOMS = {"200 %": (640, 512), "400 %": (320, 256)}

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
BEYOND = """() => [...document.querySelectorAll('body *')]
  .filter((one) => one.checkVisibility() && !one.closest('.sr, thead, svg, option, .who-text'))
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => `${one.tagName}.${one.className}`)"""
CUT = """() => [...document.querySelectorAll('body *')]
  .filter((one) => one.checkVisibility() && !one.closest('.sr, thead, svg, .who-text'))
  .filter((one) => !one.closest('select, input'))
  .filter((one) => getComputedStyle(one).overflowX !== 'visible')
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map((one) => `${one.tagName}.${one.className}`)"""
COVERED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const there = one.contains(seen) || seen?.contains(one);
  return there ? null : `${one.textContent} under ${seen?.className}`;
}"""


def faults(visit: Visit) -> dict[str, object]:
    """What of the page leaves its width or its frames."""
    page = visit.page
    found = {
        "sideways": page.evaluate(SIDEWAYS),
        "beyond": page.evaluate(BEYOND),
        "cut": page.evaluate(CUT),
    }
    return {name: value for name, value in found.items() if value}


def zoomed(visit: Visit, zoom: str) -> None:
    width, height = ZOOMS[zoom]
    visit.page.set_viewport_size({"width": width, "height": height})


@pytest.mark.parametrize("zoom", sorted(ZOOMS))
@pytest.mark.parametrize("person", ["l.meier", "p.steiner"])
def test_worklist_and_order_reflow(world: World, browser: Browser, zoom: str, person: str) -> None:
    found: dict[str, dict[str, object]] = {}
    with visiting(browser, world.url, person) as visit:
        zoomed(visit, zoom)
        visit.worklist()
        found["worklist"] = faults(visit)
        visit.open_first_order()
        found["order"] = faults(visit)
    assert {page: bad for page, bad in found.items() if bad} == {}


@pytest.mark.parametrize("zoom", sorted(ZOOMS))
def test_sign_in_and_people_reflow(world: World, browser: Browser, zoom: str) -> None:
    found: dict[str, dict[str, object]] = {}
    with visiting(browser, world.url, "r.thoma") as visit:
        zoomed(visit, zoom)
        visit.open("/people")
        expect(visit.page.locator("tr[data-person]").first).to_be_visible(timeout=READY_MS)
        found["people"] = faults(visit)
        visit.page.goto(world.url + "/")
        expect(visit.page.get_by_role("main")).to_be_visible(timeout=READY_MS)
        found["sign-in"] = faults(visit)
    assert {page: bad for page, bad in found.items() if bad} == {}


@pytest.mark.parametrize("zoom", sorted(ZOOMS))
def test_what_has_the_focus_is_never_covered(world: World, browser: Browser, zoom: str) -> None:
    covered: list[str] = []
    with visiting(browser, world.url, "l.meier") as visit:
        zoomed(visit, zoom)
        visit.worklist()
        for _ in range(30):
            visit.page.keyboard.press("Tab")
            found = visit.page.evaluate(COVERED)
            covered += [found] if found else []
    assert covered == []


def test_wider_text_spacing_cuts_nothing(world: World, browser: Browser) -> None:
    spacing = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
      word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        # A constructed sheet: the page policy refuses an inline one.
        visit.page.evaluate(
            """(text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
              document.adoptedStyleSheets = [sheet]; }""",
            spacing,
        )
        assert faults(visit) == {}
