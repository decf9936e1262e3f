"""Knows how a document is explained to the one who asks: as they, or others, would see it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, cast

from graphql import FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode, parse

from gateway.disclosure.asked_as import AskedAsError, Held, class_of, may_ask_as
from gateway.disclosure.explain import Explained, case_parts, case_words, explain
from gateway.disclosure.field_prices import field_prices
from gateway.disclosure.masks import line_name
from gateway.disclosure.refusals import (
    EXPLAIN_AS_UNKNOWN,
    EXPLAIN_REFUSED,
    LIMIT_DRY_RUNS,
    MEANINGS,
    OverLimitError,
)
from gateway.disclosure.selection import camel, variables_of
from gateway.disclosure.writer import compile_writer
from gateway.disclosure.written_fields import UnwritableError
from gateway.web.body import GraphqlRequest, decode_variables
from gateway.web.errors import WebError
from gateway.web.operation import Prepared, Preparing
from gateway.web.ports import Disclose
from gateway.web.pricing import MOST_DRY_RUNS
from schema.api.ports import ExplainAs, ProblemKind, ToExplain, Treated, Trouble
from schema.vocabulary.principals import Principal, PrincipalClass, PrincipalKind
from schema.vocabulary.sensitivity import FieldClass

PLAN: Final = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explaining:
    """What every explanation stands on; `trusted` maps `sha256:…` to documents."""

    preparing: Preparing
    disclosure: Disclose
    schema: GraphQLSchema
    trusted: Mapping[str, str]
    sites: Collection[str]

    def told(self, prepared: Prepared, held: PrincipalClass) -> Treated:
        """An operation as this class of principals would see it; nothing is run or read.

        Raises `OverLimitError` for a class with too many cases.
        """
        document, operation = prepared.checked.document, prepared.operation
        plan = self.disclosure.plan_anew(
            held, document=document, operation=operation, variables=prepared.variables
        )
        prices = field_prices(
            {
                node.name.value: node
                for node in document.definitions
                if isinstance(node, FragmentDefinitionNode)
            },
            operation,
            variables=prepared.variables,
            limits=self.disclosure.limits,
        )
        found = explain(plan, policy=plan.policy)
        return {
            "roles": sorted(
                [
                    *(f"{role.value} at {site}" for site, role in held.roles),
                    *(role.value for role in held.realm_roles),
                ]
            ),
            "purpose": held.purpose.value,
            "assured": held.assured or held.kind is PrincipalKind.API_CLIENT,
            "policy_version": plan.policy.version,
            "requested": prepared.cost,
            "limit": self.disclosure.limits.cost,
            "written_by": self._writer(prepared),
            "fields": [_field(one, prices) for one in found],
            "classes": [_class(name, found) for name in FieldClass if _first(name, found)],
        }

    def _writer(self, prepared: Prepared) -> str:
        try:
            compile_writer(
                self.schema,
                prepared.checked.document,
                prepared.operation,
                variables=variables_of(prepared.operation, prepared.variables),
            )
        except UnwritableError as error:
            return error.reason
        return PLAN


class Explanations:
    """`schema.api.ports.Explains` for one operation of the one who asks."""

    def __init__(self, backing: Explaining, by: Principal) -> None:
        self._backing = backing
        self._by = by
        self._asked = 0

    def documents(self) -> list[Treated]:
        """See the port."""
        return sorted(
            (_named(name, text) for name, text in self._backing.trusted.items()),
            key=lambda one: str(one["name"]),
        )

    def explain(self, asked: ToExplain, *, as_: ExplainAs | None) -> Treated | Trouble:
        """See the port."""
        held = self._refusal(asked) or self._whose(as_)
        if isinstance(held, Trouble):
            return held
        try:
            given = None if asked.variables is None else decode_variables(asked.variables)
            request = GraphqlRequest(
                query=asked.document,
                documentId=asked.document_id,
                variables=given,
                operationName=asked.operation_name,
            )
            prepared, _ = self._backing.preparing.look_at(request)
            return self._backing.told(prepared, held)
        except WebError as refusal:
            return Trouble(ProblemKind.INVALID, refusal.code, refusal.text, ("document",))
        except OverLimitError as refusal:
            return Trouble(ProblemKind.INVALID, refusal.code, str(refusal), ("as",))

    def _refusal(self, asked: ToExplain) -> Trouble | None:
        self._asked += 1
        if self._asked > MOST_DRY_RUNS:
            return Trouble(ProblemKind.INVALID, LIMIT_DRY_RUNS, MEANINGS[LIMIT_DRY_RUNS])
        if (asked.document is None) == (asked.document_id is None):
            message = "Give document or documentId, one of the two."
            return Trouble(ProblemKind.INVALID, "BODY_INVALID", message, ("document",))
        return None

    def _whose(self, as_: ExplainAs | None) -> PrincipalClass | Trouble:
        if as_ is None:
            return self._by.principal_class
        held = [Held(role, site) for role, site in as_.roles]
        if not may_ask_as(self._by, held):
            return Trouble(ProblemKind.DENIED, EXPLAIN_REFUSED, MEANINGS[EXPLAIN_REFUSED], ("as",))
        try:
            return class_of(
                held, purpose=as_.purpose, assured=as_.assured, sites=self._backing.sites
            )
        except AskedAsError as error:
            path = ("as", error.part)
            return Trouble(ProblemKind.INVALID, EXPLAIN_AS_UNKNOWN, f"{error}.", path)


def in_json(found: object) -> object:
    """An explanation with its names as GraphQL has them."""
    if isinstance(found, dict):
        return {camel(name): in_json(one) for name, one in cast("Treated", found).items()}
    if isinstance(found, list):
        return [in_json(one) for one in cast("list[object]", found)]
    return found


def _field(one: Explained, prices: Mapping[str, int]) -> Treated:
    return {
        "path": one.path,
        "field_class": one.field_class,
        "source": one.source,
        "price": prices.get(one.path, 0),
        "where_partial": one.where_partial,
    }


def _class(name: FieldClass, found: list[Explained]) -> Treated:
    one = cast("Explained", _first(name, found))
    sights: list[Treated] = [
        {
            "visibility": sight.visibility,
            "reason": sight.reason,
            "cases": [case_words(case) for case in cases],
            "situations": [case_parts(case) for case in cases],
            "lines": [name for name in map(line_name, one.lines[sight]) if name is not None],
        }
        for sight, cases in one.shown.items()
    ]
    return {"field_class": name, "sights": sights}


def _first(name: FieldClass, found: list[Explained]) -> Explained | None:
    return next((one for one in found if one.field_class is name), None)


def _named(document_id: str, text: str) -> Treated:
    operation = next(
        node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode)
    )
    name = operation.name.value if operation.name else document_id
    return {"document_id": document_id, "name": name, "kind": operation.operation.value}
