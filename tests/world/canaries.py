"""Values that can't be overlooked: one in every protected field, found in whatever form it leaves.

Each begins with the same letters, among them some that JSON, HTML and URLs write otherwise; so each
form of the beginning is searched for, whatever follows. Fields come from the marks: a new one is
planted by itself.
"""

import base64
import hashlib
import html
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Final
from urllib.parse import quote, quote_plus

from gateway.disclosure.selection import camel
from schema.vocabulary.facts import JsonValue
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.principals import Principal, Role
from schema.vocabulary.sensitivity import FieldClass, FieldMark, field_marks, part_marks
from tests.gateway.disclosure.expected import stands, told
from tests.gateway.disclosure.oracle import exists, sees
from tests.world.asking import planted
from tests.world.sealed_orders import Document, SealedOrder, changed

WORD: Final = "ZqKanari"
BEGINNING: Final = f'{WORD}"ü/&'
CANARY: Final = re.compile(re.escape(BEGINNING) + r"[A-Z]+-[A-Za-z0-9]+")
GZIP: Final = b"\x1f\x8b\x08"
ALIGNMENTS: Final = 3
TEXT_CLASSES: Final = frozenset(FieldClass) - {FieldClass.OPERATIONAL}
INSTANT: Final = re.compile(r"2031-05-17T10:11:1[23][.][0-9]{6}Z")
OWN: Final = ("since", "stale_at", "last_learned_at", "told_at")
"""The instants of an order that stand in no document of it."""


def canary_orders() -> list[SealedOrder]:
    """One order for each way to stand to site a, a canary in each protected text of it."""
    return [
        replace(
            one,
            document=changed(Order, one.document, _spelled),
            person=changed(Patient, one.person, _spelled),
            **_own_instants(number),
        )
        for number, one in enumerate(planted())
    ]


def planted_values(one: SealedOrder) -> Iterator[tuple[str, FieldClass, JsonValue]]:
    """(field, class, value) of every protected field of an order and its patient."""
    yield from _values(Order, one.document, "order")
    yield from _values(Patient, one.person, "patient")


def instants(one: SealedOrder) -> frozenset[str]:
    """Every OPERATIONAL instant of an order, its row's and its fact's among them: each its own."""
    found = {one.since, one.stale_at, one.last_learned_at, one.told_at}
    for record, document in ((Order, one.document), (Patient, one.person)):
        found |= {
            str(value)
            for _, field_class, value in _values(record, document, "", frozenset(FieldClass))
            if field_class is FieldClass.OPERATIONAL and INSTANT.fullmatch(str(value))
        }
    return frozenset(found)


def hidden_instants(
    orders: list[SealedOrder], principal: Principal, *, granted: str | None = None
) -> frozenset[str]:
    """Those of the orders that this principal may not see in full."""
    clear = _clear(orders, principal, granted)
    hidden = (instants(one) for one in orders if FieldClass.OPERATIONAL not in clear[one.name])
    return frozenset[str]().union(*hidden)


def clear_values(
    orders: list[SealedOrder], principal: Principal, *, granted: str | None = None
) -> frozenset[str]:
    """Every canary, number or day that this principal may see; `granted`: an order by its name."""
    clear = _clear(orders, principal, granted)
    return frozenset(
        str(value)
        for one in orders
        for _, field_class, value in planted_values(one)
        if field_class in clear[one.name]
    )


def forms(text: str) -> dict[str, bytes]:
    """How a text may look on its way out, without being plain."""
    raw = text.encode()
    made = {
        "json": json.dumps(text, ensure_ascii=False)[1:-1].encode(),
        "json-escaped": json.dumps(text)[1:-1].encode(),
        "percent-encoded": quote(text, safe="").encode(),
        "form-encoded": quote_plus(text).encode(),
        "html-escaped": html.escape(text).encode(),
        "hex": raw.hex().encode(),
        "utf-16": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "latin-1": text.encode("latin-1"),
        "reversed": text[::-1].encode(),
        "python-escaped": repr(raw)[2:-1].encode(),
        "unicode-escaped": text.encode("unicode_escape"),
    }
    for shift in range(ALIGNMENTS):
        inner = base64.b64encode(b"\0" * shift + raw)[shift and 4 : -4]
        made[f"base64-{shift}"] = inner
        made[f"base64url-{shift}"] = inner.translate(bytes.maketrans(b"+/", b"-_"))
    return {name: form.lower() for name, form in made.items()}


FORMS: Final = forms(BEGINNING)


def hidden_forms(data: bytes) -> set[str]:
    """The forms in which any canary lies in these bytes, but for those in which JSON shows it."""
    low = data.lower()
    found = {name for name, form in FORMS.items() if form in low} - {"json"}
    return found | {f"gzip {name}" for inner in _unpacked(data) for name in any_form(inner)}


def any_form(data: bytes) -> set[str]:
    """The forms in which any canary lies in these bytes."""
    low = data.lower()
    shown = {"plain": WORD.lower().encode(), "json": FORMS["json"]}
    return {name for name, form in shown.items() if form in low} | hidden_forms(data)


def hashes(value: str) -> frozenset[str]:
    """Its unkeyed digests, which anybody could find by trying."""
    raw = value.encode()
    made = (hashlib.sha256(raw), hashlib.sha1(raw), hashlib.md5(raw))  # noqa: S324 (searched for)
    return frozenset(one.hexdigest() for one in made)


def _unpacked(data: bytes) -> Iterator[bytes]:
    at = data.find(GZIP)
    while at >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj(wbits=31).decompress(data[at:], 10_000_000)
        at = data.find(GZIP, at + 1)


def _clear(
    orders: list[SealedOrder], principal: Principal, granted: str | None
) -> dict[str, frozenset[FieldClass]]:
    """By order, the classes that this principal sees in clear; none of one that is not there."""
    found: dict[str, frozenset[FieldClass]] = {}
    for one in orders:
        order = stands(one, granted=Role.PHYSICIAN if one.name == granted else None)
        there = exists(told(principal), order)
        found[one.name] = frozenset(
            each for each in FieldClass if there and sees(told(principal), order, each) == "CLEAR"
        )
    return found


def _own_instants(number: int) -> dict[str, str]:
    return {name: f"2031-05-17T10:11:13.{100 * number + at:06d}Z" for at, name in enumerate(OWN)}


def _spelled(mark: FieldMark, value: str) -> JsonValue:
    if mark.field_class not in TEXT_CLASSES or not value.startswith("Canary"):
        return value
    return f"{BEGINNING}{mark.field_class.value}-{value.removeprefix('Canary')}"


def _values(
    record: type,
    document: Document,
    path: str,
    classes: frozenset[FieldClass] = TEXT_CLASSES,
) -> Iterator[tuple[str, FieldClass, JsonValue]]:
    for mark in field_marks(record):
        if mark.field_class in classes:
            yield f"{path}.{camel(mark.name)}", mark.field_class, document[mark.name]
    for part in part_marks(record):
        inner = document.get(part.name)
        for item in inner if isinstance(inner, list) else [inner]:
            if isinstance(item, dict):
                yield from _values(part.record, item, f"{path}.{camel(part.name)}", classes)
