"""Knows how a row that shows opened values is kept: as its bytes, sealed again by its own key.

What lies in memory between requests is a ciphertext under the patient's data key, and that key as
the store has it, wrapped. Whoever is shown the row again opens both, and only for that request.
A list of such rows is one ciphertext, under a key made of the data keys of all its patients.
"""

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import Final, NamedTuple

import msgspec

from gateway.disclosure.fragments import Fragment, Kept, Key, SealedFragment, Whole, joined
from gateway.vault.datakeys import Wrapped
from gateway.vault.frames import DataKey, JointFrame
from gateway.vault.seal import Vault, VaultError

KEY_BYTES: Final = 500
"""What a wrapped key takes in memory, roughly."""


class Found(NamedTuple):
    """A sealed row, and as what it was asked for."""

    key: Key
    sealed: SealedFragment


class SealedList(NamedTuple):
    """All rows of a list, `sealed` of which are kept sealed: by function, as it was written."""

    patients: tuple[str, ...]
    sealed: int
    frames: Mapping[str, JointFrame]

    @property
    def size(self) -> int:
        """How many bytes it holds, roughly."""
        frames = self.frames.values()
        return sum(len(one.sealed[1]) + len(one.wrapped) * KEY_BYTES for one in frames)


def seal(key: Key, fragment: Fragment, *, whose: Wrapped | None, vault: Vault) -> SealedFragment:
    """What was written of a row, sealed.

    No data key at hand means that nothing was opened by one: then only CHAIN stands there in clear.
    """
    by = vault.chain_key().name if whose is None else whose
    sealing = _key_of(by, vault=vault)
    written = {
        name: vault.seal_kept(bytes(raw), key=sealing, context=_context(key, name))
        for name, raw in fragment.written.items()
    }
    return SealedFragment(fragment.order_id, written, by)


def open_rows(
    found: Sequence[Found], names: AbstractSet[str], *, vault: Vault
) -> dict[str, Fragment]:
    """The rows by order id, for one request.

    Left out, as if it were not kept, is one of an erased patient and one that does not open: the
    store has what may be shown of it, and the vault has told of what it could not open.
    """
    whose = [one.sealed.patient_id for one in found]
    buried = vault.buried([patient_id for patient_id in whose if patient_id is not None])
    opened: dict[str, Fragment] = {}
    for one, patient_id in zip(found, whose, strict=True):
        if patient_id not in buried:
            with suppress(VaultError):
                opened[one.key.order_id] = _opened(one, names, vault=vault)
    return opened


def seal_list(
    rows: Sequence[tuple[Key, Kept]],
    opened: Sequence[Fragment],
    names: AbstractSet[str],
    *,
    vault: Vault,
) -> SealedList:
    """A list's rows as they are kept, which `opened` are, to be opened all at once.

    Raises `VaultError`.
    """
    sealed = [row for _, row in rows if isinstance(row, SealedFragment)]
    whose = {row.by.patient_id: row.by for row in sealed if not isinstance(row.by, str)}
    return SealedList(
        tuple(whose),
        len(sealed),
        {
            name: vault.seal_joint(
                bytes(joined([row.written[name] for row in opened])),
                wrapped=whose.values(),
                context=_of_all([_context(key, name) for key, _ in rows]),
            )
            for name in names
        },
    )


def open_list(found: SealedList, *, vault: Vault) -> Whole | None:
    """The list for one request; None when a row is of an erased patient, or a key does not open."""
    if vault.buried(found.patients):
        return None
    try:
        opened = {name: vault.open_joint(frame) for name, frame in found.frames.items()}
    except VaultError:
        return None
    return Whole((), {name: msgspec.Raw(data) for name, data in opened.items()})


def _of_all(contexts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(contexts).encode()).hexdigest()


def _opened(one: Found, names: AbstractSet[str], *, vault: Vault) -> Fragment:
    by = _key_of(one.sealed.by, vault=vault)
    row = Fragment({}, order_id=one.key.order_id)
    for name in names:
        row.written[name] = _raw(one, name, by=by, vault=vault)
    return row


def _key_of(by: Wrapped | str, *, vault: Vault) -> DataKey:
    return vault.chain_key(by) if isinstance(by, str) else vault.data_key(*by)


def _raw(one: Found, name: str, *, by: DataKey, vault: Vault) -> msgspec.Raw:
    context = _context(one.key, name)
    return msgspec.Raw(vault.open_kept(one.sealed.written[name], key=by, context=context))


def _context(key: Key, name: str) -> str:
    """Which row of which plan, as what, by which function: bytes of another place don't open."""
    return f"{key.plan}.{key.version}.{key.case}.{key.source}.{name}.{key.order_id}"
