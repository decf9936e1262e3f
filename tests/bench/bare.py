"""The yardstick: `python -m tests.bench.bare PORT FILE` sends a file's answer to every request.

Nothing but the server that the gateway uses, and an ASGI function; run on the gateway's own core.
"""

import asyncio
import sys
from pathlib import Path

import msgspec
from starlette.types import Receive, Scope, Send

from gateway.web.serve import server

OF_THE_SERVER = frozenset({b"date"})
"""Headers that the server itself adds to both."""


class Recorded(msgspec.Struct, frozen=True):
    """An answer of the gateway as it came."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Bare:
    """Reads a request whole, then answers."""

    def __init__(self, recorded: Recorded) -> None:
        kept = [pair for pair in recorded.headers if pair[0] not in OF_THE_SERVER]
        self._start = {"type": "http.response.start", "status": recorded.status, "headers": kept}
        self._body = {"type": "http.response.body", "body": recorded.body}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        while (await receive()).get("more_body", False):
            pass
        await send(self._start)
        await send(self._body)


def main() -> None:
    recorded = msgspec.msgpack.decode(Path(sys.argv[2]).read_bytes(), type=Recorded)
    running = server(Bare(recorded), host="127.0.0.1", port=int(sys.argv[1]), turn_budget_s=0)
    asyncio.run(running.serve())


if __name__ == "__main__":
    main()
