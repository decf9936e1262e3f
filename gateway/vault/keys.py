"""Knows the key file: the ring that wraps data keys, and the keys for indexes, ids and tokens."""

import base64
import fcntl
import os
import stat
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec

from gateway.clock import random_bytes

KEY_BYTES = 32
PRIVATE = 0o600


class KeyFileError(Exception):
    """The key file is missing, readable by others or damaged; the message says what to do."""


Key = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]


class RingKey(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One key-encryption key; `id` stands beside everything it wraps.

    From `retired_at` (an instant as text) on it wraps nothing; it stays for backups of before.
    """

    id: str
    key: Key
    retired_at: str | None = None

    def __repr__(self) -> str:
        return f"RingKey(id={self.id!r})"


class KeyFile(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds. `ring[0]` is the newest; which one wraps, the store says (`ring`).

    `chain` is the traceability key that seals; what `old_chain` sealed opens for as long as it is
    kept, which is for good: their values are kept 30 years, and so are backups of them.
    `next_chain` waits for its rotation. `index` is the newest index key, `index_id` its name (none:
    the first).
    """

    tenant: str
    ring: Annotated[list[RingKey], msgspec.Meta(min_length=1)]
    chain: RingKey
    index: Key
    pseudonym: Key
    identity: Key
    token: Key
    old_chain: list[RingKey] = []
    next_chain: RingKey | None = None
    index_id: str | None = None
    old_index: list[RingKey] = []

    @property
    def all_chain(self) -> tuple[RingKey, ...]:
        """Every traceability key, the one that seals first."""
        waiting = () if self.next_chain is None else (self.next_chain,)
        return (self.chain, *waiting, *self.old_chain)

    @property
    def all_index(self) -> tuple[RingKey, ...]:
        """Every index key, the newest first."""
        name = self.index_id or f"index-{self.tenant}-1"
        return (RingKey(id=name, key=self.index), *self.old_index)

    def __repr__(self) -> str:
        return f"KeyFile(tenant={self.tenant!r})"


class KeySource:
    """The key file of a running process, which is read again when somebody has changed it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._stamp()

    def changed(self) -> KeyFile | None:
        """What the file holds now, if it is another than when last asked; None if not.

        Raises `KeyFileError` when what came is no key file: the keys in memory stay in use.
        """
        stamp = self._stamp()
        if stamp is None or stamp == self._seen:
            return None
        found = open_key_file(self._path, store_is_empty=False)
        self._seen = stamp
        return found

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns


def open_key_file(path: Path, *, store_is_empty: bool) -> KeyFile:
    """The keys at `path`; made there when the store is empty.

    Raises `KeyFileError` when the file is missing beside a filled store (new keys would open
    nothing), when others may read it, when it can't be read or made, or when it is not a key file.
    """
    try:
        return _opened(path, store_is_empty=store_is_empty)
    except OSError as error:
        raise KeyFileError(f"CGT_VAULT_KEY_FILE: {path} can't be read or made: {error}") from None


def _opened(path: Path, *, store_is_empty: bool) -> KeyFile:
    if not path.exists():
        if not store_is_empty:
            raise KeyFileError(
                f"CGT_VAULT_KEY_FILE: {path} is missing, but the store holds sealed values. "
                "Put the key file back; a new one would open nothing"
            )
        write_key_file(path, _new_keys())
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"CGT_VAULT_KEY_FILE: others may read {path}. Run: chmod 600 {path}")
    try:
        return msgspec.json.decode(path.read_bytes(), type=KeyFile)
    except msgspec.DecodeError:
        raise KeyFileError(f"CGT_VAULT_KEY_FILE: {path} is not a key file") from None


def new_ring_key(keys: KeyFile) -> RingKey:
    """A fresh key for the ring, named after the tenant and counted on."""
    return _next("ring", keys.ring, tenant=keys.tenant)


def new_chain_key(keys: KeyFile) -> RingKey:
    """A fresh traceability key, named as a ring key is."""
    return _next("chain", keys.all_chain, tenant=keys.tenant)


def new_index_key(keys: KeyFile) -> RingKey:
    """A fresh index key, named as a ring key is."""
    return _next("index", keys.all_index, tenant=keys.tenant)


def _next(kind: str, known: Sequence[RingKey], *, tenant: str) -> RingKey:
    numbers = [int(one.id.rpartition("-")[2]) for one in known if one.id[-1:].isdigit()]
    number = max(numbers, default=0) + 1
    return RingKey(id=f"{kind}-{tenant}-{number}", key=random_bytes(KEY_BYTES))


@contextmanager
def rotating(path: Path) -> Generator[None]:
    """One rotation at a time: two would each write a key file without the other's new key.

    Raises `KeyFileError` while another is at work; the lock of one that was killed is gone.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path.with_suffix(".rotating"), os.O_WRONLY | os.O_CREAT, PRIVATE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise KeyFileError("another rotation is at work here: wait until it ends") from None
    else:
        yield
    finally:
        os.close(descriptor)


def write_key_file(path: Path, keys: KeyFile) -> None:
    """Whole or not at all: written aside, made durable, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_suffix(".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(keys))
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)  # values are sealed under these keys from now on: the name must last


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
