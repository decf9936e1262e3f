"""What is taken as it is graphql-core would have coerced to just that, and found no fault with."""

from typing import cast

from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse
from graphql.execution.values import VariableValues, get_variable_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.disclosure.variables import declared, plain_values

SCHEMA: GraphQLSchema = build_schema(
    """
    input Chosen { status: [String!] }
    enum Word { A B }
    type Query {
      all(i: Int, s: String, d: ID, b: Boolean, f: Float, w: Word, l: [Int!], c: Chosen): Int
    }
    """
)
TYPES = ("Int", "String", "ID", "Boolean", "Float", "Word", "[Int!]", "Chosen")
LITERALS = ("", " = null", " = 3", ' = "x"', " = true", " = 9999999999", " = A", " = [1]", " = {}")
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**33), 2**33),
    st.floats(allow_nan=False),
    st.text(max_size=4),
    st.sampled_from(["A", "C"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.just("status"), st.lists(st.just("x"), max_size=1), max_size=1),
)
DEFINITIONS = st.lists(
    st.tuples(st.sampled_from(TYPES), st.booleans(), st.sampled_from(LITERALS)), max_size=4
)


def operation_of(drawn: list[tuple[str, bool, str]]) -> OperationDefinitionNode:
    written = [
        f"$v{number}: {kind}{'!' if required else ''}{literal}"
        for number, (kind, required, literal) in enumerate(drawn)
    ]
    head = f"({', '.join(written)})" if written else ""
    return cast("OperationDefinitionNode", parse(f"query Q{head} {{ all }}").definitions[0])


@settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # on a busy machine drawing is slow
@given(
    drawn=DEFINITIONS, values=st.dictionaries(st.sampled_from(["v0", "v1", "v2", "other"]), VALUES)
)
def test_plain_values_are_what_graphql_core_makes_of_them(
    drawn: list[tuple[str, bool, str]], values: dict[str, object]
) -> None:
    operation = operation_of(drawn)
    found = plain_values(declared(operation), values)
    if found is None:
        return
    coerced = get_variable_values(SCHEMA, operation.variable_definitions or (), dict(values))
    assert isinstance(coerced, VariableValues), coerced
    assert found == coerced.coerced
    assert [type(one) for one in found.values()] == [type(found[name]) for name in coerced.coerced]


def test_what_a_page_sends_is_plain() -> None:
    operation = operation_of([("Int", True, ""), ("String", False, ""), ("Chosen", False, "")])
    given_values: dict[str, object] = {"v0": 50, "v1": None, "v2": None}
    assert plain_values(declared(operation), given_values) == given_values
