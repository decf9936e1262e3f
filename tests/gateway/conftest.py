"""The real Keycloak with the sandbox realm, one for all tests here; the download is shared."""

import json
import secrets
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.dev.keycloak import start_keycloak
from gateway.dev.realm import sandbox_realm
from gateway.session.admin import Json
from gateway.session.admin_accounts import master_admin
from gateway.session.client_keys import make_client_key
from gateway.session.realm import (
    AUDIENCE_MAPPER,
    RealmDescription,
    describe_realm,
    with_integrator,
)
from gateway.session.reconcile import apply_realm
from schema.vocabulary.principals import Purpose
from tests.gateway.session.world import SITES, Realm
from tests.world.databases import free_port
from tests.world.loop import run

CACHE = Path(__file__).parents[2] / ".cache" / "keycloak"


def described(realm: Realm) -> RealmDescription:
    plain = describe_realm(
        name="cgt",
        public_url=realm.portal_url,
        sites=SITES,
        portal_jwk=dict(realm.keys["portal"].public_jwk),
        roles_jwk=dict(realm.keys["roles"].public_jwk),
    )
    made = sandbox_realm(
        plain,
        client_secret=realm.client_secret,
        registry_jwk=dict(realm.keys["registry"].public_jwk),
    )
    for name, purpose in (("no-purpose", None), ("odd-purpose", Purpose.TREAT)):
        made = _registered(made, name, dict(realm.keys[name].public_jwk), purpose)
    return made


def _registered(
    realm: RealmDescription, name: str, jwk: Json, purpose: Purpose | None
) -> RealmDescription:
    """An integrator whose registration has another purpose than it may have, or none at all."""
    made = with_integrator(
        realm, client_id=name, jwk=jwk, sites=("st-alder",), purpose=purpose or Purpose.HOPERAT
    )
    if purpose is not None:
        return made
    bare = {**made.clients[-1], "protocolMappers": [AUDIENCE_MAPPER]}
    return replace(made, clients=(*made.clients[:-1], bare))


@pytest.fixture(scope="session")
def realm(tmp_path_factory: pytest.TempPathFactory) -> Generator[Realm]:
    folder = tmp_path_factory.mktemp("keycloak")
    running = start_keycloak(
        cache=CACHE, port=free_port(), data=folder / "data", log=folder / "keycloak.log"
    )
    made = Realm(
        url=running.url,
        issuer=f"{running.url}/realms/cgt",
        portal_url=f"http://localhost:{free_port()}",
        keys={
            name: make_client_key(folder / f"{name}.jwk.json", client_id=name)
            for name in ("portal", "roles", "registry", "no-purpose", "odd-purpose")
        },
        client_secret=secrets.token_urlsafe(16),
        folder=folder,
        admin_password=json.loads((folder / "data" / "admin.json").read_text())["password"],
    )
    try:
        run(_apply(made))
        yield made
    finally:
        running.stop()


async def _apply(realm: Realm) -> None:
    admin = master_admin(
        server_url=realm.url, realm="cgt", username="admin", password=realm.admin_password
    )
    try:
        done = await apply_realm(admin, described(realm))
        assert done.left == ()
    finally:
        await admin.close()
