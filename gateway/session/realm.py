"""Knows the realm as it should be: sites, roles, clients, flows, keys (IDENTITY 'Topology').

`realm.json` holds what never depends on where we run; this module adds sites, addresses and the
public keys of our clients. `gateway.session.reconcile` compares it with a server and mends that.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from importlib.resources import files

from gateway.session.admin import Json, an_object, objects
from gateway.settings import Site
from schema.vocabulary.principals import Purpose, RealmRole, Role

SITE_ROLES = tuple(role for role in Role if role is not Role.INTEGRATOR)
LEVELS = json.dumps({"1": 1, "2": 2, "3": 3})
FLOOR = "2"
GROUPS_MAPPER: Json = {
    "name": "organization groups",
    "protocol": "openid-connect",
    "protocolMapper": "oidc-organization-group-membership-mapper",
    "config": {
        "access.token.claim": "true",
        "id.token.claim": "false",
        "userinfo.token.claim": "false",
        "introspection.token.claim": "true",
    },
}
AUDIENCE_MAPPER: Json = {
    "name": "aud-gateway",
    "protocol": "openid-connect",
    "protocolMapper": "oidc-audience-mapper",
    "config": {
        "included.client.audience": "gateway",
        "access.token.claim": "true",
        "id.token.claim": "false",
        "introspection.token.claim": "true",
    },
}
PURPOSE_CLAIM = "purpose_of_use"
PERMISSIONS = {
    "Users": ("view", "manage", "manage-group-membership"),
    "Organizations": ("view", "manage"),
}
"""What fine-grained admin permissions (v2) let the service account `roles` do, by resource type."""
SIGNED = {"use.jwks.string": "true", "token.endpoint.auth.signing.alg": "ES256"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RealmDescription:
    """The realm as it should be; only the sandbox has `users`; no `forbidden` client may exist."""

    name: str
    sites: tuple[Site, ...]
    settings: Json
    attributes: Json
    keys: tuple[Json, ...]
    flows: tuple[Json, ...]
    flow_configs: tuple[Json, ...]
    clients: tuple[Json, ...]
    integrators: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    users: tuple[Json, ...] = ()
    members: dict[str, tuple[Json, ...]] = field(default_factory=dict[str, tuple[Json, ...]])
    forbidden: tuple[str, ...] = ("sandbox",)


def describe_realm(
    *, name: str, public_url: str, sites: Iterable[Site], portal_jwk: Json, roles_jwk: Json
) -> RealmDescription:
    """The realm for a portal served at `public_url`, with the public keys of its two clients."""
    fixed: Json = json.loads(files("gateway.session").joinpath("realm.json").read_text("utf-8"))
    clients = (_gateway(), _portal(public_url.rstrip("/"), portal_jwk), _roles(roles_jwk))
    return RealmDescription(
        name=name,
        sites=tuple(sites),
        settings=an_object(fixed["settings"]),
        attributes=an_object(fixed["attributes"]),
        keys=tuple(objects(fixed["keys"])),
        flows=tuple(objects(fixed["flows"])),
        flow_configs=tuple(objects(fixed["flow_configs"])),
        clients=clients,
    )


def with_integrator(
    realm: RealmDescription,
    *,
    client_id: str,
    jwk: Json,
    sites: tuple[str, ...],
    purpose: Purpose = Purpose.HOPERAT,
) -> RealmDescription:
    """The realm with one more integrator, who may ask for the scopes `site:…` of `sites`.

    Its purpose of use stands in every token: nothing that it sends can change it.
    """
    client = {
        **_program(client_id, jwk),
        "protocolMappers": [AUDIENCE_MAPPER, purpose_mapper(purpose)],
        "defaultClientScopes": ["basic", "service_account"],
    }
    return replace(
        realm,
        clients=(*realm.clients, client),
        integrators={**realm.integrators, client_id: sites},
    )


def purpose_mapper(purpose: Purpose) -> Json:
    """What puts an integrator's purpose of use into its tokens."""
    return {
        "name": "purpose of use",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-hardcoded-claim-mapper",
        "config": {
            "claim.name": PURPOSE_CLAIM,
            "claim.value": purpose.value,
            "jsonType.label": "String",
            "access.token.claim": "true",
            "id.token.claim": "false",
            "userinfo.token.claim": "false",
            "introspection.token.claim": "true",
        },
    }


def representation(realm: RealmDescription) -> Json:
    """What `POST /admin/realms` takes; mapper, scopes and permissions follow by other calls."""
    mapped = [client for client in realm.clients if client.get("standardFlowEnabled")]
    mapped += [client for client in realm.clients if client.get("directAccessGrantsEnabled")]
    roles = [role.value for role in RealmRole]
    return {
        "realm": realm.name,
        **realm.settings,
        "attributes": realm.attributes,
        "roles": {
            "realm": [
                *({"name": role} for role in roles),
                {"name": f"default-roles-{realm.name}", "composite": False},
            ]
        },
        "defaultRole": {"name": f"default-roles-{realm.name}"},
        "organizations": [
            {
                **organization(site),
                "groups": organization_groups(site, realm=realm.name),
                "members": members,
            }
            for site in realm.sites
            for members in [list(realm.members.get(site.id, ()))]
        ],
        "users": list(realm.users),
        "clients": list(realm.clients),
        "components": {"org.keycloak.keys.KeyProvider": list(realm.keys)},
        "authenticationFlows": list(realm.flows),
        "authenticatorConfig": list(realm.flow_configs),
        "scopeMappings": [{"client": client["clientId"], "roles": roles} for client in mapped],
    }


def organization(site: Site) -> Json:
    """A site as Keycloak's organization; its alias is our site id."""
    return {
        "name": site.name,
        "alias": site.id,
        "enabled": True,
        "domains": [{"name": f"{site.id}.example", "verified": True}],
    }


def organization_groups(site: Site, *, realm: str) -> list[Json]:
    """A site's roles as organization groups, with ids of our choosing."""
    return [{"name": role.value, "id": group_id(realm, site.id, role)} for role in SITE_ROLES]


def group_id(realm: str, site: str, role: Role) -> str:
    """The id of a role's group at a site, where we made the realm."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"cgt:{realm}:{site}:{role.value}"))


def _gateway() -> Json:
    return {"clientId": "gateway", "enabled": True, "bearerOnly": True}


def _portal(url: str, jwk: Json) -> Json:
    name_in_id_token: Json = {
        "name": "name",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-full-name-mapper",
        "config": {"id.token.claim": "true", "access.token.claim": "false"},
    }
    return {
        "clientId": "portal",
        "enabled": True,
        "publicClient": False,
        "protocol": "openid-connect",
        "standardFlowEnabled": True,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": False,
        "fullScopeAllowed": False,
        "clientAuthenticatorType": "client-jwt",
        "redirectUris": [f"{url}/login/callback"],
        "webOrigins": [],
        "frontchannelLogout": False,
        "attributes": {
            **SIGNED,
            "jwks.string": _key_set(jwk),
            "pkce.code.challenge.method": "S256",
            "require.pushed.authorization.requests": "true",
            "backchannel.logout.url": f"{url}/login/backchannel-logout",
            "backchannel.logout.session.required": "true",
            "post.logout.redirect.uris": f"{url}/",
            "id.token.signed.response.alg": "ES256",
            "access.token.signed.response.alg": "ES256",
            "acr.loa.map": LEVELS,
            "minimum.acr.value": FLOOR,
        },
        "protocolMappers": [AUDIENCE_MAPPER, name_in_id_token],
        "defaultClientScopes": ["basic", "acr", "roles"],
        "optionalClientScopes": ["organization", "email", "profile"],
    }


def _roles(jwk: Json) -> Json:
    return {**_program("roles", jwk), "fullScopeAllowed": True}


def _program(client_id: str, jwk: Json) -> Json:
    return {
        "clientId": client_id,
        "enabled": True,
        "publicClient": False,
        "protocol": "openid-connect",
        "standardFlowEnabled": False,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": True,
        "fullScopeAllowed": False,
        "clientAuthenticatorType": "client-jwt",
        "attributes": {**SIGNED, "jwks.string": _key_set(jwk)},
    }


def _key_set(jwk: Json) -> str:
    return json.dumps({"keys": [jwk]}, sort_keys=True)
