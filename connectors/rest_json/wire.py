"""Knows what comes over the wire, and the form in which a vendor.toml says where things stand."""

from collections.abc import Mapping
from typing import Literal, cast

import msgspec

from connectors.kit.mapping import RecordError, whole_envelope_unreadable


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a dialect."""


class Calls(_Table, frozen=True, kw_only=True):
    """Where to call, and the names of the parameters."""

    token: str
    orders: str
    since: str
    since_format: Literal["epoch-ms", "epoch-s", "iso"]
    page_size: str


class PageMap(_Table, frozen=True, kw_only=True):
    """Paths inside a page: its records, the link to the following page, the vendor's present."""

    records: str
    following: str
    as_of: str


class RecordMap(_Table, frozen=True, kw_only=True):
    """Paths inside an order: what names it and its patient, its version and last change."""

    number: str
    patient: str
    version: str
    changed: str


class EventMap(_Table, frozen=True, kw_only=True):
    """Paths inside an order to its events, and inside an event."""

    list: str
    id: str
    revision: str
    code: str
    sub_code: str
    happened: str
    recorded: str
    cycle: str
    run: str
    dose: str
    ref: str
    corrects: str
    retracts: str


class PartMap(_Table, frozen=True, kw_only=True):
    """A list of parts: its path, canonical field → path in the item, and lists inside the item."""

    list: str
    fields: dict[str, str]
    parts: "dict[str, PartMap]" = {}


class Typed(_Table, frozen=True, kw_only=True):
    """Fields that hold an ISBT 128 identifier with its check character."""

    fields: tuple[str, ...] = ()


class Dialect(_Table, frozen=True, kw_only=True):
    """Everything the family must know to read one vendor's orders."""

    calls: Calls
    page: PageMap
    record: RecordMap
    event: EventMap
    fields: dict[str, str]
    parts: dict[str, PartMap]
    typed: Typed = Typed()
    words: dict[str, dict[str, str]] = {}


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of the token endpoint, RFC 6749 §5.1; what else it holds is ignored."""

    access_token: str
    token_type: str
    expires_in: float | None = None


class Missing:
    """Stands for a member that is not there, which is something else than null."""


MISSING = Missing()
JsonObject = dict[str, object]


def decode(body: bytes) -> object:
    """The JSON value of a body; raises MALFORMED when it is none, cut off or not UTF-8."""
    try:
        return cast("object", msgspec.json.decode(body.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise whole_envelope_unreadable(f"not UTF-8 at byte {error.start}") from None
    except (msgspec.DecodeError, RecursionError) as error:
        kind = type(error).__name__
        raise whole_envelope_unreadable(f"expected JSON, came something else ({kind})") from None


def member(value: object, path: str) -> object:
    """The member at `path` (`recipient/born`); `MISSING` when it or one on the way is absent."""
    here = value
    for name in path.split("/"):
        if not isinstance(here, dict):
            return MISSING
        here = cast("JsonObject", here).get(name, MISSING)
    return here


def listed(value: object, path: str, *, at: str) -> list[object]:
    """The list at `path`, empty when it is missing or null; `RecordError` for anything else."""
    found = member(value, path)
    if found is MISSING or found is None:
        return []
    if not isinstance(found, list):
        raise RecordError(f"{at}/{path}", "a list", came=found)
    return cast("list[object]", found)


def records_of(page: object, dialect: Dialect) -> list[object]:
    """The records of a page; raises MALFORMED when the page has no list of them."""
    found = member(page, dialect.page.records)
    if not isinstance(found, list):
        raise whole_envelope_unreadable(f"expected a list at /{dialect.page.records}")
    return cast("list[object]", found)


def object_at(value: object, *, pointer: str) -> Mapping[str, object]:
    """The value as a JSON object; raises `RecordError` when it is none."""
    if not isinstance(value, dict):
        raise RecordError(pointer, "an object", came=value)
    return cast("JsonObject", value)
