"""Knows how the realm's clients differ from the code: settings, keys, mappers, scopes."""

from collections.abc import Iterable

from gateway.session.admin import AdminCalls, Json, an_object, objects
from gateway.session.realm import RealmDescription
from gateway.session.reconcile_kit import Call, Difference, compare, named, text
from schema.vocabulary.principals import RealmRole

OWN_CALLS = {
    "attributes",
    "protocolMappers",
    "secret",
    "defaultClientScopes",
    "optionalClientScopes",
}
SCOPES = {
    "defaultClientScopes": "default-client-scopes",
    "optionalClientScopes": "optional-client-scopes",
}


async def client_differences(admin: AdminCalls, realm: RealmDescription) -> list[Difference]:
    """Every difference of every client of ours, and each client that must not exist."""
    scopes = named(objects(await admin.get("client-scopes")), "name")
    differences: list[Difference] = []
    for client in realm.clients:
        name = str(client["clientId"])
        found = objects(await admin.get("clients", clientId=name))
        if not found:
            call = Call("POST", "clients", client)
            differences.append(Difference(f"client {name}", "exists", "missing", (call,)))
            continue
        optional = [f"site:{site}" for site in realm.integrators.get(name, ())]
        wanted = {**client, "optionalClientScopes": optional} if optional else client
        differences += _one(wanted, found[0], scopes=scopes)
        if client.get("standardFlowEnabled") or client.get("directAccessGrantsEnabled"):
            differences += await _role_scopes(admin, found[0])
    for name in realm.forbidden:
        if objects(await admin.get("clients", clientId=name)):
            differences.append(
                Difference(
                    f"client {name}", "none", "exists: it is for the sandbox only, delete it"
                )
            )
    return differences


def _one(wanted: Json, found: Json, *, scopes: dict[str, Json]) -> Iterable[Difference]:
    name = f"client {wanted['clientId']}"
    path = f"clients/{found['id']}"
    plain = {key: value for key, value in wanted.items() if key not in OWN_CALLS}
    yield from compare(plain, found, where=name, mend=path, whole=True)
    attributes = an_object(found.get("attributes"))
    for key, value in an_object(wanted.get("attributes")).items():
        if attributes.get(key) != value:
            body = {**found, "attributes": {**attributes, key: value}}
            call = Call("PUT", path, body)
            yield Difference(f"{name}: {key}", text(value), text(attributes.get(key)), (call,))
    yield from _mappers(wanted, found, where=name, path=f"{path}/protocol-mappers/models")
    for key, part in SCOPES.items():
        if key in wanted:
            yield from _scopes(
                wanted[key],
                found.get(key),
                where=f"{name}: {key}",
                path=f"{path}/{part}",
                ids=scopes,
            )


def _mappers(wanted: Json, found: Json, *, where: str, path: str) -> Iterable[Difference]:
    existing = named(objects(found.get("protocolMappers")), "name")
    for mapper in objects(wanted.get("protocolMappers")):
        name = str(mapper["name"])
        if name not in existing:
            yield Difference(
                f"{where}: mapper {name}", "exists", "missing", (Call("POST", path, mapper),)
            )
            continue
        config = an_object(existing[name].get("config"))
        for key, value in an_object(mapper["config"]).items():
            if config.get(key) != value:
                body = {**existing[name], **mapper}
                call = Call("PUT", f"{path}/{existing[name]['id']}", body)
                yield Difference(
                    f"{where}: mapper {name}: {key}", text(value), text(config.get(key)), (call,)
                )


def _scopes(
    wanted: object, found: object, *, where: str, path: str, ids: dict[str, Json]
) -> Iterable[Difference]:
    needed, given = _names(wanted), _names(found)
    for name in sorted(needed ^ given):
        if name in ids:
            method = "PUT" if name in needed else "DELETE"
            call = Call(method, f"{path}/{ids[name]['id']}")
            there = "given" if name in given else "missing"
            yield Difference(
                f"{where}: {name}", "given" if name in needed else "not given", there, (call,)
            )


async def _role_scopes(admin: AdminCalls, client: Json) -> list[Difference]:
    """Realm roles stand in a token only where the client's scope has them (full scope is off)."""
    path = f"clients/{client['id']}/scope-mappings/realm"
    given = named(objects(await admin.get(path)), "name")
    missing = [role.value for role in RealmRole if role.value not in given]
    if not missing:
        return []
    roles = named(objects(await admin.get("roles")), "name")
    body = [roles[name] for name in missing if name in roles]
    where = f"client {client['clientId']}: realm roles in tokens"
    return [Difference(where, text(missing), "missing", (Call("POST", path, body),))]


def _names(value: object) -> set[str]:
    return {str(item) for item in value} if isinstance(value, list) else set()  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
