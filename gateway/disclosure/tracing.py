"""Knows how what an API client was given is traced to the patient: by the privacy officer alone.

Nothing is stored that links the two. An id is opened by the client's key; a pseudonym is found by
making those of every record anew. All of them are made, whichever fits: found or not takes as long.
No operation lasts as long as that may take, so that a trace goes on where it stopped.
"""

import asyncio
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple, Protocol, cast

import msgspec

from gateway.audit.acts import act_of
from gateway.audit.events import Kind, Sink
from gateway.clock import Clock
from gateway.disclosure.refusals import CURSOR_INVALID, RefusedError
from gateway.disclosure.selection import camel
from gateway.disclosure.treatments import chain_subjects
from gateway.orders.naming import Named, named_after, records_of
from gateway.store.engine import Store
from gateway.vault.seal import Vault, VaultError
from schema.api.ports import ProblemKind, Treated, Trouble
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.orders import Order
from schema.vocabulary.principals import Principal, Purpose, RealmRole
from schema.vocabulary.rights import TraceReason
from schema.vocabulary.sensitivity import FieldClass

ASSURED: Final = 2
AT_ONCE: Final = 200
WITHIN_S: Final = 4.0
"""How long one piece of a trace looks on, well within the ten seconds of an operation."""
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


class Stopped(NamedTuple):
    """Where a trace goes on: behind this order; whether something was found before."""

    after: str
    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TracingBacking:
    """What every trace stands on; `at_once` is how many orders are read in one turn."""

    store: Store
    vault: Vault
    sink: Sink
    clients: Clients
    clock: Clock
    at_once: int = AT_ONCE


@dataclass(frozen=True, slots=True)
class PseudonymTracing:
    """`schema.api.rights_ports.Tracing` for the one who asks; what is answered is kept before."""

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
        self, client: str, *, pseudonym: str, reason: TraceReason, after: str | None = None
    ) -> Treated | Trouble:
        """See the port."""
        if not self._may():
            await self._keep(Kind.PSEUDONYM_REFUSED, reason, {"code": "TRACE_REFUSED"})
            return _trouble(ProblemKind.DENIED, "TRACE_REFUSED")
        if client not in await self.backing.clients.clients():
            return _trouble(ProblemKind.INVALID, "CLIENT_UNKNOWN", "client")
        text = pseudonym.strip()[:LONGEST]
        whole = self._context(client, text)
        begun = Stopped("", found=False) if after is None else self._opened(after, whole)
        found, last = await self._found(client, text, after=begun.after)
        about: dict[str, JsonValue] = {"client": client}
        if last is None and not found and not begun.found:
            about["code"] = "PSEUDONYM_UNKNOWN"
            await self._keep(Kind.PSEUDONYM_REFUSED, reason, about)
            return _trouble(ProblemKind.INVALID, "PSEUDONYM_UNKNOWN", "pseudonym")
        about["patients"] = [*dict.fromkeys(one.patient for one in found)]
        about["orders"] = [*dict.fromkeys(one.order for one in found if one.order is not None)]
        if last is not None:
            about["unfinished"] = True
        await self._keep(Kind.PSEUDONYM_RESOLVED, reason, about)
        goes_on = last and self._sealed(Stopped(last, found=begun.found or bool(found)), whole)
        return {"records": [one._asdict() for one in found], "next": goes_on}

    def _may(self) -> bool:
        officer = RealmRole.PRIVACY_OFFICER in self.by.realm_roles
        return officer and self.by.purpose is Purpose.HCOMPL and self.by.assurance >= ASSURED

    async def _found(
        self, client: str, text: str, *, after: str
    ) -> tuple[list[Traced], str | None]:
        """Whatever is meant among the orders behind `after`, and the last one that was looked at.

        At the beginning also the id that the text opens to. None: there are no more orders.
        """
        found: list[Traced] = [] if after else await self._opened_id(client, text)
        clock, most = self.backing.clock, self.backing.at_once
        until = clock.monotonic() + WITHIN_S
        while True:
            read = partial(records_of, after=after, limit=most)
            some = await self.backing.store.read(read)
            # a thread's work: JSON and keyed digests of hundreds of records
            found += await asyncio.to_thread(self._matching, some, client, text)
            if len(some) < most:
                return [*dict.fromkeys(found)], None
            after = some[-1].order
            if clock.monotonic() >= until:
                return [*dict.fromkeys(found)], after

    async def _opened_id(self, client: str, text: str) -> list[Traced]:
        meant = self.backing.vault.client_ids(client).meant(text)
        async with self.backing.store.reading() as connection:
            return [Traced(*one, None) for one in await named_after(connection, meant)]

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

    def _context(self, client: str, text: str) -> str:
        """What a place to go on from is bound to: who traces, and what."""
        parts = msgspec.json.encode((self.by.subject, client, text))
        return "trace:" + hashlib.sha256(parts).hexdigest()

    def _sealed(self, stopped: Stopped, context: str) -> str:
        return self.backing.vault.seal_token(msgspec.json.encode(stopped), context=context)

    def _opened(self, place: str, context: str) -> Stopped:
        try:
            text = self.backing.vault.open_token(place, context=context)
            return msgspec.json.decode(text, type=Stopped)
        except (VaultError, msgspec.DecodeError):
            raise RefusedError(CURSOR_INVALID) from None

    async def _keep(self, kind: Kind, reason: TraceReason, body: dict[str, JsonValue]) -> None:
        at = self.backing.clock.now()
        event = act_of(self.by, kind, at=at, body={"reason": reason.value, **body})
        await self.backing.sink.record(event)


def _subjects(one: Named) -> Iterator[tuple[str, str]]:
    """Each CHAIN field of an order by its way, with what its pseudonym is made of."""
    body, index = (
        cast("dict[str, JsonValue]", json.loads(text)) for text in (one.body, one.chain_index)
    )
    layers = {FieldClass.OPERATIONAL: body, FieldClass.CHAIN: index}
    for way, subject in chain_subjects(Order, layers, place=one.order):
        yield ".".join(camel(part) for part in way), subject


def _trouble(kind: ProblemKind, code: str, *path: str) -> Trouble:
    return Trouble(kind, code, MEANINGS[code], path)
