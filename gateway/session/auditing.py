"""Knows how the session room's events become rows of the audit."""

from gateway.audit.events import Event, Sink
from gateway.session.ports import SessionEvent
from schema.vocabulary.facts import JsonValue


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
                body={"session": event.session_id, "sites": _sites(event), **event.detail},
            )
        )


def _sites(event: SessionEvent) -> list[JsonValue]:
    """The site that a change of roles is about: its auditors may read of it."""
    site = event.detail.get("site")
    return [site] if isinstance(site, str) else []
