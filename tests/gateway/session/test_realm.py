"""The realm as code agrees with the server, says what drifted, and mends it."""

from collections.abc import Awaitable, Callable

from gateway.session.admin import AdminCalls, objects
from gateway.session.admin_accounts import master_admin
from gateway.session.realm import describe_realm
from gateway.session.reconcile import apply_realm, plan_realm
from tests.gateway.conftest import described
from tests.gateway.session.world import SITES, Realm
from tests.world.loop import run


def with_admin(realm: Realm, work: Callable[[AdminCalls], Awaitable[None]]) -> None:
    async def inner() -> None:
        admin = master_admin(
            server_url=realm.url, realm="cgt", username="admin", password=realm.admin_password
        )
        try:
            await work(admin)
        finally:
            await admin.close()

    run(inner())


def test_a_realm_just_applied_has_no_difference(realm: Realm) -> None:
    async def work(admin: AdminCalls) -> None:
        assert await plan_realm(admin, described(realm)) == []

    with_admin(realm, work)


def test_what_was_changed_by_hand_is_reported_and_mended(realm: Realm) -> None:
    async def work(admin: AdminCalls) -> None:
        portal = objects(await admin.get("clients", clientId="portal"))[0]
        await admin.send("PUT", "", {"accessTokenLifespan": 3600})
        loose = {**portal, "redirectUris": ["http://evil.example/*"], "fullScopeAllowed": True}
        await admin.send("PUT", f"clients/{portal['id']}", loose)
        found = {difference.where for difference in await plan_realm(admin, described(realm))}
        assert found == {
            "realm: accessTokenLifespan",
            "client portal: redirectUris",
            "client portal: fullScopeAllowed",
        }
        await apply_realm(admin, described(realm))
        assert await plan_realm(admin, described(realm)) == []

    with_admin(realm, work)


def test_what_needs_a_person_is_reported_and_left(realm: Realm) -> None:
    async def work(admin: AdminCalls) -> None:
        path = "authentication/flows/cgt%20browser/executions"
        step = next(
            s for s in objects(await admin.get(path)) if s.get("providerId") == "auth-cookie"
        )
        await admin.send("PUT", path, {**step, "requirement": "DISABLED"})
        left = (await apply_realm(admin, described(realm))).left
        await admin.send("PUT", path, {**step, "requirement": "ALTERNATIVE"})
        assert [difference.where for difference in left] == ["flow cgt browser"]

    with_admin(realm, work)


def test_production_reports_everything_the_sandbox_relaxes(realm: Realm) -> None:
    # ASVS 6.3.2 13.2.3
    async def work(admin: AdminCalls) -> None:
        strict = describe_realm(
            name="cgt",
            public_url=realm.portal_url,
            sites=SITES,
            portal_jwk=dict(realm.keys["portal"].public_jwk),
            roles_jwk=dict(realm.keys["roles"].public_jwk),
        )
        found = {difference.where for difference in await plan_realm(admin, strict)}
        assert found == {"client portal: acr.loa.map", "client sandbox"}

    with_admin(realm, work)
