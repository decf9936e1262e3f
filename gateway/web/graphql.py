"""Knows the endpoint /graphql: GraphQL over HTTP, with nothing a caller sends taken on trust."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, TypeAlias

import msgspec
from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway.session.authenticate import Authenticated, AuthenticationRefused
from gateway.web.body import (
    GraphqlRequest,
    check_head,
    decode_variables,
    read_body,
)
from gateway.web.deadlines import DEADLINE_S
from gateway.web.desk import Admitted, Desk, not_recognised
from gateway.web.envelope import Answer, encoded
from gateway.web.errors import WebError
from gateway.web.eventstream import EventStream, events
from gateway.web.follower import Credentials
from gateway.web.heads import Heads, heads_of
from gateway.web.negotiation import EVENTS, OLD_JSON, negotiate
from gateway.web.open_streams import OpenStreams
from gateway.web.operation import Prepared
from gateway.web.origin import INPUT, PORTAL_HEADER, check_origin
from gateway.web.ports import WebParts
from gateway.web.pricing import Price
from gateway.web.sockets import INIT_WITHIN_S, TAKEN_WITHIN_S, SocketWindow
from gateway.web.streams import HEARTBEAT_S, Streams
from schema.api.schema import build_schema, executable

Answering: TypeAlias = Callable[[Request], Awaitable[Response]]

PATH: Final = "/graphql"
ADDRESS_KEYS: Final = frozenset({"documentId", "variables", "operationName"})


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a silent stream says something, and what waits how long, in s."""

    heartbeat_s: float = HEARTBEAT_S
    init_within_s: float = INIT_WITHIN_S
    taken_within_s: float = TAKEN_WITHIN_S
    run_within_s: float = DEADLINE_S


def graphql_routes(
    parts: WebParts, *, open_streams: OpenStreams, pace: "Pace | None" = None
) -> list[BaseRoute]:
    """The one address of the API, over HTTP and over WebSocket."""
    pace = pace or Pace()
    desk = Desk(parts, schema=executable(build_schema()), within_s=pace.run_within_s)
    streams = Streams(
        parts, execution=desk.execution, open_streams=open_streams, heartbeat_s=pace.heartbeat_s
    )
    window = HttpWindow(parts, desk=desk, streams=streams)
    sockets = SocketWindow(
        parts,
        desk=desk,
        streams=streams,
        open_streams=open_streams,
        init_within_s=pace.init_within_s,
        taken_within_s=pace.taken_within_s,
    )
    return [Route(PATH, window.answer, methods=["GET", "POST"]), sockets.route(PATH)]


class HttpWindow:
    """Answers requests over HTTP."""

    def __init__(self, parts: WebParts, *, desk: Desk, streams: Streams) -> None:
        self._parts = parts
        self._desk = desk
        self._streams = streams

    async def answer(self, request: Request) -> Response:
        """Any request to /graphql."""
        media = OLD_JSON
        who: Authenticated | None = None
        try:
            heads = heads_of(request)
            media = negotiate(heads.get("accept"))
            self._check_head(request, heads)
            who = await self._recognise(request, heads)
            check_origin(request, who, public_url=self._parts.public_url)
            admitted = await self._desk.admit(await self._read(request, who), who)
            self._check_use(request, admitted.prepared, media)
            if media == EVENTS:
                return await self._stream(request, admitted, who)
            answer = await self._desk.execution.answer(admitted.prepared, who)
            extensions = self._desk.extensions(admitted, who)
            return respond(answer, media, price=admitted.price, extensions=extensions)
        except Exception as error:  # noqa: BLE001 (the request's catch-all, STYLE 'When things go wrong')
            return respond_refusal(await self._desk.refuse(error, who), media)

    async def _stream(self, request: Request, admitted: Admitted, who: Authenticated) -> Response:
        opened = await self._streams.open(
            admitted,
            who,
            credentials=Credentials(request.cookies, request.headers.get("authorization")),
            token=request.headers.get("last-event-id"),
        )
        response = EventStream(events(opened.told))
        response.headers.update(admitted.price.balance.headers())
        return response

    def _check_head(self, request: Request, heads: Heads) -> None:
        match request.method:
            case "POST":
                check_head(heads)
            case "GET":
                if heads.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
                    raise WebError(HTTPStatus.FORBIDDEN, "NOT_SAME_ORIGIN")
            case _:
                raise _method_refused()

    async def _recognise(self, request: Request, heads: Heads) -> Authenticated:
        found = await self._parts.signing.authenticate(
            cookies=request.cookies if "cookie" in heads else {},
            authorization=heads.get("authorization"),
            # the page asks by itself, too: only what a person's input caused keeps a session alive
            activity=heads.get(PORTAL_HEADER) == INPUT,
        )
        if isinstance(found, AuthenticationRefused):
            raise not_recognised(found)
        return found

    async def _read(self, request: Request, who: Authenticated) -> GraphqlRequest:
        if request.method == "POST":
            return await self._desk.request(await read_body(request), who)
        items = request.query_params.multi_items()
        given = dict(items)
        if len(given) != len(items) or not given.keys() <= ADDRESS_KEYS:
            raise WebError(HTTPStatus.BAD_REQUEST, "BODY_INVALID")
        if "documentId" not in given:
            raise _method_refused()
        return GraphqlRequest(
            documentId=given["documentId"],
            variables=decode_variables(given["variables"]) if "variables" in given else None,
            operationName=given.get("operationName"),
        )

    def _check_use(self, request: Request, prepared: Prepared, media: str) -> None:
        if request.method == "GET" and (
            prepared.kind is not OperationType.QUERY or prepared.checked.names_persons
        ):
            raise _method_refused()  # an address is written down on its way, a body is not
        if (prepared.kind is OperationType.SUBSCRIPTION) != (media == EVENTS):
            raise WebError(HTTPStatus.NOT_ACCEPTABLE, "NOT_ACCEPTABLE")


def respond(answer: Answer, media: str, *, price: Price, extensions: bytes) -> Response:
    """An answer in the media type that was agreed on; an old client knows no 294."""
    status = HTTPStatus.OK if media == OLD_JSON else answer.status
    content = encoded(answer.body, extensions)
    return Json(content, status=status, media=media, headers=price.balance.raw_headers())


def respond_refusal(refusal: WebError, media: str) -> Response:
    """A refusal; where the request was well formed an old client gets a 200."""
    old = refusal.graphql and media == OLD_JSON
    kind = OLD_JSON if media == EVENTS else media
    status = HTTPStatus.OK if old else refusal.status
    content = msgspec.json.encode(refusal.body())
    headers = [
        (name.lower().encode(), value.encode("latin-1")) for name, value in refusal.headers.items()
    ]
    return Json(content, status=status, media=kind, headers=headers)


class Json(Response):
    """JSON with all of its header fields: Starlette has nothing to add."""

    def __init__(
        self, content: bytes, *, status: int, media: str, headers: Sequence[tuple[bytes, bytes]]
    ) -> None:
        self.status_code = status
        self.background = None
        self.body = content
        self.raw_headers = [
            (b"content-type", b"%b; charset=utf-8" % media.encode("latin-1")),
            *headers,
            (b"content-length", b"%d" % len(content)),
        ]


def _method_refused() -> WebError:
    return WebError(
        HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", headers={"Allow": "GET, POST"}
    )
