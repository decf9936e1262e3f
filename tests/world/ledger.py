"""An audit in memory."""

from dataclasses import dataclass, field

from gateway.audit.record import AuditUnavailableError, Event


@dataclass
class Ledger:
    """Keeps events; `away` as when the store does not answer in time."""

    events: list[Event] = field(default_factory=list[Event])
    away: bool = False

    async def record(self, event: Event) -> None:
        if self.away:
            raise AuditUnavailableError("away")
        self.events.append(event)
