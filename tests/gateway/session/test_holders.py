"""How many people a change of the policy is about, counted on the real Keycloak."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import httpx

from gateway.clock import SystemClock
from gateway.dev.people import PEOPLE
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.policy_showing import preview_shown
from gateway.session.admin_accounts import service_admin
from gateway.session.holders import RoleHolders
from schema.vocabulary.principals import Role
from tests.gateway.session.world import SITES, Realm
from tests.world.loop import run
from tests.world.policies import STRICTER


def asked(
    realm: Realm, *, sites: tuple[str, ...] = tuple(site.id for site in SITES)
) -> Mapping[str, frozenset[Role]] | None:
    async def walk() -> Mapping[str, frozenset[Role]] | None:
        calls = service_admin(
            server_url=realm.url, realm="cgt", client=realm.keys["roles"], clock=SystemClock()
        )
        try:
            return await RoleHolders(calls, sites=sites).people()
        finally:
            await calls.close()

    return run(walk())


def expected(wanted: Callable[[str], bool] = lambda _: True) -> dict[str, frozenset[Role]]:
    held = {
        person.subject: frozenset(role for site, role in person.roles if wanted(site))
        for person in PEOPLE
    }
    return {subject: roles for subject, roles in held.items() if roles}


def as_administrator(realm: Realm) -> httpx.Client:
    given = {
        "grant_type": "password",
        "client_id": "admin-cli",
        "username": "admin",
        "password": realm.admin_password,
    }
    answer = httpx.post(f"{realm.url}/realms/master/protocol/openid-connect/token", data=given)
    headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
    return httpx.Client(base_url=f"{realm.url}/admin/realms/cgt", headers=headers)


def roles_of(held: Mapping[str, frozenset[Role]] | None) -> dict[str, frozenset[Role]]:
    assert held is not None
    return {subject: roles for subject, roles in held.items() if roles}


def test_everybody_is_counted_once_with_the_roles_of_every_site(realm: Realm) -> None:
    held = asked(realm)
    assert roles_of(held) == expected()
    preview = preview_shown(load_policy(), STRICTER, held=held)
    assert preview is not None
    assert preview["people"] == sum(Role.PHARMACY in roles for roles in expected().values()) > 0


def test_somebody_who_was_disabled_is_not_counted(realm: Realm) -> None:
    kraus = next(person for person in PEOPLE if person.username == "n.kraus").subject
    with as_administrator(realm) as admin:
        admin.put(f"/users/{kraus}", json={"enabled": False}).raise_for_status()
        try:
            assert roles_of(asked(realm)).keys() == expected().keys() - {kraus}
        finally:
            admin.put(f"/users/{kraus}", json={"enabled": True}).raise_for_status()


def test_a_site_that_keycloak_does_not_know_makes_the_count_not_known(realm: Realm) -> None:
    assert asked(realm, sites=("st-alder", "nowhere")) is None


def test_without_keycloak_the_count_is_not_known(realm: Realm) -> None:
    gone = replace(realm, url="http://localhost:9")
    assert asked(gone) is None
