"""Knows what an operation takes from its client's budget, and how a client is told."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final, NamedTuple

from gateway.clock import Clock, instant_text
from gateway.disclosure.limits import Limits, Measure
from gateway.disclosure.refusals import LIMIT_DRY_RUNS, MEANINGS
from gateway.session.authenticate import Authenticated
from gateway.web.body import GraphqlRequest, decode_variables
from gateway.web.budgets import FOR_A_REFUSAL, Balance, Budgets
from gateway.web.errors import WebError
from schema.api.ports import Estimate, ProblemKind, Treated, Trouble

MOST_DRY_RUNS: Final = 3
MEASURES: Final = ("depth", "fields", "aliases", "directives", "cost")

Weigh = Callable[[GraphqlRequest], Measure]
"""What a request would cost the one who asks; raises `WebError`."""


class Price(NamedTuple):
    """What was taken for one operation, and what is left of the budget."""

    requested: int
    balance: Balance
    reset_at: str

    def extension(self) -> bytes:
        """`extensions` of an answer; the numbers are those of the RateLimit header fields."""
        return b'{"cost":{"requested":%d,"remaining":%d,"resetAt":"%s"}}' % (
            self.requested,
            self.balance.remaining,
            self.reset_at.encode(),
        )


class Till:
    """Takes the price of each operation before it runs."""

    def __init__(self, budgets: Budgets, *, clock: Clock) -> None:
        self._budgets = budgets
        self._clock = clock
        self._said: tuple[int, str] = (0, "")

    def check(self, who: Authenticated) -> None:
        """Raise `WebError` 429 for a client that has nothing left, before anything is read."""
        spent = self._budgets.spent(who.principal.subject)
        if spent is not None:
            raise self._refusal(1, spent)

    async def take(self, who: Authenticated, cost: int, *, read: int = 0) -> Price:
        """The price, taken; raises `WebError` 429, saying by how much the budget is passed.

        `read` is what reading it has cost: that is taken in any case.
        """
        balance = await self._budgets.charge(who.principal.subject, cost)
        if not balance.granted:
            if read:
                balance = await self._budgets.fine(who.principal.subject, read)
            raise self._refusal(cost, balance)
        return Price(cost, balance, self._reset_at(balance))

    async def fine(self, who: Authenticated, cost: int = FOR_A_REFUSAL) -> Balance:
        """Take what reading a refused document has cost."""
        return await self._budgets.fine(who.principal.subject, cost)

    async def balance(self, who: Authenticated) -> tuple[Balance, str]:
        """What is left now, and when all of it is there again."""
        found = await self._budgets.charge(who.principal.subject, 0)
        return found, self._reset_at(found)

    def _refusal(self, cost: int, balance: Balance) -> WebError:
        return WebError(
            HTTPStatus.TOO_MANY_REQUESTS,
            "BUDGET_SPENT",
            headers={"Retry-After": str(balance.wait_s), **balance.headers()},
            details={
                "limit": balance.limit,
                "asked": cost,
                "remaining": balance.remaining,
                "resetAt": self._reset_at(balance),
            },
        )

    def _reset_at(self, balance: Balance) -> str:
        """To the second, so that every answer of a window says the same."""
        second = int(self._clock.now().timestamp() + balance.resets_in_s + 0.5)
        if self._said[0] != second:
            self._said = (second, instant_text(datetime.fromtimestamp(second, UTC)))
        return self._said[1]


class DryRuns:
    """`schema.api.ports.Prices` for one operation of the one who asks."""

    def __init__(self, till: Till, weigh: Weigh, *, who: Authenticated, limits: Limits) -> None:
        self._till = till
        self._weigh = weigh
        self._who = who
        self._limits = limits
        self._asked = 0

    async def cost(
        self, document: str, *, variables: str | None, operation_name: str | None
    ) -> Estimate | Trouble:
        """See `Prices.cost`; what would be refused is told with the code of the refusal."""
        self._asked += 1
        if self._asked > MOST_DRY_RUNS:
            return Trouble(ProblemKind.INVALID, LIMIT_DRY_RUNS, MEANINGS[LIMIT_DRY_RUNS])
        try:
            given = None if variables is None else decode_variables(variables)
            request = GraphqlRequest(query=document, variables=given, operationName=operation_name)
            asked = self._weigh(request)
        except WebError as refusal:
            return Trouble(ProblemKind.INVALID, refusal.code, refusal.text, ("document",))
        return await self._shown(asked)

    async def _shown(self, asked: Measure) -> Estimate:
        balance, reset_at = await self._till.balance(self._who)
        measures: list[Treated] = [
            {"name": name, "asked": getattr(asked, name), "limit": getattr(self._limits, name)}
            for name in MEASURES
        ]
        requested = max(1, asked.cost)
        return Estimate(requested, balance.limit, balance.remaining, reset_at, measures)
