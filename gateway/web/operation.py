"""Knows how a request becomes an operation that may run: chosen, measured, valid, coerced."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeAlias

import msgspec
from graphql import GraphQLSchema, OperationDefinitionNode, OperationType

from gateway.disclosure.asked_as import may_explain_answers
from gateway.disclosure.limits import Measure
from gateway.disclosure.refusals import EXPLAIN_REFUSED, OverLimitError
from gateway.disclosure.weighing import OWN_PRICES, reading_price
from gateway.session.authenticate import Authenticated
from gateway.web.body import GraphqlRequest
from gateway.web.chosen import Chosen, choose
from gateway.web.documents import MOST_DOCUMENTS, Checked, Documents
from gateway.web.errors import UNPROCESSABLE, WebError, over_limit
from gateway.web.ports import Disclose, WebParts
from schema.vocabulary.principals import PrincipalKind

DIGEST = "sha256:"
MOST_MEASURES = MOST_DOCUMENTS


class Prepared(NamedTuple):
    """An operation that may run.

    `name` is None for a document that nobody reviewed; `cost` is its price in fields of rows;
    `explained`: its answer is to say how each field was treated.
    """

    checked: Checked
    operation: OperationDefinitionNode
    variables: Mapping[str, object]
    name: str | None = None
    cost: int = 1
    explained: bool = False

    @property
    def kind(self) -> OperationType:
        """QUERY, MUTATION or SUBSCRIPTION."""
        return self.operation.operation


_Given: TypeAlias = tuple[str, float, bool]
_Asked: TypeAlias = tuple[str, str | None, tuple[_Given, ...]]
"""A document's digest, the operation's name, and the variables that its price depends on."""
_Weighed: TypeAlias = tuple[Chosen, Measure]


class Measures:
    """What operations were measured at lately: a document that comes again is not weighed again."""

    def __init__(self, *, most: int = MOST_MEASURES) -> None:
        self._most = most
        self._held: OrderedDict[_Asked, _Weighed] = OrderedDict()

    def of(self, key: _Asked, weigh: Callable[[], _Weighed]) -> _Weighed:
        """The operation and its measure; what is over a limit is measured each time."""
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = weigh()
            if len(self._held) > self._most:
                self._held.popitem(last=False)
        return found


class Preparing:
    """Prepares requests against one schema."""

    def __init__(self, parts: WebParts, *, schema: GraphQLSchema) -> None:
        self._parts = parts
        self._schema = schema
        self._disclosure: Disclose = parts.disclosure
        self._measures = Measures()
        self._documents = Documents(schema, parse=parts.disclosure.parse)

    def prepare(self, request: GraphqlRequest, who: Authenticated, *, read: int) -> Prepared:
        """The operation, which costs at least what `read`ing it does; raises `WebError`."""
        text = self._text(request, who)
        variables = request.variables or {}
        checked, chosen, asked = self._measured(text, request, read=read)
        operation = chosen.operation
        if checked.introspects and not _is_program(who):
            raise WebError(403, "INTROSPECTION_REFUSED")
        if checked.introspects and not checked.only_introspects:
            raise WebError(UNPROCESSABLE, "INTROSPECTION_ALONE", graphql=True)
        self._documents.validate(checked)
        chosen.check(self._schema, variables)
        trusted = request.documentId is not None and operation.name is not None
        explained = _explained(request, who)
        return Prepared(
            checked=checked,
            operation=operation,
            variables=variables,
            name=operation.name.value if trusted and operation.name else None,
            cost=asked.cost + explained * OWN_PRICES["explain"],
            explained=explained,
        )

    def weigh(self, request: GraphqlRequest) -> Measure:
        """What a document would cost; raises `WebError` for one that would be refused."""
        return self._look_at(request, variables=request.variables or {})[1]

    def look_at(self, request: GraphqlRequest) -> tuple[Prepared, Measure]:
        """An operation that is not to be run; raises `WebError` for one that would be refused.

        Variables are checked if there are any: without them an operation can be looked at, too.
        """
        return self._look_at(request, variables=request.variables)

    def _look_at(
        self, request: GraphqlRequest, *, variables: Mapping[str, object] | None
    ) -> tuple[Prepared, Measure]:
        text = request.query or ""
        if request.documentId is not None:
            text = self._trusted(request.documentId)
        checked, chosen, asked = self._measured(text, request, read=reading(request))
        self._documents.validate(checked)
        if variables is not None:
            chosen.check(self._schema, variables)
        return Prepared(checked, chosen.operation, variables or {}, cost=asked.cost), asked

    def _measured(
        self, text: str, request: GraphqlRequest, *, read: int
    ) -> tuple[Checked, Chosen, Measure]:
        try:
            named = request.documentId
            digest = None if named is None else named.removeprefix(DIGEST)
            checked = self._documents.parsed(text, digest=digest)
            chosen, asked = self._measures.of(
                (checked.digest, request.operationName, _priced(request.variables or {})),
                lambda: self._weighed(checked, request),
            )
        except OverLimitError as error:
            raise over_limit(error) from None
        cost = max(1, asked.cost, read)
        return checked, chosen, asked if cost == asked.cost else replace(asked, cost=cost)

    def _weighed(self, checked: Checked, request: GraphqlRequest) -> tuple[Chosen, Measure]:
        chosen = choose(checked, request.operationName)
        return chosen, self._disclosure.measure(
            checked.document, chosen.operation, variables=request.variables or {}
        )

    def _text(self, request: GraphqlRequest, who: Authenticated) -> str:
        if request.documentId is not None:
            return self._trusted(request.documentId)
        allowed = _is_program(who) or self._parts.people_may_write_documents
        if who.kind == "session" or not allowed:
            raise WebError(403, "TRUSTED_DOCUMENTS_ONLY")
        return request.query or ""

    def _trusted(self, document_id: str) -> str:
        trusted = self._parts.trusted.get(document_id)
        if trusted is None:
            raise WebError(UNPROCESSABLE, "DOCUMENT_UNKNOWN")
        return trusted


def reading(request: GraphqlRequest) -> int:
    """What reading it costs: its variables, and its document unless that is a trusted one."""
    variables = msgspec.json.encode(request.variables) if request.variables else b""
    return reading_price(len(request.query or "") + len(variables))


def _explained(request: GraphqlRequest, who: Authenticated) -> bool:
    """Whether the answer is to be explained; raises `WebError` for who may not have that."""
    if (request.extensions or {}).get("explain") is not True:
        return False
    if not may_explain_answers(who.principal):
        raise WebError(403, EXPLAIN_REFUSED)
    return True


def _priced(variables: Mapping[str, object]) -> tuple[_Given, ...]:
    """The variables that a price can depend on: numbers, and what @skip and @include take."""
    return tuple(
        (name, value, isinstance(value, bool))  # for True is 1
        for name, value in variables.items()
        if isinstance(value, int | float)
    )


def _is_program(who: Authenticated) -> bool:
    return who.principal.kind is PrincipalKind.API_CLIENT
