"""Knows cursors: a row's key, sealed for one caller, one list and one filter."""

import hashlib
from typing import Final, TypeAlias

import msgspec

from gateway.disclosure.refusals import CURSOR_INVALID, RefusedError
from gateway.orders.reading import Filter
from gateway.vault.seal import Vault, VaultError
from schema.vocabulary.principals import Principal

Key: TypeAlias = tuple[int | str, ...]
"""(order_id,) or (urgency, stale_at, order_id); see `orders.reading.Window.after`."""

HARM_FIRST_KEY: Final = (int, str, str)
BY_ID_KEY: Final = (str,)


def cursor_context(principal: Principal, *, root: str, wanted: Filter, harm_first: bool) -> str:
    """What a cursor is bound to: caller, class, list, order and filter, as one digest."""
    held = principal.principal_class
    parts = (
        principal.subject,
        held.kind.value,
        sorted((site, role.value) for site, role in held.roles),
        sorted(role.value for role in held.realm_roles),
        held.assured,
        held.purpose.value,
        root,
        harm_first,
        msgspec.to_builtins(wanted),
    )
    return "cursor:" + hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def seal_cursor(key: Key, *, vault: Vault, context: str) -> str:
    """A row's key as a cursor."""
    return vault.seal_token(msgspec.json.encode(key), context=context)


def open_cursor(text: str, *, vault: Vault, context: str, harm_first: bool) -> Key:
    """The key in a cursor; raises `RefusedError` CURSOR_INVALID for anything not made for this."""
    try:
        key = msgspec.json.decode(vault.open_token(text, context=context), type=list[int | str])
    except (VaultError, msgspec.DecodeError):
        raise RefusedError(CURSOR_INVALID) from None
    kinds = HARM_FIRST_KEY if harm_first else BY_ID_KEY
    if tuple(type(part) for part in key) != kinds:
        raise RefusedError(CURSOR_INVALID)
    return tuple(key)
