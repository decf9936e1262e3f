"""The yardstick of streams: a plain Starlette app that sends a file's text to every WebSocket.

`python -m tests.bench.broadcast PORT FILE`, on the server that the gateway uses; told by a POST.
"""

import asyncio
import sys
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from gateway.web.serve import server

FOLLOW, TELL = "/follow", "/tell"


def broadcasting(text: str) -> Starlette:
    """Whoever follows is sent the text when the app is told."""
    following: set[WebSocket] = set()

    async def follow(socket: WebSocket) -> None:
        await socket.accept()
        following.add(socket)
        try:
            while (await socket.receive())["type"] != "websocket.disconnect":
                pass
        finally:
            following.discard(socket)

    async def tell(request: Request) -> Response:
        del request
        for socket in tuple(following):
            await socket.send_text(text)
        return Response()

    return Starlette(
        routes=[WebSocketRoute(FOLLOW, follow), Route(TELL, tell, methods=["POST"])],
    )


def main() -> None:
    app = broadcasting(Path(sys.argv[2]).read_text(encoding="utf-8"))
    running = server(app, host="127.0.0.1", port=int(sys.argv[1]), turn_budget_s=0)
    asyncio.run(running.serve())


if __name__ == "__main__":
    main()
