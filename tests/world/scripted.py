"""A connector that reads from a script: pages of orders whose facts are known beforehand."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from connectors.kit.contract import CheckResult, Connection, Cursor, Envelope, Parsed, Problem
from connectors.kit.errors import Cause, ConnectorError
from gateway.clock import instant_text
from gateway.store.engine import Store
from gateway.sync.connections import ConnectionStates
from gateway.sync.intake import Parts
from gateway.sync.notices import LocalNotices
from gateway.vault.seal import Vault
from schema.vocabulary.facts import Fact, JsonValue, Party, SourcedFact

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
KINDS = ("DRAFT", "SUBMITTED", "ACCEPTED")
Record = dict[str, JsonValue]


@dataclass
class Fixed:
    """A clock that stands, unless it is moved."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.01))  # noqa: TID251 (a clock is what sleeps)

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def record(order: str, number: int, kind: str = "SUBMITTED", **payload: JsonValue) -> Record:
    """One event about one order as the scripted vendor sends it."""
    return {
        "id": f"{order}-{number}",
        "order": order,
        "kind": kind,
        "at": instant_text(NOW - timedelta(days=2) + timedelta(minutes=number)),
        "payload": {
            "kind": "AUTOLOGOUS",
            "site_id": "st-alder",
            "product_code": "HELVA",
            "planned_doses": 1,
            "coi_id": f"COI-{order}",
            "vendor_order_number": order,
            "patient": {"family_name": f"Family-{order}", "mrn": f"MRN-{order}"},
            **payload,
        },
    }


def page(records: list[Record]) -> bytes:
    """A page of events as bytes."""
    return json.dumps(records).encode()


def story(pages: int, per_page: int = 4) -> list[bytes]:
    """Pages that come back to the same orders, so that rows change from page to page."""
    return [
        page([record(f"O{n}", number, KINDS[number % len(KINDS)]) for n in range(per_page)])
        for number in range(pages)
    ]


@dataclass
class ScriptedConnector:
    """Its walk starts after the page that the cursor names; `fails` ends it at that page."""

    connection: Connection
    pages: list[bytes]
    fails: Mapping[int, Exception] = field(default_factory=dict[int, Exception])
    hangs_s: float = 0.0
    pulls: int = 0

    async def check(self) -> tuple[CheckResult, ...]:
        return ()

    async def pull(self, cursor: Cursor | None) -> AsyncIterator[Envelope]:
        self.pulls += 1
        await asyncio.sleep(self.hangs_s)  # noqa: TID251 (the vendor is what is slow)
        start = int(cursor.value) if cursor else 0
        for number, body in list(enumerate(self.pages))[start:]:
            if number in self.fails:
                raise self.fails[number]
            yield self._envelope(number, body)

    def parse(self, envelope: Envelope) -> Parsed:
        try:
            records = json.loads(envelope.body)
        except ValueError:
            raise ConnectorError(Cause.MALFORMED, "expected JSON") from None
        facts: list[SourcedFact] = []
        problems: list[Problem] = []
        for place, one in enumerate(records):
            if one["kind"] == "BROKEN":
                problems.append(Problem(cause="DRIFT", pointer=f"/{place}", detail="expected …"))
            else:
                facts.append(self._fact(one, envelope, f"/{place}"))
        return Parsed(facts=tuple(facts), problems=tuple(problems))

    async def close(self) -> None:
        return

    def _envelope(self, number: int, body: bytes) -> Envelope:
        return Envelope(
            connection=self.connection.id,
            operation="events",
            request_fingerprint="",
            received_at=NOW - timedelta(hours=1) + timedelta(seconds=number),
            status=200,
            headers_kept={},
            body=body,
            body_sha256=hashlib.sha256(body).hexdigest(),
            number=number,
            cursor_after=Cursor(value=str(number + 1), walk_complete=True),
        )

    def _fact(self, one: Record, envelope: Envelope, pointer: str) -> SourcedFact:
        payload = one["payload"]
        assert isinstance(payload, dict)
        return SourcedFact(
            fact=Fact(
                id=str(one["id"]),
                connection=self.connection.id,
                party=Party.MAKER if one["kind"] == "ACCEPTED" else Party.CENTRE,
                kind=str(one["kind"]),
                happened_at=datetime.fromisoformat(str(one["at"])),
                learned_at=envelope.received_at,
            ),
            order_ref=str(one["order"]),
            patient_ref=str(one["patient"]) if "patient" in one else None,
            payload=payload,
            pointer=pointer,
        )


def connector(
    pages: int = 3, *, name: str = "helvance", bodies: list[bytes] | None = None
) -> ScriptedConnector:
    """A scripted connection named as one of ours."""
    connection = Connection(id=name, family="scripted", vendor=name, title=name.title())
    return ScriptedConnector(connection, story(pages) if bodies is None else bodies)


async def parts_of(
    store: Store,
    vault: Vault,
    *connectors: ScriptedConnector,
    clock: Fixed | None = None,
) -> Parts:
    """What a sync of these connections works with; rows for their states stand."""
    at = clock or Fixed()
    connections = [one.connection for one in connectors or (connector(),)]
    states = ConnectionStates(store, connections, clock=at)
    await states.prepare()
    return Parts(store=store, vault=vault, states=states, notices=LocalNotices(), clock=at)
