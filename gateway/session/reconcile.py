"""Knows how a server's realm differs from the realm as code, and how to mend it.

`plan_realm` changes nothing; `apply_realm` carries the plan out and plans again until nothing is
left that it may mend (ids are known only after creation). What needs a person has no calls.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.session.admin import AdminCalls, Json, an_object, objects
from gateway.session.realm import (
    GROUPS_MAPPER,
    RealmDescription,
    organization,
    organization_groups,
    representation,
)
from gateway.session.reconcile_clients import client_differences
from gateway.session.reconcile_kit import Call, Difference, compare, named, text
from gateway.session.reconcile_permissions import permission_differences
from schema.vocabulary.principals import RealmRole

ROUNDS = 6
KEY_PROVIDER = "org.keycloak.keys.KeyProvider"


class RealmError(Exception):
    """The realm could not be brought to its description; the message says what is left."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was mended, in order, and what is left for a person."""

    mended: tuple[Difference, ...]
    left: tuple[Difference, ...]


async def plan_realm(admin: AdminCalls, realm: RealmDescription) -> list[Difference]:
    """Every difference between the server and `realm`; empty when they agree."""
    found = await admin.get("")
    if found is None:
        create = Call("CREATE", "", representation(realm))
        return [Difference(f"realm {realm.name}", "exists", "missing", (create,))]
    scopes = await _scopes(admin, realm)
    if scopes:
        return scopes
    return [
        *_settings(realm, an_object(found)),
        *await _roles(admin),
        *await _keys(admin, realm),
        *await _flows(admin, realm),
        *await _sites(admin, realm),
        *await client_differences(admin, realm),
        *await _users(admin, realm),
        *await permission_differences(admin),
    ]


async def apply_realm(admin: AdminCalls, realm: RealmDescription) -> Reconciled:
    """Carry out the plan; raises `RealmError` when the server won't stay mended."""
    mended: list[Difference] = []
    for _ in range(ROUNDS):
        differences = await plan_realm(admin, realm)
        mendable = [difference for difference in differences if difference.mend]
        if not mendable:
            return Reconciled(tuple(mended), tuple(differences))
        for difference in mendable:
            for call in difference.mend:
                await _carry_out(admin, call)
        mended.extend(mendable)
    raise RealmError(f"the realm keeps differing: {mended[-1].line()}")


async def _carry_out(admin: AdminCalls, call: Call) -> None:
    if call.method == "CREATE":
        await admin.create_realm(an_object(call.body))
    else:
        await admin.send(call.method, call.path, call.body)


def _settings(realm: RealmDescription, found: Json) -> Iterable[Difference]:
    yield from compare(realm.settings, found, where="realm", mend="")
    attributes = an_object(found.get("attributes"))
    for name, wanted in realm.attributes.items():
        if attributes.get(name) != wanted:
            call = Call("PUT", "", {"attributes": {name: wanted}})
            yield Difference(
                f"realm attribute {name}", text(wanted), text(attributes.get(name)), (call,)
            )


async def _scopes(admin: AdminCalls, realm: RealmDescription) -> list[Difference]:
    """The scopes `site:…`, and the mapper that writes a person's groups into the token."""
    found = named(objects(await admin.get("client-scopes")), "name")
    differences: list[Difference] = []
    for site in realm.sites:
        body: Json = {
            "name": f"site:{site.id}",
            "protocol": "openid-connect",
            "attributes": {"include.in.token.scope": "true"},
        }
        if body["name"] not in found:
            call = Call("POST", "client-scopes", body)
            differences.append(Difference(f"scope site:{site.id}", "exists", "missing", (call,)))
    scope = found.get("organization")
    if scope is None:
        return [Difference("scope organization", "Keycloak's own", "missing"), *differences]
    path = f"client-scopes/{scope['id']}/protocol-mappers/models"
    mapper = named(objects(scope.get("protocolMappers")), "name").get(str(GROUPS_MAPPER["name"]))
    if mapper is None:
        call = Call("POST", path, GROUPS_MAPPER)
        differences.append(Difference("mapper of groups", "exists", "missing", (call,)))
    elif an_object(mapper["config"]) != GROUPS_MAPPER["config"]:
        call = Call("PUT", f"{path}/{mapper['id']}", {**GROUPS_MAPPER, "id": mapper["id"]})
        wanted, was = text(GROUPS_MAPPER["config"]), text(mapper["config"])
        differences.append(Difference("mapper of groups", wanted, was, (call,)))
    return differences


async def _roles(admin: AdminCalls) -> list[Difference]:
    found = named(objects(await admin.get("roles")), "name")
    return [
        Difference(
            f"realm role {role}",
            "exists",
            "missing",
            (Call("POST", "roles", {"name": role.value}),),
        )
        for role in RealmRole
        if role.value not in found
    ]


async def _keys(admin: AdminCalls, realm: RealmDescription) -> list[Difference]:
    found = named(objects(await admin.get("components", type=KEY_PROVIDER)), "name")
    wanted = named(realm.keys, "name")
    missing = [
        Difference(
            f"key {name}",
            "exists",
            "missing",
            (Call("POST", "components", {**key, "providerType": KEY_PROVIDER}),),
        )
        for name, key in wanted.items()
        if name not in found
    ]
    extra = [
        Difference(f"key {name}", "none", "exists: remove it by hand once no token needs it")
        for name in found
        if name not in wanted
    ]
    return missing + extra


async def _flows(admin: AdminCalls, realm: RealmDescription) -> list[Difference]:
    """Sign-in steps, as (authenticator or sub-flow, requirement); mended by a person only."""
    known = {str(flow["alias"]) for flow in objects(await admin.get("authentication/flows"))}
    differences: list[Difference] = []
    for flow in realm.flows:
        alias = str(flow["alias"])
        if flow.get("topLevel") and alias not in known:
            differences.append(Difference(f"flow {alias}", "exists", "missing"))
        elif flow.get("topLevel"):
            steps = objects(await admin.get(f"authentication/flows/{alias}/executions"))
            found = sorted(
                (str(step.get("providerId") or step.get("displayName")), str(step["requirement"]))
                for step in steps
            )
            wanted = sorted(_steps(realm, alias))
            if found != wanted:
                differences.append(Difference(f"flow {alias}", text(wanted), text(found)))
    return differences


def _steps(realm: RealmDescription, alias: str) -> Iterable[tuple[str, str]]:
    flow = named(realm.flows, "alias")[alias]
    for step in objects(flow["authenticationExecutions"]):
        inner = step.get("flowAlias")
        yield str(inner or step["authenticator"]), str(step["requirement"])
        if inner:
            yield from _steps(realm, str(inner))


async def _sites(admin: AdminCalls, realm: RealmDescription) -> list[Difference]:
    found = named(objects(await admin.get("organizations")), "alias")
    differences: list[Difference] = []
    for site in realm.sites:
        existing = found.get(site.id)
        if existing is None:
            call = Call("POST", "organizations", organization(site))
            differences.append(Difference(f"site {site.id}", "exists", "missing", (call,)))
            continue
        path = f"organizations/{existing['id']}"
        groups = named(objects(await admin.get(f"{path}/groups")), "name")
        differences += compare(
            {"name": site.name, "enabled": True},
            existing,
            where=f"site {site.id}",
            mend=path,
            whole=True,
        )
        differences += [
            Difference(
                f"site {site.id}: role {group['name']}",
                "exists",
                "missing",
                (Call("POST", f"{path}/groups", {"name": group["name"]}),),
            )
            for group in organization_groups(site, realm=realm.name)
            if group["name"] not in groups
        ]
    return differences


async def _users(admin: AdminCalls, realm: RealmDescription) -> list[Difference]:
    if not realm.users:
        return []
    found = named(objects(await admin.get("users", max="1000")), "username")
    return [
        Difference(f"sandbox person {user['username']}", "exists", "missing: start afresh")
        for user in realm.users
        if user["username"] not in found
    ]
