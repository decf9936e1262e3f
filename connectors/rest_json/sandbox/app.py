"""Knows Helvance's interface: tokens, changed orders page by page, and the switches for tests."""

import base64
import binascii
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.kit.simulator.faults import Fault, Faults
from connectors.kit.simulator.identifiers import seeded
from connectors.rest_json.sandbox.store import Slice, Store
from connectors.rest_json.sandbox.writing import millis

LIMIT, LIMIT_MAX = 20, 50
TOKEN_LIFETIME = timedelta(minutes=10)


@dataclass(slots=True, kw_only=True)
class Helvance:
    """The portal; `secret` is the client's, `tokens` those handed out with their end."""

    store: Store
    secret: str
    now: Callable[[], datetime]
    faults: Faults = field(default_factory=Faults)
    tokens: dict[str, datetime] = field(default_factory=dict[str, datetime])

    async def token(self, request: Request) -> Response:
        """OAuth2 client credentials; any client id, one secret."""
        form = dict(parse_qsl((await request.body()).decode("utf-8", errors="replace")))
        given = form.get("client_secret", "")
        good = form.get("grant_type") == "client_credentials" and hmac.compare_digest(
            given.encode(), self.secret.encode()
        )
        return self.faults.spoil("token", lambda: self._grant() if good else _refused())

    async def orders(self, request: Request) -> Response:
        """Orders that changed, oldest change first."""
        end = self.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if end is None or end <= self.now():
            self.faults.calls["orders"] += 1
            return _refused()
        try:
            since = int(request.query_params.get("changed_since", "0"))
            limit = min(int(request.query_params.get("limit", LIMIT)), LIMIT_MAX)
            after = _place(request.query_params.get("cursor"))
        except ValueError:
            return JSONResponse({"error": "invalid_parameter"}, status_code=400)
        return self.faults.spoil("orders", lambda: self._page(since, limit=limit, after=after))

    async def switch(self, request: Request) -> Response:
        """Switch a fault on (POST), or all of them off (DELETE); the calls so far (GET)."""
        if request.method == "POST":
            self.faults.switch_on(Fault(**json.loads(await request.body())))
        elif request.method == "DELETE":
            self.faults.clear()
            self.tokens.clear()
        return JSONResponse(self.faults.calls)

    async def health(self, request: Request) -> Response:
        """Whether the portal is up, and when its world began."""
        del request
        return JSONResponse({"portal": "Helvance", "epoch": self.store.epoch.isoformat()})

    def _grant(self) -> Response:
        token = f"hv-{seeded('token', len(self.tokens), self.now()).randrange(1 << 64):016x}"
        self.tokens[token] = self.now() + TOKEN_LIFETIME
        answer = {"access_token": token, "token_type": "Bearer"}
        return JSONResponse({**answer, "expires_in": int(TOKEN_LIFETIME.total_seconds())})

    def _page(self, since: int, *, limit: int, after: tuple[int, str] | None) -> Response:
        now = self.now()
        self.store.catch_up(now)
        part = self.store.changed_since(since, after=after, limit=limit)
        link = _link(part, since=since, limit=limit)
        head = json.dumps({"asOf": millis(now), "total": part.total, "next": link})
        body = f'{head[:-1]}, "orders": [{", ".join(part.bodies)}]}}'
        return Response(body.encode(), media_type="application/json")


def application(portal: Helvance) -> Starlette:
    """The ASGI application of one portal."""
    return Starlette(
        routes=[
            Route("/oauth/token", portal.token, methods=["POST"]),
            Route("/v2/orders", portal.orders),
            Route("/health", portal.health),
            Route("/_sandbox/faults", portal.switch, methods=["GET", "POST", "DELETE"]),
        ]
    )


def _link(part: Slice, *, since: int, limit: int) -> str | None:
    if part.after is None:
        return None
    cursor = base64.urlsafe_b64encode(json.dumps(part.after).encode()).decode()
    query = urlencode({"changed_since": since, "limit": limit, "cursor": cursor})
    return f"/v2/orders?{query}"


def _place(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    try:
        changed, number = json.loads(base64.urlsafe_b64decode(cursor))
    except (binascii.Error, ValueError, TypeError):
        raise ValueError("no cursor of ours") from None
    return int(changed), str(number)


def _refused() -> Response:
    return JSONResponse({"error": "invalid_client"}, status_code=401)
