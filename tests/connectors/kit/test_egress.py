"""Where a connection may call (faults T15 to T17)."""

import httpx
import pytest

from connectors.kit.egress import Egress, allowed_hosts, same_origin
from connectors.kit.errors import Cause, ConnectorError
from tests.world.loop import run

PUBLIC = "93.184.215.14"


def admitted(url: str, *, allowed: str, addresses: tuple[str, ...]) -> str:
    async def resolver(host: str, port: int) -> tuple[str, ...]:
        del host, port
        return addresses

    egress = Egress(allowed=allowed_hosts(allowed), resolver=resolver)
    return run(egress.admit(httpx.URL(url)))


@pytest.mark.parametrize(
    ("url", "allowed", "address"),
    [
        ("https://portal.example/x", "portal.example", PUBLIC),
        ("https://portal.example:8443/x", "other.example, portal.example:8443", PUBLIC),
        ("http://127.0.0.1:8412/", "127.0.0.1", "127.0.0.1"),
        ("http://localhost:8412/", "localhost:8412", "127.0.0.1"),
        ("https://portal.example/x", "portal.example 10.1.2.3", "10.1.2.3"),
    ],
)
def test_an_allowed_host_is_called_at_its_checked_address(
    url: str, allowed: str, address: str
) -> None:
    assert admitted(url, allowed=allowed, addresses=(address,)) == address


@pytest.mark.parametrize(
    ("url", "allowed", "addresses"),
    [
        ("https://elsewhere.example/", "portal.example", (PUBLIC,)),
        ("https://portal.example:444/", "portal.example:443", (PUBLIC,)),
        ("https://portal.example/", "portal.example", ("127.0.0.1",)),
        ("https://portal.example/", "portal.example", ("169.254.169.254",)),
        ("https://portal.example/", "portal.example", ("10.0.0.8",)),
        ("https://portal.example/", "portal.example", ("::1",)),
        ("https://portal.example/", "portal.example", ("::ffff:10.0.0.8",)),
        ("https://portal.example/", "portal.example", (PUBLIC, "192.168.1.1")),
        ("http://portal.example/", "portal.example", (PUBLIC,)),
        ("ftp://portal.example/", "portal.example", (PUBLIC,)),
    ],
)
def test_everything_else_is_blocked(url: str, allowed: str, addresses: tuple[str, ...]) -> None:
    with pytest.raises(ConnectorError) as caught:
        admitted(url, allowed=allowed, addresses=addresses)
    assert caught.value.cause is Cause.EGRESS_BLOCKED


def test_a_link_stays_at_its_origin() -> None:
    assert same_origin("https://a.example/v1/", "/v2?x=1") == "https://a.example/v2?x=1"


@pytest.mark.parametrize(
    "link",
    [
        "https://b.example/",
        "//b.example/",
        "http://a.example/",
        "https://a.example:444/",
        "https://me:secret@a.example/",
    ],
)
def test_a_link_away_from_it_is_blocked(link: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        same_origin("https://a.example/v1/", link)
    assert caught.value.cause is Cause.EGRESS_BLOCKED
    assert "secret" not in str(caught.value)
