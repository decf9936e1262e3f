"""Knows the words of graphql-transport-ws: its messages as bytes, and its close codes."""

from enum import IntEnum
from typing import Final

import msgspec

from gateway.web.errors import WebError

SUBPROTOCOL: Final = "graphql-transport-ws"
LONGEST_ID: Final = 128
PONG: Final = '{"type":"pong"}'
ACK: Final = '{"type":"connection_ack"}'
GREETING: Final = dict[str, object] | None
NOTHING: Final = msgspec.Raw(b"null")


class Close(IntEnum):
    """Why a socket is closed. Those from 4400 to 4429 but 4410 are the protocol's own."""

    POLICY = 1008
    RESTART = 1012
    TRY_AGAIN = 1013
    """Taken too slowly, or what we need is away: connect again, resume."""
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL = 4406
    INIT_TIMEOUT = 4408
    SUBSCRIBER_EXISTS = 4409
    ACCESS_CHANGED = 4410
    """Signed out, or a role came or went: connect again, resume; who may not is told 4403."""
    TOO_MANY_INITS = 4429


class SocketClosed(Exception):  # noqa: N818 (no error: how a socket's conversation ends)
    """The socket is to be closed with this code."""

    def __init__(self, code: Close, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Message(msgspec.Struct, frozen=True):
    """What a client sends; a payload is read later, so that a bad one ends one operation only."""

    type: str
    id: str | None = None
    payload: msgspec.Raw = NOTHING

    @property
    def content(self) -> bytes:
        """The payload's bytes."""
        return bytes(self.payload)


def read_message(text: str) -> Message:
    """The message; raises `SocketClosed` 4400 for what is none of the protocol's."""
    try:
        found = msgspec.json.decode(text, type=Message)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError):
        raise SocketClosed(Close.BAD_REQUEST, "Expected a graphql-transport-ws message.") from None
    if found.type in {"subscribe", "complete"} and not 0 < len(found.id or "") <= LONGEST_ID:
        raise SocketClosed(Close.BAD_REQUEST, "Expected an id of 1 to 128 characters.")
    return found


def read_hello(message: Message) -> str | None:
    """The bearer in `connection_init`, for those who can't set a header; raises `SocketClosed`."""
    try:
        decoded: dict[str, object] | None = msgspec.json.decode(message.content, type=GREETING)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError):
        raise SocketClosed(Close.BAD_REQUEST, "Expected an object as payload.") from None
    found = {name.lower(): value for name, value in (decoded or {}).items()}
    given = found.get("authorization")
    return given if isinstance(given, str) else None


def next_text(name: str, content: bytes) -> str:
    """A result of the operation `name`; `content` is the answer's bytes."""
    head = b'{"id":' + msgspec.json.encode(name) + b',"type":"next","payload":'
    return (head + content + b"}").decode()


def error_text(name: str, refusal: WebError) -> str:
    """The operation `name` is over: refused."""
    found = {"id": name, "type": "error", "payload": [refusal.entry()]}
    return msgspec.json.encode(found).decode()


def complete_text(name: str) -> str:
    """The operation `name` is over: done."""
    return msgspec.json.encode({"id": name, "type": "complete"}).decode()
