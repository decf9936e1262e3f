"""Knows what the service account `roles` may do: fine-grained admin permissions, v2."""

from gateway.session.admin import AdminCalls, Json, objects
from gateway.session.realm import PERMISSIONS
from gateway.session.reconcile_kit import Call, Difference, named, text

POLICY = "only the client roles"


async def permission_differences(admin: AdminCalls) -> list[Difference]:
    """The policy first, then the permissions that lean on it."""
    ids = {
        name: str(found[0]["id"])
        for name in ("admin-permissions", "roles")
        if (found := objects(await admin.get("clients", clientId=name)))
    }
    if len(ids) < 2:  # noqa: PLR2004 (the two above)
        return [Difference("permissions of roles", "exist", "missing: turn on admin permissions")]
    root = f"clients/{ids['admin-permissions']}/authz/resource-server"
    policies = named(objects(await admin.get(f"{root}/policy")), "name")
    if POLICY not in policies:
        body = {"name": POLICY, "clients": [ids["roles"]], "logic": "POSITIVE"}
        call = Call("POST", f"{root}/policy/client", body)
        return [Difference(f"policy {POLICY}", "exists", "missing", (call,))]
    existing = named(objects(await admin.get(f"{root}/permission")), "name")
    found = [await _permission(admin, kind, root=root, existing=existing) for kind in PERMISSIONS]
    return [difference for difference in found if difference is not None]


async def _permission(
    admin: AdminCalls, kind: str, *, root: str, existing: dict[str, Json]
) -> Difference | None:
    name, scopes = f"{kind} for roles", sorted(PERMISSIONS[kind])
    body: Json = {
        "name": name,
        "resourceType": kind,
        "scopes": scopes,
        "policies": [POLICY],
        "decisionStrategy": "UNANIMOUS",
    }
    if name not in existing:
        call = Call("POST", f"{root}/permission/scope", body)
        return Difference(f"permission {name}", "exists", "missing", (call,))
    known = existing[name]["id"]
    granted = sorted(named(objects(await admin.get(f"{root}/policy/{known}/scopes")), "name"))
    if granted == scopes:
        return None
    call = Call("PUT", f"{root}/permission/scope/{known}", {**body, "id": known})
    return Difference(f"permission {name}", text(scopes), text(granted), (call,))
