"""`python -m tests.bench.least FILE recognised serve …`: only what no request can do without.

It recognises who asks and keeps an event, durable, before the file's answer leaves. With `admitted`
it does all that the endpoint does, too: the request's head and body, the document and its price,
the caller's budget. What an answer costs beyond that is planning, finding and writing it. With
`opened` it reads a worklist's rows from the store, too, and opens what is shown of them; what is
left is treating and writing them.
"""

import sys
from functools import partialmethod
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from gateway.audit.encoding import Ids, Words
from gateway.audit.events import Event, Kind
from gateway.cli import main
from gateway.orders.reading import Window
from gateway.session.authenticate import Authenticated
from gateway.web.body import read_body
from gateway.web.envelope import Answer
from gateway.web.execution import Execution
from gateway.web.graphql import HttpWindow
from gateway.web.operation import Prepared
from gateway.web.ports import WebParts
from tests.bench.bare import Recorded
from tests.bench.case import BenchError

if TYPE_CHECKING:
    from gateway.disclosure.reads import RequestReads

ROWS: Final = 200
OF_THE_ANSWER: Final = frozenset({b"content-type", b"content-length"})
SETS: Final = {
    "sites": Ids(["st-alder"]),
    "orders": Ids([f"order-{number}" for number in range(ROWS)]),
    "patients": Ids([f"patient-{number}" for number in range(ROWS)]),
    "disclosed": Words.of(["OPERATIONAL"]),
    "withheld": Words.of(["DIRECT", "COMMERCIAL"]),
}


async def recognised(self: HttpWindow, request: Request, recorded: Recorded) -> Response:
    """In place of `HttpWindow.answer`, in a process of its own."""
    await read_body(request)
    parts = self._parts
    who = await parts.signing.authenticate(
        cookies={}, authorization=request.headers.get("authorization")
    )
    assert isinstance(who, Authenticated)
    await _keep(parts, who)
    answer = Response(recorded.body)
    answer.raw_headers = [pair for pair in recorded.headers if pair[0] in OF_THE_ANSWER]
    return answer


async def admitted(self: Execution, _: Prepared, who: Authenticated, data: msgspec.Raw) -> Answer:
    """In place of `Execution.answer`, in a process of its own."""
    await _keep(self._parts, who)
    return Answer(200, {"data": data})


async def opened(
    self: Execution, prepared: Prepared, who: Authenticated, data: msgspec.Raw
) -> Answer:
    """In place of `Execution.answer`, in a process of its own; as many rows as the data has."""
    plan = self.plan(prepared, who)
    root = plan.roots["worklist"]
    reads = cast("RequestReads", self._reads(who, plan))
    window = Window(leave_out_ended=True, harm_first=root.harm_first, limit=ROWS + 1)
    found, _ = await reads._gathering.page(root, window)
    opener = reads._showing._opener(found)
    for row in found.rows:
        view = root.view(cast("int", row["case_no"]))
        opener.order_layers(row, view)
        opener.patient_layers(row, view)
    if len(found.rows) != ROWS:
        raise BenchError(f"expected {ROWS} rows, read {len(found.rows)}")
    await _keep(self._parts, who)
    return Answer(200, {"data": data})


async def _keep(parts: WebParts, who: Authenticated) -> None:
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


if __name__ == "__main__":
    found = msgspec.msgpack.decode(Path(sys.argv.pop(1)).read_bytes(), type=Recorded)
    data = msgspec.json.decode(found.body, type=dict[str, msgspec.Raw])["data"]
    match sys.argv.pop(1):
        case "recognised":
            HttpWindow.answer = partialmethod(recognised, recorded=found)  # pyright: ignore[reportAttributeAccessIssue] (as above)
        case "admitted":
            Execution.answer = partialmethod(admitted, data=data)  # pyright: ignore[reportAttributeAccessIssue] (as above)
        case _:
            Execution.answer = partialmethod(opened, data=data)  # pyright: ignore[reportAttributeAccessIssue] (as above)
    main()
