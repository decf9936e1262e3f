"""The portal by keyboard alone: no pointer is ever used, and where the focus is can be seen."""

import re

from playwright.sync_api import Browser, Page, expect

from gateway.dev.people import SANDBOX_PASSWORD
from tests.e2e.api import World
from tests.e2e.portal import READY_MS, Visit, visiting

FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one.closest('form, tr') ?? one);
  const own = getComputedStyle(one);
  const ring = [own, style].some(
    (each) => each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) >= 2);
  return { text: (one.getAttribute('aria-label') ?? one.textContent ?? '').trim(), tag: one.tagName,
    main: one.id === 'main', ring };
}"""
TABS = 80


def tab_to(page: Page, pattern: str, *, tag: str = "") -> None:
    """Press Tab until the focus is on what says `pattern`; every stop on the way shows a ring."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["ring"], f"no focus ring on {focus}"
        if re.search(pattern, focus["text"]) and (not tag or focus["tag"] == tag):
            return
    raise AssertionError(f"{TABS} stops, and none of them says {pattern}")


def sign_in_by_keyboard(page: Page, url: str, person: str) -> None:
    page.goto(url + "/")
    expect(page.get_by_role("main")).to_be_visible(timeout=READY_MS)
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/realms/cgt/"), timeout=READY_MS)
    expect(page.locator("#username")).to_be_focused(timeout=READY_MS)
    page.keyboard.type(person)
    page.keyboard.press("Enter")
    expect(page.locator("#password")).to_be_focused(timeout=READY_MS)
    page.keyboard.type(SANDBOX_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(url)), timeout=READY_MS)


def test_a_whole_visit_by_keyboard_alone(world: World, browser: Browser) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        sign_in_by_keyboard(page, world.url, "l.meier")
        expect(page.locator("tr[data-order]").first).to_be_visible(timeout=READY_MS)
        tab_to(page, "Skip to the content")
        page.keyboard.press("Enter")
        assert page.evaluate(FOCUS)["main"]
        tab_to(page, "All open")
        tab_to(page, ".", tag="A")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/orders/"), timeout=READY_MS)
        expect(page.locator("article[data-order]")).to_be_visible(timeout=READY_MS)
        assert page.evaluate(FOCUS)["main"]
        tab_to(page, "Worklist", tag="A")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/worklist"), timeout=READY_MS)
        page.reload()
        expect(page.locator("tr[data-order]").first).to_be_visible(timeout=READY_MS)
        tab_to(page, "Lena Meier", tag="BUTTON")
        page.keyboard.press("Enter")
        tab_to(page, "Sign out")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/signed-out"), timeout=READY_MS)


def test_a_site_admin_changes_a_role_by_keyboard(world: World, browser: Browser) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        sign_in_by_keyboard(page, world.url, "e.frei")
        expect(page.locator("tr[data-order]").first).to_be_visible(timeout=READY_MS)
        page.keyboard.press("g")
        page.keyboard.press("p")
        page.wait_for_url(re.compile("/people"), timeout=READY_MS)
        expect(page.locator("tr[data-person]").first).to_be_visible(timeout=READY_MS)
        tab_to(page, "Withdraw Apheresis", tag="BUTTON")
        page.keyboard.press("Enter")
        expect(page.get_by_role("group", name="Change")).to_be_focused()
        tab_to(page, "Change nothing")
        page.keyboard.press("Enter")
        expect(page.get_by_role("group", name="Change")).to_have_count(0)
        assert page.evaluate(FOCUS)["text"] == "Withdraw Apheresis"


def test_back_on_the_list_the_focus_is_on_the_row_one_came_from(
    world: World, browser: Browser
) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        for _ in range(3):
            visit.page.keyboard.press("j")
        row = focused_row(visit)
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(re.compile(f"/orders/{row}"), timeout=READY_MS)
        visit.page.go_back()
        visit.page.wait_for_url(re.compile("/worklist"), timeout=READY_MS)
        expect(visit.page.locator(f'tr[data-order="{row}"] .row-link')).to_be_focused()


def focused_row(visit: Visit) -> str:
    found = visit.page.evaluate("() => document.activeElement.closest('tr')?.dataset.order ?? ''")
    assert found, "no row has the focus"
    return str(found)


def test_letters_typed_into_the_find_box_are_text(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        visit.page.keyboard.press("/")
        visit.page.keyboard.type("gjk?")
        expect(visit.page.get_by_role("search").get_by_role("textbox")).to_have_value("gjk?")
        assert "/worklist" in visit.page.url


def test_a_change_moves_neither_focus_nor_row_under_it(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        visit.page.keyboard.press("j")
        row = focused_row(visit)
        before = visit.page.evaluate(ROWS)
        heard = visit.page.evaluate(CHANGED)
        assert heard, "no row changed in three minutes"
        assert focused_row(visit) == row
        assert visit.page.evaluate(ROWS) == before


ROWS = "() => [...document.querySelectorAll('tr[data-order]')].map((one) => one.dataset.order)"
# Resolves with the first row whose version changes, once all that follows from it has been drawn.
CHANGED = """() => new Promise((resolve) => {
  const end = setTimeout(() => resolve(''), 180000);
  const watch = new MutationObserver(([first]) => {
    clearTimeout(end); watch.disconnect();
    setTimeout(() => resolve(first.target.dataset.order), 3000);
  });
  const list = document.querySelector('.worklist');
  watch.observe(list, { subtree: true, attributes: true, attributeFilter: ['data-version'] });
})"""
