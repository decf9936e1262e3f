"""Knows how to call Keycloak's Admin API: python-keycloak's connection, made to sign its own login.

Two things the library lacks are added here: `private_key_jwt` for its own token, and one token
request at a time (forty concurrent calls made forty). Nothing else imports it.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus

import httpx
from keycloak.exceptions import KeycloakConnectionError
from keycloak.openid_connection import KeycloakOpenIDConnection

from gateway.session.admin import TIMEOUT_S, AdminRefusedError, AdminUnreachableError, Json

TokenForm = Callable[[], Mapping[str, str]]


class AdminConnection(KeycloakOpenIDConnection):
    """The library's connection, with a token got by our own form, one request at a time."""

    def __init__(
        self,
        *,
        server_url: str,
        realm: str,
        token_realm: str,
        form: TokenForm,
        timeout_s: int,
    ) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] (the library's dicts have no types)
            server_url=f"{server_url.rstrip('/')}/", realm_name=realm, timeout=timeout_s
        )
        self._token_path = f"realms/{token_realm}/protocol/openid-connect/token"
        self._form = form
        self.fetched = 0
        self._one_at_a_time = asyncio.Lock()

    async def a_get_token(self) -> None:
        """Get a token by the form; callers that waited for another's request use its token."""
        before = self.fetched
        async with self._one_at_a_time:
            if self.fetched != before:
                return
            answer = await self.async_s.post(
                f"{self.base_url}{self._token_path}", data=dict(self._form()), timeout=TIMEOUT_S
            )
            if answer.status_code != HTTPStatus.OK:
                raise AdminRefusedError(answer.status_code, "our own login")
            self.token = answer.json()
            self.fetched += 1

    async def a_refresh_token(self) -> None:
        """A service token has nothing to refresh with: get the next one."""
        await self.a_get_token()


class KeycloakAdminCalls:
    """`AdminCalls` over python-keycloak."""

    def __init__(self, connection: AdminConnection) -> None:
        self._connection = connection
        self._root = f"admin/realms/{connection.realm_name}"

    async def get(self, path: str, /, **query: str) -> object:
        """What stands there, None when nothing does."""
        answer = await self._call("GET", self._path(path), query=query)
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        return self._accepted(answer, f"GET {path}").json()

    async def send(self, method: str, path: str, body: object = None) -> str | None:
        """Change something; the id of what was made, if anything was."""
        answer = self._accepted(
            await self._call(method, self._path(path), body=body), f"{method} {path}"
        )
        location = answer.headers.get("location")
        return None if location is None else location.rstrip("/").rsplit("/", 1)[-1]

    async def create_realm(self, body: Json) -> None:
        """Make the realm itself."""
        self._accepted(await self._call("POST", "admin/realms", body=body), "the new realm")

    async def close(self) -> None:
        """Give up the connections."""
        await self._connection.aclose()

    def _path(self, path: str) -> str:
        return f"{self._root}/{path}" if path else self._root

    async def _call(
        self, method: str, path: str, *, body: object = None, query: Mapping[str, str] | None = None
    ) -> httpx.Response:
        connection = self._connection
        data = None if body is None else json.dumps(body)
        try:
            if not connection.fetched:
                await connection.a_get_token()
            match method:
                case "GET":
                    return await connection.a_raw_get(path, **(query or {}))
                case "PUT":
                    return await connection.a_raw_put(path, data=data)
                case "DELETE":
                    return await connection.a_raw_delete(path, data=data)
                case _:
                    return await connection.a_raw_post(path, data=data)
        except (KeycloakConnectionError, httpx.HTTPError) as error:
            raise AdminUnreachableError(f"Keycloak did not answer {method}") from error

    @staticmethod
    def _accepted(answer: httpx.Response, what: str) -> httpx.Response:
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise AdminUnreachableError(f"Keycloak failed at {what}")
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise AdminRefusedError(answer.status_code, what)
        return answer
