"""The two ways in which one execution answers an operation, and tells of a change."""

from typing import Protocol, TypeAlias

from gateway.session.authenticate import Authenticated
from gateway.web.envelope import Answer
from gateway.web.execution import Change, Execution
from gateway.web.operation import Prepared
from gateway.web.ports import Accounted

VERSION = 7
Answered: TypeAlias = tuple[Answer, Accounted]


class Way(Protocol):
    """One of the two."""

    async def answer(self, prepared: Prepared, who: Authenticated) -> Answered:
        """A query's answer, and what it showed."""
        ...

    async def changed(self, prepared: Prepared, who: Authenticated, order_id: str) -> Answered:
        """What a stream is told of an order, and what that showed."""
        ...


class Planned:
    """The product's own: written by plans, by graphql-core what they can't write."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution

    async def answer(self, prepared: Prepared, who: Authenticated) -> Answered:
        return await self._execution.run(prepared, who)

    async def changed(self, prepared: Prepared, who: Authenticated, order_id: str) -> Answered:
        change = change_of(self._execution, prepared, who, order_id)
        shown = await self._execution.change(change)
        if shown is None:
            shown = await self._execution.change_by_library(change)
        return shown.answer, shown.reads


class ByLibrary:
    """Every field by graphql-core."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution

    async def answer(self, prepared: Prepared, who: Authenticated) -> Answered:
        return await self._execution.run_by_library(prepared, who)

    async def changed(self, prepared: Prepared, who: Authenticated, order_id: str) -> Answered:
        change = change_of(self._execution, prepared, who, order_id)
        shown = await self._execution.change_by_library(change)
        return shown.answer, shown.reads


def change_of(
    execution: Execution, prepared: Prepared, who: Authenticated, order_id: str
) -> Change:
    """A change of an order, to be told of by the plan of the one who follows."""
    plan = execution.plan(prepared, who)
    return Change(prepared, who, plan, order_id, VERSION, known=True)
