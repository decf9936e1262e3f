"""Knows `/metrics`: counts for an operator's Prometheus, by a token, and for nobody else."""

import hmac
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gateway.telemetry.metrics import CONTENT_TYPE, Metrics

PATH = "/metrics"


def scrape_routes(metrics: Metrics, *, token: str | None) -> list[Route]:
    """The route, when there is a token; without one there is no such address (ASVS 13.4.5)."""
    if token is None:
        return []
    expected = f"Bearer {token}".encode()

    async def scrape(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, expected):
            return PlainTextResponse(
                "The token of CGT_METRICS_TOKEN is expected.\n",
                status_code=HTTPStatus.UNAUTHORIZED,
                headers={"WWW-Authenticate": 'Bearer realm="metrics"'},
            )
        return Response(metrics.text(), headers={"content-type": CONTENT_TYPE})

    return [Route(PATH, scrape, methods=["GET"])]
