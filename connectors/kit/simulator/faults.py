"""Knows how a manufacturer over HTTP misbehaves when a test tells it to, for one answer or many."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

DRIP_S = 0.2
BOMB_MIB = 80
JSON = "application/json"


@dataclass(slots=True)
class Fault:
    """What goes wrong where (`orders` or `token`), for how many answers, and a detail of it.

    `after` honest answers come first.
    """

    name: str
    where: str = "orders"
    times: int = 1
    detail: str = ""
    after: int = 0


class Faults:
    """The faults that are switched on."""

    def __init__(self) -> None:
        self._on: list[Fault] = []
        self.calls: dict[str, int] = {"orders": 0, "token": 0}

    def switch_on(self, fault: Fault) -> None:
        """From now on, until it has happened `times` times."""
        self._on.append(fault)

    def clear(self) -> None:
        """Nothing goes wrong any more, and the calls are counted from 0."""
        self._on.clear()
        self.calls = dict.fromkeys(self.calls, 0)

    def spoil(self, where: str, honest: Callable[[], Response]) -> Response:
        """The answer to one call: the honest one, or the first fault that is on for it."""
        self.calls[where] += 1
        for fault in self._on:
            if fault.where == where and fault.after > 0:
                fault.after -= 1
            elif fault.where == where and fault.times > 0:
                fault.times -= 1
                return _SPOILED[fault.name](honest, fault.detail)
        return honest()


def _status(honest: Callable[[], Response], detail: str) -> Response:
    del honest
    return JSONResponse({"error": "as told"}, status_code=int(detail))


def _too_many(honest: Callable[[], Response], detail: str) -> Response:
    del honest
    headers = {"retry-after": detail} if detail else None
    return JSONResponse({"error": "slow down"}, status_code=429, headers=headers)


def _mute(honest: Callable[[], Response], detail: str) -> Response:
    """The head of an answer, and then nothing for `detail` seconds."""
    del honest

    async def nothing() -> AsyncIterator[bytes]:
        await asyncio.sleep(float(detail))  # noqa: TID251 (a sandbox has no gateway clock)
        yield b"{}"

    return StreamingResponse(nothing(), media_type=JSON)


def _other_clock(honest: Callable[[], Response], detail: str) -> Response:
    """The honest answer, its Date header `detail` hours off."""
    answer = honest()
    at = datetime.now(UTC) + timedelta(hours=float(detail))  # noqa: TID251 (its own clock)
    answer.headers["date"] = format_datetime(at, usegmt=True)
    return answer


def _page_of_html(honest: Callable[[], Response], detail: str) -> Response:
    del honest
    page = "<html><h1>Maintenance</h1><p>status: order.complete</p></html>"
    return HTMLResponse(page, status_code=int(detail or 200))


def _redirect(honest: Callable[[], Response], detail: str) -> Response:
    del honest
    return Response(status_code=302, headers={"location": detail})


def _cut_off(honest: Callable[[], Response], detail: str) -> Response:
    del detail
    body = bytes(honest().body)
    return Response(body[: len(body) // 2], media_type=JSON)


def _cut_short(honest: Callable[[], Response], detail: str) -> Response:
    """The head promises the whole body; half of it comes, then the line is cut."""
    del detail
    body = bytes(honest().body)

    async def half() -> AsyncIterator[bytes]:
        yield body[: len(body) // 2]
        raise ConnectionError("as told")

    return StreamingResponse(half(), media_type=JSON, headers={"content-length": str(len(body))})


def _latin(honest: Callable[[], Response], detail: str) -> Response:
    del detail
    text = bytes(honest().body).decode("utf-8")
    return Response(text.encode("latin-1", errors="replace"), media_type=JSON)


def _replaced(honest: Callable[[], Response], detail: str) -> Response:
    """`detail` is `what=>with what`: each time it stands in the honest answer, which it must."""
    what, _, with_what = detail.partition("=>")
    text = bytes(honest().body).decode("utf-8")
    if what not in text:
        return JSONResponse({"error": "nothing to replace"}, status_code=418)
    return Response(text.replace(what, with_what).encode(), media_type=JSON)


def _dripping(honest: Callable[[], Response], detail: str) -> Response:
    del detail
    body = bytes(honest().body)

    async def drops() -> AsyncIterator[bytes]:
        for index in range(len(body)):
            yield body[index : index + 1]
            await asyncio.sleep(DRIP_S)  # noqa: TID251 (a sandbox has no gateway clock)

    return StreamingResponse(drops(), media_type=JSON)


def _bomb(honest: Callable[[], Response], detail: str) -> Response:
    del honest, detail
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    packed = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(BOMB_MIB))
    body = packed + packer.flush()
    return Response(body, media_type=JSON, headers={"content-encoding": "gzip"})


def _raw(honest: Callable[[], Response], detail: str) -> Response:
    del honest
    return Response(detail.encode(), media_type=JSON)


_SPOILED: dict[str, Callable[[Callable[[], Response], str], Response]] = {
    "status": _status,
    "too_many": _too_many,
    "mute": _mute,
    "other_clock": _other_clock,
    "cut_short": _cut_short,
    "html": _page_of_html,
    "redirect": _redirect,
    "cut_off": _cut_off,
    "latin": _latin,
    "replaced": _replaced,
    "dripping": _dripping,
    "bomb": _bomb,
    "raw": _raw,
}
