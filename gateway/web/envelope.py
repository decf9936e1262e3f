"""Knows an answer's bytes: its data, and its `extensions` as the last member."""

from collections.abc import Sequence
from typing import Final, TypeAlias, cast

import msgspec

Pieces: TypeAlias = Sequence[bytes | bytearray | memoryview]
"""An answer in the order in which it is sent."""

LONG: Final = 8_192
"""Bytes of a list that is sent from where it is kept: to copy it for each caller is what costs."""
DEEPEST: Final = 3
"""`data`, a root field, its rows."""
PLACE: Final = msgspec.Raw(b"\0")
"""In place of a list that is kept; no JSON has this byte (RFC 8259 section 7)."""

_encode_into = msgspec.json.Encoder().encode_into


def enveloped(content: bytes, extensions: bytes) -> bytes:
    """An answer's bytes with its `extensions`."""
    return content[:-1] + b',"extensions":' + extensions + b"}"


def in_pieces(body: object, extensions: bytes) -> Pieces:
    """An answer with its `extensions`; what is long and written already is a piece of its own."""
    kept: list[memoryview] = []
    content = bytearray()
    _encode_into(_with_places(body, kept, DEEPEST), content)
    content[-1:] = b',"extensions":%b}' % extensions
    if not kept:
        return (content,)
    first, *rest = content.split(b"\0")
    return (first, *(piece for pair in zip(kept, rest, strict=True) for piece in pair))


def _with_places(value: object, kept: list[memoryview], deepest: int) -> object:
    if isinstance(value, msgspec.Raw):
        written = memoryview(value)
        if written.nbytes < LONG:
            return value
        kept.append(written)
        return PLACE
    if isinstance(value, dict) and deepest:
        members = cast("dict[str, object]", value)
        return {name: _with_places(one, kept, deepest - 1) for name, one in members.items()}
    return value
