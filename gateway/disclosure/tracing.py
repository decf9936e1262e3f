"""Knows how what an API client was given is traced to the patient: by the privacy officer alone.

Nothing is stored that links the two. An id is opened by the client's key; a pseudonym is found by
making those of every record anew. All of them are made, whichever fits: found or not takes as long.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from gateway.audit.acts import act_of
from gateway.audit.record import Kind, Sink
from gateway.clock import Clock
from gateway.disclosure.selection import camel
from gateway.disclosure.treatments import chain_subjects
from gateway.orders.naming import Named, named_after, records_of
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from schema.api.ports import ProblemKind, Treated, Trouble
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.orders import Order
from schema.vocabulary.principals import Principal, Purpose, RealmRole
from schema.vocabulary.rights import TraceReason
from schema.vocabulary.sensitivity import FieldClass

ASSURED: Final = 2
AT_ONCE: Final = 500
LONGEST: Final = 200
MEANINGS: Final = {
    "TRACE_REFUSED": "Only the privacy officer traces a pseudonym, for HCOMPL.",
    "CLIENT_UNKNOWN": "No API client of this id was ever here: choose one of `apiClients`.",
    "PSEUDONYM_UNKNOWN": "This client was given no such id or pseudonym: check both.",
}
"""Every code of a `Trouble` made here, for `problemCodes`."""


class Clients(Protocol):
    """The API clients that were ever recognised."""

    async def clients(self) -> Mapping[str, tuple[str, str]]:
        """Subject → (client id, since when)."""
        ...


class Traced(NamedTuple):
    """A record that was meant; `field` is the field whose pseudonym it was, None for an id."""

    patient: str
    order: str | None
    field: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TracingBacking:
    """What every trace stands on."""

    store: Store
    vault: Vault
    sink: Sink
    clients: Clients
    clock: Clock


@dataclass(frozen=True, slots=True)
class PseudonymTracing:
    """`schema.api.ports.Tracing` for the one who asks; what was answered is kept before it is."""

    backing: TracingBacking
    by: Principal

    async def clients(self) -> list[Treated] | Trouble:
        """See the port."""
        if not self._may():
            return _trouble(ProblemKind.DENIED, "TRACE_REFUSED")
        known = await self.backing.clients.clients()
        return [
            {"id": subject, "client_id": name, "first_seen_at": since}
            for subject, (name, since) in known.items()
        ]

    async def trace(
        self, client: str, *, pseudonym: str, reason: TraceReason
    ) -> list[Treated] | Trouble:
        """See the port."""
        if not self._may():
            await self._keep(Kind.PSEUDONYM_REFUSED, reason, {"code": "TRACE_REFUSED"})
            return _trouble(ProblemKind.DENIED, "TRACE_REFUSED")
        if client not in await self.backing.clients.clients():
            return _trouble(ProblemKind.INVALID, "CLIENT_UNKNOWN", "client")
        found = await self._found(client, pseudonym.strip()[:LONGEST])
        about: dict[str, JsonValue] = {"client": client}
        if not found:
            about["code"] = "PSEUDONYM_UNKNOWN"
            await self._keep(Kind.PSEUDONYM_REFUSED, reason, about)
            return _trouble(ProblemKind.INVALID, "PSEUDONYM_UNKNOWN", "pseudonym")
        about["patients"] = [*dict.fromkeys(one.patient for one in found)]
        about["orders"] = [*dict.fromkeys(one.order for one in found if one.order is not None)]
        await self._keep(Kind.PSEUDONYM_RESOLVED, reason, about)
        return [dict(one._asdict()) for one in found]

    def _may(self) -> bool:
        officer = RealmRole.PRIVACY_OFFICER in self.by.realm_roles
        return officer and self.by.purpose is Purpose.HCOMPL and self.by.assurance >= ASSURED

    async def _found(self, client: str, text: str) -> list[Traced]:
        """Whatever is meant: the id that it opens to, and every record of this pseudonym."""
        meant = self.backing.vault.client_ids(client).meant(text)
        async with self.backing.store.reading() as connection:
            found = [Traced(*one, None) for one in await named_after(connection, meant)]
        some: list[Named] | None = None
        while some is None or len(some) == AT_ONCE:
            async with self.backing.store.reading() as connection:
                after = some[-1].order if some else ""
                some = await records_of(connection, after=after, limit=AT_ONCE)
            # a thread's work: keyed digests of hundreds of records
            found += await asyncio.to_thread(self._matching, some, client, text)
        return [*dict.fromkeys(found)]

    def _matching(self, some: list[Named], client: str, text: str) -> list[Traced]:
        vault = self.backing.vault
        found: list[Traced] = []
        for one in some:
            if vault.pseudonym(client, one.patient) == text:
                found.append(Traced(one.patient, None, None))
            found += [
                Traced(one.patient, one.order, path)
                for path, subject in _subjects(one)
                if vault.pseudonym(client, subject) == text
            ]
        return found

    async def _keep(self, kind: Kind, reason: TraceReason, body: dict[str, JsonValue]) -> None:
        at = self.backing.clock.now()
        event = act_of(self.by, kind, at=at, body={"reason": reason.value, **body})
        await self.backing.sink.record(event)


def _subjects(one: Named) -> Iterator[tuple[str, str]]:
    """Each CHAIN field of an order by its way, with what its pseudonym is made of."""
    layers = {FieldClass.OPERATIONAL: one.body, FieldClass.CHAIN: one.chain_index}
    for way, subject in chain_subjects(Order, layers, place=one.order):
        yield ".".join(camel(part) for part in way), subject


def _trouble(kind: ProblemKind, code: str, *path: str) -> Trouble:
    return Trouble(kind, code, MEANINGS[code], path)
