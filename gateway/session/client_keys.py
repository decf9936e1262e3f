"""Knows how our clients prove themselves to Keycloak: a private key each, `private_key_jwt`."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from gateway.clock import Clock, new_id

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFE_S = 60
ALGORITHM = "ES256"


class ClientKeyError(Exception):
    """A client's key file is missing or no P-256 key; the message names the file."""


@dataclass(frozen=True, slots=True)
class ClientKey:
    """A client of the realm with its private key."""

    client_id: str
    key: ECKey

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public half, as it stands in the realm."""
        named = self.key.as_dict(private=False, kid=self.key.thumbprint(), use="sig", alg=ALGORITHM)
        return {name: str(value) for name, value in named.items()}

    def proof(self, *, issuer: str, clock: Clock) -> dict[str, str]:
        """The form fields that authenticate this client once (RFC 7523 §2.2), for one minute."""
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": issuer,
            "jti": new_id(),
            "iat": now,
            "exp": now + ASSERTION_LIFE_S,
        }
        header = {"alg": ALGORITHM, "kid": self.key.thumbprint()}
        return {
            "client_id": self.client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": jwt.encode(header, claims, self.key, algorithms=[ALGORITHM]),
        }


def read_client_key(file: Path, *, client_id: str) -> ClientKey:
    """The key in a JWK file; raises `ClientKeyError`, never with what the file holds."""
    try:
        document: dict[str, str | list[str]] = json.loads(file.read_text(encoding="utf-8"))
        key = ECKey.import_key(document)
    except FileNotFoundError:
        raise ClientKeyError(f"key of client {client_id}: {file} does not exist") from None
    except (ValueError, TypeError, KeyError, JoseError):
        raise ClientKeyError(f"key of client {client_id}: {file} is no P-256 JWK") from None
    if key.curve_name != "P-256" or not key.is_private:
        raise ClientKeyError(f"key of client {client_id}: {file} must hold a private P-256 key")
    return ClientKey(client_id, key)


def make_client_key(file: Path, *, client_id: str) -> ClientKey:
    """The key in `file`, made first when there is none (mode 0600)."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        document = ECKey.generate_key("P-256").as_dict(private=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(document, out)
    return read_client_key(file, client_id=client_id)
