"""One role does everything there is to do at the web room over the real rooms below it.

What leaves is kept by sink: answers, headers, streams, sockets, logs, audit rows, metrics, explain,
the store's own files.
"""

import io
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import httpx
from graphql import OperationDefinitionNode, parse
from sqlalchemy import select

from gateway.audit.tables import audit_checkpoints, audit_events, audit_sets
from gateway.disclosure.execute import Disclosure
from gateway.disclosure.explain import explain
from gateway.disclosure.in_force import InForce
from gateway.disclosure.limits import Limits
from gateway.disclosure.policy import Policy
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.ports import Directory
from gateway.disclosure.showing import Backing
from gateway.session.authenticate import Authenticated
from gateway.settings import Site
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from gateway.web.following import StoredChanges
from schema.vocabulary.principals import Principal
from tests.gateway.telemetry.test_logs import logging_to
from tests.hostile.canary_asked import (
    ORDER,
    at_wrong_places,
    by_values,
    every_explanation,
    every_field,
    every_root,
)
from tests.hostile.canary_caches import remembered
from tests.hostile.canary_gathered import Gathered
from tests.hostile.canary_papers import every_paper, papers_over
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
from tests.hostile.canary_streams import follow, talk
from tests.world.asking import OneSource, StandingClock
from tests.world.audited import auditing
from tests.world.canaries import WORD, canary_orders, planted_values
from tests.world.sealed_orders import SealedOrder, write
from tests.world.serving import serving
from tests.world.webapp import METRICS_TOKEN, World

HERE: Final = {"a": Site(id="a", name="A", zone="UTC")}
WIDE: Final = Limits(tokens=20_000, fields=20_000, opened=20_000, cost=10_000_000)


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
    writer: str = "writer-1"

    def __post_init__(self) -> None:
        self.world = World(self.folder)
        self.backing = backing = Backing(
            store=self.store,
            vault=self.vault,
            policy=InForce(self.policy),
            directory=Directory(sites=HERE, products={}),
            sources=OneSource(),
        )
        self.audit = auditing(self.store, self.writer)
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
        self.world.papers_of = papers_over(self.store, self.vault, self.audit)

    async def everything(self) -> Gathered:
        """All of it; the store is closed afterwards."""
        log = io.StringIO()
        with logging_to(log):
            async with self._serving() as (client, port):
                typed = self.typed()
                await every_field(self, client)
                await every_explanation(self, client, typed)
                await by_values(self, client, typed)
                await at_wrong_places(self, client, typed)
                await follow(self, client, typed)
                await talk(self, port, typed)
                await every_paper(self, client, typed)
                self.gathered.sinks["caches"] += kept(self.backing)
                await every_root(self, client, port, typed)
                await self._routes(client, typed)
                await self._metrics(client, typed)
                self.gathered.sinks["caches"] += remembered()
            await self._audit_rows()
            patients = [one.patient_id for one in self.orders]
            self.gathered.sinks["exports"] += await handed_out(self.store, patients)
            for kind, came in (await handed_over(self.store)).items():
                self.gathered.sinks[f"second place: {kind}"] += came
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
