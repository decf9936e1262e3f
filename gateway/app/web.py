"""Builds the ASGI application: sign-in, disclosure, GraphQL, streams, pages."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from connectors.kit.contract import Connection
from connectors.kit.registry import profiles
from gateway.app.audit import AuditRoom, audit_backing
from gateway.app.house import House, StartError
from gateway.app.modes import budgets_of, closer_of, sessions_of
from gateway.app.policy import governed
from gateway.app.rights import papers_backing, rights_backing
from gateway.disclosure.accounting import AuditBacking, ViewerAuditLog
from gateway.disclosure.counting import Counting
from gateway.disclosure.execute import Disclosure
from gateway.disclosure.papers import PapersBacking, PatientPapers
from gateway.disclosure.policy_life import PolicyBacking, PolicyLife
from gateway.disclosure.ports import Directory, Product
from gateway.disclosure.rights import PatientRights
from gateway.disclosure.showing import Backing
from gateway.session.admin_accounts import service_admin
from gateway.session.administration import SessionPurposes, SitePeople
from gateway.session.auditing import SessionAudit
from gateway.session.authenticate import Authenticated, Authenticator
from gateway.session.claims import KnownParties
from gateway.session.client_keys import ClientKey, ClientKeyError, read_client_key
from gateway.session.holders import RoleHolders, StaffNames
from gateway.session.people import PeopleAdmin
from gateway.session.ports import Closer
from gateway.session.programs import Programs
from gateway.session.provider import Provider
from gateway.session.refresh import Refresher
from gateway.session.sessions import Sessions, SessionStore
from gateway.session.signing_keys import RealmKeys
from gateway.session.standing import Standings
from gateway.session.tokens import TokenVerifier
from gateway.settings import Settings, Site, read_sites
from gateway.store.engine import Store
from gateway.sync.connections import ConnectionStates
from gateway.telemetry.logs import Log
from gateway.vault.alarm import Failure
from gateway.web.documents import OperationsError, read_operations
from gateway.web.following import StoredChanges
from gateway.web.graphql import graphql_routes
from gateway.web.login import LoginParts, login_routes
from gateway.web.open_streams import OpenStreams
from gateway.web.pages import page_routes, probe_routes
from gateway.web.papers import papers_routes
from gateway.web.ports import WebParts
from gateway.web.scrape import scrape_routes
from gateway.web.sdl import sdl_routes
from schema.api.ports import Treated
from schema.api.schema import schema_version

PROVIDER_TIMEOUT_S = 5.0
PORTAL_CLIENT = "portal"
SANDBOX_CLIENT = "sandbox"
AUDIENCE = "gateway"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Everything about who is asking, built once."""

    provider: Provider
    verifier: TokenVerifier
    sessions: Sessions
    locks: SessionStore
    standings: Standings
    authenticator: Authenticator
    auditor: SessionAudit


@asynccontextmanager
async def open_web(house: House, room: AuditRoom) -> AsyncGenerator[tuple[Starlette, OpenStreams]]:
    """The application with everything behind it; the audit is running."""
    settings, clock = house.settings, house.clock
    sites = {site.id: site for site in read_sites(settings.directory_file)}
    streams = OpenStreams()
    async with (
        closer_of(house, streams) as closer,
        governed(house, streams.notify) as in_force,
        httpx.AsyncClient(timeout=PROVIDER_TIMEOUT_S, trust_env=False) as http,
    ):
        signing = _sign_in(house, http, sites, SessionAudit(room.audit))
        calls = service_admin(
            server_url=settings.keycloak_url,
            realm=settings.realm,
            client=_client_key(settings, "roles"),
            clock=clock,
        )
        people = PeopleAdmin(
            calls=calls,
            standings=signing.standings,
            locks=signing.locks,
            auditor=signing.auditor,
            closer=closer,
            clock=clock,
            sites=frozenset(sites),
        )
        life = PolicyBacking(
            store=house.store,
            sink=room.audit,
            in_force=in_force,
            holders=RoleHolders(calls, sites=sites),
            clock=house.clock,
        )
        titles = {site.id: site.name for site in sites.values()}
        names = StaffNames(calls, sites=titles, clock=clock)
        looks = audit_backing(house, room, names=names)
        parts = _web_parts(house, signing, people, room, sites, life, looks)
        papers = papers_backing(house, room, names=names, sites=sites)
        routes = _routes(house, parts, streams, signing, room, closer, papers)
        try:
            yield Starlette(routes=routes), streams
        finally:
            await calls.close()


def _sign_in(
    house: House, http: httpx.AsyncClient, sites: Mapping[str, Site], auditor: SessionAudit
) -> SignIn:
    settings, clock = house.settings, house.clock
    issuer = f"{settings.keycloak_url.rstrip('/')}/realms/{settings.realm}"
    store = sessions_of(house)
    sessions = Sessions(
        store=store,
        clock=clock,
        idle_s=settings.session_idle_s,
        absolute_s=settings.session_absolute_s,
    )
    provider = Provider(
        issuer=issuer, client=_client_key(settings, PORTAL_CLIENT), http=http, clock=clock
    )
    verifier = TokenVerifier(
        issuer=issuer,
        keys=RealmKeys(fetch=provider.keys, clock=clock),
        clock=clock,
        audience=AUDIENCE,
        client_id=PORTAL_CLIENT,
    )
    standings = Standings(store=house.store, clock=clock)
    authenticator = Authenticator(
        sessions=sessions,
        verifier=verifier,
        refresher=Refresher(sessions=sessions, provider=provider, verifier=verifier, clock=clock),
        standings=standings,
        programs=Programs(store=house.store, clock=clock),
        known=_known(settings, frozenset(sites)),
        auditor=auditor,
        clock=clock,
    )
    return SignIn(provider, verifier, sessions, store, standings, authenticator, auditor)


def _web_parts(
    house: House,
    signing: SignIn,
    people: PeopleAdmin,
    room: AuditRoom,
    sites: Mapping[str, Site],
    life: PolicyBacking,
    looks: AuditBacking,
) -> WebParts:
    settings = house.settings
    treated: dict[str, Treated] = {
        site.id: {"id": site.id, "name": site.name, "zone": site.zone} for site in sites.values()
    }

    def people_of(who: Authenticated) -> SitePeople:
        return SitePeople(people, who=who)

    def purposes_of(who: Authenticated) -> SessionPurposes:
        return SessionPurposes(signing.authenticator, who=who, sites=treated)

    backing = Backing(
        store=house.store,
        vault=house.vault,
        policy=life.in_force,
        directory=Directory(sites=sites, products=_products(house.connections)),
        sources=StoredSources(house.states),
        counting=Counting(smallest=settings.counts_smallest, elsewhere=settings.counts_elsewhere),
    )
    rights = rights_backing(house, room, backing.fragments)
    return WebParts(
        public_url=settings.public_url,
        trusted=_operations(settings),
        people_may_write_documents=settings.mode == "development",
        signing=signing.authenticator,
        disclosure=Disclosure(backing, clock=house.clock, schema_version=schema_version()),
        people_of=people_of,
        purposes_of=purposes_of,
        audit=room.audit,
        audit_log_of=lambda who: ViewerAuditLog(looks, who.principal),
        rights_of=lambda who: PatientRights(rights, who.principal),
        policy_of=lambda who: PolicyLife(life, who.principal),
        sites=sites,
        changes=StoredChanges(house.store),
        tokens=house.vault,
        budgets=budgets_of(house),
        clock=house.clock,
        log=Log("web"),
        metrics=house.metrics,
    )


def _routes(
    house: House,
    parts: WebParts,
    streams: OpenStreams,
    signing: SignIn,
    room: AuditRoom,
    closer: Closer,
    papers: PapersBacking,
) -> list[BaseRoute]:
    login = LoginParts(
        public_url=house.settings.public_url,
        provider=signing.provider,
        verifier=signing.verifier,
        sessions=signing.sessions,
        auditor=signing.auditor,
        closer=closer,
        clock=house.clock,
    )
    house.metrics.watch_counts(
        "cgt_vault_open_failed",
        "Sealed values and data keys that did not open: somebody touched the store or the key file",
        label="cause",
        words=tuple(Failure),
        of=house.vault.alarm.counts,
    )
    house.metrics.watch("cgt_open_streams", "Streams open in this process", lambda: streams.counted)
    token = house.settings.metrics_token
    return [
        *scrape_routes(house.metrics, token=token.get_secret_value() if token else None),
        *graphql_routes(parts, open_streams=streams),
        *login_routes(login),
        *sdl_routes(parts),
        *papers_routes(parts, papers_of=lambda who: PatientPapers(papers, who.principal)),
        *probe_routes(lambda: _readiness(house.store, room)),
        *page_routes(house.settings.frontend_dist),
    ]


@dataclass(frozen=True, slots=True)
class StoredSources:
    """The connections' states, as the reads show them."""

    states: ConnectionStates

    async def sources(self) -> list[Treated]:
        """See `gateway.disclosure.ports.Sources`."""
        return [row._asdict() for row in await self.states.sources()]


async def _readiness(store: Store, room: AuditRoom) -> Mapping[str, object]:
    async with store.reading() as connection:
        ready = await connection.scalar(select(1)) == 1
    return {"store": ready, "audit_second_place": room.detail()}


def _operations(settings: Settings) -> dict[str, str]:
    try:
        return read_operations(settings.operations_file)
    except OperationsError as error:
        raise StartError(f"CGT_OPERATIONS_FILE: {error}") from error


def _client_key(settings: Settings, client_id: str) -> ClientKey:
    file = settings.portal_key_file if client_id == PORTAL_CLIENT else settings.roles_key_file
    try:
        return read_client_key(file, client_id=client_id)
    except ClientKeyError as error:
        raise StartError(str(error)) from error


def _known(settings: Settings, sites: frozenset[str]) -> KnownParties:
    people = {PORTAL_CLIENT}
    if settings.mode == "development":
        people.add(SANDBOX_CLIENT)
    programs = frozenset(name for name in settings.api_clients.split(",") if name)
    return KnownParties(people=frozenset(people), programs=programs, sites=sites)


def _products(connections: tuple[Connection, ...]) -> dict[tuple[str, str], Product]:
    by_vendor = {profile.id: profile for profile in profiles()}
    found: dict[tuple[str, str], Product] = {}
    for one in connections:
        profile = by_vendor.get(one.vendor)
        for product in profile.products if profile else ():
            found[one.id, product.code] = Product(
                code=product.code, title=product.title, kind=product.kind.value, vendor=one.title
            )
    return found
