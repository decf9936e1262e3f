from pathlib import Path

import httpx
import pytest

from tests.world.loop import run
from tests.world.webapp import BEARER, PORTAL, World

SDL = Path(__file__).resolve().parents[3] / "schema" / "portal.graphql"


def get(world: World, headers: dict[str, str]) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with world.client(**headers) as client:
            return await client.get("/schema.graphql")

    return run(ask())


def test_an_api_client_is_handed_the_sdl_with_the_sensitivity_of_each_field(tmp_path: Path) -> None:
    answer = get(World(tmp_path), BEARER)
    assert answer.status_code == 200
    assert answer.text == SDL.read_text(encoding="utf-8")
    assert "@sensitivity(class: DIRECT)" in answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="schema.graphql"'


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "SIGNED_OUT"),
        (PORTAL, 401, "SIGNED_OUT"),
        ({"authorization": "Bearer person"}, 403, "INTROSPECTION_REFUSED"),
    ],
)
def test_nobody_else_is(tmp_path: Path, headers: dict[str, str], status: int, code: str) -> None:
    answer = get(World(tmp_path), headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)
