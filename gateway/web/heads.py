"""Knows the header fields of a request to the API, looked at once."""

from collections.abc import Mapping
from typing import TypeAlias

from starlette.requests import Request

Heads: TypeAlias = Mapping[str, str]
"""By name in lower case; of one that comes twice both values, as a list (RFC 9110 section 5.3)."""


def heads_of(request: Request) -> Heads:
    """What the request says; a field that may come once only is nothing known when it is a list."""
    found: dict[str, str] = {}
    raw: list[tuple[bytes, bytes]] = request.scope["headers"]
    for name_bytes, value_bytes in raw:
        name, value = name_bytes.decode("latin-1"), value_bytes.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found
