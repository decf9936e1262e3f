"""Knows how many people a change of the policy is about: who holds which roles, at any site."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

from gateway.session.admin import AdminCalls, AdminRefusedError, AdminUnreachableError
from gateway.session.directory import SiteDirectory
from schema.vocabulary.principals import Role

KNOWN_WITHIN_S: Final = 3.0


class RoleHolders:
    """`gateway.disclosure.policy_life.Holders` from Keycloak."""

    def __init__(self, calls: AdminCalls, *, sites: Iterable[str]) -> None:
        self._directory = SiteDirectory(calls)
        self._sites = tuple(sites)

    async def people(self) -> Mapping[str, frozenset[Role]] | None:
        """See the port."""
        held: dict[str, frozenset[Role]] = {}
        try:
            async with asyncio.timeout(KNOWN_WITHIN_S):
                for site in self._sites:
                    for member in await self._directory.members(site):
                        if member.enabled:
                            before = held.get(member.subject, frozenset())
                            held[member.subject] = before | member.roles
        except (TimeoutError, AdminUnreachableError, AdminRefusedError):
            return None
        return held
