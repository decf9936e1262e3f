"""Knows how short texts leave sealed and come back: cursors, and where a stream resumes.

Every page of a list seals some, so that one key would near its 2^32 seals within days. The key of
the file seals nothing itself: a process derives a key from a salt of its own and takes another salt
long before the limit. Form: salt (16 bytes) · nonce (12) · AES-256-GCM ciphertext and tag.
"""

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.clock import random_bytes

SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
MOST_SEALS: Final = 2**31
MOST_CIPHERS: Final = 256
"""Salts of other processes, and of before, whose keys are kept at hand."""


class TokenError(Exception):
    """This token was not made here, or not for this."""


class Tokens:
    """Seals and opens under keys derived from one key."""

    def __init__(self, key: bytes, *, most_seals: int = MOST_SEALS) -> None:
        self._most = most_seals
        self._salt = b""
        self._left = 0

        @lru_cache(MOST_CIPHERS)
        def cipher(salt: bytes) -> AESGCM:
            return AESGCM(hmac.new(key, b"token" + salt, hashlib.sha256).digest())

        self._cipher = cipher

    def seal(self, data: bytes, *, bound: bytes) -> str:
        """Bytes as URL-safe text that opens with the same `bound` only."""
        if self._left == 0:
            self._salt, self._left = random_bytes(SALT_BYTES), self._most
        self._left -= 1
        return self.sealed(data, bound=bound, salt=self._salt, nonce=random_bytes(NONCE_BYTES))

    def sealed(self, data: bytes, *, bound: bytes, salt: bytes, nonce: bytes) -> str:
        """`seal` with this salt and nonce, which come once only."""
        sealed = salt + nonce + self._cipher(salt).encrypt(nonce, data, bound)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, text: str, *, bound: bytes) -> bytes:
        """The inverse; raises `TokenError` for anything else."""
        try:
            sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            salt, rest = sealed[:SALT_BYTES], sealed[SALT_BYTES:]
            cipher = self._cipher(salt)
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], bound)
        except (InvalidTag, ValueError):
            raise TokenError("this token was not made here, or not for this") from None
