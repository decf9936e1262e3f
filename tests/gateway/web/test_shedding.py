"""What a turn of the loop may begin is bounded; who comes too many is told at once."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx

from gateway.telemetry.logs import Log
from gateway.web.serve import server
from gateway.web.shedding import AT_LEAST, BUDGET_S, TurnBudget
from tests.world.databases import free_port
from tests.world.loop import run, until
from tests.world.webapp import BEARER, World


class FakeLoop:
    """A loop whose turns a test makes."""

    def __init__(self) -> None:
        self.soon: list[tuple[Callable[..., None], tuple[object, ...]]] = []

    def call_soon(self, callback: Callable[..., None], *args: object) -> None:
        self.soon.append((callback, args))

    def time(self) -> float:
        return 1.0

    def turn(self) -> None:
        waiting, self.soon = self.soon, []
        for callback, args in waiting:
            callback(*args)


class Cpu:
    """The CPU that this loop has used, as a test says."""

    def __init__(self) -> None:
        self.used = 0.0

    def __call__(self) -> float:
        return self.used


def begun(turns: TurnBudget, loop: FakeLoop, count: int) -> int:
    return sum(turns.may_begin(loop) for _ in range(count))  # pyright: ignore[reportArgumentType] (a stand-in)


def budget(budget_s: float = BUDGET_S, *, cpu: Callable[[], float] | None = None) -> TurnBudget:
    return TurnBudget(budget_s=budget_s, log=Log("web"), cpu=cpu or Cpu())


def test_before_anything_was_measured_a_few_may_begin() -> None:
    turns, loop = budget(), FakeLoop()
    assert begun(turns, loop, 100) == AT_LEAST


def test_light_requests_are_begun_by_the_hundred() -> None:
    cpu, loop = Cpu(), FakeLoop()
    turns = budget(cpu=cpu)
    for _ in range(200):
        cpu.used += 0.0002 * begun(turns, loop, 4)
        loop.turn()
    assert 200 <= begun(turns, loop, 1_000) <= 300


def test_heavy_requests_are_begun_by_the_budget() -> None:
    cpu, loop = Cpu(), FakeLoop()
    turns = budget(cpu=cpu)
    for _ in range(200):
        cpu.used += 0.005 * begun(turns, loop, 4)
        loop.turn()
    assert 8 <= begun(turns, loop, 1_000) <= 12


def test_one_slow_turn_of_something_else_turns_nobody_away() -> None:
    cpu, loop = Cpu(), FakeLoop()
    turns = budget(cpu=cpu)
    cpu.used += 5.0
    assert begun(turns, loop, AT_LEAST) == AT_LEAST
    loop.turn()
    assert begun(turns, loop, AT_LEAST) == AT_LEAST


def test_each_turn_begins_anew() -> None:
    turns, loop = budget(), FakeLoop()
    assert begun(turns, loop, 100) == AT_LEAST
    loop.turn()
    assert begun(turns, loop, 100) >= AT_LEAST


def test_without_a_budget_nobody_is_turned_away() -> None:
    turns, loop = budget(0.0), FakeLoop()
    assert begun(turns, loop, 10_000) == 10_000


def test_an_idle_process_does_nothing() -> None:
    turns, loop = budget(), FakeLoop()
    begun(turns, loop, 1)
    loop.turn()
    assert loop.soon == []


def test_who_is_turned_away_is_told_when_to_come_again(tmp_path: Path) -> None:
    """Many at once on a real server; the probe is answered among them, and all later."""
    body = {"query": "{ orders { nodes { id status milestones { at { value } } } } }"}

    async def story() -> None:
        port = free_port()
        app = World(tmp_path, port=port).app
        running = server(app, host="127.0.0.1", port=port, turn_budget_s=0.000_001)
        task = asyncio.create_task(running.serve())
        base = f"http://localhost:{port}"
        async with httpx.AsyncClient(base_url=base, headers=BEARER, trust_env=False) as client:
            await until(lambda: running.started)
            found = await asyncio.gather(
                *(client.post("/graphql", json=body) for _ in range(60)), client.get("/healthz")
            )
            refused = [one for one in found if one.status_code == 503]
            assert found[-1].status_code == 200
            assert 0 < len(refused) < 60
            assert refused[0].headers["retry-after"] == "1"
            assert refused[0].headers["x-content-type-options"] == "nosniff"
            assert refused[0].json()["errors"][0]["extensions"]["code"] == "OVERLOADED"
            assert {one.status_code for one in found} == {200, 503}
            assert (await client.post("/graphql", json=body)).status_code == 200
        running.should_exit = True
        await task

    run(story())


def test_the_budget_is_that_of_the_design() -> None:
    assert BUDGET_S == 0.05
