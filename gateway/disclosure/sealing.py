"""Knows how a row that shows opened values is kept: as its bytes, sealed again by its own key.

What lies in memory between requests is a ciphertext under the patient's data key, and that key as
the store has it, wrapped. Whoever is shown the row again opens both, and only for that request.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from gateway.disclosure.fragments import Fragment, Kept, Key, SealedFragment, Whole, joined
from gateway.vault.datakeys import Wrapped
from gateway.vault.frames import DataKey, KeptFrame
from gateway.vault.seal import Vault, VaultError

FRAME_BYTES: Final = 600
"""What a frame takes beside its ciphertext, roughly."""


class Found(NamedTuple):
    """A sealed row, and as what it was asked for."""

    key: Key
    sealed: SealedFragment


class SealedList(NamedTuple):
    """All rows of a list some of which are kept sealed: how each opens is worked out once.

    By function: each row's bytes, or None where the next of its frames stands.
    """

    patients: tuple[str, ...]
    texts: Mapping[str, Sequence[bytes | None]]
    frames: Mapping[str, Sequence[KeptFrame]]

    @property
    def sealed(self) -> int:
        """How many of the rows are: each function wrote all of them."""
        return max(map(len, self.frames.values()), default=0)

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        texts = sum(len(text or b"") for some in self.texts.values() for text in some)
        frames = (one for some in self.frames.values() for one in some)
        parts = sum(len(one.sealed[1]) + FRAME_BYTES for one in frames)
        return texts + parts


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


def ready(rows: Sequence[tuple[Key, Kept]], names: frozenset[str], *, vault: Vault) -> SealedList:
    """A list's rows, to be opened all at once."""
    sealed = [Found(key, row) for key, row in rows if isinstance(row, SealedFragment)]
    return SealedList(
        tuple(one.sealed.whose.patient_id for one in sealed if one.sealed.whose is not None),
        {name: [_text(row, name) for _, row in rows] for name in names},
        {name: [_frame(one, name, vault=vault) for one in sealed] for name in names},
    )


def open_list(found: SealedList, *, vault: Vault) -> Whole | None:
    """The list for one request; None when a row is of an erased patient, or one does not open."""
    if vault.buried(found.patients):
        return None
    whole: dict[str, msgspec.Raw] = {}
    for name, texts in found.texts.items():
        try:
            opened = iter(vault.open_frames(found.frames[name]))
        except VaultError:
            return None
        whole[name] = joined([next(opened) if text is None else text for text in texts])
    return Whole((), whole)


def _text(row: Kept, name: str) -> bytes | None:
    return None if isinstance(row, SealedFragment) else bytes(row.written[name])


def _frame(one: Found, name: str, *, vault: Vault) -> KeptFrame:
    context = _context(one.key, name)
    return vault.kept_frame(one.sealed.written[name], wrapped=one.sealed.whose, context=context)


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
