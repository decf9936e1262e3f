"""The pages as people meet them: accessible, by keyboard, live, signed out for good."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.api import TREE, World
from tests.e2e.portal import READY_MS, Visit, visiting

AXE = (TREE / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
SHOTS = TREE / "build" / "screenshots"
WIDTHS = {"wide": 1440, "zoomed": 640, "narrow": 320}


def violations(visit: Visit) -> list[str]:
    """What axe finds on the page, each with the first place."""
    visit.page.evaluate(AXE)
    found = visit.page.evaluate("() => axe.run()")["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found]


def keep(visit: Visit, name: str) -> Path:
    """A screenshot, kept for the README."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    path = SHOTS / f"{name}.png"
    visit.page.screenshot(path=str(path))
    return path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", sorted(WIDTHS))
def test_axe_finds_nothing(world: World, browser: Browser, *, dark: bool, width: str) -> None:
    shade = "dark" if dark else "light"
    found: dict[str, list[str]] = {}
    with visiting(browser, world.url, "l.meier", dark=dark) as visit:
        visit.page.set_viewport_size({"width": WIDTHS[width], "height": 900})
        visit.worklist()
        found["worklist"] = violations(visit)
        keep(visit, f"worklist-{shade}-{width}")
        visit.open_first_order()
        found["order"] = violations(visit)
        keep(visit, f"order-{shade}-{width}")
    assert {page: bad for page, bad in found.items() if bad} == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", sorted(WIDTHS))
def test_axe_finds_nothing_on_users_and_roles(
    world: World, browser: Browser, *, dark: bool, width: str
) -> None:
    with visiting(browser, world.url, "r.thoma", dark=dark) as visit:
        visit.page.set_viewport_size({"width": WIDTHS[width], "height": 900})
        visit.open("/people")
        expect(visit.page.locator("tr[data-person]").first).to_be_visible(timeout=READY_MS)
        keep(visit, f"people-{'dark' if dark else 'light'}-{width}")
        assert violations(visit) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_what_opens_over_a_page(
    world: World, browser: Browser, *, dark: bool
) -> None:
    found: dict[str, list[str]] = {}
    with visiting(browser, world.url, "p.steiner", dark=dark) as visit:
        visit.worklist()
        visit.page.keyboard.press("j")
        visit.page.keyboard.press(".")
        expect(visit.page.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()
        found["why"] = violations(visit)
        keep(visit, f"why-{'dark' if dark else 'light'}")
        visit.page.keyboard.press("Escape")
        visit.page.keyboard.press("?")
        expect(visit.page.get_by_role("dialog", name="Keys")).to_be_visible()
        found["keys"] = violations(visit)
        visit.page.keyboard.press("Escape")
        visit.page.get_by_role("button", name=re.compile("Steiner")).click()
        expect(visit.page.get_by_role("button", name="Sign out")).to_be_visible()
        found["menu"] = violations(visit)
        visit.page.get_by_role("button", name="Sign out").click()
        visit.page.wait_for_url(re.compile("/signed-out"), timeout=READY_MS)
        found["signed out"] = violations(visit)
        visit.page.goto(world.url + "/")
        expect(visit.page.get_by_role("link", name="Continue")).to_be_visible(timeout=READY_MS)
        found["sign-in"] = violations(visit)
        visit.page.goto(world.url + "/no-such-page")
        expect(visit.page.get_by_role("heading", level=1)).to_be_visible(timeout=READY_MS)
        found["no such page"] = violations(visit)
    assert {name: bad for name, bad in found.items() if bad} == {}


def test_finance_masks_are_kept_for_the_readme(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "p.steiner") as visit:
        visit.worklist()
        keep(visit, "worklist-finance")
        assert violations(visit) == []


def test_the_worklist_opens_an_order_by_keyboard(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        visit.page.keyboard.press("j")
        visit.page.keyboard.press("j")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(re.compile("/orders/"), timeout=READY_MS)


def test_no_personal_value_stands_in_title_or_address(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        visit.open_first_order()
        assert re.search(r"/orders/[0-9a-f-]{36}$", visit.page.url)
        stored = visit.page.evaluate(
            "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"
        )
        assert stored == "[{},{}]"


def test_a_change_arrives_without_asking(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        before = versions(visit)
        until = time.monotonic() + 180
        while versions(visit) == before:
            assert time.monotonic() < until, "no row changed in three minutes"
            visit.page.wait_for_timeout(1000)


def versions(visit: Visit) -> set[tuple[str | None, str | None]]:
    """Each row's order and version, as they stand on the page."""
    rows = visit.page.locator("tr[data-order]").all()
    return {(row.get_attribute("data-order"), row.get_attribute("data-version")) for row in rows}


def test_signing_out_ends_both_sessions(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "h.lenz") as visit:
        visit.worklist()
        visit.page.get_by_role("button", name=re.compile("Lenz")).first.click()
        visit.page.get_by_role("button", name=re.compile("Sign out")).first.click()
        visit.page.wait_for_url(re.compile("/signed-out"), timeout=READY_MS)
        visit.page.goto(world.url + "/login?return_to=/worklist")
        expect(visit.page.locator("#username")).to_be_visible(timeout=READY_MS)
