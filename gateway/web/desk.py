"""Knows what HTTP and WebSocket do alike: admit an operation, run it, refuse what may not run."""

from http import HTTPStatus
from typing import NamedTuple

import msgspec
from graphql import GraphQLSchema

from gateway.disclosure.refusals import OverLimitError
from gateway.disclosure.weighing import reading_price
from gateway.disclosure.writer import UNWRITABLE
from gateway.session.authenticate import Authenticated, AuthenticationRefused, Refusal
from gateway.web.body import GraphqlRequest, decode_request
from gateway.web.errors import WebError, translate, unavailable
from gateway.web.execution import Execution
from gateway.web.explaining import Explaining, Explanations, in_json
from gateway.web.operation import Prepared, Preparing, reading
from gateway.web.ports import WebParts
from gateway.web.pricing import DryRuns, Price, Till
from schema.api.ports import Explains, Prices


class Admitted(NamedTuple):
    """An operation that may run, and what was taken for it."""

    prepared: Prepared
    price: Price


class Desk:
    """Every operation passes it, whatever carried it; every refusal of somebody known is kept."""

    def __init__(self, parts: WebParts, *, schema: GraphQLSchema, within_s: float) -> None:
        self._parts = parts
        self._preparing = Preparing(parts, schema=schema)
        self._till = Till(parts.budgets, clock=parts.clock)
        self._explaining = Explaining(
            preparing=self._preparing,
            disclosure=parts.disclosure,
            schema=schema,
            trusted=parts.trusted,
            sites=parts.sites.keys(),
        )
        self.execution = Execution(
            parts,
            schema=schema,
            prices_of=self._prices_of,
            explains_of=self._explains_of,
            within_s=within_s,
        )
        parts.metrics.watch_counts(
            "cgt_plan_fallbacks",
            "Operations left to graphql-core because the plan could not write them",
            label="reason",
            words=UNWRITABLE,
            of=self.execution.writers.fell_back,
        )

    async def request(self, body: bytes, who: Authenticated) -> GraphqlRequest:
        """What a body asks for; raises `WebError`, and a long one that asks for nothing is paid."""
        self._till.check(who)
        try:
            return decode_request(body)
        except WebError:
            await self._fine(who, reading_price(len(body)))
            raise

    async def admit(self, request: GraphqlRequest, who: Authenticated) -> Admitted:
        """The operation, measured, valid and paid for; raises `WebError`."""
        self._till.check(who)
        read = reading(request)
        try:
            prepared = self._preparing.prepare(request, who, read=read)
        except WebError:
            await self._fine(who, read)
            raise
        return Admitted(prepared, await self._till.take(who, prepared.cost, read=read))

    def extensions(self, admitted: Admitted, who: Authenticated) -> bytes:
        """`extensions` of an answer: its price, and how it was treated if that was asked for."""
        priced = admitted.price.extension()
        if not admitted.prepared.explained:
            return priced
        try:
            told = self._explaining.told(admitted.prepared, who.principal.principal_class)
        except OverLimitError as refusal:  # the answer itself stands
            told = {"code": refusal.code, "message": str(refusal)}
        return priced[:-1] + b',"explain":' + msgspec.json.encode(in_json(told)) + b"}"

    async def refuse(self, error: Exception, who: Authenticated | None) -> WebError:
        """What the caller is told; the audit has it before, and its document is paid for."""
        refusal = translate(error, log=self._parts.log)
        if who is not None and refusal.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            refusal = await self._kept(refusal, who)
        self._parts.metrics.ended(refusal.code)
        self._parts.log.note("refused", code=refusal.code, status=refusal.status)
        return refusal

    async def _kept(self, refusal: WebError, who: Authenticated) -> WebError:
        try:
            if refusal.graphql:
                balance = await self._till.fine(who)
                refusal = refusal.with_headers(balance.headers())
            await self.execution.refused(who, refusal)
        except Exception as failure:  # noqa: BLE001 (an audit that fails must not hide the refusal's own answer)
            return translate(failure, log=self._parts.log)
        return refusal

    async def _fine(self, who: Authenticated, read: int) -> None:
        if read:
            await self._till.fine(who, read)

    def _prices_of(self, who: Authenticated) -> Prices:
        limits = self._parts.disclosure.limits
        return DryRuns(self._till, self._preparing.weigh, who=who, limits=limits)

    def _explains_of(self, who: Authenticated) -> Explains:
        return Explanations(self._explaining, who.principal)


def not_recognised(found: AuthenticationRefused) -> WebError:
    """Why nobody is recognised, as HTTP says it."""
    if found.reason is Refusal.SIGN_IN_UNAVAILABLE:
        return unavailable("SIGN_IN_UNAVAILABLE")
    if found.reason is Refusal.CLIENT_PURPOSE_REFUSED:
        return WebError(HTTPStatus.FORBIDDEN, found.reason.value)
    headers = {"WWW-Authenticate": 'Bearer realm="portal"'}
    return WebError(HTTPStatus.UNAUTHORIZED, found.reason.value, headers=headers)
