"""The web room over stand-ins for the rooms below: who is asking, what is read, what is audited."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from gateway.clock import SystemClock
from gateway.session.authenticate import (
    Authenticated,
    AuthenticationRefused,
    Refusal,
    SessionTimes,
)
from gateway.session.sessions import SESSION_COOKIE
from gateway.settings import Site
from gateway.telemetry.logs import Log
from gateway.telemetry.metrics import Metrics
from gateway.vault.keys import open_key_file
from gateway.vault.seal import Vault
from gateway.web.budgets import MemoryBudgets
from gateway.web.deadlines import DEADLINE_S
from gateway.web.errors import MEANINGS
from gateway.web.graphql import Pace, graphql_routes
from gateway.web.headers import Guard
from gateway.web.open_streams import OpenStreams
from gateway.web.pages import page_routes, probe_routes
from gateway.web.papers import Papers, papers_routes
from gateway.web.ports import WebParts
from gateway.web.scrape import scrape_routes
from gateway.web.sdl import sdl_routes
from schema.vocabulary.principals import Principal, PrincipalKind, Purpose, Role
from tests.world.canned import (
    CannedAudit,
    CannedDisclosure,
    CannedPapers,
    CannedPeople,
    CannedPolicy,
    CannedPurposes,
    CannedRights,
    ListedChanges,
)
from tests.world.ledger import Ledger

if TYPE_CHECKING:
    from starlette.types import ASGIApp

ORIGIN = "http://localhost:8660"
NOBODY = AuthenticationRefused(Refusal.SIGNED_OUT)
TRUSTED = {
    "sha256:viewer": "query Viewer { viewer { subject name } }",
    "sha256:order": "query Order($id: ID!) { order(by: {id: $id}) { id } }",
    "sha256:person": "query Person($mrn: String!) { patientOrders(by: {mrn: $mrn}) { id } }",
    "sha256:coi": "query Coi($coi: String!) { order(by: {coi: $coi}) { id } }",
    "sha256:key": "query Key($by: OrderKey!) { order(by: $by) { id } }",
    "sha256:choose": 'mutation Choose { choosePurpose(purpose: "TREAT") { __typename } }',
    "sha256:follow": "subscription Follow { orderChanged { id version reset order "
    "{ patient { familyName { value } } } } }",
}


def principal(kind: PrincipalKind = PrincipalKind.PERSON, role: Role = Role.PHYSICIAN) -> Principal:
    """Somebody at St. Alder."""
    return Principal(
        subject="subject-1",
        name="I. Okafor",
        kind=kind,
        roles=frozenset({("st-alder", role)}),
        realm_roles=frozenset(),
        assurance=2,
        authenticated_at=None,
        session_id="sid-1",
        purpose=Purpose.TREAT,
    )


def in_session(who: Principal | None = None) -> Authenticated:
    """A browser's session."""
    ends = datetime(2031, 1, 1, tzinfo=UTC)
    times = SessionTimes(ends, ends + timedelta(hours=12))
    return Authenticated(who or principal(), "session", times)


def program() -> Authenticated:
    """An API client."""
    return Authenticated(principal(PrincipalKind.API_CLIENT, Role.INTEGRATOR), "bearer")


class KnownFaces:
    """Recognises whoever is listed: cookies by value, bearers by token."""

    def __init__(self) -> None:
        self.faces: dict[str, Authenticated] = {
            "person": in_session(),
            "program": program(),
            "developer": Authenticated(principal(), "bearer"),
        }
        self.asked: list[bool] = []
        self.away = False

    async def authenticate(
        self, *, cookies: Mapping[str, str], authorization: str | None, activity: bool = True
    ) -> Authenticated | AuthenticationRefused:
        self.asked.append(activity)
        if self.away:
            return AuthenticationRefused(Refusal.SIGN_IN_UNAVAILABLE)
        cookie = cookies.get(SESSION_COOKIE)
        name = cookie or (authorization or "").removeprefix("Bearer ")
        expired = AuthenticationRefused(Refusal.SESSION_EXPIRED)
        return self.faces.get(name, expired if cookie else NOBODY)


@dataclass
class World:
    """A web room with everything that a test may turn."""

    folder: Path
    port: int = 8660
    signing: KnownFaces = field(default_factory=KnownFaces)
    disclosure: CannedDisclosure = field(default_factory=CannedDisclosure)
    ledger: Ledger = field(default_factory=Ledger)
    changes: ListedChanges = field(default_factory=ListedChanges)
    papers_of: Callable[[Authenticated], Papers] = lambda who: CannedPapers(
        person=who.kind == "session"
    )
    ready: dict[str, bool] = field(default_factory=lambda: {"store": True})
    more_routes: list[BaseRoute] = field(default_factory=list[BaseRoute])
    budget: int = 2_000_000

    def __post_init__(self) -> None:
        vault = Vault(open_key_file(self.folder / "keys.json", store_is_empty=True))
        self.parts = WebParts(
            public_url=f"http://localhost:{self.port}",
            trusted=TRUSTED,
            people_may_write_documents=True,
            signing=self.signing,
            disclosure=self.disclosure,
            people_of=lambda _who: CannedPeople(),
            purposes_of=lambda _who: CannedPurposes(),
            audit_log_of=lambda _who: CannedAudit(),
            rights_of=lambda _who: CannedRights(),
            policy_of=lambda _who: CannedPolicy(),
            audit=self.ledger,
            sites={"st-alder": Site(id="st-alder", name="St. Alder", zone="Europe/Zurich")},
            changes=self.changes,
            tokens=vault,
            budgets=MemoryBudgets(limit=self.budget, clock=SystemClock()),
            clock=SystemClock(),
            log=Log("web"),
            metrics=Metrics(outcomes=MEANINGS),
        )
        dist = self.folder / "dist"
        (dist / "assets").mkdir(parents=True)
        (dist / "index.html").write_text("<!doctype html><title>Portal</title>" + " " * 2000)
        (dist / "assets" / "app-1a2b3c.js").write_text("export {}\n")
        self.rebuild()

    def rebuild(
        self,
        *,
        init_within_s: float = 5.0,
        taken_within_s: float = 20.0,
        run_within_s: float = DEADLINE_S,
    ) -> None:
        """Compose the application anew of `parts`."""
        self.streams = OpenStreams()
        # of the application made now: one registry takes each watched name once
        self.parts = replace(self.parts, metrics=Metrics(outcomes=MEANINGS))
        self.routes = [
            *self.more_routes,
            *scrape_routes(self.parts.metrics, token=METRICS_TOKEN),
            *sdl_routes(self.parts),
            *papers_routes(self.parts, papers_of=self.papers_of),
            *graphql_routes(
                self.parts,
                open_streams=self.streams,
                pace=Pace(0.2, init_within_s, taken_within_s, run_within_s),
            ),
            *probe_routes(self._readiness),
            *page_routes(self.folder / "dist"),
        ]
        hosts = (f"localhost:{self.port}", f"127.0.0.1:{self.port}")
        self.app: ASGIApp = Guard(Starlette(routes=self.routes), hosts=hosts, log=self.parts.log)

    async def _readiness(self) -> Mapping[str, bool]:
        return self.ready

    @asynccontextmanager
    async def client(self, **headers: str) -> AsyncGenerator[httpx.AsyncClient, None]:
        """A client without a network."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url=ORIGIN, headers=headers
        ) as client:
            yield client


PORTAL = {"x-portal": "1", "cookie": f"{SESSION_COOKIE}=person"}
METRICS_TOKEN = "a-token-of-an-operators-prometheus"
BEARER = {"authorization": "Bearer program"}
