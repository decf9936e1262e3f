"""The web room over stand-ins for the rooms below: who is asking, what is read, what is audited."""

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import httpx
from starlette.applications import Starlette
from starlette.types import ASGIApp

from gateway.audit.record import AuditUnavailableError, Event
from gateway.clock import SystemClock
from gateway.disclosure.execute import Disclosure
from gateway.disclosure.fragments import Fragments
from gateway.disclosure.in_force import Followed, InForce
from gateway.disclosure.kept import NOBODY_WRITES
from gateway.disclosure.plan import Plan
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.refusals import CURSOR_INVALID, RefusedError
from gateway.disclosure.told import Disclosed
from gateway.orders.changes import Change
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
from gateway.web.errors import MEANINGS
from gateway.web.graphql import Pace, graphql_routes
from gateway.web.headers import Guard
from gateway.web.open_streams import OpenStreams
from gateway.web.pages import page_routes, probe_routes
from gateway.web.ports import WebParts
from gateway.web.scrape import scrape_routes
from gateway.web.serve import DeadlineProtocol, server
from schema.api.ports import AuditWanted, LookUp, Page, ProblemKind, Treated, Trouble, Wanted
from schema.vocabulary.principals import Principal, PrincipalKind, Purpose, Role
from schema.vocabulary.rights import HoldKind
from schema.vocabulary.sensitivity import FieldClass
from tests.world.loop import until
from tests.world.treated import SOURCE, treated_order, treated_patient

if TYPE_CHECKING:
    from gateway.disclosure.showing import Backing

ORIGIN = "http://localhost:8660"
NOBODY = AuthenticationRefused(Refusal.SIGNED_OUT)
TRUSTED = {
    "sha256:viewer": "query Viewer { viewer { subject name } }",
    "sha256:order": "query Order($id: ID!) { order(by: {id: $id}) { id } }",
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

    async def authenticate(
        self, *, cookies: Mapping[str, str], authorization: str | None, activity: bool = True
    ) -> Authenticated | AuthenticationRefused:
        self.asked.append(activity)
        cookie = cookies.get(SESSION_COOKIE)
        name = cookie or (authorization or "").removeprefix("Bearer ")
        expired = AuthenticationRefused(Refusal.SESSION_EXPIRED)
        return self.faces.get(name, expired if cookie else NOBODY)


class CannedReads:
    """One order of one patient; ids and numbers other than theirs are unknown."""

    def __init__(self, orders: dict[str, Treated]) -> None:
        self._orders = orders
        self._shown: list[str] = []

    async def page(self, root: str, *, first: int, after: str | None, wanted: Wanted) -> Page:
        if after is not None:
            raise RefusedError(CURSOR_INVALID)
        if wanted.owner == ("broken",):
            raise ValueError("S3CRET in an exception")
        nodes = [*self._orders.values()][:first]
        cursors = [f"{root}-{name}" for name in self._orders][:first]
        ends = (cursors[0], cursors[-1]) if cursors else (None, None)
        return Page(nodes, cursors, *ends, False, False, total=len(nodes), as_of="2031")  # noqa: FBT003

    async def order(self, look_up: LookUp, text: str) -> Treated | None:
        return self._show(text) if look_up is LookUp.ID else None

    async def changed_order(self, order_id: str) -> Treated | None:
        return self._show(order_id)

    async def node(self, node_id: str) -> tuple[str, Treated] | None:
        if node_id == "p-1":
            return "Patient", treated_patient()
        found = self._show(node_id)
        return None if found is None else ("Order", found)

    async def patient(self, patient_id: str) -> Treated | None:
        return treated_patient() if patient_id == "p-1" else None

    async def sources(self) -> list[Treated]:
        return [{**SOURCE, "order_count": 1}]

    def settle(self) -> None:
        return

    def disclosed(self) -> Disclosed:
        return Disclosed(
            orders=tuple(self._shown),
            patients=("p-1",) if self._shown else (),
            disclosed=(FieldClass.DIRECT,),
            withheld=(),
        )

    def _show(self, order_id: str) -> Treated | None:
        found = self._orders.get(order_id)
        if found is not None:
            self._shown.append(order_id)
        return found


class LateClock(SystemClock):
    """A second passes whenever somebody looks."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def monotonic(self) -> float:
        self._seconds += 1.0
        return self._seconds


class NoVersions:
    """A store that does not tell which policy is in force while it is `away`."""

    away = False

    async def after(self, number: int) -> None:
        del number
        if self.away:
            raise ConnectionError("away")


class CannedDisclosure(Disclosure):
    """The real limits and plans over canned reads."""

    def __init__(self) -> None:
        self.versions = NoVersions()
        followed = Followed(newest=self.versions, number=1, clock=LateClock(), log=Log("policy"))
        self.in_force = InForce(load_policy(), followed=followed)
        backing = cast("Backing", SimpleNamespace(policy=self.in_force, fragments=Fragments()))
        super().__init__(backing, clock=SystemClock(), schema_version="1")
        self.orders = {"o-1": treated_order()}

    def reads(  # pyright: ignore[reportIncompatibleMethodOverride] (a stand-in)
        self,
        principal: Principal,
        *,
        plan: Plan,
        writers: Mapping[str, frozenset[str]] = NOBODY_WRITES,
    ) -> CannedReads:
        assert writers.keys() <= plan.roots.keys()
        assert plan.key.held == principal.principal_class
        return CannedReads(self.orders)


class Ledger:
    """An audit in memory; `away` as when the store does not answer in time."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.away = False

    async def record(self, event: Event) -> None:
        if self.away:
            raise AuditUnavailableError("away")
        self.events.append(event)


class CannedPeople:
    """Nobody may administer anything."""

    async def people(self, site: str) -> Trouble:
        path = ("site",) if site else ()
        return Trouble(ProblemKind.DENIED, "NOT_YOUR_SITE", "Not yours.", path)

    async def grant(self, *, site: str, person: str, role: str) -> Treated | Trouble:
        roles = [
            {"role": role, "since": None, "granted_by": None, "withdrawable": True, "why": None}
        ]
        shown = {"subject": person, "name": "N", "username": site, "enabled": True, "self": False}
        return {**shown, "roles": roles}

    async def withdraw(self, *, site: str, person: str, role: str) -> Trouble:
        del site, person
        return Trouble(ProblemKind.CONFLICT, "ROLE_NOT_HELD", f"No {role}.", ("role",))


class CannedPurposes:
    """Any purpose is refused."""

    async def choose(self, purpose: str) -> Trouble:
        del purpose
        return Trouble(ProblemKind.INVALID, "PURPOSE_UNKNOWN", "Expected one of yours.")


class CannedAudit:
    """Nobody may read the audit."""

    async def events(self, *, first: int, after: str | None, wanted: AuditWanted) -> Trouble:
        del first, after, wanted
        return Trouble(ProblemKind.DENIED, "AUDIT_REFUSED", "Not yours.")

    async def report(self, patient: str, *, first: int, after: str | None) -> Trouble:
        del patient, first, after
        return Trouble(ProblemKind.DENIED, "AUDIT_REFUSED", "Not yours.")

    async def proof(self, event: Treated) -> Treated | None:
        del event

    def keys(self) -> list[Treated]:
        return []


class CannedRights:
    """Nobody may exercise anybody's rights."""

    async def standing(self, patient: str) -> Trouble:
        del patient
        return Trouble(ProblemKind.DENIED, "RIGHTS_REFUSED", "Not yours.")

    async def restrict(self, patient: str, *, restricted: bool) -> Trouble:
        del restricted
        return await self.standing(patient)

    async def place_hold(self, patient: str, *, kind: HoldKind) -> Trouble:
        del kind
        return await self.standing(patient)

    async def lift_hold(self, patient: str, *, hold: str) -> Trouble:
        del hold
        return await self.standing(patient)

    async def erase(self, patient: str) -> Trouble:
        return await self.standing(patient)


class CannedPolicy:
    """Nobody may change the policy."""

    async def versions(self) -> Trouble:
        return Trouble(ProblemKind.DENIED, "POLICY_REFUSED", "Not yours.")

    async def proposals(self) -> Trouble:
        return await self.versions()

    async def propose(self, text: str) -> Trouble:
        del text
        return await self.versions()

    async def approve(self, proposal_id: str) -> Trouble:
        del proposal_id
        return await self.versions()

    async def reject(self, proposal_id: str) -> Trouble:
        return await self.approve(proposal_id)

    async def roll_back(self, number: int) -> Trouble:
        del number
        return await self.versions()


class ListedChanges:
    """Changes in memory."""

    def __init__(self) -> None:
        self.rows: list[Change] = []

    def add(self, order_id: str, version: int) -> None:
        self.rows.append(Change(len(self.rows) + 1, order_id, version))

    async def newest(self) -> int:
        return len(self.rows)

    async def since(self, sequence: int, *, limit: int) -> list[Change]:
        latest = {row.order_id: row for row in self.rows if row.sequence > sequence}
        return sorted(latest.values())[:limit]


@dataclass
class World:
    """A web room with everything that a test may turn."""

    folder: Path
    port: int = 8660
    signing: KnownFaces = field(default_factory=KnownFaces)
    disclosure: CannedDisclosure = field(default_factory=CannedDisclosure)
    ledger: Ledger = field(default_factory=Ledger)
    changes: ListedChanges = field(default_factory=ListedChanges)
    ready: dict[str, bool] = field(default_factory=lambda: {"store": True})

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
            budgets=MemoryBudgets(limit=2_000_000, clock=SystemClock()),
            clock=SystemClock(),
            log=Log("web"),
            metrics=Metrics(outcomes=MEANINGS),
        )
        dist = self.folder / "dist"
        (dist / "assets").mkdir(parents=True)
        (dist / "index.html").write_text("<!doctype html><title>Portal</title>" + " " * 2000)
        (dist / "assets" / "app-1a2b3c.js").write_text("export {}\n")
        self.rebuild()

    def rebuild(self, *, init_within_s: float = 5.0, taken_within_s: float = 20.0) -> None:
        """Compose the application anew of `parts`."""
        self.streams = OpenStreams()
        # of the application made now: one registry takes each watched name once
        self.parts = replace(self.parts, metrics=Metrics(outcomes=MEANINGS))
        routes = [
            *scrape_routes(self.parts.metrics, token=METRICS_TOKEN),
            *graphql_routes(
                self.parts, open_streams=self.streams, pace=Pace(0.2, init_within_s, taken_within_s)
            ),
            *probe_routes(self._readiness),
            *page_routes(self.folder / "dist"),
        ]
        hosts = (f"localhost:{self.port}", f"127.0.0.1:{self.port}")
        self.app: ASGIApp = Guard(Starlette(routes=routes), hosts=hosts, log=self.parts.log)

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


class Impatient(DeadlineProtocol):
    """The real deadlines, shorter."""

    head_within_s = 0.8
    body_within_s = 1.2


def free_port() -> int:
    """A port of the loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(app: ASGIApp) -> Generator[int, None, None]:
    """The application on the real server, on a free port of the loopback."""
    port = free_port()
    running = server(app, host="127.0.0.1", port=port, protocol=Impatient)
    thread = threading.Thread(target=lambda: asyncio.run(running.serve()), daemon=True)
    thread.start()
    waiting = threading.Event()
    while not running.started:
        waiting.wait(0.02)
    try:
        yield port
    finally:
        running.should_exit = True
        thread.join(timeout=15)


@asynccontextmanager
async def serving(app: ASGIApp, *, port: int | None = None) -> AsyncGenerator[int]:
    """The application on the real server, on the loop of the test that asks."""
    port = port or free_port()
    running = server(app, host="127.0.0.1", port=port, protocol=Impatient)
    task = asyncio.create_task(running.serve())
    await until(lambda: running.started)
    try:
        yield port
    finally:
        running.should_exit = True
        await asyncio.wait_for(task, 15)
