"""Knows the words of sealing: a value's place, the key that seals it, and that it won't open."""

from typing import NamedTuple, TypeAlias


class VaultError(Exception):
    """Something sealed does not open here: wrong key, wrong place, or damaged. Says no more."""


class Place(NamedTuple):
    """Where a sealed value stands."""

    table: str
    column: str
    row: str


class DataKey(NamedTuple):
    """A key that seals values; `name` is a patient's id or the chain key's."""

    name: str
    key: bytes

    def __repr__(self) -> str:
        return f"DataKey(name={self.name!r})"


Split: TypeAlias = tuple[bytes, bytes, bytes]
"""A nonce, a ciphertext with its tag, and what both are bound to."""


class JointFrame(NamedTuple):
    """Bytes that are kept in memory, and open only by all of some data keys together.

    `wrapped` are these keys, each by the name of the ring key that wraps it; `chain` is the name of
    the traceability key that is one of them.
    """

    wrapped: tuple[tuple[str, Split], ...]
    chain: str
    sealed: Split
