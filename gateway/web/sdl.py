"""Knows the address of the API's text, which API clients that are recognised are handed."""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.session.authenticate import AuthenticationRefused
from gateway.telemetry.metrics import ANSWERED
from gateway.web.desk import not_recognised
from gateway.web.errors import WebError, translate
from gateway.web.graphql import respond_refusal
from gateway.web.negotiation import OLD_JSON
from gateway.web.ports import WebParts
from schema.api.schema import print_sdl
from schema.vocabulary.principals import PrincipalKind

PATH: Final = "/schema.graphql"


def sdl_routes(parts: WebParts) -> list[Route]:
    """The SDL with the sensitivity of every field; who may not introspect is refused it, too."""

    async def answer(request: Request) -> Response:
        try:
            await _check(request, parts)
        except Exception as error:  # noqa: BLE001 (the request's catch-all, STYLE 'When things go wrong')
            refusal = translate(error, log=parts.log)
            parts.metrics.ended(refusal.code)
            parts.log.note("refused", code=refusal.code, status=refusal.status)
            return respond_refusal(refusal, OLD_JSON)
        parts.metrics.ended(ANSWERED)
        headers = {"Content-Disposition": 'attachment; filename="schema.graphql"'}
        return Response(print_sdl(), media_type="text/plain", headers=headers)

    return [Route(PATH, answer, methods=["GET"])]


async def _check(request: Request, parts: WebParts) -> None:
    found = await parts.signing.authenticate(
        cookies={}, authorization=request.headers.get("authorization")
    )
    if isinstance(found, AuthenticationRefused):
        raise not_recognised(found)
    if found.principal.kind is not PrincipalKind.API_CLIENT:
        raise WebError(HTTPStatus.FORBIDDEN, "INTROSPECTION_REFUSED")
