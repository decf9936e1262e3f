"""Knows our ids as one API client is given them: sealed, so that no two clients share one.

AES-256-SIV (RFC 5297) is made for this: the same id gives the same text, nothing but that equality
is told, and a text that was not made under this client's key does not open.
"""

import base64
import uuid
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

KEY_BYTES: Final = 64
"""Half of it makes the tag, half of it encrypts."""
OF_UUID, OF_TEXT = b"\x00", b"\x01"


class ClientIds:
    """Seals and opens ids for one API client.

    `nobody` makes of a text that does not open an id that no record has: it is looked for as any
    other, so that neither the answer nor its time tells somebody else's id from a made-up one.
    """

    def __init__(self, key: bytes, *, bound: bytes, nobody: Callable[[str], str]) -> None:
        self._cipher = AESSIV(key)
        self._bound = [bound]
        self._nobody = nobody

    def told(self, our_id: str) -> str:
        """Our id as this client is given it: 44 characters for a UUID, letters, digits, - and _."""
        sealed = self._cipher.encrypt(_framed(our_id), self._bound)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def meant(self, text: str) -> str:
        """Our id that this client means by `text`; one that nobody has if it means none."""
        return self.opened(text) or self._nobody(text)

    def opened(self, text: str) -> str | None:
        """Our id in `text`; None for what this client was not given."""
        try:
            sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            our_id = _unframed(self._cipher.decrypt(sealed, self._bound))
        except (InvalidTag, ValueError):
            return None
        return our_id if self.told(our_id) == text else None


def _framed(our_id: str) -> bytes:
    """Almost all of our ids are UUIDs, which are shorter as bytes."""
    try:
        found = uuid.UUID(our_id)
    except ValueError:
        return OF_TEXT + our_id.encode()
    return OF_UUID + found.bytes if str(found) == our_id else OF_TEXT + our_id.encode()


def _unframed(framed: bytes) -> str:
    kind, body = framed[:1], framed[1:]
    return str(uuid.UUID(bytes=body)) if kind == OF_UUID else body.decode()
