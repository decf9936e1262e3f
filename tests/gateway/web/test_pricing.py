"""What an operation costs is told before, with it, and when there is not enough left."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from gateway.clock import SystemClock
from gateway.disclosure.weighing import reading_price
from gateway.web.budgets import Balance, BudgetsUnavailableError, MemoryBudgets
from tests.world.loop import run
from tests.world.webapp import BEARER, PORTAL, World

VIEWER = {"query": "{ viewer { name } }"}
LONG = "{ viewer { name } }" + "#\n" * 15_000
BROKEN = {"query": "{ nothing }"}
LIST = "query($n: Int) { orders(first: $n) { nodes { id } } }"


def world_of(folder: Path, limit: int) -> World:
    world = World(folder)
    world.parts = replace(world.parts, budgets=MemoryBudgets(limit=limit, clock=SystemClock()))
    world.rebuild()
    return world


def asked(
    world: World, bodies: Sequence[object], headers: dict[str, str] | None = None
) -> list[httpx.Response]:
    async def ask() -> list[httpx.Response]:
        async with world.client(**(headers or BEARER)) as client:
            return [await client.post("/graphql", json=body) for body in bodies]

    return run(ask())


def estimate(world: World, document: str, **more: str) -> dict[str, object]:
    query = (
        "query($d: String!, $v: String, $o: String) { cost(document: $d, variables: $v, "
        "operationName: $o) { __typename ... on Cost { requested limit remaining resetAt "
        "measures { name asked limit } } ... on Invalid { code message path } } }"
    )
    body = {"query": query, "variables": {"d": document, **more}}
    return asked(world, [body])[0].json()["data"]["cost"]


def test_header_fields_and_extension_say_the_same_numbers(tmp_path: Path) -> None:
    first, second = asked(world_of(tmp_path, 5_000), [VIEWER, VIEWER])
    cost = second.json()["extensions"]["cost"]
    assert (cost["requested"], cost["remaining"]) == (2, 4_996)
    assert second.headers["ratelimit-policy"] == '"cost";q=5000;w=60'
    name, rest, seconds = second.headers["ratelimit"].split(";")
    assert (name, rest) == ('"cost"', "r=4996")
    assert 0 < int(seconds.removeprefix("t=")) <= 60
    assert first.json()["extensions"]["cost"]["resetAt"] == cost["resetAt"]


def test_the_price_is_that_of_the_variables(tmp_path: Path) -> None:
    small, large = asked(
        World(tmp_path), [{"query": LIST, "variables": {"n": count}} for count in (1, 1_000)]
    )
    assert small.json()["extensions"]["cost"]["requested"] == 3
    assert large.json()["extensions"]["cost"]["requested"] == 2_001


def test_the_price_of_a_number_does_not_depend_on_how_it_is_written(tmp_path: Path) -> None:
    """GraphQL takes `1000.0` as an Int; the second comes when the document is weighed already."""
    texts = [
        json.dumps({"query": LIST, "variables": {"n": "N"}}).replace('"N"', number)
        for number in ("1.0", "1e3", "1000.0", "1000")
    ]

    async def ask() -> list[int]:
        headers = {**BEARER, "content-type": "application/json"}
        async with World(tmp_path).client(**headers) as client:
            answers = [await client.post("/graphql", content=text) for text in texts]
            return [one.json()["extensions"]["cost"]["requested"] for one in answers]

    assert run(ask()) == [3, 2_001, 2_001, 2_001]


def test_what_the_budget_can_not_pay_is_429_and_takes_nothing(tmp_path: Path) -> None:
    world = world_of(tmp_path, 1_500)
    large = {"query": LIST, "variables": {"n": 1_000}}
    refused, taken = asked(world, [large, VIEWER])
    told = refused.json()["errors"][0]["extensions"]
    assert refused.status_code == 429
    assert {key: told[key] for key in ("code", "limit", "asked", "remaining")} == {
        "code": "BUDGET_SPENT",
        "limit": 1_500,
        "asked": 2_001,
        "remaining": 1_500,
    }
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert taken.json()["extensions"]["cost"]["remaining"] == 1_498
    assert [event.kind for event in world.ledger.events] == ["REFUSED", "OPERATION"]


def test_a_long_document_costs_what_reading_it_takes_though_it_asks_for_little(
    tmp_path: Path,
) -> None:
    """Comments are no tokens, and still they are read; so is what another operation asks for."""
    world = World(tmp_path)
    took = reading_price(len(LONG))
    cost = asked(world, [{"query": LONG}])[0].json()["extensions"]["cost"]
    assert took > 5_000
    assert cost["requested"] == estimate(world, LONG)["requested"] == took


def test_a_long_document_that_is_refused_costs_as_much(tmp_path: Path) -> None:
    limit = 100_000
    refused = asked(world_of(tmp_path, limit), [{"query": f"{LONG} {{ nothing }}"}])[0]
    left = limit - reading_price(len(LONG) + len(" { nothing }")) - 50
    assert refused.status_code == 422
    assert refused.headers["ratelimit"].startswith(f'"cost";r={left};')


def test_a_long_document_that_the_budget_can_not_pay_spends_it(tmp_path: Path) -> None:
    """Else it could be read again and again, for nothing."""
    first, second = asked(world_of(tmp_path, 1_500), [{"query": LONG}, VIEWER])
    assert (first.status_code, second.status_code) == (429, 429)
    assert first.json()["errors"][0]["extensions"]["remaining"] == 0


@pytest.mark.parametrize("root", ["cost", "explain"])
def test_a_document_that_is_looked_at_costs_what_reading_it_takes(
    root: str, tmp_path: Path
) -> None:
    query = f"query($d: String!) {{ {root}(document: $d) {{ __typename }} }}"
    answer = asked(World(tmp_path), [{"query": query, "variables": {"d": LONG}}])[0]
    assert answer.json()["extensions"]["cost"]["requested"] > reading_price(len(LONG))


def test_long_variables_cost_what_reading_them_takes(tmp_path: Path) -> None:
    query = "query($f: OrderFilter) { orders(filter: $f) { totalCount } }"
    body = {"query": query, "variables": {"f": {"owner": ["a"] * 20_000}}}
    answer = asked(World(tmp_path), [body])[0]
    assert answer.json()["extensions"]["cost"]["requested"] > reading_price(4 * 20_000)


def test_a_long_body_that_asks_for_nothing_costs_what_reading_it_takes(tmp_path: Path) -> None:
    world = world_of(tmp_path, 100_000)
    body = {**VIEWER, "variables": {"a": [1] * 50_000}, "nothing": 1}
    size = len(json.dumps(body, separators=(",", ":")))
    refused, taken = asked(world, [body, VIEWER])
    assert refused.json()["errors"][0]["extensions"]["code"] == "BODY_INVALID"
    left = 100_000 - reading_price(size) - 2
    assert taken.json()["extensions"]["cost"]["remaining"] == left


def test_whose_budget_is_spent_is_told_so_before_the_body_is_looked_at(tmp_path: Path) -> None:
    world = world_of(tmp_path, 1_000)
    asked(world, [BROKEN] * 20)
    answer = asked(world, [{"nothing": 1}])[0]
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (
        429,
        "BUDGET_SPENT",
    )


def test_a_flood_of_refused_documents_spends_the_budget_too(tmp_path: Path) -> None:
    answers = asked(world_of(tmp_path, 1_000), [BROKEN] * 22)
    assert [answer.status_code for answer in answers] == [422] * 20 + [429] * 2
    assert answers[0].headers["ratelimit"].startswith('"cost";r=950;')


def test_persons_and_programs_have_budgets_of_their_own(tmp_path: Path) -> None:
    world = world_of(tmp_path, 1_000)
    program = world.signing.faces["program"]
    other = replace(program.principal, subject="registry-2")
    world.signing.faces["other"] = replace(program, principal=other)
    asked(world, [BROKEN] * 20)
    assert asked(world, [VIEWER])[0].status_code == 429
    assert asked(world, [VIEWER], {"authorization": "Bearer other"})[0].status_code == 200


def test_a_stream_pays_when_it_opens(tmp_path: Path) -> None:
    world = world_of(tmp_path, 1_000)
    asked(world, [BROKEN] * 20)
    headers = {**BEARER, "accept": "text/event-stream"}
    body = {"query": "subscription { orderChanged { id } }"}
    assert asked(world, [body], headers)[0].status_code == 429


def test_budgets_that_are_away_are_503(tmp_path: Path) -> None:
    class Away:
        async def charge(self, client: str, cost: int) -> Balance:
            raise BudgetsUnavailableError(f"{client} {cost}")

        fine = charge

        def spent(self, client: str) -> None:
            assert client

    world = World(tmp_path)
    world.parts = replace(world.parts, budgets=Away())
    world.rebuild()
    for body in (VIEWER, BROKEN):
        answer = asked(world, [body])[0]
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert answer.json()["errors"][0]["extensions"]["code"] == "BUDGETS_UNAVAILABLE"


def test_a_dry_run_says_what_running_would_take(tmp_path: Path) -> None:
    world = World(tmp_path)
    before = estimate(world, LIST, v='{"n": 70}')
    run_it = asked(world, [{"query": LIST, "variables": {"n": 70}}])[0]
    assert before["requested"] == run_it.json()["extensions"]["cost"]["requested"] == 141
    assert before["limit"] == 2_000_000
    measures = {one["name"]: one for one in _rows(before["measures"])}
    assert measures["cost"] == {"name": "cost", "asked": 141, "limit": 400_000}
    assert measures["depth"] == {"name": "depth", "asked": 3, "limit": 12}


def _rows(found: object) -> list[dict[str, object]]:
    return json.loads(json.dumps(found))


@pytest.mark.parametrize(
    ("document", "more", "code"),
    [
        ("{ S3CRET", {}, "SYNTAX"),
        ("{ S3CRET }", {}, "DOCUMENT_INVALID"),
        ("{ orders(first: 9999) { totalCount } }", {}, "LIMIT_FIRST"),
        ("query A { viewer { name } } query B { viewer { name } }", {}, "OPERATION_AMBIGUOUS"),
        ("query A { viewer { name } }", {"o": "S3CRET"}, "OPERATION_UNKNOWN"),
        (LIST, {"v": "S3CRET"}, "BODY_INVALID"),
        (LIST, {"v": '{"n": "S3CRET"}'}, "VARIABLES_INVALID"),
    ],
)
def test_a_dry_run_refuses_as_running_would(
    tmp_path: Path, document: str, more: dict[str, str], code: str
) -> None:
    world = World(tmp_path)
    found = estimate(world, document, **more)
    assert (found["__typename"], found["code"]) == ("Invalid", code)
    assert "S3CRET" not in str(found)


def test_a_dry_run_looks_at_every_operation_and_prices_the_named_one(tmp_path: Path) -> None:
    world = World(tmp_path)
    beside = "query A { viewer { name } } query B { orders { nodes { %s } } }"
    small = estimate(world, beside % "id", o="A")
    refused = estimate(world, beside % ("patient { id } " * 390), o="A")
    assert (small["requested"], refused["code"]) == (2, "LIMIT_REPEATS")


def test_operations_of_one_document_have_a_price_each(tmp_path: Path) -> None:
    text = "query A { viewer { name } } query B { orders(first: 9) { nodes { id } } }"
    bodies = [{"query": text, "operationName": name} for name in "ABA"]
    prices = [one.json()["extensions"]["cost"] for one in asked(World(tmp_path), bodies)]
    assert [price["requested"] for price in prices] == [2, 19, 2]


def test_a_dry_run_runs_nothing(tmp_path: Path) -> None:
    world = World(tmp_path)
    found = estimate(world, 'mutation { choosePurpose(purpose: "TREAT") { __typename } }')
    assert found["requested"] == 2
    assert len(world.ledger.events) == 1


def test_dry_runs_of_one_operation_are_few(tmp_path: Path) -> None:
    roots = " ".join(f'd{n}: cost(document: "{{ viewer {{ name }} }}") {{ __typename ... on '
                     "Invalid { code } }" for n in range(4))  # fmt: skip
    data = asked(World(tmp_path), [{"query": f"{{ {roots} }}"}])[0].json()["data"]
    assert data["d2"] == {"__typename": "Cost"}
    assert data["d3"] == {"__typename": "Invalid", "code": "LIMIT_DRY_RUNS"}


def test_the_portals_answers_say_their_price_too(tmp_path: Path) -> None:
    answer = asked(World(tmp_path), [{"documentId": "sha256:viewer"}], PORTAL)[0]
    assert answer.json()["extensions"]["cost"]["requested"] == 3
