"""Introspection tells an integrator what its roles reach, and no more."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from graphql import build_client_schema, get_introspection_query, print_schema

from gateway.web.reflection import reflected
from schema.api.schema import print_sdl
from schema.vocabulary.sensitivity import FieldClass
from tests.world.loop import run
from tests.world.webapp import BEARER, World


def asked(world: World, query: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with world.client(**BEARER) as client:
            return await client.post("/graphql", json={"query": query})

    return run(ask())


def test_the_standard_introspection_makes_a_client_schema(tmp_path: Path) -> None:
    answer = asked(World(tmp_path), get_introspection_query(descriptions=True))
    assert answer.status_code == 200
    text = print_schema(build_client_schema(answer.json()["data"]))
    assert "type Order" in text
    assert "worklist" in text


def test_what_no_role_reaches_is_not_told(tmp_path: Path) -> None:
    world = World(tmp_path)
    program = world.signing.faces["program"]
    nobody = replace(program.principal, roles=frozenset())
    world.signing.faces["program"] = replace(program, principal=nobody)
    query = '{ __type(name: "Patient") { fields { name } } }'
    found = asked(world, query).json()["data"]["__type"]
    assert found is None or "familyName" not in str(found)


@pytest.mark.parametrize("hidden", list(FieldClass))
def test_each_class_can_be_left_out(hidden: FieldClass) -> None:
    text = print_sdl()
    shown = reflected(frozenset(FieldClass) - {hidden})
    marked = text.count(f"@sensitivity(class: {hidden.value})")
    assert marked > 0
    everything = sum(len(getattr(kind, "fields", ())) for kind in _types(frozenset(FieldClass)))
    kept = sum(len(getattr(kind, "fields", ())) for kind in shown.type_map.values())
    assert everything - kept >= marked


def _types(classes: frozenset[FieldClass]) -> list[object]:
    return list(reflected(classes).type_map.values())


def test_everything_reached_is_the_published_schema() -> None:
    kinds = {name for name in reflected(frozenset(FieldClass)).type_map if name[:2] != "__"}
    assert {"Order", "Patient", "Query", "Mutation", "Subscription"} <= kinds


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { queryType { name } } viewer { name } }",
        "{ ... { viewer { name } } __schema { queryType { name } } }",
        "{ __schema { queryType { name } } ...f } fragment f on Query { viewer { name } }",
    ],
)
def test_data_beside_introspection_is_refused(tmp_path: Path, query: str) -> None:
    answer = asked(World(tmp_path), query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["extensions"]["code"] == "INTROSPECTION_ALONE"
