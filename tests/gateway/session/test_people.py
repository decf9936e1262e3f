"""Roles are changed in the real Keycloak, under our rules, and count on the next request."""

from typing import TypeAlias

import pytest

from gateway.dev.grant import sandbox_token
from gateway.dev.people import person_named
from tests.gateway.session.world import Browser, Portal

Held: TypeAlias = dict[str, object]


def subject(username: str) -> str:
    person = person_named(username)
    assert person is not None
    return person.subject


def change(portal: Portal, browser: Browser, act: str, **names: str) -> dict[str, str | list[Held]]:
    names["person"] = subject(names["person"])
    query = "&".join(f"{name}={value}" for name, value in names.items())
    return dict(browser.post(f"{portal.url}/change/{act}?{query}").json())


def roles_of(portal: Portal, browser: Browser) -> object:
    return browser.get(f"{portal.url}/whoami").json()["roles"]


def test_a_site_admin_sees_the_people_of_the_site(portal: Portal, browser: Browser) -> None:
    browser.sign_in(portal.url, "r.thoma")
    people = browser.get(f"{portal.url}/people/st-alder").json()["people"]
    held = {one["username"]: [role["role"] for role in one["roles"]] for one in people}
    assert len(people) == 14
    assert held["t.vogel"] == ["cell-lab", "logistics"]
    me = next(one for one in people if one["self"])
    assert (me["username"], me["roles"][0]["withdrawable"]) == ("r.thoma", False)


def test_a_change_counts_on_the_next_request_and_closes_streams(
    portal: Portal, browser: Browser, other_browser: Browser
) -> None:
    # ASVS 8.3.2
    browser.sign_in(portal.url, "r.thoma")
    other_browser.sign_in(portal.url, "t.vogel")
    before = roles_of(portal, other_browser)
    change(portal, browser, "withdraw", site="st-alder", person="t.vogel", role="cell-lab")
    assert roles_of(portal, other_browser) == [["st-alder", "logistics"]]
    assert (subject("t.vogel"), None) in portal.heard.closed
    done = change(portal, browser, "grant", site="st-alder", person="t.vogel", role="cell-lab")
    assert roles_of(portal, other_browser) == before
    assert "Reto Thoma" in str(done["roles"])


def test_a_withdrawn_role_leaves_an_older_bearer_too(
    portal: Portal, browser: Browser, other_browser: Browser
) -> None:
    token = sandbox_token(
        issuer=portal.realm.issuer, client_secret=portal.realm.client_secret, username="u.keel"
    )
    browser.sign_in(portal.url, "r.thoma")
    change(portal, browser, "withdraw", site="st-alder", person="u.keel", role="finance")
    seen = other_browser.get(f"{portal.url}/whoami", authorization=f"Bearer {token}").json()
    assert seen["roles"] == [["st-alder", "quality"]]
    change(portal, browser, "grant", site="st-alder", person="u.keel", role="finance")
    seen = other_browser.get(f"{portal.url}/whoami", authorization=f"Bearer {token}").json()
    assert len(seen["roles"]) == 2


def test_a_change_is_audited_with_before_and_after(portal: Portal, browser: Browser) -> None:
    browser.sign_in(portal.url, "r.thoma")
    change(portal, browser, "grant", site="st-alder", person="j.roth", role="quality")
    change(portal, browser, "withdraw", site="st-alder", person="j.roth", role="quality")
    granted, withdrawn = portal.heard.events[-2:]
    assert (granted.detail["before"], granted.detail["after"]) == (
        ["logistics"],
        ["logistics", "quality"],
    )
    assert (withdrawn.kind.value, withdrawn.subject) == ("ROLE_WITHDRAWN", subject("r.thoma"))


@pytest.mark.parametrize(
    ("admin", "act", "names", "code"),
    [
        ("r.thoma", "grant", ("st-alder", "r.thoma", "physician"), "ONESELF"),
        ("r.thoma", "withdraw", ("st-alder", "r.thoma", "site-admin"), "ONESELF"),
        ("r.thoma", "grant", ("lakeside", "o.hart", "quality"), "NOT_YOUR_SITE"),
        ("r.thoma", "grant", ("st-alder", "o.hart", "quality"), "PERSON_UNKNOWN"),
        ("r.thoma", "grant", ("st-alder", "j.roth", "platform-admin"), "ROLE_UNKNOWN"),
        ("r.thoma", "grant", ("st-alder", "j.roth", "integrator"), "ROLE_UNKNOWN"),
        ("r.thoma", "grant", ("st-alder", "j.roth", "logistics"), "ROLE_HELD"),
        ("r.thoma", "withdraw", ("st-alder", "j.roth", "quality"), "ROLE_NOT_HELD"),
        ("v.lang", "withdraw", ("lakeside", "g.price", "site-admin"), "LAST_SITE_ADMIN"),
        ("l.meier", "grant", ("st-alder", "j.roth", "quality"), "NOT_YOUR_SITE"),
    ],
)
def test_a_change_against_the_rules_is_refused(
    portal: Portal, browser: Browser, admin: str, act: str, names: tuple[str, str, str], code: str
) -> None:
    # ASVS 8.2.1 8.4.2
    browser.sign_in(portal.url, admin)
    site, person, role = names
    answer = change(portal, browser, act, site=site, person=person, role=role)
    assert answer["code"] == code
    assert portal.heard.kinds()[-1] == "ROLE_CHANGE_REFUSED"
