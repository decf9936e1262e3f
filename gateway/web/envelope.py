"""Knows an answer, and its bytes: data or errors, and `extensions` as the last member."""

from typing import Final, NamedTuple, cast

import msgspec

from gateway.web.errors import Json

LONG: Final = 8_192
"""Bytes of a list that is put in at the end: while others grow it would be moved with them."""
DEEPEST: Final = 3
"""`data`, a root field, its rows."""
PLACE: Final = msgspec.Raw(b"\0")
"""In place of a long list; no JSON has this byte (RFC 8259 section 7)."""


class Answer(NamedTuple):
    """What may leave: `status` is 200, or 294 when some fields failed."""

    status: int
    body: Json


_encode_into = msgspec.json.Encoder().encode_into


def enveloped(content: bytes, extensions: bytes) -> bytes:
    """An answer's bytes with its `extensions`."""
    return content[:-1] + b',"extensions":' + extensions + b"}"


def encoded(body: Json, extensions: bytes) -> bytes:
    """An answer with its `extensions`; what is long and written already is copied once, no more."""
    kept: list[memoryview] = []
    content = bytearray()
    _encode_into(_with_places(body, kept, DEEPEST), content)
    content[-1:] = b',"extensions":%b}' % extensions
    first, *rest = content.split(b"\0")
    return b"".join((first, *(piece for pair in zip(kept, rest, strict=True) for piece in pair)))


def _with_places(value: object, kept: list[memoryview], deepest: int) -> object:
    shown = value
    if isinstance(value, msgspec.Raw):
        written = memoryview(value)
        if written.nbytes >= LONG:
            kept.append(written)
            shown = PLACE
    elif isinstance(value, dict) and deepest:
        members = cast("dict[str, object]", value)
        shown = {name: _with_places(one, kept, deepest - 1) for name, one in members.items()}
    return cast("object", shown)
