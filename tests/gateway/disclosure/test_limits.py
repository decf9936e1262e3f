"""One operation may ask so much and no more; measuring is linear in the document's size."""

import pytest
from graphql import (
    GraphQLObjectType,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    get_introspection_query,
    get_named_type,
    is_leaf_type,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.disclosure import refusals
from gateway.disclosure.limits import Limits, Measure, measure, parse_limited
from gateway.disclosure.refusals import MEANINGS, OverLimitError
from gateway.disclosure.weighing import ROWS
from schema.api.schema import build_schema, executable
from tests.world.counts import examples
from tests.world.hidden_levels import hidden_levels

LIMITS = Limits()


def weighed(text: str, variables: dict[str, object] | None = None) -> Measure:
    document = parse_limited(text, limits=LIMITS)
    operation = next(n for n in document.definitions if isinstance(n, OperationDefinitionNode))
    return measure(document, operation, variables=variables or {}, limits=LIMITS)


def refused(text: str, variables: dict[str, object] | None = None) -> OverLimitError:
    with pytest.raises(OverLimitError) as caught:
        weighed(text, variables)
    return caught.value


def chain(size: int, spread: str) -> str:
    parts = [f"fragment f{n} on Order {{ {spread.format(n + 1)} }}" for n in range(size)]
    return " ".join([f"{{ order {{ ...f0 }} }} fragment f{size} on Order {{ id }}", *parts])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{" + "a " * 4_000 + "}", refusals.LIMIT_TOKENS),
        ("{a" * 41 + "}" * 41, refusals.LIMIT_NESTING),
        ("{order(by:" + "[" * 100_000, refusals.LIMIT_NESTING),
        ("{order" + "{a" * 13 + "}" * 14, refusals.LIMIT_DEPTH),
        ("{order{" + "a " * 801 + "}}", refusals.LIMIT_FIELDS),
        ("{order{" + "a:id " * 61 + "}}", refusals.LIMIT_ALIASES),
        ("{order{id " + "@x " * 61 + "}}", refusals.LIMIT_DIRECTIVES),
        ("{viewer " * 1 + "a " * 20 + "}", refusals.LIMIT_ROOT_FIELDS),
        ("{orders(first:5001){totalCount}}", refusals.LIMIT_FIRST),
        ("{orders(first:0){totalCount}}", refusals.LIMIT_FIRST),
        ("{orders(first:" + "9" * 3_000 + "){totalCount}}", refusals.LIMIT_FIRST),
        ("{order{" + "patient{id} " * 46 + "}}", refusals.LIMIT_REPEATS),
        (hidden_levels(5), refusals.LIMIT_NESTING),
        (hidden_levels(5, shallow=True), refusals.LIMIT_NESTING),
        (hidden_levels(56, shallow=True), refusals.LIMIT_NESTING),
        ("{order{...a}} fragment a on Order{order{...a}}", refusals.LIMIT_OPENED),
        ("{__schema{types{fields{type{fields{type{fields{args{name}}}}}}}}}", refusals.LIMIT_COST),
        (chain(61, "...f{0}"), refusals.LIMIT_FRAGMENTS),
        (chain(40, "...f{0} ...f{0}"), refusals.LIMIT_FIELDS),
        ("{orders(first:5000){nodes{" + "runs{bags{ref a b c}}" * 5 + "}}}", refusals.LIMIT_COST),
    ],
)
def test_a_document_over_a_limit_is_told_which_and_by_how_much(text: str, code: str) -> None:
    error = refused(text)
    assert error.code == code
    assert str(error) == f"{MEANINGS[code]} At most {error.limit}, came {error.asked}."
    assert error.asked > error.limit or error.asked < 1


STRUCTURE = [
    ("order" + "{a" * 13 + "}" * 13, refusals.LIMIT_DEPTH),
    ("order{" + "a " * 801 + "}", refusals.LIMIT_FIELDS),
    ("order{" + "a:id " * 61 + "}", refusals.LIMIT_ALIASES),
    ("order{id " + "@x " * 61 + "}", refusals.LIMIT_DIRECTIVES),
    ("order{" + "patient{id} " * 46 + "}", refusals.LIMIT_REPEATS),
]
"""What validation meets wherever in a document it stands."""


@pytest.mark.parametrize(("heavy", "code"), [*STRUCTURE, ("a " * 21, refusals.LIMIT_ROOT_FIELDS)])
def test_an_operation_that_is_not_to_run_is_within_the_limits_too(heavy: str, code: str) -> None:
    assert refused(f"query A{{viewer{{name}}}} query B{{{heavy}}}").code == code


@pytest.mark.parametrize(("heavy", "code"), STRUCTURE)
@pytest.mark.parametrize(
    "around",
    [
        "{{viewer{{name}}}} fragment f on Query{{{0}}}",
        "{{...f}} fragment f on Query{{{0}}} fragment f on Query{{viewer{{name}}}}",
    ],
)
def test_a_fragment_that_is_spread_nowhere_is_within_the_limits_too(
    around: str, heavy: str, code: str
) -> None:
    assert refused(around.format(heavy)).code == code


def test_fragments_of_one_name_are_counted_each() -> None:
    text = "{order{...f}}" + "fragment f on Order{id}" * 61
    assert refused(text).code == refusals.LIMIT_FRAGMENTS


def test_operations_that_share_fragments_select_only_so_much_together() -> None:
    shared = "fragment f on Order{" + " ".join(f"f{n}" for n in range(40)) + "}"
    operations = [f"query q{n}{{order{{...f}}}}" for n in range(100)]
    assert weighed(" ".join([*operations[:90], shared])).fields == 41
    error = refused(" ".join([*operations, shared]))
    assert (error.code, error.asked) == (refusals.LIMIT_OPENED, 100 * 42)


def test_pairs_are_those_of_all_operations() -> None:
    operations = [f"query q{n}{{order{{" + "patient{id} " * 30 + "}}" for n in range(2)]
    assert weighed(operations[0]).fields == 61
    assert refused(" ".join(operations)).code == refusals.LIMIT_REPEATS


def test_the_price_is_that_of_the_operation_to_run() -> None:
    dear = "query B($n:Int!){orders(first:$n){totalCount} worklist(first:9999){nodes{id}}}"
    assert weighed("query A{viewer{name}}" + dear).cost == 2


@pytest.mark.parametrize("given", [5_000, 5_000.0])
def test_a_whole_number_is_priced_however_it_is_written(given: float) -> None:
    text = "query($n: Int = 1) { orders(first: $n) { nodes { id } } }"
    assert weighed(text, {"n": given}).cost == 10_001
    assert refused(text, {"n": given + 1}).code == refusals.LIMIT_FIRST
    assert refused(text, {"n": 0 * given}).code == refusals.LIMIT_FIRST


def test_the_price_uses_the_actual_variables() -> None:
    text = "query($n:Int=10){orders(first:$n){nodes{id status}}}"
    assert weighed(text).cost == 1 + 10 * (1 + 2)
    assert weighed(text, {"n": 100}).cost == 1 + 100 * (1 + 2)
    assert refused(text, {"n": 9_999}).asked == 9_999


@pytest.mark.parametrize(
    ("text", "variables", "cost"),
    [
        ("{orders(first:9){nodes{id @skip(if:true) status}}}", {}, 1 + 9 * 2),
        ("query($a:Boolean!){orders(first:9) @include(if:$a){nodes{id}}}", {"a": False}, 0),
        ("query($a:Boolean!){orders(first:9) @include(if:$a){nodes{id}}}", {"a": True}, 19),
        ("query($a:Boolean=true){orders(first:9) @skip(if:$a){nodes{id}}}", {}, 0),
        ("{orders(first:9){...f @skip(if:true) totalCount}} fragment f on A{asOf}", {}, 10),
        ("query($a:Boolean!){viewer @include(if:$a){name}}", {"a": "S3CRET"}, 2),
    ],
)
def test_what_a_directive_leaves_out_costs_nothing(
    text: str, variables: dict[str, object], cost: int
) -> None:
    assert weighed(text, variables).cost == cost


def test_the_standard_introspection_is_within_the_limits() -> None:
    asked = weighed(get_introspection_query(descriptions=True, specified_by_url=True))
    assert asked.cost < LIMITS.cost


def test_every_list_of_objects_has_a_price() -> None:
    lists = {
        name
        for kind in executable(build_schema()).type_map.values()
        if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
        if "[" in str(field.type) and not is_leaf_type(get_named_type(field.type))
    }
    assert len(lists) > 20
    assert lists - {"edges", "nodes"} <= set(ROWS)


@settings(max_examples=examples(30), deadline=None)
@given(st.integers(2, 60))
def test_pairs_are_counted_through_fragments(count: int) -> None:
    text = (
        "{order{" + "...f " + "... {patient{id}} " * count + "}} fragment f on Order{patient{id}}"
    )
    if count * (count + 1) > LIMITS.repeats:
        assert refused(text).code == refusals.LIMIT_REPEATS
    else:
        assert weighed(text).fields == 1 + 2 * (count + 1)


def test_a_fragment_in_a_circle_is_left_to_validation() -> None:
    assert (
        weighed("{order{...a}} fragment a on Order{id ...b} fragment b on Order{...a}").fields == 2
    )


@settings(max_examples=examples(50), deadline=None)
@given(st.permutations([f"...f{n}" for n in range(5)]))
def test_levels_are_the_same_in_whatever_order_fragments_are_spread(spreads: list[str]) -> None:
    for size, passes in ((4, True), (5, False)):
        text = hidden_levels(size).replace("{ ...f0 }", f"{{ {' '.join(spreads)} }}", 1)
        if passes:
            assert weighed(text).depth == 2
        else:
            assert refused(text).code == refusals.LIMIT_NESTING


def test_what_is_not_graphql_is_a_syntax_error() -> None:
    with pytest.raises(GraphQLSyntaxError):
        weighed('{order(by:{id:"')


@settings(max_examples=examples(50), deadline=None)
@given(st.integers(1, 14), st.integers(1, 6))
def test_opened_fragments_are_counted_as_if_written_out(depth: int, width: int) -> None:
    spread = " ".join(["...f{0}"] * width)
    if width**depth > LIMITS.fields - 1:
        assert refused(chain(depth, spread)).code == refusals.LIMIT_FIELDS
    else:
        assert weighed(chain(depth, spread)).fields == 1 + width**depth
