"""Knows the first half of a read: limits, then the plan, then reads that follow it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from graphql import DocumentNode, OperationDefinitionNode

from gateway.clock import Clock
from gateway.disclosure.again import Again, Lists, find, note, question
from gateway.disclosure.asked_lists import Question
from gateway.disclosure.audience import Aspect, audience
from gateway.disclosure.cases import case_book
from gateway.disclosure.compile import compile_plan
from gateway.disclosure.fragments import RowWriters
from gateway.disclosure.kept import NOBODY_WRITES
from gateway.disclosure.limits import Limits, Measure, measure, parse_limited
from gateway.disclosure.plan import CHANGED, Plan, PlanKey, Plans
from gateway.disclosure.policy import Policy
from gateway.disclosure.reach import reached
from gateway.disclosure.reads import RequestReads
from gateway.disclosure.refusals import LIMIT_CASES, OverLimitError
from gateway.disclosure.selection import conditions, select, variables_of
from gateway.disclosure.showing import Backing
from schema.api.ports import Treated
from schema.vocabulary.principals import Principal, PrincipalClass
from schema.vocabulary.sensitivity import FieldClass

MOST_CASES: Final = 256


class Disclosure:
    """Who sees what, for every request: built once, holds the compiled plans."""

    def __init__(
        self, backing: Backing, *, clock: Clock, schema_version: str, limits: Limits | None = None
    ) -> None:
        self._backing = backing
        self._clock = clock
        self._schema_version = schema_version
        self._limits = limits or Limits()
        self.plans = Plans()
        self._planned_by = backing.policy.now

    @property
    def policy(self) -> Policy:
        """The policy in force; what was made by an earlier one is forgotten."""
        policy = self._backing.policy.now
        if policy is not self._planned_by:
            self._planned_by = policy
            self.plans.clear()
            self._backing.fragments.clear()
        return policy

    async def up_to_date(self) -> None:
        """Return once the policy in force is known; raises `PolicyUnknownError`."""
        await self._backing.policy.up_to_date()

    @property
    def limits(self) -> Limits:
        """What one operation may ask for."""
        return self._limits

    def reached(self, principal: Principal) -> frozenset[FieldClass]:
        """The classes of fields that this principal's roles reach at all."""
        return reached(principal.principal_class, policy=self.policy)

    def parse(self, text: str) -> DocumentNode:
        """The document, all of its operations within the limits.

        Raises `OverLimitError`, or `GraphQLSyntaxError` for what is not GraphQL.
        """
        return parse_limited(text, limits=self._limits)

    def measure(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        *,
        variables: Mapping[str, object],
    ) -> Measure:
        """What the operation asks for, before it is validated; raises `OverLimitError`."""
        return measure(document, operation, variables=variables, limits=self._limits)

    def plan(
        self,
        principal: Principal,
        *,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        operation_hash: str,
        variables: Mapping[str, object],
    ) -> Plan:
        """The plan of a validated operation for this principal's class; a hit is a look-up.

        `operation_hash` names the document's text; `variables` are those of the request.
        """
        policy = self.policy
        names = self.plans.conditions(operation_hash, lambda: conditions(document))
        key = PlanKey(
            operation_hash=operation_hash,
            operation_name=operation.name.value if operation.name else None,
            conditions=_held(names, variables_of(operation, variables)) if names else (),
            schema_version=self._schema_version,
            policy_version=policy.version,
            held=principal.principal_class,
        )
        return self.plans.get(
            key,
            lambda: compile_plan(
                key,
                selection=select(document, operation, variables=variables_of(operation, variables)),
                policy=policy,
            ),
        )

    def plan_anew(
        self,
        held: PrincipalClass,
        *,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, object],
    ) -> Plan:
        """The plan of a validated operation for anybody's class, to be explained, not kept.

        Kept ones would push out those that people work with. Raises `OverLimitError` for a class
        with more cases than can be told of without holding everybody else up.
        """
        policy = self.policy
        cases = len(case_book(held, policy=policy).cases)
        if cases > MOST_CASES:
            raise OverLimitError(LIMIT_CASES, limit=MOST_CASES, asked=cases)
        return compile_plan(
            PlanKey("explained", None, (), self._schema_version, policy.version, held),
            selection=select(document, operation, variables=variables_of(operation, variables)),
            policy=policy,
        )

    def reads(
        self,
        principal: Principal,
        *,
        plan: Plan,
        writers: Mapping[str, RowWriters] = NOBODY_WRITES,
    ) -> RequestReads:
        """One request's reads by this plan; `disclosed()` tells afterwards what was shown.

        `writers` are the functions that write a root's orders: their rows may come as fragments.
        """
        return RequestReads(
            self._backing,
            principal=principal,
            plan=plan,
            as_of=self._clock.now(),
            writers=writers,
        )

    def question(
        self, principal: Principal, *, plan: Plan, given: Mapping[str, object]
    ) -> Question | None:
        """Which list is asked for, by its operation's plan, its viewer and the numbers given."""
        return question(principal, plan=plan, given=given, as_of=self._clock.now())

    async def again(self, asked: Question) -> Again | None:
        """The list that this was answered with, if it still stands."""
        return await find(asked, self._backing, as_of=self._clock.now())

    def note(self, asked: Question, value: Treated, reads: Lists) -> None:
        """This list is what these reads answered."""
        note(asked, value, reads, self._backing)

    async def audience(
        self, principals: Sequence[Principal], *, plan: Plan, order_id: str
    ) -> Mapping[str, Aspect | None]:
        """As what each of these, all of the plan's class, sees an order that a stream tells of.

        By subject; None: they see no such order. Who is left out is shown it by themselves.
        """
        return await audience(
            self._backing.store,
            principals,
            plan=plan,
            root=CHANGED,
            order_id=order_id,
            as_of=self._clock.now(),
        )


def _held(names: Collection[str], given: Mapping[str, object]) -> tuple[tuple[str, bool], ...]:
    """Each condition with whether it holds."""
    return tuple((name, given.get(name) is True) for name in sorted(names))
