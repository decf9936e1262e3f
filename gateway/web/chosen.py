"""Knows which operation of a document is run, and whether the variables sent with it fit."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, VariableDefinitionNode
from graphql.execution.values import get_variable_values

from gateway.disclosure.variables import Declared, declared, plain_values
from gateway.web.documents import Checked
from gateway.web.errors import UNPROCESSABLE, WebError, places

MOST_ERRORS: Final = 10


class Chosen(NamedTuple):
    """An operation to run, and what its variables are held against.

    `conditions` are those that @skip and @include look at.
    """

    operation: OperationDefinitionNode
    variables: tuple[Declared, ...]
    conditions: tuple[VariableDefinitionNode, ...]

    def check(self, schema: GraphQLSchema, given: Mapping[str, object]) -> None:
        """Raise `WebError` VARIABLES_INVALID for values that do not fit, before anything is read.

        Null is refused where @skip or @include asks yes or no: a variable with a default may be
        declared nullable there, so that no type refuses it, and what comes of it would be decided
        in the middle of an answer.
        """
        for node in self.conditions:
            if given.get(node.variable.name.value, node) is None:
                raise _invalid(GraphQLError("null as a condition", node))
        if plain_values(self.variables, given) is not None:
            return
        coerced = get_variable_values(
            schema,
            self.operation.variable_definitions or (),
            dict(given),
            max_errors=MOST_ERRORS,
        )
        if isinstance(coerced, list):
            raise _invalid(coerced[0])


def choose(checked: Checked, name: str | None) -> Chosen:
    """The operation to run: the only one, or the named one; several and no name are refused."""
    operations = [
        node for node in checked.document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    if name is not None:
        operations = [node for node in operations if node.name and node.name.value == name]
    if len(operations) != 1:
        code = "OPERATION_AMBIGUOUS" if operations else "OPERATION_UNKNOWN"
        raise WebError(UNPROCESSABLE, code, graphql=True)
    [operation] = operations
    conditions = tuple(
        node
        for node in operation.variable_definitions or ()
        if node.variable.name.value in checked.conditions
    )
    return Chosen(operation, declared(operation), conditions)


def _invalid(error: GraphQLError) -> WebError:
    return WebError(UNPROCESSABLE, "VARIABLES_INVALID", locations=places(error), graphql=True)
