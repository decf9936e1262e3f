"""Knows whether a browser's request comes from the portal's own page (ASVS 3.5.1)."""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request

from gateway.session.authenticate import Authenticated
from gateway.web.errors import WebError

PORTAL_HEADER: Final = "x-portal"
INPUT: Final = "input"


def check_origin(request: Request, who: Authenticated, *, public_url: str) -> None:
    """Raise `WebError` 403 when a session's cookie is used by anything but the portal."""
    if who.kind != "session":
        return
    own = public_url.rstrip("/")
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", own)
    marked = request.method == "GET" or PORTAL_HEADER in request.headers
    if site != "same-origin" or origin != own or not marked:
        raise WebError(HTTPStatus.FORBIDDEN, "NOT_SAME_ORIGIN")
