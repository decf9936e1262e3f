"""Knows what can be followed. A stream runs one operation per change, each with its own context."""

from collections.abc import AsyncIterator

import strawberry

from schema.api.ports import Treated
from schema.api.queries import ContextInfo
from schema.api.types import OrderChange


@strawberry.type(description="Everything that can be followed.")
class Subscription:
    """The roots of following."""

    @strawberry.subscription(graphql_type=OrderChange, description="Each order that moved.")
    async def order_changed(self, info: ContextInfo) -> AsyncIterator[Treated]:
        """The change that this delivery's context carries."""
        if info.context.change is not None:
            yield info.context.change
