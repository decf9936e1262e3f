"""A body that is told again has the text that it would have had, had it been made anew."""

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.audit.chain import prepare, rest_of
from gateway.audit.encoding import EncodingError, Ids, OpenText, Retold, Words, body_text
from schema.vocabulary.facts import JsonValue
from tests.world.counts import examples

KEYS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
WORDS = KEYS | st.booleans() | st.integers(-(2**53), 2**53) | st.none()
VALUES = WORDS | st.lists(WORDS, max_size=3) | st.dictionaries(KEYS, WORDS, max_size=3)
BODIES = st.dictionaries(KEYS, cast("st.SearchStrategy[JsonValue]", VALUES), max_size=6)
NUMBERS = st.integers(0, 10**7).map(lambda tenths: tenths / 10)


@settings(max_examples=examples(300), deadline=None)
@given(body=BODIES, names=st.lists(KEYS, min_size=1, max_size=3, unique=True), data=st.data())
def test_only_what_is_open_is_another(
    body: dict[str, JsonValue], names: list[str], data: st.DataObject
) -> None:
    def drawn() -> dict[str, JsonValue]:
        return {**body, **{name: data.draw(NUMBERS | KEYS) for name in names}}

    open_text = OpenText.of(drawn(), names=names)
    for later in (drawn(), drawn()):
        assert open_text.filled(later) == body_text(later)


@pytest.mark.parametrize("value", [1e300, -1e-9, float("nan"), float("inf"), 2**60, "\0", "\ud800"])
def test_what_has_no_one_text_is_refused_by_its_name(value: float | str) -> None:
    open_text = OpenText.of({"a": 1, "took": 1.5}, names=["took"])
    with pytest.raises(EncodingError, match=r"^took: "):
        open_text.filled({"a": 1, "took": value})


@pytest.mark.parametrize("word", ["\0", "\ud800"])
def test_a_word_that_no_database_takes_is_refused_before_it_is_remembered(word: str) -> None:
    with pytest.raises(EncodingError):
        OpenText.of({"name": word, "took": 1.5}, names=["took"])


def test_an_event_told_again_is_kept_as_the_first_was_and_names_its_own_sets() -> None:
    told: dict[str, JsonValue] = {"disclosed": Words.of(["A"]), "took": 1.5, "orders": Ids(["o"])}
    open_text = OpenText.of(rest_of(told), names=["took"])
    for took, orders in ((2.5, ["p"]), (0.0, ["q", "r"])):
        body = {**told, "took": took, "orders": Ids(orders)}
        again = prepare(at="", kind="X", subject="s", body=Retold(body, open_text))
        assert again == prepare(at="", kind="X", subject="s", body=body)


def test_a_body_made_of_one_that_is_told_again_has_a_text_of_its_own() -> None:
    told: dict[str, JsonValue] = {"name": "a", "took": 1.5}
    again = Retold(told, OpenText.of(told, names=["took"]))
    other = prepare(at="", kind="X", subject="s", body={**again, "about": "b"})
    assert b'"about":"b"' in other.text
