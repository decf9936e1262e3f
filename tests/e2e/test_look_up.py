"""Looking orders up by a number or a patient: exact, for those who have it, never in an address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from connectors.kit.simulator import journeys
from schema.vocabulary.identifiers import check_character
from tests.e2e.api import World
from tests.e2e.portal import READY_MS, visiting

ONE = next(one for one in journeys("tessaly") if one.site_id == "st-alder")
ELSEWHERE = next(one for one in journeys("tessaly") if one.site_id == "westhaven")
NUMBER = f"TS-{88_000 + ONE.number}"
WHO = ONE.patient
BORN = f"{WHO.birth_date.day}.{WHO.birth_date.month}.{WHO.birth_date.year}"


def look_up(page: Page, text: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        ONE.coi_id,
        f"&/{ONE.coi_id}",
        f"{ONE.coi_id} {check_character(ONE.coi_id)}",
        WHO.mrn.lower(),
        f"{WHO.family_name.upper()} {WHO.given_name} {WHO.birth_date}",
        f"{BORN}, {WHO.given_name}, {WHO.family_name}",
    ],
    ids=["number", "CoI", "CoI scanned", "CoI with its check character", "MRN", "name", "name 2"],
)
def test_a_number_or_a_patient_opens_the_order(world: World, browser: Browser, typed: str) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        asked: list[str] = []
        visit.page.on("request", lambda request: asked.append(request.url))
        look_up(visit.page, typed)
        visit.page.wait_for_url(re.compile("/orders/[0-9a-f-]{36}$"), timeout=READY_MS)
        expect(visit.page.get_by_role("main").get_by_text(NUMBER)).to_be_visible(timeout=READY_MS)
        addresses = f"{asked} {visit.page.url} {visit.page.title()}"
    assert asked
    for secret in (NUMBER, ONE.coi_id, WHO.mrn, WHO.family_name, str(WHO.birth_date), BORN):
        assert secret.lower() not in addresses.lower()


@pytest.mark.parametrize(
    "typed",
    ["TS-00000", ELSEWHERE.coi_id, ELSEWHERE.patient.mrn, f"{WHO.family_name} 1901-02-03"],
    ids=["unknown", "of another centre", "patient of another centre", "another birth date"],
)
def test_an_unknown_order_and_one_of_another_centre_answer_the_same(
    world: World, browser: Browser, typed: str
) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        look_up(visit.page, typed)
        said = visit.page.get_by_role("search").get_by_role("status")
        expect(said).to_have_text(re.compile("Nothing that you may see"))
        assert visit.page.url.endswith("/worklist")


def test_a_mistyped_chain_of_identity_is_not_sent(world: World, browser: Browser) -> None:
    right = check_character(ONE.coi_id)
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        visit.answers.clear()
        look_up(visit.page, ONE.coi_id + ("A" if right != "A" else "B"))
        said = visit.page.get_by_role("search").get_by_role("status")
        expect(said).to_have_text(re.compile("check character does not fit"))
        assert b'"data":{"order"' not in visit.bytes_seen()


def test_a_birth_date_that_is_not_sure_is_not_sent(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        visit.worklist()
        visit.answers.clear()
        look_up(visit.page, f"{WHO.family_name} 04/03/1961")
        said = visit.page.get_by_role("search").get_by_role("status")
        expect(said).to_have_text(re.compile("Write the birth date as"))
        assert b"patientOrders" not in visit.bytes_seen()


def test_who_has_no_names_in_clear_finds_orders_and_is_told_why_no_patients(
    world: World, browser: Browser
) -> None:
    with visiting(browser, world.url, "s.baumann") as visit:
        visit.open("/worklist")
        expect(visit.page.get_by_role("search")).to_be_visible(timeout=READY_MS)
        look_up(visit.page, WHO.mrn)
        said = visit.page.get_by_role("search").get_by_role("status")
        expect(said).to_have_text(re.compile("Patients can.t be looked up in your role"))


@pytest.mark.parametrize("person", ["p.steiner", "j.roth", "c.brunner", "r.thoma", "d.sommer"])
def test_who_has_no_number_in_clear_has_no_box(world: World, browser: Browser, person: str) -> None:
    with visiting(browser, world.url, person) as visit:
        visit.open("/worklist")
        expect(visit.page.get_by_role("heading", level=1)).to_be_visible(timeout=READY_MS)
        expect(visit.page.get_by_role("search")).to_have_count(0)
