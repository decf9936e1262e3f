"""`/metrics` tells whoever has its token what was done, and nobody else anything."""

import asyncio
from pathlib import Path

import pytest

from gateway.disclosure.writer import UNWRITABLE
from gateway.telemetry.metrics import Metrics
from gateway.web.scrape import scrape_routes
from gateway.web.shedding import AT_LEAST, TurnBudget
from tests.world.loop import run
from tests.world.webapp import BEARER, METRICS_TOKEN, World

SCRAPER = {"authorization": f"Bearer {METRICS_TOKEN}"}


@pytest.mark.parametrize(
    "sent", [{}, BEARER, {"authorization": f"bearer{METRICS_TOKEN}"}, {"authorization": "\xff"}]
)
def test_without_its_token_nothing_is_told(sent: dict[str, str], tmp_path: Path) -> None:
    async def asked() -> tuple[int, bytes]:
        async with World(tmp_path).client() as client:
            headers = {name.encode(): value.encode("latin-1") for name, value in sent.items()}
            answer = await client.get("/metrics", headers=headers)
            return answer.status_code, answer.content

    status, told = run(asked())
    assert status == 401
    assert b"cgt_" not in told


def test_without_a_token_set_there_is_no_such_address() -> None:
    assert scrape_routes(Metrics(), token=None) == []


def test_operations_refusals_and_fallbacks_are_counted(tmp_path: Path) -> None:
    async def told() -> str:
        async with World(tmp_path).client(**BEARER) as client:
            for query in ("{ viewer { name } }", "{ problemCodes { code } }", "{ nothing }"):
                await client.post("/graphql", json={"query": query})
            return (await client.get("/metrics", headers=SCRAPER)).text

    lines = run(told()).splitlines()
    assert 'cgt_operations_total{outcome="OK"} 2.0' in lines
    assert any(line.startswith('cgt_operations_total{outcome="DOCUMENT') for line in lines), lines
    for reason in UNWRITABLE:
        count = 1.0 if reason == "root" else 0.0
        assert f'cgt_plan_fallbacks_total{{reason="{reason}"}} {count}' in lines


def test_what_is_turned_away_is_counted(tmp_path: Path) -> None:
    world, beyond = World(tmp_path), 3

    async def crowd() -> None:
        loop = asyncio.get_running_loop()
        turns = TurnBudget(
            budget_s=1e-9, log=world.parts.log, metrics=world.parts.metrics, cpu=lambda: 0.0
        )
        begun = [turns.may_begin(loop) for _ in range(AT_LEAST + beyond)]
        assert begun.count(False) == beyond

    run(crowd())
    assert b"cgt_requests_shed_total 3.0" in world.parts.metrics.text()
