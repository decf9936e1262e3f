"""Knows the one text of an event that is hashed, and the digests made of it (docs/audit.md).

The text is JSON without blanks, keys sorted, UTF-8, so that whoever holds it needs no encoder of
ours. A value that two encoders or two databases may write differently is refused.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import NoneType
from typing import Final, NamedTuple, cast

import msgspec

from schema.vocabulary.facts import JsonValue

EVENT: Final = "cgt-audit-event-1"
SET: Final = "cgt-audit-set-1"
GENESIS: Final = "cgt-audit-genesis-1"
MOST_INTEGER: Final = 2**53
LEAST_FRACTION: Final = 1e-4
MOST_FRACTION: Final = 1e15
NUL_IN_TEXT: Final = b"\\u0000"
OPEN: Final = b"\0"
"""No JSON has this byte (RFC 8259 section 7)."""
LEAF: Final = b"\x00"
LINK: Final = b"\x02"
"""One byte before what is hashed, so that no leaf, node or link can pass for another (RFC 6962)."""

_encode = msgspec.json.Encoder(order="sorted").encode


class EncodingError(ValueError):
    """The event holds a value that has no one text; the message names the key."""


def body_text(body: Mapping[str, JsonValue]) -> bytes:
    """The body's part of the text; raises `EncodingError` naming the first unfit key.

    Words are looked at one by one only where the text shows that one may be unfit.
    """
    for key, value in body.items():
        if value.__class__ not in WITHOUT_NUMBERS:
            _check_numbers(key, value)
    try:
        text = plain_text(body)
    except UnicodeEncodeError:
        text = b"\xff"
    if NUL_IN_TEXT in text or not text.isascii():
        for key, value in body.items():
            _check_words(key, value)
    return text


class OpenText(NamedTuple):
    """A body's text, open where some numbers and words stand: of what is told again and again."""

    names: tuple[str, ...]
    pieces: tuple[bytes, ...]

    @classmethod
    def of(cls, body: Mapping[str, JsonValue], *, names: Iterable[str]) -> "OpenText":
        """The text of this body but for these; raises `EncodingError` as `body_text` does."""
        opened = sorted(names)
        body_text({name: value for name, value in body.items() if name not in opened})
        whole = _encode({**body, **dict.fromkeys(opened, msgspec.Raw(OPEN))})
        return cls(tuple(opened), tuple(whole.split(OPEN)))

    def filled(self, body: Mapping[str, JsonValue]) -> bytes:
        """The text of a body that differs in these only; raises `EncodingError` for what is unfit.

        What differs is a number or a word.
        """
        parts = [self.pieces[0]]
        for name, behind in zip(self.names, self.pieces[1:], strict=True):
            value = body[name]
            if isinstance(value, str):
                check_word(name, value)
            else:
                _check_numbers(name, value)
            parts += (_encode(value), behind)
        return b"".join(parts)


def plain_text(value: object) -> bytes:
    """JSON, keys sorted, no blanks; for what is known to fit."""
    return _encode(value)


def event_text(
    *,
    writer: str,
    sequence: int,
    at: str,
    kind: str,
    subject: str,
    body: bytes,
    orders: str | None,
    patients: str | None,
    sites: str | None,
) -> bytes:
    """What is hashed of one event; `body` is `body_text`'s, the last three are digests of sets."""
    return _encode(
        {
            "at": at,
            "body": msgspec.Raw(body),
            "kind": kind,
            "orders": orders,
            "patients": patients,
            "sequence": sequence,
            "sites": sites,
            "subject": subject,
            "v": EVENT,
            "writer": writer,
        }
    )


def genesis(*, tenant: str, writer: str) -> bytes:
    """The chain before a writer's first event: it binds tenant, writer and this encoding."""
    text = _encode({"encoding": EVENT, "tenant": tenant, "v": GENESIS, "writer": writer})
    return hashlib.sha256(LINK + text).digest()


def leaf_of(text: bytes) -> bytes:
    """The Merkle leaf of an event's text."""
    return hashlib.sha256(LEAF + text).digest()


def link(previous: bytes, leaf: bytes) -> bytes:
    """The chain after an event, from the chain before it and the event's leaf."""
    return hashlib.sha256(LINK + previous + leaf).digest()


def set_digest(members: Iterable[str]) -> str:
    """The name of a set of our own ids, whatever their order."""
    text = _encode({"members": sorted(set(members)), "v": SET})
    return hashlib.sha256(text).hexdigest()


class Words(list[JsonValue]):
    """Words that are told again and again: known to be text, and not changed then."""

    @classmethod
    def of(cls, words: Iterable[str]) -> "Words":
        """These words, whatever kind of text each of them is."""
        return cls(str(word) for word in words)


WITHOUT_NUMBERS: Final = frozenset({str, bool, NoneType, Words})


class Retold(dict[str, JsonValue]):
    """A body that differs from one before in what its text is open for, and in its sets.

    It is not changed; one made of it, by `{**body}`, is plain again.
    """

    __slots__ = ("open_text",)

    def __init__(self, body: Mapping[str, JsonValue], open_text: OpenText) -> None:
        super().__init__(body)
        self.open_text = open_text


class Ids(list[JsonValue]):
    """Ids of a set that is told again and again: checked and named once, and not changed then."""

    @cached_property
    def digest(self) -> str:
        """Its name; raises `EncodingError` for what is no id."""
        if not all(isinstance(one, str) for one in self):
            raise EncodingError("expected ids")
        members = cast("list[str]", self)
        check_word("ids", "".join(members))
        return set_digest(members)


def check_word(name: str, text: str) -> None:
    """Raises `EncodingError` for a text that PostgreSQL or UTF-8 can't hold."""
    if "\0" in text or not _is_unicode(text):
        raise EncodingError(f"{name}: expected text without NUL and lone surrogates")


def _check_words(key: str, value: JsonValue) -> None:
    check_word("a key", key)
    if isinstance(value, str):
        check_word(key, value)
    elif isinstance(value, dict):
        for name, below in value.items():
            _check_words(name, below)
    elif isinstance(value, list):
        for below in value:
            _check_words(key, below)


def _check_numbers(key: str, value: JsonValue) -> None:
    if isinstance(value, dict):
        for name, below in value.items():
            _check_numbers(name, below)
    elif isinstance(value, list):
        for below in value:
            if below.__class__ is not str:
                _check_numbers(key, below)
    elif isinstance(value, float):
        _check_float(key, value)
    elif isinstance(value, int) and abs(value) > MOST_INTEGER:
        raise EncodingError(f"{key}: expected an integer of at most 2^53")


def _check_float(key: str, value: float) -> None:
    if value == 0 and math.copysign(1, value) > 0:
        return
    if not LEAST_FRACTION <= abs(value) < MOST_FRACTION:
        raise EncodingError(f"{key}: expected 0, or a number from 1e-4 to 1e15")


def _is_unicode(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
