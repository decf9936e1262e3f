"""What others wrote for GraphQL over HTTP and WebSocket, against the real server process."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from gateway.dev.bootstrap import node_folder
from tests.world.databases import free_port
from tests.world.loop import run, until
from tests.world.serving import serving
from tests.world.standing import Standing, standing
from tests.world.webapp import World

CLIENTS = Path(__file__).resolve().parent / "clients"
WITHIN_S = 60.0
NOT_OURS = {
    "47DE": "for */* we answer in the newer media type",
    "80D8": "without Accept we answer in the newer media type",
    "5A70": "GET is for trusted documents only",
    "D6D5": "GET is for trusted documents only",
    "6A70": "GET is for trusted documents only",
    "86EE": "a variable that does not coerce is 422, as the present text has it",
}
"""Audits that say SHOULD or MAY and that we answer otherwise, with the reason."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    with standing(tmp_path_factory.mktemp("standing")) as running:
        yield running


def test_the_audit_of_graphql_over_http_passes_every_must(server: Standing) -> None:
    said = subprocess.run(
        [node_folder() / "node", "audit.mjs", f"http://localhost:{server.port}/graphql", "program"],
        cwd=CLIENTS,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=True,
    )
    found = cast("list[dict[str, str]]", json.loads(said.stdout))
    musts = [one for one in found if one["name"].startswith("MUST")]
    assert len(found) > 50
    assert len(musts) > 10
    assert [one for one in musts if one["status"] != "ok"] == []
    assert {one["id"] for one in found if one["status"] != "ok"} == NOT_OURS.keys()


def test_graphql_ws_follows_through_changed_access(tmp_path: Path) -> None:
    """Query, refusal and stream on one socket; closed with 4410 it comes again by itself."""
    world = World(tmp_path, port=free_port())

    async def story() -> list[list[object]]:
        async with serving(world.app, port=world.port) as port:
            client = await asyncio.create_subprocess_exec(
                node_folder() / "node",
                "follow.mjs",
                f"ws://localhost:{port}/graphql",
                "program",
                "2",
                cwd=CLIENTS,
                stdout=asyncio.subprocess.PIPE,
            )
            assert client.stdout is not None
            told: list[list[object]] = []
            async with asyncio.timeout(WITHIN_S):
                async for line in client.stdout:
                    told.append(json.loads(line))
                    await react(world, told)
                await client.wait()
            assert client.returncode == 0
            return told

    told = run(story())
    kinds = [str(kind) for kind, _ in told]
    assert kinds.count("connected") == 2
    assert ["closed", 4410] in told
    query, *changes = [cast("dict[str, object]", what) for kind, what in told if kind == "next"]
    assert query["data"] == {"viewer": {"name": "I. Okafor"}}
    assert [one["data"] for one in changes] == [
        {"orderChanged": {"id": "o-1", "version": version, "reset": False}} for version in (4, 5)
    ]
    refusal = next(
        cast("list[dict[str, dict[str, str]]]", what) for kind, what in told if kind == "error"
    )
    assert refusal[0]["extensions"]["code"] == "DOCUMENT_INVALID"


async def react(world: World, told: list[list[object]]) -> None:
    """Move the order when the client follows; change its access after the first delivery."""
    changes = sum(kind == "next" for kind, _ in told) - 1
    if told[-1][0] == "following":
        await until(lambda: world.streams.counted > 0)
        world.changes.add("o-1", 4)
        world.streams.notify()
    elif told[-1][0] == "next" and changes == 1:
        await world.streams.close(subject="subject-1")
    elif told[-1][0] == "connected" and changes == 1:
        await until(lambda: world.streams.counted > 0)
        world.changes.add("o-1", 5)
        world.streams.notify()
