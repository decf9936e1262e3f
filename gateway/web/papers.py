"""Knows the addresses of a patient's papers: asked for by POST, handed out as attachments."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final, Protocol

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from gateway.audit.acts import act_of
from gateway.audit.events import Kind
from gateway.papers.paper import Form, Language, Paper
from gateway.session.authenticate import Authenticated, AuthenticationRefused
from gateway.telemetry.metrics import ANSWERED
from gateway.web.desk import not_recognised
from gateway.web.errors import WebError, translate
from gateway.web.origin import INPUT, PORTAL_HEADER, check_origin
from gateway.web.ports import WebParts
from gateway.web.pricing import Till
from schema.api.ports import ProblemKind, Trouble

PATH: Final = "/papers/{patient_id}/{name}"
PRICE: Final = 20_000
"""What a paper takes from its client's budget: as a large page of orders."""
STATUSES: Final = {
    ProblemKind.DENIED: HTTPStatus.FORBIDDEN,
    ProblemKind.INVALID: HTTPStatus.NOT_FOUND,
}


class Papers(Protocol):
    """`gateway.disclosure.papers.PatientPapers`, for the one who asks."""

    async def disclosures(self, patient: str, *, form: Form, language: Language) -> Paper | Trouble:
        """Who saw what of a patient."""
        ...

    async def subject_access(
        self, patient: str, *, form: Form, language: Language
    ) -> Paper | Trouble:
        """All that is kept of a patient."""
        ...


def papers_routes(parts: WebParts, *, papers_of: Callable[[Authenticated], Papers]) -> list[Route]:
    """One address a paper; by POST alone, for each asking is an act that is kept."""
    return [Route(PATH, PapersWindow(parts, papers_of).answer, methods=["GET", "POST"])]


class PapersWindow:
    """Answers requests for papers."""

    def __init__(self, parts: WebParts, papers_of: Callable[[Authenticated], Papers]) -> None:
        self._parts = parts
        self._papers_of = papers_of
        self._till = Till(parts.budgets, clock=parts.clock)

    async def answer(self, request: Request) -> Response:
        """The paper as an attachment, or why not as JSON."""
        who: Authenticated | None = None
        try:
            _check_method(request)
            who = await self._recognise(request)
            check_origin(request, who, public_url=self._parts.public_url)
            self._till.check(who)
            await self._till.take(who, PRICE)
            await self._parts.disclosure.up_to_date()
            paper = await self._made(request, who)
        except Exception as error:  # noqa: BLE001 (the request's catch-all, STYLE 'When things go wrong')
            return await self._refused(error, who)
        self._parts.metrics.ended(ANSWERED)
        headers = {"Content-Disposition": f'attachment; filename="{paper.name}"'}
        return StreamingResponse(paper.content, media_type=paper.media, headers=headers)

    async def _recognise(self, request: Request) -> Authenticated:
        found = await self._parts.signing.authenticate(
            cookies=request.cookies,
            authorization=request.headers.get("authorization"),
            activity=request.headers.get(PORTAL_HEADER) == INPUT,
        )
        if isinstance(found, AuthenticationRefused):
            raise not_recognised(found)
        return found

    async def _made(self, request: Request, who: Authenticated) -> Paper:
        title, _, ending = request.path_params["name"].partition(".")
        make = _makers(self._papers_of(who)).get((title, ending))
        if make is None:
            raise WebError(HTTPStatus.NOT_FOUND, "PAPER_UNKNOWN")
        if title == "subject-access" and who.read_only:
            raise WebError(HTTPStatus.SERVICE_UNAVAILABLE, "READ_ONLY")
        found = await make(
            request.path_params["patient_id"], form=Form(ending), language=_language(request)
        )
        if isinstance(found, Trouble):
            raise WebError(STATUSES.get(found.kind, HTTPStatus.CONFLICT), found.code, found.message)
        return found

    async def _refused(self, error: Exception, who: Authenticated | None) -> Response:
        refusal = translate(error, log=self._parts.log)
        if who is not None and refusal.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            refusal = await self._kept(refusal, who)
        self._parts.metrics.ended(refusal.code)
        self._parts.log.note("refused", code=refusal.code, status=refusal.status)
        return Response(
            msgspec.json.encode(refusal.body()),
            status_code=refusal.status,
            media_type="application/json; charset=utf-8",
            headers=dict(refusal.headers),
        )

    async def _kept(self, refusal: WebError, who: Authenticated) -> WebError:
        event = act_of(
            who.principal,
            Kind.REFUSED,
            at=self._parts.clock.now(),
            body={"code": refusal.code, "status": int(refusal.status)},
        )
        try:
            await self._parts.audit.record(event)
        except Exception as failure:  # noqa: BLE001 (an audit that fails must not hide the refusal's own answer)
            return translate(failure, log=self._parts.log)
        return refusal


Maker = Callable[..., Awaitable[Paper | Trouble]]


def _makers(papers: Papers) -> Mapping[tuple[str, str], Maker]:
    """Every paper by the name and the ending of its address."""
    return {
        ("disclosures", Form.CSV): papers.disclosures,
        ("disclosures", Form.PDF): papers.disclosures,
        ("subject-access", Form.JSON): papers.subject_access,
        ("subject-access", Form.PDF): papers.subject_access,
    }


def _language(request: Request) -> Language:
    """The one that is asked for; English for any other."""
    asked = request.query_params.get("language")
    return next((one for one in Language if one == asked), Language.EN)


def _check_method(request: Request) -> None:
    """A link, a preview or a crawler must not make a paper."""
    if request.method != "POST":
        words, headers = "A paper is asked for by POST.", {"Allow": "POST"}
        code = "METHOD_NOT_ALLOWED"
        raise WebError(HTTPStatus.METHOD_NOT_ALLOWED, code, words, headers=headers)
