"""Knows how a prepared operation is run: by its plan, audited before anything of it leaves."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Final

from graphql import DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from graphql.execution import (
    execute,  # pyright: ignore[reportUnknownVariableType] (its executor is generic)
    subscribe,  # pyright: ignore[reportUnknownVariableType] (its executor is generic)
)

from gateway.audit.events import Kind
from gateway.disclosure.fragments import RowWriters
from gateway.disclosure.kept import NOBODY_WRITES
from gateway.disclosure.plan import Plan
from gateway.disclosure.roots import Writers, Written
from gateway.disclosure.written_fields import UnwritableError
from gateway.session.administration import viewer
from gateway.session.authenticate import Authenticated
from gateway.telemetry.metrics import ANSWERED, PARTLY
from gateway.web.deadlines import DEADLINE_S, Deadlines
from gateway.web.envelope import Answer
from gateway.web.errors import DATA_WITH_ERRORS, MEANINGS, Json, WebError, field_error
from gateway.web.operation import Prepared
from gateway.web.ports import Accounted, TrackedReads, WebParts
from gateway.web.reflection import reflected
from gateway.web.straight_runs import StraightRuns
from gateway.web.telling import Telling
from schema.api.context import Context
from schema.api.ports import Explains, Prices, Treated

RESET: Final[Mapping[str, object]] = {"id": "", "version": 0, "order": None, "reset": True}


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """An order that moved, to be told of in one stream by the plan of the one who follows.

    `known`: its client was shown the order before.
    """

    prepared: Prepared
    who: Authenticated
    plan: Plan
    order_id: str
    version: int
    known: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be sent of a change once it is audited, and whether the order was there."""

    answer: Answer
    reads: TrackedReads
    visible: bool


class Execution:
    """Runs operations against one schema; the one place where data and audit meet."""

    def __init__(
        self,
        parts: WebParts,
        *,
        schema: GraphQLSchema,
        prices_of: Callable[[Authenticated], Prices],
        explains_of: Callable[[Authenticated], Explains],
        within_s: float = DEADLINE_S,
    ) -> None:
        self._parts = parts
        self._prices_of = prices_of
        self._explains_of = explains_of
        self._schema = schema
        self._deadlines = Deadlines(within_s)
        self.writers = Writers(schema)
        self.telling = Telling(parts)
        self._sites: dict[str, Treated] = {
            site.id: {"id": site.id, "name": site.name, "zone": site.zone}
            for site in parts.sites.values()
        }
        self._straight = StraightRuns(parts.disclosure, sites=self._sites)

    async def answer(self, prepared: Prepared, who: Authenticated) -> Answer:
        """Run a query or a mutation; raises what `errors.translate` knows."""
        if prepared.kind is OperationType.MUTATION and who.read_only:
            raise WebError(503, "READ_ONLY")
        begun = self._parts.clock.monotonic()
        await self._parts.disclosure.up_to_date()
        answer, reads = await self.run(prepared, who)
        await self.telling.operation(
            Kind.OPERATION, prepared, (who,), reads=reads, status=answer.status, begun=begun
        )
        self._parts.metrics.ended(PARTLY if answer.status == DATA_WITH_ERRORS else ANSWERED)
        return answer

    async def run(self, prepared: Prepared, who: Authenticated) -> tuple[Answer, Accounted]:
        """A query or a mutation, written by its plan where that can be done; nothing is audited."""
        plan = self.plan(prepared, who)
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
    ) -> tuple[Answer, Accounted]:
        """Roots asked for straight, or by graphql-core where it has something to say."""
        with self._deadlines.begin():
            found = await self._straight.run(written, plan, prepared, who)
        if found is not None:
            self.writers.straight += 1
            return found
        reads = self._reads(who, plan, writers=written.rows)
        result = await self._execute(
            self.writers.schema, written.roots, prepared, self._context(who, reads)
        )
        data = None if result.data is None else written.show(result.data)
        return self._shown(data, result.errors), reads

    async def run_by_library(
        self, prepared: Prepared, who: Authenticated
    ) -> tuple[Answer, Accounted]:
        """The same, every field of it by graphql-core: what `run` is measured against."""
        reads = self._reads(who, self.plan(prepared, who))
        schema = self._schema
        if prepared.checked.introspects:
            schema = reflected(self._parts.disclosure.reached(who.principal))
        result = await self._execute(
            schema, prepared.checked.document, prepared, self._context(who, reads)
        )
        return self._shown(result.data, result.errors), reads

    async def change(self, asked: Change) -> Shown | None:
        """Run a subscription for one change, written by its plan; None when that can't be done.

        Nothing is audited.
        """
        written = self._written(asked.prepared, asked.plan)
        if written is None:
            return None
        reads = self._reads(asked.who, asked.plan, writers=written.rows)
        order = await reads.changed_order(asked.order_id)
        answer = self._event(written, _told(reads, asked, order))
        if answer is None:
            return None
        return Shown(answer, reads, visible=order is not None)

    async def change_by_library(self, asked: Change) -> Shown:
        """The same, every field of it by graphql-core."""
        reads = self._reads(asked.who, asked.plan)
        order = await reads.changed_order(asked.order_id)
        context = self._context(asked.who, reads, _told(reads, asked, order))
        answer = await self._event_by_library(asked.prepared, context)
        return Shown(answer, reads, visible=order is not None)

    async def reset(self, prepared: Prepared, who: Authenticated) -> Answer:
        """What tells a stream's client to drop what it holds; it shows nothing."""
        plan = self.plan(prepared, who)
        written = self._written(prepared, plan)
        answer = None if written is None else self._event(written, dict(RESET))
        if answer is None:
            context = self._context(who, self._reads(who, plan), dict(RESET))
            answer = await self._event_by_library(prepared, context)
        return answer

    async def refused(self, who: Authenticated, refusal: WebError) -> None:
        """Keep that somebody was refused, and by which code."""
        await self.telling.record(
            Kind.REFUSED, who, {"code": refusal.code, "status": refusal.status}
        )

    async def opened(self, who: Authenticated, prepared: Prepared) -> None:
        """Keep that a stream was opened."""
        await self._parts.disclosure.up_to_date()
        await self.telling.record(Kind.STREAM_OPENED, who, {"operation": prepared.checked.digest})

    def plan(self, prepared: Prepared, who: Authenticated) -> Plan:
        """How it is read: the plan moves with schema, policy and the person's class."""
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
        writers: Mapping[str, RowWriters] = NOBODY_WRITES,
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

    def _event(self, written: Written, change: Treated) -> Answer | None:
        """One delivery: each root field shows the change; None when that can't be written."""
        try:
            return self._shown(written.show(dict.fromkeys(written.write, change)), None)
        except UnwritableError as error:
            self.writers.failed(error)
            return None

    async def _event_by_library(self, prepared: Prepared, context: Context) -> Answer:
        with self._deadlines.begin():
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
        with self._deadlines.begin():
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


def _told(reads: TrackedReads, asked: Change, order: Treated | None) -> Treated:
    told_id = reads.told_id(asked.order_id)
    return {"id": told_id, "version": asked.version, "order": order, "reset": False}


def _name(prepared: Prepared) -> str | None:
    return prepared.operation.name.value if prepared.operation.name else None


async def _first(source: ExecutionResult | AsyncIterator[ExecutionResult]) -> ExecutionResult:
    if isinstance(source, ExecutionResult):
        return source
    return await anext(source)
