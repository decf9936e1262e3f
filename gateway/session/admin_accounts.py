"""Knows the accounts that call Keycloak's Admin API; its library is imported at the first call."""

import asyncio
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from gateway.clock import Clock
from gateway.session.admin import TIMEOUT_S, Json
from gateway.session.client_keys import ClientKey

if TYPE_CHECKING:
    from gateway.session.admin_keycloak import KeycloakAdminCalls, TokenForm

SLOW_TIMEOUT_S = 120
"""For making a realm, which takes 3 to 5 s and on a busy machine much longer."""


class AdminAccount:
    """`AdminCalls` as one account, over a connection that the first call makes (ADR 119)."""

    def __init__(
        self,
        *,
        server_url: str,
        realm: str,
        token_realm: str,
        form: "TokenForm",
        timeout_s: int = TIMEOUT_S,
    ) -> None:
        self._server_url = server_url
        self._realm = realm
        self._token_realm = token_realm
        self._form = form
        self._timeout_s = timeout_s
        self._made: KeycloakAdminCalls | None = None

    async def get(self, path: str, /, **query: str) -> object:
        """What stands there, None when nothing does."""
        return await (await self._calls()).get(path, **query)

    async def send(self, method: str, path: str, body: object = None) -> str | None:
        """Change something; the id of what was made, if anything was."""
        return await (await self._calls()).send(method, path, body)

    async def create_realm(self, body: Json) -> None:
        """Make the realm itself."""
        await (await self._calls()).create_realm(body)

    async def close(self) -> None:
        """Give up the connections."""
        if self._made is not None:
            await self._made.close()

    async def _calls(self) -> "KeycloakAdminCalls":
        if self._made is None:
            # it takes a fifth of a second: on a thread, the loop serves others meanwhile
            await asyncio.to_thread(import_module, "gateway.session.admin_keycloak")
        if self._made is None:  # who asked meanwhile may have made it
            self._made = self._make()
        return self._made

    def _make(self) -> "KeycloakAdminCalls":
        from gateway.session.admin_keycloak import (  # noqa: PLC0415 (ADR 119)
            AdminConnection,
            KeycloakAdminCalls,
        )

        return KeycloakAdminCalls(
            AdminConnection(
                server_url=self._server_url,
                realm=self._realm,
                token_realm=self._token_realm,
                form=self._form,
                timeout_s=self._timeout_s,
            )
        )


def service_admin(*, server_url: str, realm: str, client: ClientKey, clock: Clock) -> AdminAccount:
    """The Admin API as one of the realm's own service accounts (`roles`)."""
    issuer = f"{server_url.rstrip('/')}/realms/{realm}"

    def form() -> Mapping[str, str]:
        proof = client.proof(issuer=issuer, clock=clock)
        return {"grant_type": "client_credentials", **proof}

    return AdminAccount(server_url=server_url, realm=realm, token_realm=realm, form=form)


def master_admin(*, server_url: str, realm: str, username: str, password: str) -> AdminAccount:
    """The Admin API as an administrator of the master realm, to make and mend the realm."""
    form = {
        "grant_type": "password",
        "client_id": "admin-cli",
        "username": username,
        "password": password,
    }
    return AdminAccount(
        server_url=server_url,
        realm=realm,
        token_realm="master",  # noqa: S106 (the name of a realm)
        form=lambda: form,
        timeout_s=SLOW_TIMEOUT_S,
    )
