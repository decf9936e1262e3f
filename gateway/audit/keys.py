"""Knows the key file that signs checkpoints: a ring whose old public keys stay listed."""

import hashlib
import os
import stat
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gateway.audit.encoding import plain_text

INTRODUCTION: Final = "cgt-audit-key-1"
PRIVATE: Final = 0o600


class AuditKeyError(Exception):
    """The key file is missing, readable by others or damaged; the message says what to do."""


class PublicKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that signs or signed. `after` signed the key's introduction; the first has neither."""

    id: str
    public: bytes
    after: str | None = None
    introduction: bytes | None = None


class AuditKeyFile(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds: `keys` oldest first; `seed` is the private half of the last."""

    tenant: str
    keys: list[PublicKey]
    seed: bytes

    def __repr__(self) -> str:
        return f"AuditKeyFile(tenant={self.tenant!r})"


class Signer:
    """Signs with the ring's last key; `tenant` stands in every chain and checkpoint."""

    def __init__(self, file: AuditKeyFile) -> None:
        self.tenant = file.tenant
        self.keys: Sequence[PublicKey] = tuple(file.keys)
        self.key_id = file.keys[-1].id
        self._private = Ed25519PrivateKey.from_private_bytes(file.seed)

    def sign(self, data: bytes) -> bytes:
        """Ed25519 over `data`, 64 bytes."""
        return self._private.sign(data)


def open_audit_keys(path: Path, *, tenant: str, stream_is_empty: bool) -> Signer:
    """The signer at `path`; made there while no checkpoint was ever signed.

    Raises `AuditKeyError` when the file is missing beside signed checkpoints, when others may
    read it, when it can't be read or made, when it is another tenant's, or when it is no key file.
    """
    with _at_hand(path):
        if not path.exists():
            if not stream_is_empty:
                raise AuditKeyError(
                    f"CGT_AUDIT_KEY_FILE: {path} is missing, but the store holds signed "
                    "checkpoints. Put the key file back; a new key would not continue their stream"
                )
            seed = _new_seed()
            _write(path, AuditKeyFile(tenant=tenant, keys=[_first(seed)], seed=seed))
        file = _read(path)
    if file.tenant != tenant:
        raise AuditKeyError(f"CGT_AUDIT_KEY_FILE: {path} belongs to another installation")
    return Signer(file)


def read_audit_keys(path: Path) -> Signer:
    """The signer of an installation that was started before; raises `AuditKeyError`."""
    with _at_hand(path):
        if not path.exists():
            raise AuditKeyError(
                f"CGT_AUDIT_KEY_FILE: {path} does not exist: start the gateway first"
            )
        return Signer(_read(path))


def rotate_audit_key(path: Path) -> PublicKey:
    """Put a new key into use from the next start; the old one signs its introduction and is gone.

    Raises `AuditKeyError` as `open_audit_keys`.
    """
    old = read_audit_keys(path)
    file = _read(path)
    seed = _new_seed()
    new = _first(seed)
    signed = old.sign(introduction_of(new.id, new.public, after=file.keys[-1].id))
    new = PublicKey(id=new.id, public=new.public, after=file.keys[-1].id, introduction=signed)
    with _at_hand(path):
        _write(path, AuditKeyFile(tenant=file.tenant, keys=[*file.keys, new], seed=seed))
    return new


def introduction_of(key_id: str, public: bytes, *, after: str) -> bytes:
    """What the key before signs when a new one comes."""
    return plain_text({"after": after, "key": key_id, "public": public.hex(), "v": INTRODUCTION})


def id_of(public: bytes) -> str:
    """A key's id is its own fingerprint."""
    return hashlib.sha256(public).hexdigest()[:16]


def signed_by(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether `signature` is this key's over `data`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def trusted_keys(keys: Sequence[PublicKey], *, pinned: str | None) -> Mapping[str, bytes]:
    """The keys that follow from the first, or from `pinned` on: each introduced by one before it.

    A key whose id is not its fingerprint, or whose introduction is not signed, is left out.
    """
    trusted: dict[str, bytes] = {}
    for number, key in enumerate(keys):
        root = key.id == pinned if pinned is not None else number == 0
        before = trusted.get(key.after or "")
        introduced = before is not None and signed_by(
            before,
            key.introduction or b"",
            introduction_of(key.id, key.public, after=key.after or ""),
        )
        if key.id == id_of(key.public) and (root or introduced):
            trusted[key.id] = key.public
    return trusted


@contextmanager
def _at_hand(path: Path) -> Generator[None]:
    """What the system says against the file is told with its name."""
    try:
        yield
    except OSError as error:
        raise AuditKeyError(f"CGT_AUDIT_KEY_FILE: {path} can't be read or made: {error}") from None


def _new_seed() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes_raw()


def _first(seed: bytes) -> PublicKey:
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return PublicKey(id=id_of(public), public=public)


def _read(path: Path) -> AuditKeyFile:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise AuditKeyError(f"CGT_AUDIT_KEY_FILE: others may read {path}. Run: chmod 600 {path}")
    try:
        file = msgspec.json.decode(path.read_bytes(), type=AuditKeyFile)
    except msgspec.DecodeError:
        raise AuditKeyError(f"CGT_AUDIT_KEY_FILE: {path} is not an audit key file") from None
    if not file.keys or _first(file.seed).id != file.keys[-1].id:
        raise AuditKeyError(f"CGT_AUDIT_KEY_FILE: {path} lacks the public half of its key")
    return file


def _write(path: Path, file: AuditKeyFile) -> None:
    """Whole or not at all: written aside, made durable, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_suffix(".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(descriptor, "wb") as out:
        out.write(msgspec.json.encode(file))
        out.flush()
        os.fsync(out.fileno())
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)  # checkpoints are signed with it from now on: the name must last too
    finally:
        os.close(folder)
