"""Knows how the audit names who did something: one event for one act of one principal."""

from collections.abc import Mapping
from datetime import datetime

from gateway.audit.events import Event, Kind
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.principals import Principal


def act_of(
    by: Principal, kind: Kind, *, at: datetime, body: Mapping[str, JsonValue] | None = None
) -> Event:
    """The event of an act of `by`, to be recorded before the act happens or a refusal is told.

    `at` has a zone. `body` is what the act was about: our own ids and outcomes, as `Event` has
    it, None where there is nothing to say. Beside it stand `purpose` (a code of `Purpose`),
    `session` (the session's id) and `sites` (every site of a role, sorted): they come from the
    principal alone, whatever `body` says. DESIGN 'Audit'.
    """
    return Event(
        kind=kind,
        subject=by.subject,
        at=at,
        body={
            **(body or {}),
            "purpose": by.purpose.value,
            "session": by.session_id,
            "sites": [*sorted(by.sites)],
        },
    )
