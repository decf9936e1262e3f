"""`python -m tests.bench.least FILE serve …` does for each request only what none can do without.

It recognises who asks and keeps an event, durable, before the file's answer leaves; what an answer
costs beyond that is reading, deciding and writing it.
"""

import sys
from functools import partialmethod
from pathlib import Path
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from gateway.audit.encoding import Ids, Words
from gateway.audit.events import Event, Kind
from gateway.cli import main
from gateway.session.authenticate import Authenticated
from gateway.web.body import read_body
from gateway.web.graphql import HttpWindow
from tests.bench.bare import Recorded

ROWS: Final = 200
OF_THE_ANSWER: Final = frozenset({b"content-type", b"content-length"})
SETS: Final = {
    "sites": Ids(["st-alder"]),
    "orders": Ids([f"order-{number}" for number in range(ROWS)]),
    "patients": Ids([f"patient-{number}" for number in range(ROWS)]),
    "disclosed": Words.of(["OPERATIONAL"]),
    "withheld": Words.of(["DIRECT", "COMMERCIAL"]),
}


async def least(self: HttpWindow, request: Request, recorded: Recorded) -> Response:
    """In place of `HttpWindow.answer`, in a process of its own."""
    await read_body(request)
    parts = self._parts
    who = await parts.signing.authenticate(
        cookies={}, authorization=request.headers.get("authorization")
    )
    assert isinstance(who, Authenticated)
    body = {
        **SETS,
        "session": who.principal.session_id,
        "purpose": who.principal.purpose.value,
        "assurance": who.principal.assurance,
        "read_only": who.read_only,
        "operation": "0" * 64,
        "name": "BenchRows",
        "status": 200,
        "latency_ms": 1.0,
    }
    event = Event(
        kind=Kind.OPERATION, subject=who.principal.subject, at=parts.clock.now(), body=body
    )
    await parts.audit.record(event)
    answer = Response(recorded.body)
    answer.raw_headers = [pair for pair in recorded.headers if pair[0] in OF_THE_ANSWER]
    return answer


if __name__ == "__main__":
    found = msgspec.msgpack.decode(Path(sys.argv.pop(1)).read_bytes(), type=Recorded)
    HttpWindow.answer = partialmethod(least, recorded=found)  # pyright: ignore[reportAttributeAccessIssue] (as above)
    main()
