"""The real rooms behind every port that the web has, for the canary's walk; and its other doors.

Only Keycloak is away or a stand-in: it holds staff, never a patient.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import httpx
from starlette.routing import BaseRoute, Match, Route

from gateway.app.audit import StoredPatients
from gateway.app.rights import StreamNotices
from gateway.audit.export import export
from gateway.audit.fhir import fhir_lines
from gateway.audit.handover import Handover
from gateway.audit.reading import Span
from gateway.audit.record import Audit
from gateway.clock import SystemClock
from gateway.disclosure.accounting import AuditBacking, ViewerAuditLog
from gateway.disclosure.fragments import Fragment, Whole
from gateway.disclosure.policy_life import PolicyBacking, PolicyLife
from gateway.disclosure.policy_record import begin
from gateway.disclosure.rectifying import RectifyingBacking
from gateway.disclosure.rights import PatientRights, RightsBacking
from gateway.disclosure.sealing import SealedList
from gateway.disclosure.showing import Backing
from gateway.disclosure.tracing import TracingBacking
from gateway.papers.report import csv_lines, pages
from gateway.session.admin_accounts import service_admin
from gateway.session.administration import SitePeople
from gateway.session.auditing import SessionAudit
from gateway.session.authenticate import Authenticated
from gateway.session.client_keys import make_client_key
from gateway.session.people import PeopleAdmin
from gateway.session.programs import Programs
from gateway.session.provider import Provider
from gateway.session.sessions import Sessions
from gateway.session.sessions_memory import MemorySessions
from gateway.session.signing_keys import RealmKeys
from gateway.session.standing import Standings
from gateway.session.tokens import TokenVerifier
from gateway.store.engine import Store
from gateway.sync.connections import ConnectionStates
from gateway.sync.correcting import Corrector
from gateway.sync.erasure import Eraser
from gateway.sync.intake import Parts
from gateway.sync.notices import LocalNotices
from gateway.telemetry.logs import Log
from gateway.vault.tombstones import Tombstones
from gateway.web.budgets import MemoryBudgets
from gateway.web.login import LoginParts, login_routes
from gateway.web.ports import WebParts
from tests.world.asking import NOW, StandingClock
from tests.world.audited import SIGNER
from tests.world.policies import TEXT, Holding
from tests.world.second_places import listening

if TYPE_CHECKING:
    from starlette.types import Scope

ISSUER: Final = "http://keycloak.example/realms/cgt"
NOWHERE: Final = "http://127.0.0.1:9"
PARAMETER: Final = re.compile(r"\{[a-z_]+(:[a-z]+)?\}")


class Nameless:
    """Nobody of the staff is known."""

    async def names(self) -> dict[str, str]:
        return {}


class NoStreams:
    """Ends nobody's streams."""

    async def close(self, *, subject: str | None = None, sid: str | None = None) -> None:
        del subject, sid


def with_rooms(parts: WebParts, backing: Backing, *, audit: Audit, folder: Path) -> WebParts:
    """The parts with the real audit, rights and policy, and with a budget that nothing spends."""
    clock = StandingClock()
    looks = AuditBacking(
        store=backing.store,
        vault=backing.vault,
        sink=audit,
        keys=SIGNER.keys,
        patients=StoredPatients(backing.store),
        names=Nameless(),
        clock=clock,
    )
    states = ConnectionStates(backing.store, (), clock=clock)
    notices = LocalNotices()
    sync = Parts(backing.store, backing.vault, states, notices, clock)
    rights = RightsBacking(
        store=backing.store,
        sink=audit,
        erasing=Eraser(sync, Tombstones(folder / "tombstones")),
        telling=StreamNotices(notices),
        fragments=backing.fragments,
        rectifying=RectifyingBacking(
            store=backing.store,
            sink=audit,
            correcting=Corrector(sync),
            patients=StoredPatients(backing.store),
            clock=clock,
        ),
        tracing=TracingBacking(
            store=backing.store,
            vault=backing.vault,
            sink=audit,
            clients=Programs(store=backing.store, clock=clock),
            clock=clock,
        ),
        clock=clock,
    )
    life = PolicyBacking(
        store=backing.store, sink=audit, in_force=backing.policy, holders=Holding(), clock=clock
    )
    people = PeopleAdmin(
        calls=service_admin(
            server_url=NOWHERE,
            realm="cgt",
            client=make_client_key(folder / "roles.jwk.json", client_id="roles"),
            clock=clock,
        ),
        standings=Standings(store=backing.store, clock=clock),
        locks=MemorySessions(clock=clock),
        auditor=SessionAudit(audit),
        closer=NoStreams(),
        clock=clock,
        sites=frozenset({"a"}),
    )

    def people_of(who: Authenticated) -> SitePeople:
        return SitePeople(people, who=who)

    def log_of(who: Authenticated) -> ViewerAuditLog:
        return ViewerAuditLog(looks, who.principal)

    def rights_of(who: Authenticated) -> PatientRights:
        return PatientRights(rights, who.principal)

    def policy_of(who: Authenticated) -> PolicyLife:
        return PolicyLife(life, who.principal)

    return replace(
        parts,
        people_of=people_of,
        audit_log_of=log_of,
        rights_of=rights_of,
        policy_of=policy_of,
        budgets=MemoryBudgets(limit=10**9, clock=SystemClock()),
    )


async def begin_policy(store: Store) -> None:
    """The store knows the first version of the policy."""
    await begin(store, TEXT, at=NOW)


@asynccontextmanager
async def sign_in(audit: Audit, *, folder: Path, url: str) -> AsyncGenerator[list[BaseRoute]]:
    """The ways in and out, before a Keycloak that takes every question and refuses every answer."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/par/request"):
            return httpx.Response(201, json={"request_uri": "urn:a", "expires_in": 60})
        if request.url.path.endswith("/certs"):
            return httpx.Response(200, json={"keys": []})
        return httpx.Response(400, json={"error": "invalid_grant"})

    clock = SystemClock()
    key = make_client_key(folder / "portal.jwk.json", client_id="portal")
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        provider = Provider(issuer=ISSUER, client=key, http=http, clock=clock)
        keys = RealmKeys(fetch=provider.keys, clock=clock)
        yield [
            *login_routes(
                LoginParts(
                    public_url=url,
                    provider=provider,
                    verifier=TokenVerifier(
                        issuer=ISSUER,
                        keys=keys,
                        clock=clock,
                        audience="gateway",
                        client_id="portal",
                    ),
                    sessions=Sessions(
                        store=MemorySessions(clock=clock), clock=clock, idle_s=900, absolute_s=3600
                    ),
                    auditor=SessionAudit(audit),
                    closer=NoStreams(),
                    clock=clock,
                )
            )
        ]


async def knock(client: httpx.AsyncClient, routes: list[BaseRoute], text: str) -> None:
    """Every address by every method it takes, `text` in its path, query, cookie and body."""
    said = quote(text, safe="")
    for route in routes:
        if not isinstance(route, Route):
            continue
        path = PARAMETER.sub(quote(text.replace("/", ""), safe=""), route.path)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            await client.request(
                method,
                f"{path}?code={said}&state={said}&return_to={said}&iss={said}&documentId={said}",
                headers={"cookie": f"__Host-flight={said}; __Host-session={said}"},
                data={"logout_token": text} if method == "POST" else None,
            )


def unvisited(routes: list[BaseRoute], seen: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """(method, address) of the routes that no request came to; `seen` are methods and paths."""
    wanted = {
        (method, route.path): route
        for route in routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    for method, path in seen:
        scope: Scope = {"type": "http", "method": method, "path": path, "headers": []}
        for route in routes:
            if isinstance(route, Route) and route.matches(scope)[0] is Match.FULL:
                wanted.pop((method, route.path), None)
                break
    return set(wanted)


async def handed_out(store: Store, patients: list[str]) -> bytes:
    """What an operator hands out of the audit: the export, FHIR, a report for each patient."""
    found = bytearray()
    async with store.reading() as connection:
        async for line in export(connection, signer=SIGNER, at_or_after=None, before=None):
            found += line
        async for line in fhir_lines(connection, Span(), tenant=SIGNER.tenant):
            found += line
    for patient in patients:
        async for line in csv_lines(pages(store, patient=patient), names={}):
            found += line
    return bytes(found)


async def handed_over(store: Store) -> dict[str, bytearray]:
    """What the audit's second places have at the end: each kind has every checkpoint."""
    clock = SystemClock()
    log = Log("audit")
    came: dict[str, bytearray] = {}
    async with listening(came) as place:
        handover = Handover(store, place, holder="canary", signer=SIGNER, clock=clock, log=log)
        await handover.close_silent()
        await handover.hand_over()
    return came


def lying(store: Store) -> dict[str, bytes]:
    """The files of SQLite as they lie while it is open, by the end of their names."""
    if not store.sqlite:
        return {}
    file = Path(str(store.engines[0].url.database))
    found = file.parent.glob(f"{file.name}*")
    return {path.name.removeprefix(file.name): path.read_bytes() for path in found}


def kept(backing: Backing) -> bytes:
    """What stays in memory between requests: written rows and lists."""
    rows = backing.fragments._held
    lists = backing.listings._held
    written = [bytes(raw) for row in rows.values() for raw in row.written.values()]
    left = repr([dict(row) for row in rows.values() if isinstance(row, Fragment)])
    for one in lists.values():
        whole = one.memo.written.rows if one.memo.written else None
        written += [bytes(raw) for raw in whole.joined.values()] if isinstance(whole, Whole) else []
        written += [repr(whole).encode()] if isinstance(whole, SealedList) else []
    answered = repr(backing.listings._answered) + repr([one.memo.value for one in lists.values()])
    return b"\n".join([*written, left.encode(), repr(lists).encode(), answered.encode()])
