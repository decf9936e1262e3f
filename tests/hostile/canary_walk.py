"""One role does everything there is to do at the web room over the real rooms below it.

What leaves is kept by sink: answers, headers, streams, sockets, logs, audit rows, metrics, explain,
the store's own files.
"""

import io
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote

import httpx
from graphql import OperationDefinitionNode, get_introspection_query, parse
from pypdf import PdfReader
from sqlalchemy import select

from gateway.app.audit import StoredPatients
from gateway.audit.tables import audit_checkpoints, audit_events, audit_sets
from gateway.disclosure.execute import Disclosure
from gateway.disclosure.explain import explain
from gateway.disclosure.in_force import InForce
from gateway.disclosure.limits import Limits
from gateway.disclosure.papers import PapersBacking, PatientPapers
from gateway.disclosure.policy import Policy
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.ports import Directory
from gateway.disclosure.record_ids import ids_of
from gateway.disclosure.showing import Backing
from gateway.papers.printing import printer
from gateway.session.authenticate import Authenticated
from gateway.settings import Site
from gateway.store.engine import Store
from gateway.sync.holdings import Holdings
from gateway.vault.seal import Vault
from gateway.web.following import StoredChanges
from schema.vocabulary.principals import Principal
from tests.gateway.disclosure.test_answers import SCHEMA, everything
from tests.gateway.telemetry.test_logs import logging_to
from tests.hostile.canary_caches import remembered
from tests.hostile.canary_gathered import Gathered
from tests.hostile.canary_rooms import (
    begin_policy,
    handed_out,
    handed_over,
    kept,
    knock,
    lying,
    sign_in,
    with_rooms,
)
from tests.hostile.canary_roots import questions
from tests.hostile.canary_streams import connected, follow, talk, told
from tests.hostile.canary_typed import explanations, side_doors, wrong_places
from tests.world.asking import OneSource, StandingClock
from tests.world.audited import auditing
from tests.world.canaries import WORD, canary_orders, planted_values
from tests.world.sealed_orders import SealedOrder, write
from tests.world.serving import serving
from tests.world.webapp import METRICS_TOKEN, World

HERE: Final = {"a": Site(id="a", name="A", zone="UTC")}
WIDE: Final = Limits(tokens=20_000, fields=20_000, cost=10_000_000)
ORDER: Final = everything("Order")
PATIENT: Final = everything("Patient")
LISTS: Final = ("worklist", "orders")
PAPERS: Final = (
    *("disclosures.csv", "disclosures.pdf"),
    *("subject-access.json", "subject-access.pdf", "disclosures.xml"),
)


@dataclass
class CanaryWalk:
    """One principal over planted orders."""

    store: Store
    vault: Vault
    folder: Path
    principal: Principal
    policy: Policy = field(default_factory=load_policy)
    orders: list[SealedOrder] = field(default_factory=canary_orders)
    gathered: Gathered = field(default_factory=Gathered)

    def __post_init__(self) -> None:
        self.world = World(self.folder)
        self.backing = backing = Backing(
            store=self.store,
            vault=self.vault,
            policy=InForce(self.policy),
            directory=Directory(sites=HERE, products={}),
            sources=OneSource(),
        )
        self.audit = auditing(self.store)
        self.disclosure = Disclosure(
            backing, clock=StandingClock(), schema_version="1", limits=WIDE
        )
        self.world.signing.faces["program"] = Authenticated(self.principal, "bearer")
        self.world.parts = replace(
            with_rooms(self.world.parts, backing, audit=self.audit, folder=self.folder),
            disclosure=self.disclosure,
            audit=self.audit,
            changes=StoredChanges(self.store),
            sites=HERE,
            tokens=self.vault,
        )
        papers = PapersBacking(
            store=self.store,
            sink=self.audit,
            patients=StoredPatients(self.store),
            names=Nameless(),
            holdings=Holdings(self.store, self.vault),
            printer=printer(),
            zones={},
            clock=StandingClock(),
        )
        self.world.papers_of = lambda who: PatientPapers(papers, who.principal)

    async def everything(self) -> Gathered:
        """All of it; the store is closed afterwards."""
        log = io.StringIO()
        with logging_to(log):
            async with self._serving() as (client, port):
                typed = self.typed()
                await self._questions(client)
                await self._explanations(client, typed)
                await self._side_doors(client, typed)
                await self._wrong_places(client, typed)
                await follow(self, client, typed)
                await talk(self, port, typed)
                await self._papers(client, typed)
                self.gathered.sinks["caches"] += kept(self.backing)
                await self._roots(client, port, typed)
                await self._routes(client, typed)
                await self._metrics(client, typed)
                self.gathered.sinks["caches"] += remembered()
            await self._audit_rows()
            patients = [one.patient_id for one in self.orders]
            self.gathered.sinks["exports"] += await handed_out(self.store, patients)
            self.gathered.sinks["second place"] += await handed_over(self.store, self.folder)
        self.gathered.files |= lying(self.store)
        await self.store.close()
        self.gathered.sinks["logs"] += log.getvalue().encode()
        self.gathered.sinks["explain"] += self._explained()
        return self.gathered

    def typed(self) -> list[str]:
        """Canaries that the caller types in: one of each protected class, of somebody else."""
        other = next(one for one in self.orders if one.name == "OTHER")
        by_class = {field_class: value for _, field_class, value in planted_values(other)}
        texts = (other.document["coi_id"], other.person["mrn"], *by_class.values())
        return [text for text in texts if isinstance(text, str) and text.startswith(WORD)]

    @asynccontextmanager
    async def _serving(self) -> AsyncGenerator[tuple[httpx.AsyncClient, int]]:
        await write(self.store, self.vault, *self.orders)
        await begin_policy(self.store)
        self.audit.start()
        headers = {"authorization": "Bearer program", "host": "localhost:8660"}
        url = self.world.parts.public_url
        async with sign_in(self.audit, folder=self.folder, url=url) as login:
            self.world.more_routes = login
            self.world.rebuild()
            async with (
                serving(self.world.app) as port,
                httpx.AsyncClient(
                    base_url=f"http://127.0.0.1:{port}",
                    headers=headers,
                    trust_env=False,
                    timeout=60,
                    event_hooks={"response": [self.gathered.noted]},
                ) as client,
            ):
                yield client, port
        await self.audit.stop()

    async def _ask(
        self, client: httpx.AsyncClient, query: str, **more: object
    ) -> dict[str, object]:
        answer = await client.post("/graphql", json={"query": query, **more})
        self.gathered.asked.append(query)
        self.gathered.answer(answer)
        found: dict[str, object] = answer.json()
        return found

    async def _questions(self, client: httpx.AsyncClient) -> None:
        """Every field of everything."""
        for root in LISTS:
            below = "{ edges { cursor node { id } } totalCount asOf pageInfo { endCursor } nodes"
            await self._ask(client, f"{{ {root} {below} {ORDER} }} }}")
        await self._ask(client, f"{{ viewer {everything('Viewer')} }}")
        await self._ask(client, f"{{ sources {everything('Source')} problemCodes {{ code }} }}")
        ids = ids_of(self.principal.principal_class, vault=self.vault)
        for one in self.orders:
            order_id, patient_id = ids.told(one.order_id), ids.told(one.patient_id)
            by = f'order(by: {{id: "{order_id}"}}) {ORDER}'
            node = f'node(id: "{patient_id}") {{ id ... on Patient {PATIENT} }}'
            person = f'patient(id: "{patient_id}") {PATIENT}'
            await self._ask(client, f"{{ {by} {node} {person} }}")

    async def _explanations(self, client: httpx.AsyncClient, typed: list[str]) -> None:
        """Everything explained, beside an answer too, and values typed wherever text may stand."""
        whole = f"{{ orders {{ nodes {ORDER} }} worklist {{ nodes {ORDER} }} }}"
        whose = '{roles: [{role: "physician", site: "a"}, {role: "finance", site: "a"}]}'
        shown = everything("Explanation")
        asked = [
            f"explain(document: $d) {{ ... on Explanation {shown} ... on Problem {{ code }} }}",
            f"explain(document: $d, as: {whose}) {{ ... on Explanation {shown} }}",
        ]
        for one in asked:
            query = f"query($d: String!) {{ {one} trustedDocuments {{ name }} }}"
            await self._explain(client, query, variables={"d": whole})
        await self._ask(client, whole, extensions={"explain": True})
        self.gathered.sinks["explain"] += self._extension()
        for text in typed[:2]:
            for query in explanations(text, shown=shown):
                await self._explain(client, query)

    async def _explain(self, client: httpx.AsyncClient, query: str, **more: object) -> None:
        await self._ask(client, query, **more)
        self.gathered.sinks["explain"] += self.gathered.bodies[-1]

    def _extension(self) -> bytes:
        """What the last answer says beside its data."""
        found: dict[str, object] = json.loads(self.gathered.bodies[-1])
        return json.dumps(found["extensions"] if "data" in found else found).encode()

    async def _side_doors(self, client: httpx.AsyncClient, typed: list[str]) -> None:
        """Filters, counts, look-ups and prices, by values of somebody else."""
        for text in typed:
            for query in side_doors(text):
                await self._ask(client, query)

    async def _wrong_places(self, client: httpx.AsyncClient, typed: list[str]) -> None:
        """A value typed where no value belongs."""
        text = typed[0]
        for query in wrong_places(text):
            await self._ask(client, query)
        whole = "query($a: Int) { orders(first: $a) { totalCount } }"
        await self._ask(client, whole, variables={"a": text})
        await self._ask(client, whole, variables={text: 1}, operationName=text)
        await self._ask(client, "{ viewer { name } }", extensions={text: text}, operationName=text)
        await self._ask(client, "{ viewer { name } }", **{text: 1})
        for path in (
            f"/{text}",
            f"/assets/{text}.js",
            f"/graphql?documentId={text}&variables={text}",
        ):
            self.gathered.answer(await client.get(path))
        for name in ("x-request-id", "last-event-id", "accept", "origin", "content-type", "cookie"):
            headers = {name.encode(): text.encode()}
            body = {"query": "{ viewer { name } }"}
            self.gathered.answer(await client.post("/graphql", json=body, headers=headers))

    async def _papers(self, client: httpx.AsyncClient, typed: list[str]) -> None:
        """Every paper of every patient, and of a value in the place of one.

        A subject access export is the one answer that shows values to who sees them nowhere else:
        it has a sink of its own, and so has what is printed, which no search of bytes can read.
        """
        for patient in (*(one.patient_id for one in self.orders), quote(typed[0], safe="")):
            for name in PAPERS:
                answer = await client.post(f"/papers/{patient}/{name}?language={quote(typed[0])}")
                if not answer.is_success:
                    self.gathered.answer(answer)
                    continue
                for head, value in answer.headers.raw:
                    self.gathered.sinks["headers"] += head + b": " + value + b"\n"
                kind = "papers" if name.startswith("disclosures") else f"access {patient}"
                self.gathered.sinks[kind] += readable(answer)

    async def _roots(self, client: httpx.AsyncClient, port: int, typed: list[str]) -> None:
        """Every root of the schema, over HTTP and over one socket; and the schema itself."""
        ids = ids_of(self.principal.principal_class, vault=self.vault)
        known = [ids.told(one) for one in ("order-TEAM", "patient-TEAM")]
        documents = [*questions(SCHEMA, typed=typed[0], ids=known), get_introspection_query()]
        for text in documents:
            await self._ask(client, text)
        async with connected(port) as socket:
            await socket.send(json.dumps({"type": "connection_init"}))
            for number, text in enumerate(documents[::5]):
                payload = {"query": text}
                message = {"type": "subscribe", "id": str(number), "payload": payload}
                await socket.send(json.dumps(message))
                await told(self, socket, number)

    async def _routes(self, client: httpx.AsyncClient, typed: list[str]) -> None:
        """Every address, with a value wherever a caller may write."""
        async with httpx.AsyncClient(
            base_url=client.base_url,
            headers={"authorization": "Bearer program", "host": "localhost:8660"},
            trust_env=False,
            timeout=60,
            event_hooks={"response": [self.gathered.noted, self.gathered.read]},
        ) as knocking:
            await knock(knocking, self.world.routes, typed[0])

    async def _metrics(self, client: httpx.AsyncClient, typed: list[str]) -> None:
        """The counts of all that was done, and what somebody without their token is told."""
        for token in (METRICS_TOKEN, typed[0]):
            headers = {b"authorization": f"Bearer {token}".encode()}
            self.gathered.answer(await client.get("/metrics", headers=headers))
            self.gathered.sinks["metrics"] += self.gathered.bodies[-1]

    async def _audit_rows(self) -> None:
        async with self.store.reading() as connection:
            for table in (audit_events, audit_sets, audit_checkpoints):
                for row in await connection.execute(select(table)):
                    self.gathered.sinks["audit"] += repr(tuple(row)).encode() + b"\n"

    def _explained(self) -> bytes:
        document = parse(f"{{ orders {{ nodes {ORDER} }} }}")
        operation = next(n for n in document.definitions if isinstance(n, OperationDefinitionNode))
        plan = self.disclosure.plan(
            self.principal,
            document=document,
            operation=operation,
            operation_hash="explained",
            variables={},
        )
        return repr(explain(plan, policy=self.policy)).encode()


class Nameless:
    """Nobody of the staff is known."""

    async def names(self) -> dict[str, str]:
        return {}


def readable(paper: httpx.Response) -> bytes:
    """What a person reads of it: a PDF packs its letters, and breaks lines where a column ends."""
    if paper.headers["content-type"] != "application/pdf":
        return paper.content
    pages = PdfReader(io.BytesIO(paper.content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages).encode()
