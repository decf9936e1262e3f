"""Knows how the session room's events become rows of the audit."""

from gateway.audit.record import Event, Sink
from gateway.session.ports import SessionEvent


class SessionAudit:
    """`gateway.session.ports.Auditor` over the audit record; returns once the row is durable."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    async def record(self, event: SessionEvent, /) -> None:
        """Write the event; raises `AuditUnavailableError`, and then nothing may happen."""
        await self._sink.record(
            Event(
                kind=event.kind.value,
                subject=event.subject,
                at=event.at,
                body={"session": event.session_id, **event.detail},
            )
        )
