from pathlib import Path

import httpx
import pytest
from starlette.requests import Request

from gateway.web.body import check_head
from gateway.web.errors import WebError
from gateway.web.heads import heads_of
from tests.world.loop import run
from tests.world.webapp import PORTAL, World


def asked(*fields: tuple[bytes, bytes]) -> Request:
    return Request({"type": "http", "method": "POST", "headers": list(fields)})


def test_a_field_that_comes_twice_is_a_list() -> None:
    heads = heads_of(asked((b"accept", b"a/b"), (b"x", b"\xe9"), (b"accept", b"c/d")))
    assert heads == {"accept": "a/b, c/d", "x": "é"}


@pytest.mark.parametrize(
    ("name", "value"),
    [(b"content-type", b"application/json"), (b"content-encoding", b"identity")],
)
def test_what_may_come_once_is_refused_when_it_comes_twice(name: bytes, value: bytes) -> None:
    usual = (b"content-type", b"application/json")
    once = asked(*{usual, (name, value)})
    check_head(heads_of(once))
    with pytest.raises(WebError, match="BODY_TYPE"):
        check_head(heads_of(asked(*once.headers.raw, (name, value))))


@pytest.mark.parametrize("second", ["same-origin", "cross-site"])
def test_a_get_that_says_twice_where_it_is_from_is_refused(tmp_path: Path, second: str) -> None:
    async def ask() -> httpx.Response:
        async with World(tmp_path).client(**PORTAL) as client:
            said = [("sec-fetch-site", "same-origin"), ("sec-fetch-site", second)]
            return await client.get("/graphql?documentId=sha256:viewer", headers=said)

    assert run(ask()).status_code == 403
