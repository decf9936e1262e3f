"""Knows what the sandbox adds to the realm: its people, a password that counts as assurance 2.

Production refuses all of it: this module is not in the wheel, `describe_realm` forbids the client
`sandbox`, and the reconciler reports a portal whose password counts as level 2.
"""

import json
from dataclasses import replace

from gateway.dev.people import PEOPLE, SANDBOX_PASSWORD, SandboxPerson
from gateway.session.admin import Json
from gateway.session.realm import (
    AUDIENCE_MAPPER,
    RealmDescription,
    group_id,
    with_integrator,
)

PASSWORD_IS_LEVEL_2 = json.dumps({"2": 1, "3": 3})
SANDBOX_CLIENT = "sandbox"
REGISTRY_CLIENT = "registry"
REGISTRY_SITES = ("st-alder",)


def sandbox_realm(
    realm: RealmDescription, *, client_secret: str, registry_jwk: Json
) -> RealmDescription:
    """`realm` as the sandbox has it."""
    clients = tuple(_relaxed(client) for client in realm.clients)
    sites = {site.id for site in realm.sites}
    relaxed = replace(
        realm,
        clients=(*clients, _direct_grant(client_secret)),
        users=tuple(_user(person) for person in PEOPLE),
        members={site: _members(realm.name, site) for site in sites},
        forbidden=(),
    )
    return with_integrator(
        relaxed, client_id=REGISTRY_CLIENT, jwk=registry_jwk, sites=REGISTRY_SITES
    )


def _relaxed(client: Json) -> Json:
    if client["clientId"] != "portal":
        return client
    attributes = client["attributes"]
    assert isinstance(attributes, dict)  # noqa: S101 (describe_realm made it)
    return {**client, "attributes": {**attributes, "acr.loa.map": PASSWORD_IS_LEVEL_2}}


def _direct_grant(secret: str) -> Json:
    name: Json = {
        "name": "name",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-full-name-mapper",
        "config": {"id.token.claim": "true", "access.token.claim": "true"},
    }
    return {
        "clientId": SANDBOX_CLIENT,
        "enabled": True,
        "publicClient": False,
        "protocol": "openid-connect",
        "secret": secret,
        "standardFlowEnabled": False,
        "directAccessGrantsEnabled": True,
        "fullScopeAllowed": False,
        "attributes": {"acr.loa.map": PASSWORD_IS_LEVEL_2},
        "protocolMappers": [AUDIENCE_MAPPER, name],
        "defaultClientScopes": ["basic", "acr", "roles"],
        "optionalClientScopes": ["organization", "email", "profile"],
    }


def _user(person: SandboxPerson) -> Json:
    first, _, last = person.name.partition(" ")
    return {
        "id": person.subject,
        "username": person.username,
        "email": person.email,
        "emailVerified": True,
        "enabled": True,
        "firstName": first,
        "lastName": last,
        "credentials": [{"type": "password", "value": SANDBOX_PASSWORD, "temporary": False}],
        "realmRoles": [role.value for role in person.realm_roles],
    }


def _members(realm: str, site: str) -> tuple[Json, ...]:
    members: list[Json] = []
    for person in PEOPLE:
        held = [role for at, role in person.roles if at == site]
        if held:
            groups = [group_id(realm, site, role) for role in held]
            members.append(
                {"username": person.username, "membershipType": "UNMANAGED", "groups": groups}
            )
    return tuple(members)
