"""Knows which addresses a connection may call: its own hosts, and the address they resolve to."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

import httpx

from connectors.kit.errors import Cause, ConnectorError

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""A host name and a port to the addresses it has."""
PORTS = {"https": 443, "http": 80}


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host by the machine's resolver; raises `OSError` when it has none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Egress:
    """The way out of one connection.

    `allowed` are `host` or `host:port`. A name must stand there; an address that is not public
    (loopback, private, link-local) must stand there too, as itself, or as `localhost` for loopback.
    Plain http goes to loopback only.
    """

    allowed: frozenset[str]
    resolver: Resolve = resolve

    async def admit(self, url: httpx.URL) -> str:
        """The checked address to connect to.

        Raises `ConnectorError`: EGRESS_BLOCKED when the URL may not be called, NETWORK when its
        host has no address.
        """
        port = url.port or PORTS.get(url.scheme)
        if port is None or not self._listed(url.host, port):
            raise _blocked(f"{url.scheme}://{url.host}:{port} is not among the allowed hosts")
        try:
            addresses = await self.resolver(url.host, port)
        except OSError as error:
            raise ConnectorError(Cause.NETWORK, f"{url.host} has no address") from error
        for text in addresses:
            address = ip_address(text.partition("%")[0])
            if not self._reachable(url.host, address, port=port):
                raise _blocked(f"{url.host} resolves to {address}, which is not allowed")
            if url.scheme == "http" and not address.is_loopback:
                raise _blocked(f"{url.host} is called without TLS; use https")
        return addresses[0]

    def _listed(self, host: str, port: int) -> bool:
        return host in self.allowed or f"{host}:{port}" in self.allowed

    def _reachable(self, host: str, address: Address, *, port: int) -> bool:
        if address.is_global and not address.is_multicast:
            return True
        if address.is_loopback and host == "localhost":
            return True
        return self._listed(str(address), port)


def allowed_hosts(text: str) -> frozenset[str]:
    """The hosts of a connection's `allowed_hosts` setting, separated by commas or blanks."""
    return frozenset(text.replace(",", " ").split())


def same_origin(base: str, link: str) -> str:
    """`link` made absolute against `base`; raises EGRESS_BLOCKED when it leaves base's origin."""
    there = httpx.URL(base).join(link)
    here = httpx.URL(base)
    if (there.scheme, there.host, there.port) != (here.scheme, here.host, here.port):
        raise _blocked(f"a link leads from {here.host} to {there.host or 'nowhere'}")
    if there.userinfo:
        raise _blocked(f"a link to {there.host} carries credentials")
    return str(there)


def _blocked(detail: str) -> ConnectorError:
    return ConnectorError(Cause.EGRESS_BLOCKED, detail)
