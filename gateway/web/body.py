"""Knows how a request's bytes become a GraphQL request: strictly, in linear time."""

import re
from email.message import Message
from http import HTTPStatus
from typing import Final

import msgspec
from starlette.requests import Request

from gateway.web.errors import WebError
from gateway.web.heads import Heads

MOST_BYTES: Final = 262_144
DEEPEST: Final = 40
LONGEST_NUMBER: Final = 32
MOST_PLAIN: Final = 12
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\]:,]|[-+.0-9eE]++', re.DOTALL)


MEMBER: Final = re.compile(
    rb'"(\w{1,64})":(?:"[^"\\\x00-\x1f]*+"|-?[0-9]{1,20}(?![0-9.eE])|true|false|null)(?:,|$)'
)
PLAIN: Final = re.compile(
    rb'\{"documentId":"[^"\\\x00-\x1f]*+"(?:,"variables":\{([^{}\[\]]*+)\})?'
    rb'(?:,"operationName":"\w+")?\}'
)
"""A body as the portal writes it; `MEMBER` is one of its variables, where none holds a list."""


USUAL: Final = frozenset(
    {
        *("application/json", "application/json; charset=utf-8", "application/json;charset=utf-8"),
        *("application/json; charset=UTF-8", "application/json;charset=UTF-8"),
    }
)
"""As clients write it, so that these need no parsing. What others write is never kept."""


class GraphqlRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a body may hold."""

    query: str | None = None
    documentId: str | None = None  # noqa: N815 (its name on the wire)
    variables: dict[str, object] | None = None
    operationName: str | None = None  # noqa: N815 (its name on the wire)
    extensions: dict[str, object] | None = None


_decode = msgspec.json.Decoder(GraphqlRequest).decode


def check_head(heads: Heads) -> None:
    """Refuse by the header fields alone: media type, compression, announced length."""
    media = heads.get("content-type", "")
    if not (media in USUAL or is_json(media)):
        raise WebError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "BODY_TYPE")
    if heads.get("content-encoding", "identity").lower() != "identity":
        raise WebError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "BODY_TYPE")
    length = heads.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:12]) > MOST_BYTES:
        raise WebError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "BODY_TOO_LARGE")


def is_json(text: str) -> bool:
    """Whether a Content-Type is application/json, parsed, with no charset but UTF-8."""
    message = Message()
    message["content-type"] = text
    charset = message.get_param("charset", "utf-8")
    exact = text.split(";", 1)[0].strip().lower() == "application/json"
    return exact and isinstance(charset, str) and charset.lower() in {"utf-8", "utf8"}


async def read_body(request: Request) -> bytes:
    """The body, up to the limit."""
    found = b""
    more = True
    while more:
        message = await request.receive()
        if message["type"] != "http.request":
            raise WebError(HTTPStatus.BAD_REQUEST, "BODY_INVALID")
        chunk: bytes = message.get("body", b"")
        found = found + chunk if found else chunk
        if len(found) > MOST_BYTES:
            raise WebError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "BODY_TOO_LARGE")
        more = message.get("more_body", False)
    return found


def decode_request(body: bytes) -> GraphqlRequest:
    """The request in a body."""
    if not is_plain(body):
        check_tokens(body)
    try:
        found = _decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError):
        raise WebError(HTTPStatus.BAD_REQUEST, "BODY_INVALID") from None
    if (found.query is None) == (found.documentId is None):
        raise WebError(HTTPStatus.BAD_REQUEST, "BODY_INVALID")
    return found


def is_plain(body: bytes) -> bool:
    """Whether a body is of the one form in which `check_tokens` has nothing to find.

    Each name comes once, nothing is nested, no number is long, nothing is written as an escape.
    """
    found = PLAIN.fullmatch(body)
    if found is None:
        return False
    inside: bytes = found[1] or b""
    names: list[bytes] = []
    at = 0
    while at < len(inside):
        member = MEMBER.match(inside, at)
        if member is None or member[1] in names or len(names) >= MOST_PLAIN:
            return False
        names.append(member[1])
        at = member.end()
    return not inside.endswith(b",")


def decode_variables(text: str) -> dict[str, object]:
    """The variables in an address."""
    check_tokens(text.encode("utf-8", "surrogatepass"))
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError):
        raise WebError(HTTPStatus.BAD_REQUEST, "BODY_INVALID") from None


def check_tokens(body: bytes) -> None:
    """Refuse deep nesting, long numbers, NUL, and a key that comes twice, before any parser.

    It need not know JSON: what is not JSON the parser refuses.
    """
    keys: list[set[str] | None] = []
    last: bytes | None = None
    for match in TOKEN.finditer(body):
        token = match.group()
        first = token[:1]
        if first in b"{[":
            keys.append(set() if first == b"{" else None)
            if len(keys) > DEEPEST:
                raise WebError(HTTPStatus.BAD_REQUEST, "BODY_NESTING")
        elif first in b"}]":
            keys = keys[:-1]
        elif first == b":":
            _note_key(last, keys)
        elif first == b'"':
            _check_text(token)
        elif first != b"," and len(token) > LONGEST_NUMBER:
            raise WebError(HTTPStatus.BAD_REQUEST, "BODY_INVALID")
        last = token


def _note_key(token: bytes | None, keys: list[set[str] | None]) -> None:
    held = keys[-1] if keys else None
    if held is None or token is None or token[:1] != b'"':
        raise WebError(HTTPStatus.BAD_REQUEST, "BODY_INVALID")
    key = _text(token)
    if key in held:
        raise WebError(HTTPStatus.BAD_REQUEST, "BODY_INVALID")
    held.add(key)


def _check_text(token: bytes) -> None:
    if b"\\u" in token and "\x00" in _text(token):
        raise WebError(HTTPStatus.BAD_REQUEST, "BODY_INVALID")


def _text(token: bytes) -> str:
    try:
        return msgspec.json.decode(token, type=str)
    except (msgspec.MsgspecError, UnicodeError):
        raise WebError(HTTPStatus.BAD_REQUEST, "BODY_INVALID") from None
