"""Knows how a change is shown once to all streams that are shown the same of it, audited for each.

Streams that wake together and follow the same by one plan differ in nothing that is shown but the
case in which their people see the order. Who sees it in the same case is shown the same bytes; who
has a grant, and whatever graphql-core has to show, is shown by itself.
"""

import asyncio
from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import starmap
from typing import Final, NamedTuple

import msgspec

from gateway.audit.events import Kind
from gateway.disclosure.audience import Aspect
from gateway.disclosure.plan import PlanKey
from gateway.session.authenticate import Authenticated
from gateway.store.together import AlikeTogether
from gateway.web.execution import Change, Execution, Shown
from gateway.web.ports import WebParts


class Alone(Enum):
    """Nobody is shown the change with this stream."""

    ALONE = "ALONE"


ALONE: Final = Alone.ALONE


class Told(NamedTuple):
    """What to send of a change, None for nothing, and whether the order is visible."""

    content: bytes | None
    visible: bool


class _Alike(NamedTuple):
    """All that the bytes may depend on but the case, and all that is audited but the person."""

    order_id: str
    version: int
    plan: PlanKey
    name: str | None
    variables: bytes


UNSEEN: Final = Told(None, visible=False)


class Deliveries:
    """The one way of a change into a stream: nothing of it leaves before its event is durable."""

    def __init__(self, parts: WebParts, execution: Execution) -> None:
        self._parts = parts
        self._execution = execution
        self._told = AlikeTogether(self._together)

    async def of(self, change: Change) -> Told:
        """What to send to a stream of this change.

        An order that is not the viewer's is told of only if it was shown before (`known`).
        """
        prepared = change.prepared
        variables = msgspec.json.encode(prepared.variables)
        alike = _Alike(change.order_id, change.version, change.plan.key, prepared.name, variables)
        told = await self._told.of(alike, change)
        if isinstance(told, BaseException):
            raise told
        return await self._by_itself(change) if told is ALONE else told

    async def _together(
        self, _: _Alike, changes: Sequence[Change]
    ) -> Mapping[Change, Told | Alone | BaseException]:
        """What each of these is told: those who see the order alike as one."""
        first = changes[0]
        if len(changes) == 1:
            return {first: ALONE}
        people = [change.who.principal for change in changes]
        seen = await self._parts.disclosure.audience(
            people, plan=first.plan, order_id=first.order_id
        )
        told: dict[Change, Told | Alone | BaseException] = {}
        alike: dict[Aspect | None, list[Change]] = {}
        for change in changes:
            aspect = seen.get(change.who.principal.subject, ALONE)
            if aspect is ALONE:
                told[change] = ALONE
            elif aspect is None and not change.known:
                told[change] = UNSEEN
            else:
                alike.setdefault(aspect, []).append(change)
        shown = await asyncio.gather(*starmap(self._as_one, alike.items()), return_exceptions=True)
        for those, one in zip(alike.values(), shown, strict=True):
            told |= dict.fromkeys(those, one)
        return told

    async def _as_one(self, aspect: Aspect | None, changes: Sequence[Change]) -> Told | Alone:
        """What all of these are told, if one of them is shown the order as it was seen by all."""
        begun = self._parts.clock.monotonic()
        shown = await self._execution.change(changes[0])
        as_seen = frozenset[Aspect]() if aspect is None else {aspect}
        if shown is None or shown.reads.aspects() != as_seen:
            return ALONE
        return await self._audited(changes[0], [one.who for one in changes], shown, begun=begun)

    async def _by_itself(self, change: Change) -> Told:
        begun = self._parts.clock.monotonic()
        shown = await self._execution.change(change)
        if shown is None:
            shown = await self._execution.change_by_library(change)
        if not shown.visible and not change.known:
            return UNSEEN
        return await self._audited(change, (change.who,), shown, begun=begun)

    async def _audited(
        self, change: Change, those: Sequence[Authenticated], shown: Shown, *, begun: float
    ) -> Told:
        answer = shown.answer
        await self._execution.telling.operation(
            Kind.STREAM_DELIVERY,
            change.prepared,
            those,
            reads=shown.reads,
            status=answer.status,
            begun=begun,
        )
        return Told(msgspec.json.encode(answer.body), shown.visible)
