"""Knows the one policy that a process goes by now; whoever needs it for a while takes it once.

Where the store says which one that is, no request is answered by a policy that the store did not
confirm within `CONFIRMED_WITHIN_S` before it: the store is asked again first, or nobody answered.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from gateway.clock import Clock
from gateway.disclosure.policy import Policy
from gateway.telemetry.logs import Log, places_of

CONFIRMED_WITHIN_S: Final = 0.5
ASKED_WITHIN_S: Final = 1.0


class PolicyUnknownError(Exception):
    """Which policy is in force can't be known now: nothing protected may be released."""


class Newest(Protocol):
    """Where it stands which policy is in force."""

    async def after(self, number: int) -> tuple[int, Policy] | None:
        """The version in force and what it says; None when that is this one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The versions that this process follows, from `number` on."""

    newest: Newest
    number: int
    clock: Clock
    log: Log


class InForce:
    """The policy in force, replaced as a whole: no request ever sees half of two."""

    def __init__(self, policy: Policy, *, followed: Followed | None = None) -> None:
        self._policy = policy
        self._followed = followed
        self._number = followed.number if followed else 0
        self._confirmed = followed.clock.monotonic() if followed else 0.0
        self._one = asyncio.Lock()

    @property
    def now(self) -> Policy:
        """The policy of this moment; a plan keeps the one that it was made by."""
        return self._policy

    @property
    def number(self) -> int:
        """Its number in the store, 0 where none is followed."""
        return self._number

    async def up_to_date(self) -> None:
        """Return once the store has confirmed it lately; raises `PolicyUnknownError`."""
        followed = self._followed
        if followed is None or followed.clock.monotonic() - self._confirmed < CONFIRMED_WITHIN_S:
            return
        async with self._one:
            if followed.clock.monotonic() - self._confirmed >= CONFIRMED_WITHIN_S:
                await self._ask(followed)

    async def refresh(self) -> None:
        """Ask the store now; raises `PolicyUnknownError`."""
        if self._followed is not None:
            async with self._one:
                await self._ask(self._followed)

    async def follow(self, changed: Callable[[], None]) -> None:
        """Ask for as long as the process lives, and tell when another policy is in force."""
        followed = self._followed
        while followed is not None:
            before = self._number
            try:
                await self.refresh()
            except PolicyUnknownError as error:
                cause = error.__cause__ or error
                followed.log.warning(
                    "policy_unknown", exception=type(cause).__name__, trace=places_of(cause)
                )
            if self._number != before:
                changed()
            await followed.clock.sleep(CONFIRMED_WITHIN_S / 2)

    async def _ask(self, followed: Followed) -> None:
        asked = followed.clock.monotonic()
        try:
            async with asyncio.timeout(ASKED_WITHIN_S):
                found = await followed.newest.after(self._number)
        except Exception as error:  # whatever keeps the store from telling
            raise PolicyUnknownError from error
        if found is not None:
            self._number, self._policy = found
        self._confirmed = asked
