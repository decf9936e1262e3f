"""Knows a site's people as Keycloak keeps them: members of an organization and of its groups."""

import asyncio
from dataclasses import dataclass

from gateway.session.admin import AdminCalls, AdminRefusedError, Json, objects
from gateway.session.realm import SITE_ROLES
from schema.vocabulary.principals import Role

PAGE = 500


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a site with the roles there."""

    subject: str
    name: str
    username: str
    enabled: bool
    roles: frozenset[Role]


class SiteDirectory:
    """Reads and changes who is in which group; python-keycloak has no methods for these groups.

    Its methods raise `AdminUnreachableError` and `AdminRefusedError`.
    """

    def __init__(self, calls: AdminCalls) -> None:
        self._calls = calls

    async def members(self, site: str) -> list[Member]:
        """Everybody of the site."""
        path = await self._path(site)
        groups = await self._groups(path)
        listed, *holders = await asyncio.gather(
            self._all(f"{path}/members"),
            *(self._all(f"{path}/groups/{group}/members") for group in groups.values()),
        )
        held: dict[str, set[Role]] = {}
        for role, people in zip(groups, holders, strict=True):
            for person in people:
                held.setdefault(str(person["id"]), set()).add(role)
        return [_member(person, held.get(str(person["id"]), set())) for person in listed]

    async def join(self, site: str, subject: str, role: Role) -> None:
        """Put a person of the site into a role's group."""
        path = await self._path(site)
        group = (await self._groups(path))[role]
        await self._calls.send("PUT", f"{path}/groups/{group}/members/{subject}")

    async def leave(self, site: str, subject: str, role: Role) -> None:
        """Take a person out of a role's group."""
        path = await self._path(site)
        group = (await self._groups(path))[role]
        await self._calls.send("DELETE", f"{path}/groups/{group}/members/{subject}")

    async def _path(self, site: str) -> str:
        found = [
            str(organization["id"])
            for organization in objects(await self._calls.get("organizations", search=site))
            if organization.get("alias") == site
        ]
        if not found:
            raise AdminRefusedError(404, "the site")
        return f"organizations/{found[0]}"

    async def _groups(self, path: str) -> dict[Role, str]:
        ids = {
            str(group["name"]): str(group["id"])
            for group in objects(await self._calls.get(f"{path}/groups", max=str(PAGE)))
        }
        return {role: ids[role.value] for role in SITE_ROLES if role.value in ids}

    async def _all(self, path: str) -> list[Json]:
        people: list[Json] = []
        while True:
            page = objects(await self._calls.get(path, first=str(len(people)), max=str(PAGE)))
            people += page
            if len(page) < PAGE:
                return people


def _member(person: Json, roles: set[Role]) -> Member:
    names = (str(person.get(part) or "") for part in ("firstName", "lastName"))
    username = str(person.get("username") or "")
    return Member(
        str(person["id"]),
        " ".join(name for name in names if name) or username,
        username,
        bool(person.get("enabled")),
        frozenset(roles),
    )
