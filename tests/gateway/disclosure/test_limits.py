"""One operation may ask so much and no more; measuring is linear in the document's size."""

import pytest
from graphql import GraphQLSyntaxError, OperationDefinitionNode
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.disclosure import refusals
from gateway.disclosure.limits import Limits, Measure, measure, parse_limited
from gateway.disclosure.refusals import MEANINGS, OverLimitError
from tests.world.counts import examples

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


def test_the_price_uses_the_actual_variables() -> None:
    text = "query($n:Int=10){orders(first:$n){nodes{id status}}}"
    assert weighed(text).cost == 1 + 10 * (1 + 2)
    assert weighed(text, {"n": 100}).cost == 1 + 100 * (1 + 2)
    assert refused(text, {"n": 9_999}).asked == 9_999


def test_a_fragment_in_a_circle_is_left_to_validation() -> None:
    assert (
        weighed("{order{...a}} fragment a on Order{id ...b} fragment b on Order{...a}").fields == 2
    )


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
