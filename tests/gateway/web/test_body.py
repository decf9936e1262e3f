import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.web.body import check_tokens, decode_request, is_json, is_plain
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


PIECES = rb"""{ } [ ] , : "documentId" "variables" "operationName" "a" "b" "x,\" ":" "," "\u0000"
1 -2 9999999999999999999999999999999999999999 1.5 true null "a":1 "b":"x"
{"documentId":"d","variables":{"""
WORDS = st.sampled_from([*PIECES.split(), b" ", b'"\x00"'])


@given(st.lists(WORDS, max_size=14).map(b"".join))
@settings(max_examples=examples(500), deadline=None)
def test_what_is_plain_holds_nothing_to_refuse(body: bytes) -> None:
    if is_plain(body):
        check_tokens(body)


def said(variables: bytes) -> bytes:
    return b'{"documentId":"sha256:0","variables":{%b}}' % variables


@pytest.mark.parametrize(
    "variables", [b"", b'"first":50', b'"first":50,"after":null,"on":true,"id":"a:b"']
)
def test_a_body_of_the_portals_form_is_plain(variables: bytes) -> None:
    assert is_plain(said(variables))


@pytest.mark.parametrize(
    "variables",
    [
        b'"first":50,"first":51',
        b'"first":50,',
        b'"filter":{"status":[]}',
        b'"id":"\\u0000"',
        b'"n":' + b"9" * 33,
        b'"n":1e9',
    ],
)
def test_any_other_is_looked_at_token_by_token(variables: bytes) -> None:
    assert not is_plain(said(variables))
