"""Knows the key file: the ring that wraps data keys, and the keys for indexes, ids and tokens."""

import base64
import os
import stat
from pathlib import Path
from typing import Annotated

import msgspec

from gateway.clock import random_bytes

KEY_BYTES = 32
PRIVATE = 0o600


class KeyFileError(Exception):
    """The key file is missing, readable by others or damaged; the message says what to do."""


Key = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]


class RingKey(msgspec.Struct, frozen=True, kw_only=True):
    """One key-encryption key; `id` stands beside everything it wraps."""

    id: str
    key: Key

    def __repr__(self) -> str:
        return f"RingKey(id={self.id!r})"


class KeyFile(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds. `ring[0]` wraps anew, the others only unwrap."""

    tenant: str
    ring: Annotated[list[RingKey], msgspec.Meta(min_length=1)]
    chain: RingKey
    index: Key
    pseudonym: Key
    identity: Key
    token: Key

    def __repr__(self) -> str:
        return f"KeyFile(tenant={self.tenant!r})"


def open_key_file(path: Path, *, store_is_empty: bool) -> KeyFile:
    """The keys at `path`; made there when the store is empty.

    Raises `KeyFileError` when the file is missing beside a filled store (new keys would open
    nothing), when others may read it, or when it is not a key file.
    """
    if not path.exists():
        if not store_is_empty:
            raise KeyFileError(
                f"CGT_VAULT_KEY_FILE: {path} is missing, but the store holds sealed values. "
                "Put the key file back; a new one would open nothing"
            )
        _write(path, _new_keys())
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"CGT_VAULT_KEY_FILE: others may read {path}. Run: chmod 600 {path}")
    try:
        return msgspec.json.decode(path.read_bytes(), type=KeyFile)
    except msgspec.DecodeError:
        raise KeyFileError(f"CGT_VAULT_KEY_FILE: {path} is not a key file") from None


def _new_keys() -> KeyFile:
    name = base64.b32encode(random_bytes(5)).decode().lower()
    return KeyFile(
        tenant=name,
        ring=[RingKey(id=f"ring-{name}-1", key=random_bytes(KEY_BYTES))],
        chain=RingKey(id=f"chain-{name}-1", key=random_bytes(KEY_BYTES)),
        index=random_bytes(KEY_BYTES),
        pseudonym=random_bytes(KEY_BYTES),
        identity=random_bytes(KEY_BYTES),
        token=random_bytes(KEY_BYTES),
    )


def _write(path: Path, keys: KeyFile) -> None:
    """Whole or not at all: written aside, made durable, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_suffix(".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(keys))
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)  # values are sealed under these keys from now on: the name must last too
    finally:
        os.close(folder)
