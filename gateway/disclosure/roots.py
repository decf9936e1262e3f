"""Knows how a read is run by its plan: its roots are asked for, the writer says what they show.

Roots are mostly asked for `straight`; graphql-core asks for those that can't be, and for all whose
answer is not plain.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
)

from gateway.disclosure.fragments import RowWriters
from gateway.disclosure.plan import PlanKey
from gateway.disclosure.selection import Walk, variables_of
from gateway.disclosure.straight import Straight, straight
from gateway.disclosure.writer import ROOTS, Write, compile_writer
from gateway.disclosure.written_fields import UnwritableError

MOST_WRITERS: Final = 512
_Key: TypeAlias = tuple[str, str | None, tuple[tuple[str, bool], ...]]
"""What is written depends on the operation and its conditions, not on who asks."""


class Written(NamedTuple):
    """An operation as it is run: `roots` asks graphql-core for root values, `write` shows each.

    `straight` asks without it, where that can be done. `rows` are the functions that write an
    order of a root field.
    """

    roots: DocumentNode
    write: Mapping[str, Write]
    rows: Mapping[str, RowWriters]
    straight: Straight | None

    def show(self, values: Mapping[str, object]) -> dict[str, object]:
        """Response key → what stands in the answer; raises `UnwritableError` for a wrong value."""
        try:
            return {
                key: None if value is None else self.write[key](value)
                for key, value in values.items()
            }
        except Exception as error:
            raise UnwritableError("value") from error


class Writers:
    """The compiled writers of one schema, least recently used dropped first.

    `fell_back` counts what was left to graphql-core, by reason; `written` what was not, and
    `straight` what of that was asked for without it.
    """

    def __init__(self, schema: GraphQLSchema, *, most: int = MOST_WRITERS) -> None:
        self.schema = roots_schema(schema)
        self._whole = schema
        self._most = most
        self._held: OrderedDict[_Key, Written | UnwritableError] = OrderedDict()
        self.written = 0
        self.straight = 0
        self.fell_back: Counter[str] = Counter()

    def of(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        *,
        plan: PlanKey,
        variables: Mapping[str, object],
    ) -> Written | None:
        """How a planned operation is written; None when graphql-core has to do it."""
        key = (plan.operation_hash, plan.operation_name, plan.conditions)
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = self._made(
                document, operation, variables_of(operation, variables)
            )
            if len(self._held) > self._most:
                self._held.popitem(last=False)
        self._held.move_to_end(key)
        if isinstance(found, UnwritableError):
            self.fell_back[found.reason] += 1
            return None
        self.written += 1
        return found

    def failed(self, error: UnwritableError) -> None:
        """A value that the writer could not show: graphql-core is asked after all."""
        self.written -= 1
        self.fell_back[error.reason] += 1

    def _made(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, object],
    ) -> Written | UnwritableError:
        try:
            made = compile_writer(self._whole, document, operation, variables=variables)
        except UnwritableError as error:
            return error
        roots = _roots_only(document, operation, variables)
        return Written(roots, made.write, made.rows, straight(operation, made.nodes))


def roots_schema(schema: GraphQLSchema) -> GraphQLSchema:
    """The roots of reading with their arguments and resolvers; each value passes as it is."""
    passing = GraphQLScalarType("Passing", serialize=_pass)
    query = cast("GraphQLObjectType", schema.query_type)
    fields = {
        name: GraphQLField(
            GraphQLNonNull(passing) if isinstance(field.type, GraphQLNonNull) else passing,
            args=field.args,
            resolve=field.resolve,
        )
        for name, field in query.fields.items()
        if name in ROOTS
    }
    return GraphQLSchema(query=GraphQLObjectType(query.name, fields))


def _pass(value: object) -> object:
    return value


def _roots_only(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, object],
) -> DocumentNode:
    """The operation without anything below its root fields, whatever fragments they stood in."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    walk = Walk(fragments, variables)
    bare = SelectionSetNode(selections=tuple(_bare(walk, operation)), loc=operation.loc)
    alone = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=(),
        selection_set=bare,
        loc=operation.loc,
    )
    return DocumentNode(definitions=(alone,), loc=document.loc)


def _bare(walk: Walk, operation: OperationDefinitionNode) -> Iterator[FieldNode]:
    for node in walk.fields(operation.selection_set):
        yield FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=node.arguments,
            directives=(),
            selection_set=None,
            loc=node.loc,
        )
