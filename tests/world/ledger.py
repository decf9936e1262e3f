"""An audit in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gateway.audit.events import Event
from gateway.audit.waiting import AuditUnavailableError


@dataclass
class Ledger:
    """Keeps events; `away` as when the store does not answer in time."""

    events: list[Event] = field(default_factory=list[Event])
    away: bool = False

    async def record(self, event: Event) -> None:
        if self.away:
            raise AuditUnavailableError("away")
        self.events.append(event)

    async def record_all(self, events: Sequence[Event]) -> None:
        for one in events:
            await self.record(one)
