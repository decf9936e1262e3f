"""Patients' rights on their page: restricted, held, erased with its proof, and who looked."""

import csv
import io
import json
import re
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.api import World, ask, token
from tests.e2e.portal import READY_MS, Visit, visiting
from tests.e2e.test_pages import WIDTHS, keep, violations
from tests.e2e.test_reflow import faults

ENDED = """{ orders(first: 50, filter: {
  status: [TRANSFERRED, CLOSED_NOT_TREATED, ENTERED_IN_ERROR] }) {
  nodes { patient { id erased familyName { value visibility reason } } } } }"""


TRIES = 6


def ended_patient(world: World, number: int) -> str:
    """A patient of St. Alder's whose order has ended, not erased, by our own id."""
    answer = ask(world, ENDED, bearer=token(world, "l.meier")).json()
    nodes = cast("list[dict[str, dict[str, str]]]", answer["data"]["orders"]["nodes"])
    kept = [node["patient"] for node in nodes if not node["patient"]["erased"]]
    return sorted({patient["id"] for patient in kept})[number]


def name_of(world: World, patient: str) -> dict[str, str]:
    """How the coordinator sees the family name."""
    query = "query($id: ID!) { patient(id: $id) { familyName { value visibility reason } } }"
    answer = ask(world, query, bearer=token(world, "l.meier"), variables={"id": patient}).json()
    return cast("dict[str, str]", answer["data"]["patient"]["familyName"])


def open_rights(visit: Visit, patient: str) -> None:
    visit.open(f"/patients/{patient}")
    heading = visit.page.get_by_role("heading", name="Restriction")
    expect(heading).to_be_visible(timeout=READY_MS)


def test_a_restriction_holds_at_once_and_is_lifted(world: World, browser: Browser) -> None:
    patient = ended_patient(world, 0)
    with visiting(browser, world.url, "d.sommer") as visit:
        open_rights(visit, patient)
        visit.page.get_by_role("button", name="Restrict", exact=True).click()
        lift = visit.page.get_by_role("button", name="Lift the restriction")
        expect(lift).to_be_visible(timeout=READY_MS)
        assert name_of(world, patient)["reason"] == "RESTRICTED"
        lift.click()
        expect(visit.page.get_by_text("Not restricted.")).to_be_visible(timeout=READY_MS)
        assert name_of(world, patient)["visibility"] == "CLEAR"


def test_an_erasure_waits_for_holds_and_shows_its_proof(world: World, browser: Browser) -> None:
    patient = ended_patient(world, 1)
    with visiting(browser, world.url, "d.sommer") as visit:
        page = visit.page
        open_rights(visit, patient)
        page.get_by_role("combobox", name="Kind of hold").select_option("LEGAL_CLAIM")
        page.get_by_role("button", name="Place hold").click()
        expect(page.get_by_text("A hold forbids it.")).to_be_visible(timeout=READY_MS)
        page.get_by_role("button", name="Lift", exact=True).click()
        erase = page.get_by_role("button", name="Erase for good")
        expect(erase).to_be_disabled(timeout=READY_MS)
        page.get_by_label(re.compile("to confirm")).fill(patient[:8])
        erase.click()
        proof = page.get_by_role("heading", name="Erased: the proof")
        expect(proof).to_be_visible(timeout=READY_MS)
        expect(page.get_by_text(re.compile("^[0-9a-f]{64}$"))).to_have_count(2)
        assert name_of(world, patient)["reason"] == "ERASED"


def test_who_looked_is_read_only_when_asked(world: World, browser: Browser) -> None:
    patient = ended_patient(world, 0)
    name_of(world, patient)
    with visiting(browser, world.url, "d.sommer") as visit:
        open_rights(visit, patient)
        expect(visit.page.locator("[data-event]")).to_have_count(0)
        names = visit.page.locator("[data-event] [data-name]")
        for _ in range(TRIES):  # the sign-in server has three seconds to say who people are
            visit.page.get_by_role("button", name="Show who looked").click()
            expect(visit.page.locator("[data-event]").first).to_be_visible(timeout=READY_MS)
            if names.count() > 0:
                break
            open_rights(visit, patient)
        expect(names.filter(has_text="Lena Meier, St. Alder").first).to_be_visible()
        assert "Meier" not in visit.page.url


def test_papers_are_downloaded_and_kept_in_the_audit(
    world: World, browser: Browser, tmp_path: Path
) -> None:
    patient = ended_patient(world, 0)
    name_of(world, patient)
    with visiting(browser, world.url, "d.sommer") as visit:
        page = visit.page
        open_rights(visit, patient)
        files: dict[str, bytes] = {}
        for label in ("as a table (CSV)", "Who looked, to print (PDF)", "for programs (JSON)"):
            button = page.get_by_role("button", name=label)
            button.focus()
            with page.expect_download(timeout=READY_MS) as waiting:
                page.keyboard.press("Enter")
            name = waiting.value.suggested_filename
            waiting.value.save_as(tmp_path / name)
            files[name] = (tmp_path / name).read_bytes()
            expect(page.get_by_text("Downloaded.")).to_be_visible(timeout=READY_MS)
        short = patient[:8]
        assert set(files) == {
            *(f"disclosures-{short}.csv", f"disclosures-{short}.pdf"),
            f"subject-access-{short}.json",
        }
        looks = list(csv.DictReader(io.StringIO(files[f"disclosures-{short}.csv"].decode())))
        assert any(row["kind"] == "DISCLOSURE_REPORT" for row in looks)
        assert any("St. Alder" in row["name"] for row in looks)
        assert files[f"disclosures-{short}.pdf"].startswith(b"%PDF-")
        kept = json.loads(files[f"subject-access-{short}.json"])
        assert kept["patient"] == patient
        assert kept["person"]["family_name"]
        assert kept["disclosures"][0]["kind"] == "SUBJECT_ACCESS"


def test_two_people_put_a_name_right_without_seeing_each_others_entry(
    world: World, browser: Browser
) -> None:
    patient, right = ended_patient(world, 0), "Żółkiewska-Groß"
    with visiting(browser, world.url, "l.meier") as visit:
        page = visit.page
        visit.open(f"/patients/{patient}")
        page.get_by_role("combobox", name="What is wrong").select_option("FAMILY_NAME")
        page.get_by_label("What is right").fill(right)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Waits for a second person.")).to_be_visible(timeout=READY_MS)
    with visiting(browser, world.url, "d.sommer") as visit:
        page = visit.page
        open_rights(visit, patient)
        again = page.get_by_label("Enter what the document says")
        again.fill("Zolkiewska")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("not what was asked for")
        assert right not in page.content()
        again.fill(right)
        page.keyboard.press("Enter")
        still = page.get_by_text("The manufacturer still says what was wrong: to be told.")
        expect(still).to_be_visible(timeout=READY_MS)
        keep(visit, "rights-rectified")
        assert violations(visit) == []
    assert name_of(world, patient)["value"] == right


def test_others_are_refused_in_words(world: World, browser: Browser) -> None:
    with visiting(browser, world.url, "l.meier") as visit:
        visit.open(f"/patients/{ended_patient(world, 0)}")
        refused = visit.page.get_by_role("heading", name=re.compile("for the privacy officer"))
        expect(refused).to_be_visible(timeout=READY_MS)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", sorted(WIDTHS))
def test_axe_finds_nothing_on_rights(
    world: World, browser: Browser, *, dark: bool, width: str
) -> None:
    with visiting(browser, world.url, "d.sommer", dark=dark) as visit:
        visit.page.set_viewport_size({"width": WIDTHS[width], "height": 900})
        open_rights(visit, ended_patient(world, 0))
        visit.page.get_by_role("button", name="Show who looked").click()
        expect(visit.page.locator("[data-event]").first).to_be_visible(timeout=READY_MS)
        keep(visit, f"rights-{'dark' if dark else 'light'}-{width}")
        assert violations(visit) == []
        assert faults(visit) == {}
