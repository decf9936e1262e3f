"""Knows the portal's files: one static shell for every page, hashed assets, and the two probes."""

import gzip
import hashlib
import mimetypes
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

SHELL: Final = "index.html"
ASSETS: Final = "assets/"
FOREVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
WORTH_PACKING: Final = 1_000
PACKABLE: Final = ("text/", "application/json", "application/manifest", "image/svg")
NOT_BUILT: Final = "The portal is not built yet: run `make run`, or `npm run build` in frontend.\n"
PAGES: Final = (
    "/",
    "/worklist",
    "/orders/{order_id}",
    "/people",
    "/audit",
    "/patients/{patient_id}",
    "/policy",
    "/signed-out",
)

Readiness = Callable[[], Awaitable[Mapping[str, object]]]
"""What must be there before we serve, and whether it is; a mapping is a detail, no condition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalFile:
    """A file of the built portal, as it leaves."""

    content: bytes
    packed: bytes | None
    media: str
    tag: str
    cache: str


class PortalFiles:
    """Every file of `dist`, read once: no path of a request ever reaches the file system."""

    def __init__(self, dist: Path) -> None:
        self._files = {
            path.relative_to(dist).as_posix(): _read(path, dist)
            for path in sorted(dist.rglob("*"))
            if path.is_file() and not path.is_symlink()
        }

    async def page(self, request: Request) -> Response:
        """The shell, for a page that there is."""
        return self._answer(request, self._files.get(SHELL), status=HTTPStatus.OK)

    async def anything(self, request: Request) -> Response:
        """A file; the shell with 404 for a page that there is not."""
        name = request.url.path.lstrip("/")
        found = self._files.get(name)
        if found is not None and name != SHELL:
            return self._answer(request, found, status=HTTPStatus.OK)
        if name.startswith(ASSETS):
            return PlainTextResponse("There is no such file.\n", status_code=HTTPStatus.NOT_FOUND)
        return self._answer(request, self._files.get(SHELL), status=HTTPStatus.NOT_FOUND)

    def _answer(self, request: Request, file: PortalFile | None, *, status: int) -> Response:
        if file is None:
            return PlainTextResponse(NOT_BUILT, status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        headers = {"ETag": file.tag, "Cache-Control": file.cache, "Vary": "Accept-Encoding"}
        if status == HTTPStatus.OK and request.headers.get("if-none-match") == file.tag:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        content = file.content
        if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            content = file.packed
            headers["Content-Encoding"] = "gzip"
        return Response(content, status_code=status, media_type=file.media, headers=headers)


def page_routes(dist: Path) -> list[Route]:
    """The portal's pages and files; last among all routes, for they take every path."""
    files = PortalFiles(dist)
    pages = [Route(path, files.page, methods=["GET"]) for path in PAGES]
    return [*pages, Route("/{path:path}", files.anything, methods=["GET"])]


def probe_routes(readiness: Readiness) -> list[Route]:
    """`/healthz`: the process lives. `/readyz`: it can serve, or what it waits for."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readyz(_request: Request) -> Response:
        found = await readiness()
        status = HTTPStatus.OK if all(found.values()) else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse(dict(found), status_code=status)

    return [
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
    ]


def _read(path: Path, dist: Path) -> PortalFile:
    content = path.read_bytes()
    media = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packable = len(content) > WORTH_PACKING and media.startswith(PACKABLE)
    hashed = path.relative_to(dist).as_posix().startswith(ASSETS)
    return PortalFile(
        content=content,
        packed=gzip.compress(content, mtime=0) if packable else None,
        media=media,
        tag=f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        cache=FOREVER if hashed else ASK_AGAIN,
    )
