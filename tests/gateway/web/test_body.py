import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.web.body import decode_request, is_json
from gateway.web.errors import MEANINGS, WebError
from tests.world.counts import examples

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
    max_leaves=12,
)


@given(st.binary(max_size=300))
@settings(max_examples=examples(400), deadline=None)
def test_any_bytes_give_a_request_or_a_code(body: bytes) -> None:
    told = "BODY_INVALID"
    try:
        decode_request(body)
    except WebError as error:
        told = error.code
    assert told in MEANINGS


@given(st.dictionaries(st.text(), JSON, max_size=4))
@settings(max_examples=examples(200), deadline=None)
def test_what_was_sent_is_what_is_read(variables: dict[str, object]) -> None:
    sent = {"query": "{a}", "variables": variables}
    try:
        body = msgspec.json.encode(sent)
    except (UnicodeError, OverflowError, msgspec.MsgspecError):
        return
    if b"\\u0000" in body:
        with pytest.raises(WebError):
            decode_request(body)
    else:
        assert decode_request(body).variables == msgspec.json.decode(body)["variables"]


@given(st.text())
@settings(max_examples=examples(200), deadline=None)
def test_a_media_type_is_parsed_not_searched(text: str) -> None:
    assert not is_json(f"application/json{text}x") or ";" in text


def test_only_the_exact_media_type_is_taken() -> None:
    assert is_json("application/json")
    assert is_json(" application/json ; charset=utf-8")
    assert not is_json("text/html; application/json")
    assert not is_json("application/json, text/plain")
