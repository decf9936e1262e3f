"""A small gateway over the real Keycloak: sign-in, who am I, people; a browser without screen."""

import contextlib
import html
import re
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.clock import SystemClock
from gateway.dev.people import SANDBOX_PASSWORD
from gateway.session.admin_accounts import service_admin
from gateway.session.administration import SitePeople
from gateway.session.authenticate import Authenticated, AuthenticationRefused, Authenticator
from gateway.session.claims import KnownParties
from gateway.session.client_keys import ClientKey
from gateway.session.people import PeopleAdmin
from gateway.session.programs import Programs
from gateway.session.provider import Provider
from gateway.session.refresh import Refresher
from gateway.session.sessions import Sessions
from gateway.session.sessions_memory import MemorySessions
from gateway.session.signing_keys import RealmKeys
from gateway.session.standing import Standings
from gateway.session.tokens import TokenVerifier
from gateway.settings import Site
from gateway.web.login import LoginParts, login_routes
from schema.api.ports import Trouble
from tests.gateway.session.parts import Heard, a_store

SITES = (
    Site(id="st-alder", name="St. Alder University Hospital", zone="Europe/Zurich"),
    Site(id="lakeside", name="Lakeside Cancer Centre", zone="Europe/London"),
    Site(id="westhaven", name="Westhaven Children's Hospital", zone="Europe/Berlin"),
)


@dataclass(frozen=True)
class Realm:
    """The sandbox realm on a running Keycloak; `folder` holds the clients' key files."""

    url: str
    folder: Path
    issuer: str
    portal_url: str
    keys: dict[str, ClientKey]
    client_secret: str
    admin_password: str


@dataclass(frozen=True)
class Portal:
    """The small gateway, with what it told the audit and the streams."""

    realm: Realm
    heard: Heard

    @property
    def url(self) -> str:
        return self.realm.portal_url


@dataclass
class Browser:
    """Keeps cookies by hand (they are Secure, on http) and follows redirects one by one."""

    http: httpx.Client
    cookies: dict[str, str] = field(default_factory=dict[str, str])

    def get(self, url: str, **headers: str) -> httpx.Response:
        return self._sent("GET", url, headers=headers)

    def post(
        self, url: str, *, data: dict[str, str] | None = None, **headers: str
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._sent("POST", url, data=data, headers=named)

    def _sent(
        self, method: str, url: str, *, headers: dict[str, str], data: dict[str, str] | None = None
    ) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.http.request(method, url, data=data, headers={**headers, "cookie": cookie})
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            value = rest.split(";")[0].strip('"')
            if not value or "max-age=0" in line.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer

    def sign_in(self, portal: str, person: str, *, return_to: str = "/worklist") -> httpx.Response:
        """Through Keycloak's own page; the answer of our callback."""
        page = self.get(self.to_keycloak(portal, return_to=return_to))
        page = self.followed(page, portal)
        while page.status_code == 200:
            action = re.search(r'action="([^"]+)"', page.text)
            assert action is not None, page.text[:500]
            form = {"username": person, "password": SANDBOX_PASSWORD, "credentialId": ""}
            page = self.post(html.unescape(action.group(1)), data=form)
            page = self.followed(page, portal)
        return self.get(page.headers["location"])

    def followed(self, page: httpx.Response, portal: str) -> httpx.Response:
        """Follow redirects as long as they stay at Keycloak."""
        while page.is_redirect and not page.headers["location"].startswith(f"{portal}/"):
            page = self.get(page.headers["location"])
        return page

    def to_keycloak(self, portal: str, *, return_to: str = "/worklist") -> str:
        answer = self.get(f"{portal}/login?return_to={return_to}")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])


@contextmanager
def a_browser() -> Generator[Browser]:
    with httpx.Client(timeout=20) as http:
        yield Browser(http)


@contextmanager
def a_portal(realm: Realm, folder: Path) -> Generator[Portal]:
    """The small gateway, serving at the realm's portal address until the end."""
    heard = Heard()
    port = int(realm.portal_url.rsplit(":", 1)[1])
    app = Starlette(lifespan=_lifespan(realm, heard, folder))
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            thread.join(0.02)
        yield Portal(realm, heard)
    finally:
        server.should_exit = True
        thread.join()


def _lifespan(
    realm: Realm, heard: Heard, folder: Path
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with contextlib.AsyncExitStack() as stack:
            clock = SystemClock()
            http = await stack.enter_async_context(httpx.AsyncClient())
            store = await stack.enter_async_context(a_store(folder))
            calls = service_admin(
                server_url=realm.url, realm="cgt", client=realm.keys["roles"], clock=clock
            )
            stack.push_async_callback(calls.close)
            provider = Provider(
                issuer=realm.issuer, client=realm.keys["portal"], http=http, clock=clock
            )
            verifier = TokenVerifier(
                issuer=realm.issuer,
                keys=RealmKeys(fetch=provider.keys, clock=clock),
                clock=clock,
                audience="gateway",
                client_id="portal",
            )
            locks = MemorySessions(clock=clock)
            sessions = Sessions(store=locks, clock=clock, idle_s=900, absolute_s=43_200)
            standings = Standings(store=store, clock=clock)
            known = KnownParties(
                people=frozenset({"portal", "sandbox"}),
                programs=frozenset({"registry", "no-purpose", "odd-purpose"}),
                sites=frozenset(site.id for site in SITES),
            )
            authenticator = Authenticator(
                sessions=sessions,
                verifier=verifier,
                refresher=Refresher(
                    sessions=sessions, provider=provider, verifier=verifier, clock=clock
                ),
                standings=standings,
                programs=Programs(store=store, clock=clock),
                known=known,
                auditor=heard,
                clock=clock,
            )
            people = PeopleAdmin(
                calls=calls,
                standings=standings,
                locks=locks,
                auditor=heard,
                closer=heard,
                clock=clock,
                sites=frozenset(site.id for site in SITES),
            )
            parts = LoginParts(
                public_url=realm.portal_url,
                provider=provider,
                verifier=verifier,
                sessions=sessions,
                auditor=heard,
                closer=heard,
                clock=clock,
            )
            app.router.routes.extend(login_routes(parts))
            app.router.routes.extend(_own_routes(authenticator, people, heard))
            yield

    return lifespan


def _own_routes(authenticator: Authenticator, people: PeopleAdmin, heard: Heard) -> list[Route]:
    async def asking(request: Request) -> Authenticated | None:
        who = await authenticator.authenticate(
            cookies=request.cookies, authorization=request.headers.get("authorization")
        )
        if isinstance(who, AuthenticationRefused):
            heard.refused.append(who.reason.value)
            return None
        return who

    async def who_am_i(request: Request) -> Response:
        who = await asking(request)
        if who is None:
            return JSONResponse({}, status_code=401)
        principal = who.principal
        return JSONResponse(
            {
                "name": principal.name,
                "kind": principal.kind,
                "assurance": principal.assurance,
                "roles": sorted([site, role] for site, role in principal.roles),
                "realm_roles": sorted(principal.realm_roles),
                "purpose": principal.purpose,
            }
        )

    async def list_people(request: Request) -> Response:
        who = await asking(request)
        assert who is not None
        found = await SitePeople(people, who=who).people(request.path_params["site"])
        return JSONResponse(found._asdict() if isinstance(found, Trouble) else {"people": found})

    async def change(request: Request) -> Response:
        who = await asking(request)
        assert who is not None
        mine = SitePeople(people, who=who)
        act = mine.grant if request.path_params["act"] == "grant" else mine.withdraw
        names = {name: request.query_params[name] for name in ("site", "person", "role")}
        done = await act(**names)
        return JSONResponse(done._asdict() if isinstance(done, Trouble) else done)

    return [
        Route("/whoami", who_am_i),
        Route("/people/{site}", list_people),
        Route("/change/{act}", change, methods=["POST"]),
    ]
