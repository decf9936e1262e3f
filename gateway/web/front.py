"""Knows which requests go straight to the API, past what Starlette does for pages."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from gateway.web.graphql import PATH, Answering

ITS_METHODS = frozenset({"GET", "POST"})


class Front:
    """The application behind the guard; its `/graphql` answers every error itself.

    So nothing there needs the handlers that Starlette lays round a route; what is no request of
    the API (another method, a WebSocket, a page) goes its usual way.
    """

    def __init__(self, app: Starlette) -> None:
        self._app = app
        found = [one for one in app.routes if isinstance(one, Route) and one.path == PATH]
        self._answer: Answering = found[0].endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        api = scope["type"] == "http" and scope["path"] == PATH
        if api and scope["method"] in ITS_METHODS:
            response = await self._answer(Request(scope, receive))
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)
