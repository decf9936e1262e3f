"""Knows who people of all sites are: which roles they hold, and what they are called."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

from gateway.clock import Clock
from gateway.session.admin import AdminCalls, AdminRefusedError, AdminUnreachableError
from gateway.session.directory import SiteDirectory
from schema.vocabulary.principals import Role

KNOWN_WITHIN_S: Final = 3.0
NAMES_HOLD_S: Final = 60.0


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


class StaffNames:
    """`gateway.disclosure.accounting.Names` from Keycloak; what it said holds for a minute.

    Who asks waits a moment at most: a slow answer is there for the next who asks.
    """

    def __init__(
        self,
        calls: AdminCalls,
        *,
        sites: Mapping[str, str],
        clock: Clock,
        within_s: float = KNOWN_WITHIN_S,
    ) -> None:
        self._directory = SiteDirectory(calls)
        self._sites = sites
        self._clock = clock
        self._within_s = within_s
        self._known: Mapping[str, str] = {}
        self._until = clock.monotonic()
        self._asking: asyncio.Task[None] | None = None

    async def names(self) -> Mapping[str, str]:
        """`Ines Okafor, St. Alder` by subject, left ones not among them; none without Keycloak."""
        if self._clock.monotonic() >= self._until:
            if self._asking is None or self._asking.done():
                self._asking = asyncio.create_task(self._ask())
            await asyncio.wait([self._asking], timeout=self._within_s)
        return self._known

    async def _ask(self) -> None:
        found: dict[str, str] = {}
        try:
            async with asyncio.timeout(NAMES_HOLD_S):
                for site, title in self._sites.items():
                    for member in await self._directory.members(site):
                        known = found.get(member.subject, member.name)
                        found[member.subject] = f"{known}, {title}"
        except (TimeoutError, AdminUnreachableError, AdminRefusedError):
            return
        self._known, self._until = found, self._clock.monotonic() + NAMES_HOLD_S
