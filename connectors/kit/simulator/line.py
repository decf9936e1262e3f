"""Knows how to stand before an HTTP server that others wrote, and to spoil its answers on the way.

`python -m connectors.kit.simulator.line --port PORT --target PORT`: whatever comes goes on to the
target, with the caller's Host, so that links in its answers lead back here. `/_sandbox/faults`
switches faults on (POST) and off (DELETE) and counts the calls (GET).
"""

import argparse
import json
from dataclasses import dataclass, field

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.kit.simulator.faults import Fault, Faults

WAIT_S = 60.0
KEPT = ("content-type", "date", "etag", "last-modified", "retry-after", "location")


@dataclass(slots=True, kw_only=True)
class Line:
    """One line to one server."""

    target: str
    client: httpx.AsyncClient
    faults: Faults = field(default_factory=Faults)

    async def carry(self, request: Request) -> Response:
        """Ask the target, and hand on what it says unless a fault says otherwise."""
        headers = {"host": request.headers["host"], "accept": request.headers.get("accept", "*/*")}
        came = await self.client.get(
            f"{self.target}{request.url.path}?{request.url.query}", headers=headers
        )
        kept = {name: came.headers[name] for name in KEPT if name in came.headers}
        honest = Response(came.content, status_code=came.status_code, headers=kept)
        return self.faults.spoil("orders", lambda: honest)

    async def switch(self, request: Request) -> Response:
        """Switch a fault on (POST), or all of them off (DELETE); the calls so far (GET)."""
        if request.method == "POST":
            self.faults.switch_on(Fault(**json.loads(await request.body())))
        elif request.method == "DELETE":
            self.faults.clear()
        return JSONResponse(self.faults.calls)


def main() -> None:
    """Listen on loopback until told to end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--target", type=int, required=True)
    given = parser.parse_args()
    line = Line(
        target=f"http://127.0.0.1:{given.target}",
        client=httpx.AsyncClient(timeout=WAIT_S, trust_env=False),
    )
    routes = [
        Route("/_sandbox/faults", line.switch, methods=["GET", "POST", "DELETE"]),
        Route("/{path:path}", line.carry),
    ]
    uvicorn.run(
        Starlette(routes=routes),
        host="127.0.0.1",
        port=given.port,
        log_level="critical",
        access_log=False,
        date_header=False,
    )


if __name__ == "__main__":
    main()
