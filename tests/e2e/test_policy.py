"""The disclosure policy on its page: two people change it, everybody sees it at once, and back."""

import re
from collections.abc import Callable
from typing import cast

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.api import World, ask, token
from tests.e2e.portal import READY_MS, Visit, visiting
from tests.e2e.test_keyboard import tab_to
from tests.e2e.test_pages import WIDTHS, keep, violations
from tests.e2e.test_reflow import faults

NAMES = "{ orders(first: 1) { nodes { patient { familyName { visibility reason } } } } }"
CELL = "Finance: Names, numbers"


def seen_by_finance(world: World) -> str:
    """How finance sees family names."""
    answer = ask(world, NAMES, bearer=token(world, "p.steiner")).json()
    nodes = cast("list[dict[str, dict[str, dict[str, str]]]]", answer["data"]["orders"]["nodes"])
    return nodes[0]["patient"]["familyName"]["visibility"]


def open_policy(visit: Visit) -> Page:
    visit.open("/policy")
    expect(visit.page.locator("[data-policy]")).to_be_visible(timeout=READY_MS)
    return visit.page


def change(page: Page, *, reason: str) -> None:
    """From the table to a proposal that withholds names from finance."""
    page.get_by_role("button", name="Propose a change").click()
    page.get_by_role("combobox", name=CELL).select_option("WITHHELD")
    editor = page.locator(".policy-editor")
    expect(editor.locator("[data-fields]")).to_be_visible(timeout=READY_MS)
    editor.get_by_label(re.compile("Why, in one line")).fill(reason)
    editor.get_by_role("button", name="Propose", exact=True).click()
    expect(page.locator("[data-proposal]")).to_be_visible(timeout=READY_MS)


def approve(page: Page) -> None:
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("button", name="Put in force").click()
    expect(page.get_by_role("status")).to_contain_text("In force", timeout=READY_MS)


def withdraw(page: Page) -> None:
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.locator("[data-proposal]")).to_have_count(0, timeout=READY_MS)


def in_force(page: Page) -> int:
    return int(page.locator("[data-policy]").get_attribute("data-policy") or 0)


def test_two_people_change_it_and_two_people_go_back(world: World, browser: Browser) -> None:
    before = seen_by_finance(world)
    with (
        visiting(browser, world.url, "v.lang") as lang,
        visiting(browser, world.url, "d.sommer") as sommer,
    ):
        page = open_policy(lang)
        number = in_force(page)
        change(page, reason="Bills need no names.")
        assert counted(page) >= 2, "P. Steiner and U. Keel"
        expect(page.get_by_text("You proposed this")).to_be_visible()
        expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
        assert seen_by_finance(world) == before == "PARTIAL"
        page = open_policy(sommer)
        expect(page.locator("[data-proposal]")).to_contain_text("Bills need no names.")
        expect(page.locator("[data-proposal]")).to_contain_text("in part → withheld")
        approve(page)
        assert in_force(page) == number + 1
        assert seen_by_finance(world) == "WITHHELD"
        page.get_by_role("button", name=f"Go back to version {number}", exact=True).click()
        page.get_by_label(re.compile("Why, in one line")).fill("Payers ask for the initial.")
        page.get_by_role("button", name="Propose going back").click()
        expect(page.get_by_role("status")).to_contain_text("second person", timeout=READY_MS)
        page = open_policy(lang)
        expect(page.get_by_text("would show more than now")).to_be_visible()
        approve(page)
        assert seen_by_finance(world) == before
        logged(sommer, "Policy approved", at_least=2)


def counted(page: Page) -> int:
    """How many people the proposal is about; asked anew while Keycloak is too busy to tell."""
    for _ in range(20):
        told = page.locator("[data-proposal] [data-fields]")
        people = told.get_attribute("data-people", timeout=READY_MS)
        if people is not None:
            return int(people)
        page.reload()
    raise AssertionError("the count of people stays not known")


def logged(visit: Visit, kind: str, *, at_least: int) -> None:
    """The log's filter finds them."""
    visit.open("/audit")
    visit.page.get_by_role("combobox", name="What").select_option(label=kind)
    visit.page.wait_for_url(re.compile("kind=POLICY_"), timeout=READY_MS)
    rows = visit.page.locator("[data-event]")
    expect(rows.filter(has_text=kind).nth(at_least - 1)).to_be_visible(timeout=READY_MS)
    assert rows.count() == rows.filter(has_text=kind).count()


def explain(page: Page) -> None:
    """What finance and quality would see of the worklist."""
    page.get_by_role("combobox", name="Of", exact=True).select_option(label="Worklist")
    for role in ("Finance", "Quality"):
        page.get_by_role("checkbox", name=role, exact=True).check()
    expect(page.locator("[data-explained]")).to_be_visible(timeout=READY_MS)


def test_what_a_role_would_see_is_told_with_the_policys_lines(
    world: World, browser: Browser
) -> None:
    with visiting(browser, world.url, "d.sommer") as visit:
        page = open_policy(visit)
        visit.answers.clear()
        explain(page)
        told = page.locator("[data-explained]")
        expect(told).to_contain_text("base.quality")
        page.get_by_role("checkbox", name="with a second factor").uncheck()
        expect(told).not_to_contain_text("base.quality", timeout=READY_MS)
        assert b'"orders"' in visit.bytes_seen(), "where an open field is read"
        assert b"nodes" not in visit.bytes_seen(), "no row was read"


@pytest.mark.parametrize("person", ["l.meier", "c.brunner", "r.thoma"])
def test_who_may_not_see_it_is_told_whom_to_ask(
    world: World, browser: Browser, person: str
) -> None:
    with visiting(browser, world.url, person) as visit:
        visit.open("/policy")
        told = visit.page.get_by_role("heading", name=re.compile("for the privacy officer"))
        expect(told).to_be_visible(timeout=READY_MS)
        expect(visit.page.get_by_text("ask one of them")).to_be_visible()
        expect(visit.page.get_by_role("link", name="Disclosure policy")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", sorted(WIDTHS))
def test_axe_finds_nothing_on_the_policy(
    world: World, browser: Browser, *, dark: bool, width: str
) -> None:
    found: dict[str, object] = {}
    with visiting(browser, world.url, "d.sommer", dark=dark) as visit:
        visit.page.set_viewport_size({"width": WIDTHS[width], "height": 900})
        page = open_policy(visit)

        def look(name: str) -> None:
            keep(visit, f"policy-{name}-{'dark' if dark else 'light'}-{width}")
            found[name] = [*violations(visit), *faults(visit).items()]

        look("table")
        for part in page.locator(".policy-part > summary").all():
            part.click()
        page.get_by_role("button", name="Propose a change").click()
        page.get_by_role("combobox", name=CELL).select_option("WITHHELD")
        expect(page.locator(".policy-editor [data-fields]")).to_be_visible(timeout=READY_MS)
        look("editor")
        open_policy(visit)
        explain(page)
        look("explained")
        open_policy(visit)
        change(page, reason="Only looked at.")
        look("proposal")
        withdraw(page)
    assert {name: bad for name, bad in found.items() if bad} == {}


def test_a_change_is_proposed_and_withdrawn_by_keyboard_alone(
    world: World, browser: Browser
) -> None:
    with visiting(browser, world.url, "d.sommer") as visit:
        visit.worklist()
        visit.page.keyboard.press("g")
        visit.page.keyboard.press("d")
        visit.page.wait_for_url(re.compile("/policy"), timeout=READY_MS)
        expect(visit.page.locator("[data-policy]")).to_be_visible(timeout=READY_MS)
        press = keys(visit.page)
        press("Propose a change")
        cell = visit.page.get_by_role("combobox", name=CELL)
        cell.focus()
        visit.page.keyboard.press("End")
        expect(cell).to_have_value("WITHHELD")
        expect(visit.page.locator(".policy-editor [data-fields]")).to_be_visible(timeout=READY_MS)
        visit.page.get_by_label(re.compile("Why, in one line")).focus()
        visit.page.keyboard.type("By keyboard.")
        press("^Propose$")
        expect(visit.page.locator("[data-proposal]")).to_be_visible(timeout=READY_MS)
        press("^Withdraw$")
        expect(visit.page.get_by_role("status")).to_contain_text("Rejected", timeout=READY_MS)


def keys(page: Page) -> Callable[[str], None]:
    def press(name: str) -> None:
        tab_to(page, name, tag="BUTTON")
        page.keyboard.press("Enter")

    return press
