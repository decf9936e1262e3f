"""Knows how a sandbox person gets a bearer token without a browser: the client `sandbox`."""

from http import HTTPStatus

import httpx

from gateway.dev.people import PEOPLE, SANDBOX_PASSWORD, person_named
from gateway.dev.realm import SANDBOX_CLIENT
from gateway.session.provider import SCOPE


class GrantRefusedError(Exception):
    """No token; one line with the next step."""


def sandbox_token(*, issuer: str, client_secret: str, username: str) -> str:
    """A bearer token (5 min) for a sandbox person; raises `GrantRefusedError`."""
    if person_named(username) is None:
        known = ", ".join(person.username for person in PEOPLE)
        raise GrantRefusedError(f"nobody is called {username} here; there are: {known}")
    form = {
        "grant_type": "password",
        "client_id": SANDBOX_CLIENT,
        "client_secret": client_secret,
        "username": username,
        "password": SANDBOX_PASSWORD,
        "scope": SCOPE,
    }
    try:
        answer = httpx.post(f"{issuer}/protocol/openid-connect/token", data=form, timeout=10)
    except httpx.HTTPError:
        raise GrantRefusedError(f"Keycloak does not answer at {issuer}: is make run up?") from None
    if answer.status_code != HTTPStatus.OK:
        raise GrantRefusedError(
            "Keycloak gives no token: the sandbox's realm is another one, try make run FRESH=1"
        )
    return str(answer.json()["access_token"])
