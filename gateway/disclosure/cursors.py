"""Knows cursors: a row's key, sealed for one caller, one list and one filter."""

import hashlib
from functools import cached_property
from typing import Final, TypeAlias

import msgspec

from gateway.disclosure.refusals import CURSOR_INVALID, RefusedError
from gateway.orders.lists import Seen
from gateway.orders.reading import Filter
from gateway.vault.seal import Vault, VaultError
from schema.vocabulary.principals import Principal

Key: TypeAlias = tuple[int | str, ...]
"""(order_id,) or (urgency, stale_at, order_id); see `orders.reading.Window.after`."""

HARM_FIRST_KEY: Final = (int, str, str)
BY_ID_KEY: Final = (str,)


class Cursors:
    """The cursors of one list: bound to its caller and class, its root, order and filter."""

    def __init__(
        self, principal: Principal, *, root: str, wanted: Filter, harm_first: bool, vault: Vault
    ) -> None:
        self._principal = principal
        self._bound = (root, harm_first, wanted)
        self._harm_first = harm_first
        self._vault = vault

    def at(self, row: Seen) -> str:
        """A row's key as a cursor."""
        key = (row.urgency, row.stale_at, row.order_id) if self._harm_first else (row.order_id,)
        return self._vault.seal_token(msgspec.json.encode(key), context=self._context)

    def open(self, text: str) -> Key:
        """The key in a cursor; raises `RefusedError` CURSOR_INVALID for one not made for this."""
        try:
            held = self._vault.open_token(text, context=self._context)
            key = msgspec.json.decode(held, type=list[int | str])
        except (VaultError, msgspec.DecodeError):
            raise RefusedError(CURSOR_INVALID) from None
        kinds = HARM_FIRST_KEY if self._harm_first else BY_ID_KEY
        if tuple(type(part) for part in key) != kinds:
            raise RefusedError(CURSOR_INVALID)
        return tuple(key)

    @cached_property
    def _context(self) -> str:
        """What they are bound to, as one digest; most requests have no cursor and need none."""
        held = self._principal.principal_class
        parts = (
            self._principal.subject,
            held.kind.value,
            sorted((site, role.value) for site, role in held.roles),
            sorted(role.value for role in held.realm_roles),
            held.assured,
            held.purpose.value,
            *self._bound,
        )
        return "cursor:" + hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
