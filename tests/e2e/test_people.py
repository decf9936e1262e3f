"""A site-admin takes a role away: the person's next request shows the new masks."""

from playwright.sync_api import Browser, expect

from schema.vocabulary.sensitivity import FieldClass
from tests.e2e.api import World
from tests.e2e.clear_values import at_site, clear, seen
from tests.e2e.portal import READY_MS, visiting

NAMES = clear(at_site("st-alder"))[FieldClass.DIRECT]


def test_a_withdrawn_role_counts_at_once(world: World, browser: Browser) -> None:
    with (
        visiting(browser, world.url, "t.vogel") as vogel,
        visiting(browser, world.url, "r.thoma") as thoma,
    ):
        vogel.worklist()
        assert seen(NAMES, vogel.bytes_seen())
        thoma.open("/people")
        row = thoma.page.locator('tr[data-person="t.vogel"]')
        row.get_by_role("button", name="Withdraw Cell lab").click(timeout=READY_MS)
        row.get_by_role("group").get_by_role("button", name="Withdraw Cell lab").click()
        expect(row.get_by_role("status")).to_be_visible(timeout=READY_MS)
        vogel.answers.clear()
        vogel.worklist()
        assert vogel.bytes_seen()
        assert seen(NAMES, vogel.bytes_seen()) == set()


def test_nobody_changes_their_own_roles(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "r.thoma") as thoma:
        thoma.open("/people")
        own = thoma.page.locator('tr[data-person="r.thoma"]')
        expect(own).to_be_visible(timeout=READY_MS)
        assert own.get_by_role("button").count() == 0
