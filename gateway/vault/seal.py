"""Knows how a value is sealed and opened, and how ids, indexes and pseudonyms are derived.

Frame: version (1 byte) · key name digest (8) · nonce (12, random) · AES-256-GCM ciphertext and tag.
The associated data binds a frame to tenant, table, column and row, so that a swapped one does not
open. Nonces are random, and each key refuses past its limit of seals (`seals`).
"""

import base64
import hashlib
import hmac
import uuid
from collections.abc import Callable, Collection, Generator, Iterable
from contextlib import contextmanager

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.clock import random_bytes
from gateway.vault import client_ids
from gateway.vault.alarm import Alarm, Failure
from gateway.vault.client_ids import ClientIds
from gateway.vault.frames import DataKey, JointFrame, Place, Split, VaultError
from gateway.vault.keys import KEY_BYTES, KeyFile, KeyFileError, KeySource, RingKey
from gateway.vault.seals import Seals
from gateway.vault.tokens import TokenError, Tokens
from gateway.vault.tombstones import Tombstones
from schema.vocabulary.facts import JsonValue

VERSION = b"\x01"
NAME_BYTES = 8
NONCE_BYTES = 12
NAMED_BYTES = 1 + NAME_BYTES
HEAD_BYTES = NAMED_BYTES + NONCE_BYTES
_decode = msgspec.msgpack.Decoder().decode
_encode = msgspec.msgpack.Encoder().encode


class Vault:
    """Seals, opens and derives with the keys of one key file. Pure but for nonces.

    With a `source` it reads the file again when it meets a ring key that it does not know.
    """

    def __init__(
        self,
        keys: KeyFile,
        *,
        source: KeySource | None = None,
        tombstones: Tombstones | None = None,
        seals: Seals | None = None,
    ) -> None:
        self.alarm = Alarm()
        self.seals = seals or Seals()
        self._keys = keys
        self._source = source
        self._tombstones = tombstones
        self._ring = {entry.id: AESGCM(entry.key) for entry in keys.ring}
        self._tokens = Tokens(keys.token)
        self._client_ids: dict[str, ClientIds] = {}

    @property
    def tenant(self) -> str:
        """The name of this installation; everything sealed is bound to it."""
        return self._keys.tenant

    def new_data_key(
        self, patient_id: str, *, ring_key: str | None = None
    ) -> tuple[DataKey, str, bytes]:
        """A fresh key for a patient: (key, name of the ring key, wrapped key).

        It is wrapped by `ring_key`, or by the newest of the file. Raises `VaultError`.
        """
        key = DataKey(patient_id, random_bytes(KEY_BYTES))
        self.seals.grant(patient_id)
        name = ring_key or self._keys.ring[0].id
        return key, name, self.wrap(key, ring_key=name)

    def wrap(self, key: DataKey, *, ring_key: str) -> bytes:
        """A data key wrapped by this ring key; raises `VaultError` when it is not in the file."""
        self.seals.spend(ring_key)
        nonce = random_bytes(NONCE_BYTES)
        bound = self._bound("data-key", ring_key, key.name)
        return nonce + self._wrapping(ring_key).encrypt(nonce, key.key, bound)

    def data_key(self, patient_id: str, ring_key: str, wrapped: bytes) -> DataKey:
        """Unwrap a patient's key; raises `VaultError`."""
        try:
            cipher = self._wrapping(ring_key)
        except VaultError:
            self.alarm.raised(Failure.RING_KEY_MISSING, where="data_keys")
            raise
        bound = self._bound("data-key", ring_key, patient_id)
        try:
            key = cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
        except (InvalidTag, ValueError):
            self.alarm.raised(Failure.DATA_KEY, where="data_keys")
            raise VaultError("a wrapped data key does not open") from None
        return DataKey(patient_id, key)

    def buried(self, patient_ids: Collection[str]) -> set[str]:
        """Those of these patients who were erased, whatever the store says of them."""
        return set() if self._tombstones is None else self._tombstones.among(patient_ids)

    def chain_key(self, name: str | None = None) -> DataKey:
        """The traceability key, under which CHAIN values stay for 30 years.

        The one of this name, or the file's own; raises `VaultError` when the file has it not.
        """
        if name is None:
            return DataKey(self._keys.chain.id, self._keys.chain.key)
        return DataKey(name, self._named(name, lambda keys: keys.all_chain))

    def head(self, key: DataKey) -> bytes:
        """The first `NAMED_BYTES` of every frame under this key."""
        return VERSION + _name_digest(key.name)

    def seal(self, value: JsonValue, *, key: DataKey, place: Place) -> bytes:
        """A value as a sealed frame for exactly this place; raises `SealLimitError`."""
        self.seals.spend(key.name)
        nonce = random_bytes(NONCE_BYTES)
        body = AESGCM(key.key).encrypt(nonce, _encode(value), self._at(key, place))
        return self.head(key) + nonce + body

    def open(self, sealed: bytes, *, key: DataKey, place: Place) -> JsonValue:
        """The value in a frame; raises `VaultError` without saying which check failed.

        With the traceability key at hand, a frame under an older one opens, too.
        """
        named, whole = sealed[:NAMED_BYTES], len(sealed) > HEAD_BYTES
        other = named != self.head(key)
        if whole and other and self._is_chain(key):
            found = self._other_chain(named)
            key, other = (key, True) if found is None else (found, False)
        if not whole or other:
            failure = Failure.OTHER_KEY if whole else Failure.TRUNCATED
            self.alarm.raised(failure, where=f"{place.table}.{place.column}")
            raise VaultError("a sealed value does not open here")
        nonce = sealed[NAMED_BYTES:HEAD_BYTES]
        try:
            return _decode(
                AESGCM(key.key).decrypt(nonce, sealed[HEAD_BYTES:], self._at(key, place))
            )
        except (InvalidTag, msgspec.DecodeError):
            where = f"{place.table}.{place.column}"
            self.alarm.raised(Failure.DAMAGED_OR_SWAPPED, where=where)
            raise VaultError("a sealed value does not open here") from None

    def seal_kept(self, data: bytes, *, key: DataKey, context: str) -> bytes:
        """Bytes that are kept in memory, sealed under a data key for this context alone."""
        nonce = random_bytes(NONCE_BYTES)
        return nonce + AESGCM(key.key).encrypt(nonce, data, self._bound("kept", key.name, context))

    def open_kept(self, sealed: bytes, *, key: DataKey, context: str) -> bytes:
        """The inverse of `seal_kept`; raises `VaultError`."""
        bound = self._bound("kept", key.name, context)
        with self._opening_kept():
            return AESGCM(key.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)

    def seal_joint(
        self, data: bytes, *, wrapped: Iterable[tuple[str, str, bytes]], context: str
    ) -> JointFrame:
        """Bytes that are kept in memory, sealed so that no one of these keys may be missing.

        Each key is as `data_key` takes it. Raises `VaultError`.
        """
        keys = tuple(
            (by, _split(key, self._bound("data-key", by, patient_id)))
            for patient_id, by, key in wrapped
        )
        nonce, bound = random_bytes(NONCE_BYTES), self._bound("kept", "joint", context)
        chain = self._keys.chain.id
        with self._opening_kept():
            sealed = self._joint(keys, chain=chain).encrypt(nonce, data, bound)
        return JointFrame(keys, chain, (nonce, sealed, bound))

    def open_joint(self, frame: JointFrame) -> bytes:
        """The inverse of `seal_joint`; raises `VaultError`."""
        with self._opening_kept():
            return self._joint(frame.wrapped, chain=frame.chain).decrypt(*frame.sealed)

    @contextmanager
    def _opening_kept(self) -> Generator[None]:
        try:
            yield
        except (KeyError, InvalidTag, ValueError) as error:
            missing = isinstance(error, KeyError)
            failure = Failure.RING_KEY_MISSING if missing else Failure.DAMAGED_OR_SWAPPED
            self.alarm.raised(failure, where="kept")
            raise VaultError("what was kept does not open here") from None

    def _joint(self, wrapped: Iterable[tuple[str, Split]], *, chain: str) -> AESGCM:
        """The key made of all these and of this traceability key: HKDF-Extract, RFC 5869 §2.2."""
        ring = self._ring
        keys = [ring[by].decrypt(*split) for by, split in wrapped]
        keys.append(self.chain_key(chain).key)
        return AESGCM(hmac.digest(self._bound("joint"), b"".join(keys), "sha256"))

    def shared_keys(self) -> set[str]:
        """The keys that seal for everybody, by name: of the ring, and for traceability."""
        shared = (*self._keys.ring, *self._keys.all_chain)
        return {one.id for one in shared if one.retired_at is None}

    def index_keys(self, in_force: str | None = None) -> tuple[str, ...]:
        """The index keys under which something may be found, by name, the newest first.

        Those that are not retired, and the one the store names; raises `VaultError` without it.
        """
        if in_force is not None:
            self._named(in_force, lambda keys: keys.all_index)
        return tuple(
            one.id for one in self._keys.all_index if one.retired_at is None or one.id == in_force
        )

    def blind_index(
        self, site_id: str, field_name: str, text: str, *, key: str | None = None
    ) -> str:
        """64 hex characters that equal for equal text at one site, and tell nothing of it.

        Made with the index key of this name, or the newest; raises `VaultError` without it.
        """
        with_key = self._keys.index
        if key is not None:
            with_key = self._named(key, lambda keys: keys.all_index)
        return _mac(_mac(with_key, site_id), field_name, text).hex()

    def stable_index(self, site_id: str, field_name: str, text: str) -> str:
        """Likewise, but never moved by a rotation: pseudonyms are made of it."""
        return _mac(_mac(self._keys.identity, "index", site_id), field_name, text).hex()

    def pseudonym(self, space: str, subject: str) -> str:
        """A token stable within `space`, unlinkable between spaces: `P-7f3k-92qd-x4ma`."""
        digest = _mac(self._keys.pseudonym, space, subject)
        letters = base64.b32encode(digest[:8]).decode().lower()
        return f"P-{letters[:4]}-{letters[4:8]}-{letters[8:12]}"

    def client_ids(self, space: str) -> ClientIds:
        """Our ids as the API client of this space is given them; its key is HKDF's, of its name."""
        known = self._client_ids.get(space)
        if known is None:
            info = self._bound("record-ids", space)
            size = client_ids.KEY_BYTES
            key = HKDF(algorithm=SHA512(), length=size, salt=None, info=info).derive(
                self._keys.pseudonym
            )
            known = self._client_ids[space] = ClientIds(
                key, bound=info, nobody=lambda text: self.opaque_id("unknown", space, text)
            )
        return known

    def opaque_id(self, kind: str, *parts: str) -> str:
        """The id we give something of a vendor's: the same for ever, and not to be guessed back."""
        digest = bytearray(_mac(self._keys.identity, kind, *parts)[:16])
        digest[6] = digest[6] & 0x0F | 0x80  # UUID version 8, RFC 9562 §5.8
        digest[8] = digest[8] & 0x3F | 0x80
        return str(uuid.UUID(bytes=bytes(digest)))

    def fingerprint(self, data: bytes) -> str:
        """64 hex characters that equal for equal bytes, and can't be found by trying values."""
        return hmac.new(self._keys.identity, data, hashlib.sha256).hexdigest()

    def seal_token(self, data: bytes, *, context: str) -> str:
        """Bytes as URL-safe text that only this installation opens, in this context only."""
        return self._tokens.seal(data, bound=self._bound("token", context))

    def open_token(self, text: str, *, context: str) -> bytes:
        """The inverse of `seal_token`; raises `VaultError` for anything else."""
        try:
            return self._tokens.open(text, bound=self._bound("token", context))
        except TokenError as error:
            raise VaultError(str(error)) from None

    def _is_chain(self, key: DataKey) -> bool:
        return any(key.name == one.id for one in self._keys.all_chain)

    def _other_chain(self, named: bytes) -> DataKey | None:
        """The traceability key whose frames begin so; the file is read again for an unknown one."""
        for _ in range(2):
            for one in self._keys.all_chain:
                key = DataKey(one.id, one.key)
                if self.head(key) == named:
                    return key
            self._read_again()
        return None

    def _named(self, name: str, among: Callable[[KeyFile], tuple[RingKey, ...]]) -> bytes:
        """The key of this name; the file is read again for an unknown one."""
        for _ in range(2):
            for one in among(self._keys):
                if one.id == name:
                    return one.key
            self._read_again()
        raise VaultError("a key that the store names is not in the key file")

    def _wrapping(self, ring_key: str) -> AESGCM:
        cipher = self._ring.get(ring_key) or self._read_again().get(ring_key)
        if cipher is None:
            raise VaultError("the ring key that wraps this data key is not in the key file")
        return cipher

    def _read_again(self) -> dict[str, AESGCM]:
        """The ring after another look at the file; a file of another tenant changes nothing."""
        try:
            fresh = self._source.changed() if self._source is not None else None
        except KeyFileError as error:
            raise VaultError("the key file was changed and is no key file any more") from error
        if fresh is not None and fresh.tenant == self._keys.tenant:
            self._keys = fresh
            self._ring = {entry.id: AESGCM(entry.key) for entry in fresh.ring}
        return self._ring

    def _at(self, key: DataKey, place: Place) -> bytes:
        return self._bound(key.name, place.table, place.column, place.row)

    def _bound(self, *parts: str) -> bytes:
        return "\x1f".join((self._keys.tenant, *parts)).encode()


def _split(sealed: bytes, bound: bytes) -> Split:
    return sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound


def _name_digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:NAME_BYTES]


def _mac(key: bytes, *parts: str) -> bytes:
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).digest()
