"""Signing in and out through the real Keycloak's own page; no token in the browser."""

import re
import time

import httpx
import pytest

from gateway.clock import SystemClock
from gateway.dev.grant import sandbox_token
from gateway.session.sessions import SESSION_COOKIE
from gateway.web.login_flight import FLIGHT_COOKIE
from tests.gateway.session.world import Browser, Portal


def test_a_person_signs_in_and_is_recognised(portal: Portal, browser: Browser) -> None:
    back = browser.sign_in(portal.url, "l.meier")
    assert (back.status_code, back.headers["location"]) == (303, "/worklist")
    seen = browser.get(f"{portal.url}/whoami").json()
    assert seen["roles"] == [["st-alder", "coordinator"]]
    assert (seen["name"], seen["assurance"], seen["purpose"]) == ("Lena Meier", 2, "TREAT")


def test_a_person_of_two_sites_has_both(portal: Portal, browser: Browser) -> None:
    browser.sign_in(portal.url, "i.okafor")
    seen = browser.get(f"{portal.url}/whoami").json()
    assert seen["roles"] == [["lakeside", "physician"], ["st-alder", "physician"]]


def test_a_realm_role_is_in_the_token(portal: Portal, browser: Browser) -> None:
    browser.sign_in(portal.url, "d.sommer")
    assert browser.get(f"{portal.url}/whoami").json()["realm_roles"] == ["privacy-officer"]


def test_the_session_cookie_is_host_bound_and_no_token(portal: Portal, browser: Browser) -> None:
    # ASVS 3.3.1 3.3.2 3.3.4 10.1.1
    back = browser.sign_in(portal.url, "l.meier")
    line = next(x for x in back.headers.get_list("set-cookie") if x.startswith(SESSION_COOKIE))
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= set(line.split("; "))
    assert len(browser.cookies[SESSION_COOKIE]) == 43
    ours = " ".join([*browser.cookies.values(), str(back.headers)])
    assert not [name for name in browser.cookies if name == FLIGHT_COOKIE]
    assert "refresh" not in ours


def test_the_request_names_no_scope_or_state_in_the_address(
    portal: Portal, browser: Browser
) -> None:
    # ASVS 10.4.13
    address = httpx.URL(browser.to_keycloak(portal.url))
    assert set(address.params) == {"client_id", "request_uri"}


@pytest.mark.parametrize(
    ("return_to", "lands"),
    [
        ("/orders/0b5a2c0e-1111-2222-3333-444455556666", None),
        ("//evil.example", "/worklist"),
        ("https:evil.example", "/worklist"),
        ("/%5Cevil.example", "/worklist"),
        ("/worklist?status=%255B%2522HOLD%2522%255D", "/worklist?status=%5B%22HOLD%22%5D"),
        ("/worklist%0d%0aX-Evil:1", "/worklist"),
        ("/graphql", "/worklist"),
    ],
)
def test_a_sign_in_leads_back_to_listed_pages_only(
    portal: Portal, browser: Browser, return_to: str, lands: str | None
) -> None:
    back = browser.sign_in(portal.url, "l.meier", return_to=return_to)
    assert back.headers["location"] == (lands or return_to)


def callback_of(portal: Portal, browser: Browser) -> str:
    """The address Keycloak sends the browser back to, not yet visited."""
    browser.sign_in(portal.url, "l.meier")
    answer = browser.followed(browser.get(browser.to_keycloak(portal.url)), portal.url)
    assert answer.is_redirect
    return str(answer.headers["location"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"state=[^&]+", "state=other"),
        (r"&iss=[^&]+", ""),
        (r"iss=[^&]+", "iss=http%3A%2F%2Fevil.example%2Frealms%2Fcgt"),
        (r"code=[^&]+", "code=other"),
        (r"(state=[^&]+)", r"\1&\1"),
    ],
)
def test_a_changed_answer_signs_nobody_in(
    portal: Portal, browser: Browser, old: str, new: str
) -> None:
    # ASVS 10.1.2 10.2.1 10.2.2
    address = re.sub(old, new, callback_of(portal, browser))
    browser.cookies.pop(SESSION_COOKIE)
    assert browser.get(address).status_code == 400
    assert SESSION_COOKIE not in browser.cookies


def test_an_answer_works_once(portal: Portal, browser: Browser) -> None:
    # ASVS 10.4.2
    address = callback_of(portal, browser)
    flight = browser.cookies[FLIGHT_COOKIE]
    assert browser.get(address).status_code == 303
    browser.cookies[FLIGHT_COOKIE] = flight
    assert browser.get(address).status_code == 400


def test_an_answer_to_another_browser_signs_nobody_in(
    portal: Portal, browser: Browser, other_browser: Browser
) -> None:
    assert other_browser.get(callback_of(portal, browser)).status_code == 400


def test_signing_in_again_ends_the_session_before(portal: Portal, browser: Browser) -> None:
    # ASVS 7.2.4
    browser.sign_in(portal.url, "l.meier")
    before = browser.cookies[SESSION_COOKIE]
    again = browser.followed(browser.get(browser.to_keycloak(portal.url)), portal.url)
    browser.get(again.headers["location"])
    assert browser.cookies[SESSION_COOKIE] != before
    browser.cookies[SESSION_COOKIE] = before
    assert browser.get(f"{portal.url}/whoami").status_code == 401


def test_logout_ends_both_sessions(portal: Portal, browser: Browser) -> None:
    # ASVS 7.4.1
    browser.sign_in(portal.url, "s.baumann")
    cookie = browser.cookies[SESSION_COOKIE]
    answer = browser.post(f"{portal.url}/logout", x_portal="1")
    assert answer.json() == {"location": "/"}
    browser.cookies[SESSION_COOKIE] = cookie
    assert browser.get(f"{portal.url}/whoami").status_code == 401
    page = browser.followed(browser.get(browser.to_keycloak(portal.url)), portal.url)
    assert page.status_code == 200  # Keycloak asks again who is there
    assert any(sid for _, sid in portal.heard.closed)


def test_logout_needs_the_portals_header(portal: Portal, browser: Browser) -> None:
    # ASVS 3.5.1
    browser.sign_in(portal.url, "l.meier")
    assert browser.post(f"{portal.url}/logout").status_code == 403
    away = browser.post(f"{portal.url}/logout", x_portal="1", origin="http://evil.example")
    assert away.status_code == 403
    assert browser.get(f"{portal.url}/whoami").status_code == 200


def test_keycloaks_own_logout_ends_ours_within_two_seconds(
    portal: Portal, browser: Browser
) -> None:
    browser.sign_in(portal.url, "n.kraus")
    page = browser.get(f"{portal.realm.issuer}/protocol/openid-connect/logout?client_id=portal")
    form = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', page.text))
    action = re.search(r'action="([^"]+)"', page.text)
    assert action is not None
    address = httpx.URL(portal.realm.url).join(action[1].replace("&amp;", "&"))
    browser.post(str(address), data=form)
    until = time.monotonic() + 2
    while browser.get(f"{portal.url}/whoami").status_code == 200:
        assert time.monotonic() < until


@pytest.mark.parametrize("body", ["", "logout_token=a.b.c", "logout_token=x&logout_token=y"])
def test_a_false_back_channel_call_is_refused(portal: Portal, browser: Browser, body: str) -> None:
    answer = browser.http.post(
        f"{portal.url}/login/backchannel-logout",
        content=body,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 400


def test_a_sandbox_persons_bearer_is_verified_offline(portal: Portal, browser: Browser) -> None:
    token = sandbox_token(
        issuer=portal.realm.issuer, client_secret=portal.realm.client_secret, username="p.steiner"
    )
    seen = browser.get(f"{portal.url}/whoami", authorization=f"Bearer {token}").json()
    assert (seen["roles"], seen["assurance"]) == ([["st-alder", "finance"]], 2)


def test_an_integrators_token_gives_the_sites_of_its_scopes(
    portal: Portal, browser: Browser
) -> None:
    seen = browser.get(f"{portal.url}/whoami", authorization=program(portal, browser, "registry"))
    told = seen.json()
    assert (told["kind"], told["roles"]) == ("API_CLIENT", [["st-alder", "integrator"]])
    assert told["purpose"] == "HOPERAT"


def program(portal: Portal, browser: Browser, name: str) -> str:
    """What an integrator's client sends as `Authorization`, with a token that Keycloak made."""
    form = {"grant_type": "client_credentials", "scope": "site:st-alder"}
    proof = portal.realm.keys[name].proof(issuer=portal.realm.issuer, clock=SystemClock())
    address = f"{portal.realm.issuer}/protocol/openid-connect/token"
    token = browser.http.post(address, data={**form, **proof}).json()["access_token"]
    return f"Bearer {token}"


@pytest.mark.parametrize("name", ["no-purpose", "odd-purpose"])
def test_a_client_without_a_purpose_that_it_may_have_is_refused_and_kept_once_a_token(
    portal: Portal, browser: Browser, name: str
) -> None:
    bearer = program(portal, browser, name)
    before = len(portal.heard.events)
    for _ in range(2):
        assert browser.get(f"{portal.url}/whoami", authorization=bearer).status_code == 401
    assert portal.heard.refused[-2:] == ["CLIENT_PURPOSE_REFUSED"] * 2
    events = portal.heard.events[before:]
    assert [(one.kind.value, one.detail) for one in events] == [
        ("PURPOSE_REFUSED", {"client": name})
    ]


def test_an_integrator_gets_no_scope_of_another_site(portal: Portal, browser: Browser) -> None:
    key = portal.realm.keys["registry"]
    form = {"grant_type": "client_credentials", "scope": "site:lakeside"}
    proof = key.proof(issuer=portal.realm.issuer, clock=SystemClock())
    address = f"{portal.realm.issuer}/protocol/openid-connect/token"
    assert browser.http.post(address, data={**form, **proof}).status_code == 400


def test_without_cookie_or_token_nobody_is_there(portal: Portal, browser: Browser) -> None:
    assert browser.get(f"{portal.url}/whoami").status_code == 401
    forged = browser.get(f"{portal.url}/whoami", authorization="Bearer a.b.c")
    assert forged.status_code == 401
