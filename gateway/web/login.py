"""Knows the way in and out: Keycloak's page and back, logout here and there."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from gateway.clock import Clock, random_bytes
from gateway.session.ports import Auditor, Closer, SessionEvent, SessionEventKind
from gateway.session.provider import Provider, ProviderRefused, ProviderUnreachableError, Tokens
from gateway.session.sessions import SESSION_COOKIE, SessionRecord, Sessions
from gateway.session.signing_keys import KeysUnavailableError
from gateway.session.tokens import TokenRefused, TokenVerifier
from gateway.web.login_flight import (
    FLIGHT_COOKIE,
    FLIGHT_LIFE_S,
    Flight,
    listed_path,
    read_flight,
    write_flight,
)
from schema.vocabulary.facts import JsonValue

CALLBACK = "/login/callback"
LONGEST_LOGOUT = 16_384
REPLAY_S = 3600
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginParts:
    """What sign-in is made of; `public_url` is the portal's origin, as browsers see it."""

    public_url: str
    provider: Provider
    verifier: TokenVerifier
    sessions: Sessions
    auditor: Auditor
    closer: Closer
    clock: Clock


def login_routes(parts: LoginParts) -> list[Route]:
    """The four addresses of signing in and out."""
    desk = LoginDesk(parts)
    return [
        Route("/login", desk.begin, methods=["GET"]),
        Route(CALLBACK, desk.callback, methods=["GET"]),
        Route("/logout", desk.logout, methods=["POST"]),
        Route("/login/backchannel-logout", desk.backchannel_logout, methods=["POST"]),
    ]


class LoginDesk:
    """The handlers; none of them decides what a person may see."""

    def __init__(self, parts: LoginParts) -> None:
        self._parts = parts
        self._redirect_uri = parts.public_url.rstrip("/") + CALLBACK

    async def begin(self, request: Request) -> Response:
        """Send the browser to Keycloak: PAR, PKCE S256, state, nonce."""
        flight = Flight(
            state=_random(),
            nonce=_random(),
            verifier=_random(),
            return_to=listed_path(request.query_params.get("return_to", "")),
        )
        digest = hashlib.sha256(flight.verifier.encode()).digest()
        try:
            address = await self._parts.provider.push(
                {
                    "response_type": "code",
                    "redirect_uri": self._redirect_uri,
                    "state": flight.state,
                    "nonce": flight.nonce,
                    "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
                    "code_challenge_method": "S256",
                }
            )
        except ProviderUnreachableError:
            return _away()
        if isinstance(address, ProviderRefused):
            return _page("Keycloak refuses this portal: its realm must be mended.", status=503)
        response = RedirectResponse(address, status_code=303, headers=NO_STORE)
        response.set_cookie(
            FLIGHT_COOKIE,
            write_flight(flight),
            max_age=FLIGHT_LIFE_S,
            path="/",
            secure=True,
            httponly=True,
            samesite="lax",
        )
        return response

    async def callback(self, request: Request) -> Response:
        """Take Keycloak's answer: only to a question we asked, from it, once."""
        flight = read_flight(request.cookies.get(FLIGHT_COOKIE, ""))
        code = self._code(request, flight)
        if flight is None or code is None:
            return await self._refuse("ANSWER")
        if not await self._parts.sessions.store.once(f"state:{flight.state}", ttl_s=REPLAY_S):
            return await self._refuse("REPLAY")
        try:
            tokens = await self._parts.provider.exchange(
                code, verifier=flight.verifier, redirect_uri=self._redirect_uri
            )
            record = await self._verified(tokens, flight)
        except (ProviderUnreachableError, KeysUnavailableError):
            return _away()
        if record is None:
            return await self._refuse("TOKENS")
        return await self._signed_in(request, record, return_to=flight.return_to)

    async def logout(self, request: Request) -> Response:
        """End our session and Keycloak's; the answer says where the browser goes next."""
        if not self._is_ours(request):
            return JSONResponse({"error": "x-portal is missing"}, status_code=403, headers=NO_STORE)
        parts = self._parts
        session = await parts.sessions.load(request.cookies.get(SESSION_COOKIE, ""))
        location = "/"
        if session is not None:
            claims = session.record.claims
            await parts.sessions.store.remove(session.name)
            await self._event(SessionEventKind.LOGOUT, claims.sub, claims.sid)
            if claims.sid:
                await parts.sessions.store.end(sid=claims.sid)
                await parts.closer.close(sid=claims.sid)
            if not await parts.provider.end(session.record.refresh_token):
                location = parts.provider.end_page(return_to=parts.public_url.rstrip("/") + "/")
        headers = {**NO_STORE, "Clear-Site-Data": '"cache", "storage"'}
        response = JSONResponse({"location": location}, headers=headers)
        _drop(response, SESSION_COOKIE)
        return response

    async def backchannel_logout(self, request: Request) -> Response:
        """End what Keycloak says has ended (OpenID Connect Back-Channel Logout 1.0)."""
        token = await _logout_token(request)
        parts = self._parts
        if token is None:
            return _page("Expected a logout_token.", status=400)
        try:
            claims = await parts.verifier.logout(token)
        except KeysUnavailableError:
            return _away()
        if isinstance(claims, TokenRefused):
            return _page(f"The logout token is refused: {claims.fault}.", status=400)
        if not await parts.sessions.store.once(f"logout:{claims.jti}", ttl_s=REPLAY_S):
            return _page("This logout token was used.", status=400)
        who = {"sid": claims.sid} if claims.sid else {"subject": claims.sub}
        ended = await parts.sessions.store.end(**who)
        await parts.closer.close(**who)
        if ended:
            await self._event(SessionEventKind.LOGOUT, claims.sub or "", claims.sid)
        return Response(status_code=200, headers=NO_STORE)

    def _code(self, request: Request, flight: Flight | None) -> str | None:
        """The code, if every parameter stands once, and state and issuer are those we expect."""
        query = request.query_params
        answers = {name: query.getlist(name) for name in ("state", "iss", "code")}
        if flight is None or any(len(values) != 1 for values in answers.values()):
            return None
        same_state = hmac.compare_digest(answers["state"][0].encode(), flight.state.encode())
        same_issuer = answers["iss"][0] == self._parts.provider.issuer
        return answers["code"][0] if same_state and same_issuer else None

    async def _verified(
        self, tokens: Tokens | ProviderRefused, flight: Flight
    ) -> SessionRecord | None:
        if isinstance(tokens, ProviderRefused) or tokens.id_token is None:
            return None
        access = await self._parts.verifier.access(tokens.access_token)
        identity = await self._parts.verifier.identity(tokens.id_token, nonce=flight.nonce)
        if isinstance(access, TokenRefused) or isinstance(identity, TokenRefused):
            return None
        mine = access.azp == self._parts.provider.client_id and access.sub == identity.sub
        if not mine or access.sid is None:
            return None
        return SessionRecord(
            claims=access,
            refresh_token=tokens.refresh_token,
            name=identity.name or access.sub,
            verified_at=int(self._parts.clock.now().timestamp()),
        )

    async def _signed_in(
        self, request: Request, record: SessionRecord, *, return_to: str
    ) -> Response:
        """A new session under a new name; the one this browser had before ends."""
        sessions = self._parts.sessions
        former = await sessions.load(request.cookies.get(SESSION_COOKIE, ""))
        if former is not None:
            await sessions.store.remove(former.name)
        await self._event(SessionEventKind.LOGIN, record.claims.sub, record.claims.sid)
        cookie = await sessions.begin(record)
        response = RedirectResponse(return_to, status_code=303, headers=NO_STORE)
        response.set_cookie(
            SESSION_COOKIE, cookie, path="/", secure=True, httponly=True, samesite="strict"
        )
        _drop(response, FLIGHT_COOKIE)
        return response

    async def _refuse(self, why: str) -> Response:
        event = SessionEventKind.LOGIN_REFUSED
        await self._event(event, "", None, detail={"why": why})
        response = _page("This sign-in did not work or is too old. Start again: /login", status=400)
        _drop(response, FLIGHT_COOKIE)
        return response

    async def _event(
        self,
        kind: SessionEventKind,
        subject: str,
        sid: str | None,
        *,
        detail: dict[str, JsonValue] | None = None,
    ) -> None:
        await self._parts.auditor.record(
            SessionEvent(
                kind=kind,
                at=self._parts.clock.now(),
                subject=subject,
                session_id=sid or "",
                detail=detail or {},
            )
        )

    def _is_ours(self, request: Request) -> bool:
        origin = request.headers.get("origin")
        site = request.headers.get("sec-fetch-site", "same-origin")
        own = self._parts.public_url.rstrip("/")
        return (
            "x-portal" in request.headers
            and origin in {None, own}
            and site in {"same-origin", "none"}
        )


async def _logout_token(request: Request) -> str | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_LOGOUT:
            return None
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return None
    tokens = parse_qs(body.decode("utf-8", "replace")).get("logout_token", [])
    return tokens[0] if len(tokens) == 1 else None


def _random() -> str:
    return urlsafe_b64encode(random_bytes(32)).rstrip(b"=").decode()


def _drop(response: Response, cookie: str) -> None:
    response.delete_cookie(cookie, path="/", secure=True, httponly=True)


def _page(text: str, *, status: int) -> Response:
    return PlainTextResponse(text + "\n", status_code=status, headers=NO_STORE)


def _away() -> Response:
    return _page(
        "Keycloak does not answer: try again in a minute.", status=HTTPStatus.SERVICE_UNAVAILABLE
    )
