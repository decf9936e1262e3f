"""Knows how a prepared operation is run: by its plan, audited before anything of it leaves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Final

from graphql import DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from graphql.execution import (
    execute,  # pyright: ignore[reportUnknownVariableType] (its executor is generic)
    subscribe,  # pyright: ignore[reportUnknownVariableType] (its executor is generic)
)

from gateway.audit.record import Kind
from gateway.disclosure.kept import NOBODY_WRITES
from gateway.disclosure.plan import Plan
from gateway.disclosure.roots import Writers, Written
from gateway.disclosure.writer import UnwritableError
from gateway.session.administration import viewer
from gateway.session.authenticate import Authenticated
from gateway.telemetry.metrics import ANSWERED, PARTLY
from gateway.web.errors import DATA_WITH_ERRORS, MEANINGS, Json, WebError, field_error
from gateway.web.operation import Prepared
from gateway.web.ports import TrackedReads, WebParts
from gateway.web.reflection import reflected
from gateway.web.telling import Telling
from schema.api.ports import Context, Explains, Prices, Treated

DEADLINE_S: Final = 10.0
RESET: Final[Mapping[str, object]] = {"id": "", "version": 0, "order": None, "reset": True}


@dataclass(frozen=True, slots=True)
class Answer:
    """What may leave: `status` is 200, or 294 when some fields failed."""

    status: int
    body: Json


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of whom the roots of one request are asked straight."""

    reads: TrackedReads
    who: Authenticated
    sites: Mapping[str, Treated]

    @property
    def viewer(self) -> Treated:
        """See `Context.viewer`."""
        return viewer(self.who, sites=self.sites)


class Execution:
    """Runs operations against one schema; the one place where data and audit meet."""

    def __init__(
        self,
        parts: WebParts,
        *,
        schema: GraphQLSchema,
        prices_of: Callable[[Authenticated], Prices],
        explains_of: Callable[[Authenticated], Explains],
    ) -> None:
        self._parts = parts
        self._prices_of = prices_of
        self._explains_of = explains_of
        self._schema = schema
        self.writers = Writers(schema)
        self._telling = Telling(parts)
        self._sites: dict[str, Treated] = {
            site.id: {"id": site.id, "name": site.name, "zone": site.zone}
            for site in parts.sites.values()
        }

    async def answer(self, prepared: Prepared, who: Authenticated) -> Answer:
        """Run a query or a mutation; raises what `errors.translate` knows."""
        if prepared.kind is OperationType.MUTATION and who.read_only:
            raise WebError(503, "READ_ONLY")
        begun = self._parts.clock.monotonic()
        await self._parts.disclosure.up_to_date()
        answer, reads = await self.run(prepared, who)
        await self._telling.operation(
            Kind.OPERATION, prepared, who, reads=reads, status=answer.status, begun=begun
        )
        self._parts.metrics.ended(PARTLY if answer.status == DATA_WITH_ERRORS else ANSWERED)
        return answer

    async def run(self, prepared: Prepared, who: Authenticated) -> tuple[Answer, TrackedReads]:
        """A query or a mutation, written by its plan where that can be done; nothing is audited."""
        plan = self._plan(prepared, who)
        written = None if prepared.checked.introspects else self._written(prepared, plan)
        if written is None:
            return await self.run_by_library(prepared, who)
        try:
            return await self._run_written(written, plan, prepared, who)
        except UnwritableError as error:
            self.writers.failed(error)
            return await self.run_by_library(prepared, who)

    async def _run_written(
        self, written: Written, plan: Plan, prepared: Prepared, who: Authenticated
    ) -> tuple[Answer, TrackedReads]:
        """Roots asked for straight, or by graphql-core where it has something to say."""
        if written.straight is not None:
            reads = self._reads(who, plan, writers=written.rows)
            async with asyncio.timeout(DEADLINE_S):
                values = await written.straight.values(
                    _Asked(reads, who, self._sites), prepared.variables
                )
            if values is not None:
                answer = Answer(200, {"data": written.show(values)})
                self.writers.straight += 1
                reads.settle()
                return answer, reads
        reads = self._reads(who, plan, writers=written.rows)
        result = await self._execute(
            self.writers.schema, written.roots, prepared, self._context(who, reads)
        )
        data = None if result.data is None else written.show(result.data)
        reads.settle()
        return self._shown(data, result.errors), reads

    async def run_by_library(
        self, prepared: Prepared, who: Authenticated
    ) -> tuple[Answer, TrackedReads]:
        """The same, every field of it by graphql-core: what `run` is measured against."""
        reads = self._reads(who, self._plan(prepared, who))
        schema = self._schema
        if prepared.checked.introspects:
            schema = reflected(self._parts.disclosure.reached(who.principal))
        result = await self._execute(
            schema, prepared.checked.document, prepared, self._context(who, reads)
        )
        return self._shown(result.data, result.errors), reads

    async def delivery(
        self, prepared: Prepared, who: Authenticated, *, order_id: str, version: int, known: bool
    ) -> tuple[Answer | None, bool]:
        """Run a subscription for one change: what to send, and whether the order is visible.

        An order that is not the viewer's is told of only if it was shown before (`known`).
        """
        begun = self._parts.clock.monotonic()
        plan = self._plan(prepared, who)
        written = self._written(prepared, plan)
        reads = self._reads(who, plan, writers=written.rows if written else NOBODY_WRITES)
        order = await reads.changed_order(order_id)
        if order is None and not known:
            return None, False
        told_id = reads.told_id(order_id)
        change: Treated = {"id": told_id, "version": version, "order": order, "reset": False}
        answer = self._event(written, change)
        if answer is None:
            reads = self._reads(who, plan)
            change["order"] = await reads.changed_order(order_id)
            answer = await self._event_by_library(prepared, self._context(who, reads, change))
        reads.settle()
        await self._telling.operation(
            Kind.STREAM_DELIVERY, prepared, who, reads=reads, status=answer.status, begun=begun
        )
        return answer, order is not None

    async def reset(self, prepared: Prepared, who: Authenticated) -> Answer:
        """What tells a stream's client to drop what it holds; it shows nothing."""
        plan = self._plan(prepared, who)
        answer = self._event(self._written(prepared, plan), dict(RESET))
        if answer is None:
            context = self._context(who, self._reads(who, plan), dict(RESET))
            answer = await self._event_by_library(prepared, context)
        return answer

    async def refused(self, who: Authenticated, refusal: WebError) -> None:
        """Keep that somebody was refused, and by which code."""
        await self._telling.record(
            Kind.REFUSED, who, {"code": refusal.code, "status": refusal.status}
        )

    async def opened(self, who: Authenticated, prepared: Prepared) -> None:
        """Keep that a stream was opened."""
        await self._parts.disclosure.up_to_date()
        await self._telling.record(Kind.STREAM_OPENED, who, {"operation": prepared.checked.digest})

    def plan_digest(self, prepared: Prepared, who: Authenticated) -> str:
        """Names the plan: it moves with schema, policy and the person's class, on any replica."""
        return self._plan(prepared, who).key.digest()

    def _plan(self, prepared: Prepared, who: Authenticated) -> Plan:
        return self._parts.disclosure.plan(
            who.principal,
            document=prepared.checked.document,
            operation=prepared.operation,
            operation_hash=prepared.checked.digest,
            variables=prepared.variables,
        )

    def _reads(
        self,
        who: Authenticated,
        plan: Plan,
        *,
        writers: Mapping[str, frozenset[str]] = NOBODY_WRITES,
    ) -> TrackedReads:
        return self._parts.disclosure.reads(who.principal, plan=plan, writers=writers)

    def _context(
        self, who: Authenticated, reads: TrackedReads, change: Treated | None = None
    ) -> Context:
        return Context(
            viewer=viewer(who, sites=self._sites),
            sites=self._sites,
            reads=reads,
            people=self._parts.people_of(who),
            purposes=self._parts.purposes_of(who),
            prices=self._prices_of(who),
            explains=self._explains_of(who),
            audit=self._parts.audit_log_of(who),
            rights=self._parts.rights_of(who),
            policy=self._parts.policy_of(who),
            problems=MEANINGS,
            change=change,
        )

    def _event(self, written: Written | None, change: Treated) -> Answer | None:
        """One delivery: each root field shows the change; None when that can't be written."""
        if written is None:
            return None
        try:
            return self._shown(written.show(dict.fromkeys(written.write, change)), None)
        except UnwritableError as error:
            self.writers.failed(error)
            return None

    async def _event_by_library(self, prepared: Prepared, context: Context) -> Answer:
        async with asyncio.timeout(DEADLINE_S):
            found = subscribe(
                self._schema,
                prepared.checked.document,
                context_value=context,
                variable_values=dict(prepared.variables),
                operation_name=_name(prepared),
            )
            source = await found if isawaitable(found) else found
            result = await _first(source)
        return self._shown(result.data, result.errors)

    async def _execute(
        self, schema: GraphQLSchema, document: DocumentNode, prepared: Prepared, context: Context
    ) -> ExecutionResult:
        async with asyncio.timeout(DEADLINE_S):
            found = execute(
                schema,
                document,
                context_value=context,
                variable_values=dict(prepared.variables),
                operation_name=_name(prepared),
            )
            return await found if isawaitable(found) else found

    def _written(self, prepared: Prepared, plan: Plan) -> Written | None:
        return self.writers.of(
            prepared.checked.document,
            prepared.operation,
            plan=plan.key,
            variables=prepared.variables,
        )

    def _shown(self, data: Json | None, errors: Sequence[GraphQLError] | None) -> Answer:
        if not errors:
            return Answer(200, {"data": data})
        told = [field_error(error, log=self._parts.log) for error in errors]
        return Answer(DATA_WITH_ERRORS, {"errors": told, "data": data})


def _name(prepared: Prepared) -> str | None:
    return prepared.operation.name.value if prepared.operation.name else None


async def _first(source: ExecutionResult | AsyncIterator[ExecutionResult]) -> ExecutionResult:
    if isinstance(source, ExecutionResult):
        return source
    return await anext(source)
