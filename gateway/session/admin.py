"""Knows what Keycloak's Admin API is asked and answers; `admin_keycloak` calls it."""

from typing import Protocol, cast

TIMEOUT_S = 10
Json = dict[str, object]


class AdminUnreachableError(Exception):
    """Keycloak did not answer; whether it did what it was asked is not known."""


class AdminRefusedError(Exception):
    """Keycloak answered no; `status` is its HTTP status."""

    def __init__(self, status: int, what: str) -> None:
        super().__init__(f"Keycloak refused {what} with status {status}")
        self.status = status


class AdminCalls(Protocol):
    """The Admin API of one realm; paths are below `admin/realms/REALM`."""

    async def get(self, path: str, /, **query: str) -> object:
        """What stands there, None when nothing does."""
        ...

    async def send(self, method: str, path: str, body: object = None) -> str | None:
        """Change something; the id of what was made, if anything was."""
        ...

    async def create_realm(self, body: Json) -> None:
        """Make the realm itself."""
        ...


def objects(value: object) -> list[Json]:
    """An answer that must be a list of objects; empty when nothing was there."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("Json", item) for item in items if isinstance(item, dict)]


def an_object(value: object) -> Json:
    """An answer that must be an object; empty when nothing was there."""
    return cast("Json", value) if isinstance(value, dict) else {}
