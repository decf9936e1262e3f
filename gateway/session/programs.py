"""Knows every API client that was ever recognised: whose ids and pseudonyms there are.

A client that Keycloak has forgotten may still hold what it was given; to trace that to a patient
the privacy officer has to name it.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from gateway.clock import Clock, instant_text
from gateway.session.tables import api_clients
from gateway.store.engine import Store
from schema.vocabulary.principals import Principal

MOST_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Program:
    """An API client: `subject` names its pseudonyms, `client_id` is what people call it."""

    subject: str
    client_id: str
    first_seen_at: str


class Programs:
    """The room's table of API clients; each is written once, before it is given anything."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: set[str] = set()

    async def note(self, program: Principal) -> None:
        """Keep that this client is there."""
        if program.subject in self._known:
            return
        if not await self._has(program.subject):
            await self._write(program)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known.add(program.subject)

    async def clients(self) -> dict[str, tuple[str, str]]:
        """`gateway.disclosure.tracing.Clients`."""
        return {one.subject: (one.client_id, one.first_seen_at) for one in await self.all()}

    async def all(self) -> list[Program]:
        """Every client, by its name."""
        query = select(
            api_clients.c.subject, api_clients.c.client_id, api_clients.c.first_seen_at
        ).order_by(api_clients.c.client_id, api_clients.c.subject)
        async with self._store.reading() as connection:
            return [Program(*map(str, row)) for row in await connection.execute(query)]

    async def _has(self, subject: str) -> bool:
        query = select(api_clients.c.subject).where(api_clients.c.subject == subject)
        async with self._store.reading() as connection:
            return await connection.scalar(query) is not None

    async def _write(self, program: Principal) -> None:
        row = {
            "subject": program.subject,
            "client_id": program.name,
            "first_seen_at": instant_text(self._clock.now()),
        }
        try:
            async with self._store.writing() as connection:
                await connection.execute(insert(api_clients), [row])
        except IntegrityError:  # another request or replica met it at the same moment
            return
