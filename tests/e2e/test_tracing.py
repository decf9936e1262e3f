"""The privacy officer traces what a registry was given; nobody else is offered it."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from gateway.clock import SystemClock
from gateway.session.client_keys import read_client_key
from tests.e2e.api import World, ask, token
from tests.e2e.portal import READY_MS, Visit, visiting
from tests.e2e.test_pages import WIDTHS, keep, violations
from tests.e2e.test_reflow import faults

QUERY = "{ orders(first: 1) { nodes { id coiId { value } patient { id } } } }"


def registrys_bearer(world: World) -> str:
    """A token that Keycloak gives the sandbox's registry."""
    found = httpx.get(f"{world.url}/login", follow_redirects=False, timeout=20)
    issuer = found.headers["location"].partition("/protocol/")[0]
    key = read_client_key(world.data / "keys" / "registry.jwk.json", client_id="registry")
    form = {"grant_type": "client_credentials", "scope": "site:st-alder"}
    proof = key.proof(issuer=issuer, clock=SystemClock())
    address = f"{issuer}/protocol/openid-connect/token"
    return str(httpx.post(address, data={**form, **proof}, timeout=20).json()["access_token"])


def given(world: World) -> tuple[str, str]:
    """An order's id and its chain pseudonym, as the registry has them."""
    answer = ask(world, QUERY, bearer=registrys_bearer(world)).json()
    row = answer["data"]["orders"]["nodes"][0]
    return str(row["id"]), str(row["coiId"]["value"])


def fill(visit: Visit, text: str) -> None:
    page = visit.page
    visit.open("/audit")
    client = page.get_by_role("combobox", name="API client")
    expect(client.get_by_role("option", name="registry")).to_be_attached(timeout=READY_MS)
    client.select_option(label="registry")
    page.get_by_role("combobox", name="Reason").select_option("SAFETY_REPORT")
    box = page.get_by_label("Id or pseudonym")
    box.focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_an_id_and_a_pseudonym_lead_to_the_patient_and_the_order(
    world: World, browser: Browser
) -> None:
    order_id, pseudonym = given(world)
    plain = ask(
        world,
        "query($t: ID!) { order(by: {id: $t}) { id } }",
        bearer=token(world, "l.meier"),
        variables={"t": order_id},
    ).json()
    assert plain["data"]["order"] is None, "a client's id is nobody else's"
    with visiting(browser, world.url, "d.sommer") as visit:
        for text in (order_id, pseudonym):
            fill(visit, text)
            link = visit.page.get_by_role("link", name=re.compile("^Order "))
            expect(link.first).to_be_visible(timeout=READY_MS)
            assert text not in visit.page.url
        fill(visit, "P-aaaa-aaaa-aaaa")
        refused = visit.page.get_by_text(re.compile("was given no such id"))
        expect(refused).to_be_visible(timeout=READY_MS)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", sorted(WIDTHS))
def test_axe_finds_nothing_on_the_tracing_card(
    world: World, browser: Browser, *, dark: bool, width: str
) -> None:
    order_id, _ = given(world)
    found: dict[str, object] = {}
    with visiting(browser, world.url, "d.sommer", dark=dark) as visit:
        visit.page.set_viewport_size({"width": WIDTHS[width], "height": 900})
        answers = {
            "found": (order_id, visit.page.get_by_role("link", name=re.compile("^Order "))),
            "unknown": ("P-aaaa-aaaa-aaaa", visit.page.get_by_text(re.compile("was given no"))),
        }
        for name, (text, answer) in answers.items():
            fill(visit, text)
            expect(answer.first).to_be_visible(timeout=READY_MS)
            answer.first.scroll_into_view_if_needed()
            keep(visit, f"tracing-{name}-{'dark' if dark else 'light'}-{width}")
            found[name] = [*violations(visit), *faults(visit).items()]
    assert {name: bad for name, bad in found.items() if bad} == {}


@pytest.mark.parametrize("person", ["l.meier"])
def test_nobody_else_is_offered_it(world: World, browser: Browser, person: str) -> None:
    with visiting(browser, world.url, person) as visit:
        visit.open("/audit")
        heading = visit.page.get_by_role("heading", name="Trace a pseudonym")
        expect(heading).to_have_count(0)
