from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.telemetry.logs import Log
from gateway.web.headers import ALWAYS, CSP, Guard, hosts_of
from gateway.web.pages import PAGES
from tests.world.loop import run
from tests.world.webapp import PORTAL, World

# ASVS 3.4.1 to 3.4.8, 13.4.x: one walk over every route and status
WALK: list[tuple[str, str, dict[str, str], int]] = [
    *(("GET", path, {}, 200) for path in PAGES),
    ("GET", "/orders/3f2504e0-4f89-41d3-9a0c-0305e82c3301", {}, 200),
    ("GET", "/assets/app-1a2b3c.js", {}, 200),
    ("GET", "/assets/../../etc/passwd", {}, 404),
    ("GET", "/assets/%2e%2e/%2e%2e/etc/passwd", {}, 404),
    ("GET", "/assets/none.js", {}, 404),
    ("GET", "/.git/config", {}, 404),
    ("GET", "/no-such-page", {}, 404),
    ("GET", "/healthz", {}, 200),
    ("GET", "/readyz", {}, 200),
    ("POST", "/", {}, 405),
    ("TRACE", "/", {}, 405),
    ("POST", "/graphql", {}, 415),
    ("GET", "/graphql", {}, 401),
    ("GET", "/graphql?documentId=sha256:viewer", PORTAL, 200),
    ("GET", "/graphql?documentId=no", PORTAL, 422),
    ("PUT", "/graphql", {}, 405),
    ("GET", "/schema.graphql", {}, 401),
    ("POST", "/schema.graphql", {}, 405),
    ("POST", "/papers/p-1/disclosures.csv", {}, 401),
    ("POST", "/papers/p-1/disclosures.csv", PORTAL, 200),
    ("POST", "/papers/p-1/disclosures.xml", PORTAL, 404),
    ("POST", "/papers/p-broken/disclosures.csv", PORTAL, 500),
    ("GET", "/papers/p-1/disclosures.csv", PORTAL, 405),
    ("GET", "/worklist", {"host": "evil.example"}, 421),
    ("GET", "/?" + "a" * 9_000, {}, 414),
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def ask(world: World, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
    async def asking() -> httpx.Response:
        async with world.client() as client:
            return await client.request(method, path, headers=headers)

    return run(asking())


def assert_guarded(answer: httpx.Response) -> None:
    for name, value in ALWAYS:
        assert answer.headers[name] == value
    assert "server" not in answer.headers
    assert "cache-control" in answer.headers
    assert answer.headers.get("content-type") or answer.status_code == 304


@pytest.mark.parametrize(("method", "path", "headers", "status"), WALK)
def test_every_answer_has_its_headers(
    world: World, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = ask(world, method, path, headers)
    assert answer.status_code == status
    assert_guarded(answer)


def test_a_crash_has_its_headers_and_says_nothing(world: World) -> None:
    async def crash(_request: Request) -> Response:
        raise ValueError("S3CRET")

    world.app = Guard(
        Starlette(routes=[Route("/", crash)]), hosts=["localhost:8660"], log=Log("web")
    )
    answer = ask(world, "GET", "/", {})
    assert answer.status_code == 500
    assert "S3CRET" not in answer.text
    assert_guarded(answer)


def test_an_unchanged_shell_is_304(world: World) -> None:
    tag = ask(world, "GET", "/", {}).headers["etag"]
    answer = ask(world, "GET", "/worklist", {"if-none-match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert_guarded(answer)


def test_data_is_never_kept_and_assets_are(world: World) -> None:
    data = ask(world, "GET", "/graphql?documentId=sha256:viewer", PORTAL)
    asset = ask(world, "GET", "/assets/app-1a2b3c.js", {})
    assert data.headers["cache-control"] == "no-store"
    assert "immutable" in asset.headers["cache-control"]
    assert ask(world, "GET", "/", {}).headers["cache-control"] == "no-cache"


def test_the_policy_forbids_inline_and_foreign_code() -> None:
    assert CSP.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in CSP
    assert "http" not in CSP


def test_not_ready_is_503(world: World) -> None:
    world.ready["audit"] = False
    answer = ask(world, "GET", "/readyz", {"host": "10.0.0.7:8400"})
    assert (answer.status_code, answer.json()) == (503, {"store": True, "audit": False})


def test_pages_are_packed_for_those_who_unpack(world: World) -> None:
    answer = ask(world, "GET", "/", {"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text.startswith("<!doctype html>")


def test_we_answer_to_our_names_only() -> None:
    assert hosts_of("https://portal.example/", port=8400) == {
        "portal.example",
        "localhost:8400",
        "127.0.0.1:8400",
    }
