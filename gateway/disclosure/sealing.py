"""Knows how a row that shows opened values is kept: as its bytes, sealed again by its own key.

What lies in memory between requests is a ciphertext under the patient's data key, and that key as
the store has it, wrapped. Whoever is shown the row again opens both, and only for that request.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from gateway.disclosure.fragments import Fragment, Key, SealedFragment
from gateway.vault.datakeys import Wrapped
from gateway.vault.seal import DataKey, Vault


class Found(NamedTuple):
    """A sealed row, and as what it was asked for."""

    key: Key
    sealed: SealedFragment


def seal(key: Key, fragment: Fragment, *, whose: Wrapped | None, vault: Vault) -> SealedFragment:
    """What was written of a row, sealed.

    No data key at hand means that nothing was opened by one: then only CHAIN stands there in clear.
    """
    by = vault.chain_key() if whose is None else vault.data_key(*whose)
    written = {
        name: vault.seal_kept(bytes(raw), key=by, context=_context(key, name))
        for name, raw in fragment.written.items()
    }
    return SealedFragment(fragment.order_id, written, whose)


def open_rows(
    found: Sequence[Found], names: frozenset[str], *, vault: Vault
) -> dict[str, Fragment] | None:
    """The rows by order id, for one request; None when one of them is of an erased patient.

    Raises `VaultError`.
    """
    if vault.buried([one.sealed.whose.patient_id for one in found if one.sealed.whose is not None]):
        return None
    return {one.key.order_id: _opened(one, names, vault=vault) for one in found}


def _opened(one: Found, names: frozenset[str], *, vault: Vault) -> Fragment:
    whose = one.sealed.whose
    by = vault.chain_key() if whose is None else vault.data_key(*whose)
    row = Fragment({}, order_id=one.key.order_id)
    for name in names:
        row.written[name] = _raw(one, name, by=by, vault=vault)
    return row


def _raw(one: Found, name: str, *, by: DataKey, vault: Vault) -> msgspec.Raw:
    context = _context(one.key, name)
    return msgspec.Raw(vault.open_kept(one.sealed.written[name], key=by, context=context))


def _context(key: Key, name: str) -> str:
    """Which row of which plan, as what, by which function: bytes of another place don't open."""
    return f"{key.plan}.{key.version}.{key.case}.{key.source}.{name}.{key.order_id}"


WrappedKeys = Mapping[str, Wrapped]
"""Data keys as the store has them, by patient."""
