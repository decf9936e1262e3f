"""One manufacturer down changes one strip of the screen, and nobody waits for it."""

import re
import time

from playwright.sync_api import Browser, expect

from tests.e2e.api import World
from tests.e2e.portal import visiting

BUDGET_S = 4.0
NOTICED_MS = 60_000


def test_a_silent_manufacturer_is_marked_and_comes_back(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        before = visit.page.locator("tr[data-order]").count()
        world.command("sandbox", "stop", "tessaly")
        strip = visit.page.get_by_text(re.compile("Tessaly does not answer"))
        try:
            expect(strip.first).to_be_visible(timeout=NOTICED_MS)
            visit.worklist()
            expect(visit.page.get_by_text(re.compile("as of")).first).to_be_visible()
            assert visit.page.locator("tr[data-order]").count() >= before - 2
        finally:
            world.command("sandbox", "start", "tessaly")
        expect(strip).to_have_count(0, timeout=NOTICED_MS)


def test_a_slow_manufacturer_slows_no_page(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        world.command("sandbox", "delay", "helvance", "--seconds", "30")
        try:
            for _ in range(3):
                begun = time.monotonic()
                visit.worklist()
                assert time.monotonic() - begun < BUDGET_S
                visit.page.wait_for_timeout(3000)
        finally:
            world.command("sandbox", "start", "helvance")
        strip = visit.page.get_by_text(re.compile("Helvance does not answer"))
        expect(strip).to_have_count(0, timeout=120_000)
