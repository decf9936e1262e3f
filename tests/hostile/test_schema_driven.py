"""Operations that schemathesis makes of the SDL, against the server and against the real rooms."""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol, cast

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from gateway.store.engine import Store
from gateway.vault.seal import Vault
from schema.api.schema import print_sdl
from schema.vocabulary.principals import RealmRole, Role
from tests.gateway.web.test_walk import Walk
from tests.hostile.heads import JSON
from tests.world.counts import examples
from tests.world.loop import run
from tests.world.standing import Standing, standing
from tests.world.webapp import BEARER, World

EXAMPLES = 15
"""Operations of each root field; in a soak ten times that."""
MARKS = re.compile(r" @sensitivity\(class: \w+\)|^directive @sensitivity.*$", re.MULTILINE)
OURS = {200, 294, 422, 406}
"""Answered; refused by a limit, or as an argument; a subscription asks for events."""


class Made(Protocol):
    """What the library makes, as far as it is used; its own types are open."""

    body: object


class Operation(Protocol):
    """A root field."""

    label: str

    def as_strategy(self) -> SearchStrategy[Made]: ...


class Found(Protocol):
    """A root field that the library understood."""

    def ok(self) -> Operation: ...


def made() -> dict[str, SearchStrategy[str]]:
    """Operations of each root field, as text."""
    schema = schemathesis.graphql.from_file(io.StringIO(MARKS.sub("", print_sdl())))
    found = cast("Iterable[Found]", schema.get_all_operations())
    return {one.ok().label: one.ok().as_strategy().map(body_of) for one in found}


def body_of(case: Made) -> str:
    """An operation's text."""
    return str(case.body)


OPERATIONS = made()


def some(label: str) -> list[str]:
    """That many operations of a root field."""
    found: list[str] = []

    @settings(
        max_examples=examples(EXAMPLES),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        database=None,
    )
    @given(OPERATIONS[label])
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return found


def check(answer: httpx.Response, text: str) -> bool:
    """Whether it was answered; it must be no fault of ours."""
    codes = [one["extensions"]["code"] for one in answer.json().get("errors", ())]
    assert answer.status_code in OURS, f"{text} {answer.text}"
    assert "INTERNAL" not in codes, text
    return answer.status_code in {200, 294}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    with standing(tmp_path_factory.mktemp("standing")) as running:
        yield running
    assert '"fault"' not in running.wrote()


@pytest.fixture(scope="module")
def client(server: Standing) -> Iterator[httpx.Client]:
    base = f"http://localhost:{server.port}"
    with httpx.Client(base_url=base, headers={**JSON, **BEARER}, trust_env=False) as client:
        yield client


def test_every_root_field_is_tried() -> None:
    assert {"Query.orders", "Query.cost", "Query.people", "Mutation.grantRole"} <= set(OPERATIONS)


def test_no_operation_is_a_fault(client: httpx.Client) -> None:
    texts = [text for label in OPERATIONS for text in some(label)]
    answered = [check(client.post("/graphql", json={"query": text}), text) for text in texts]
    assert sum(answered) > len(texts) // 3


@pytest.mark.parametrize("role", [Role.PHYSICIAN, RealmRole.PRIVACY_OFFICER])
def test_no_operation_is_a_fault_of_the_real_rooms(
    tmp_path: Path, store: Store, vault: Vault, role: Role | RealmRole
) -> None:
    # a minute's budget for as many as are asked within it
    walk = Walk(World(tmp_path, budget=examples(2_000_000)), store, vault, role)
    texts = [text for label in OPERATIONS for text in some(label)]

    async def asking() -> int:
        async with walk.client() as client:
            return sum(
                [check(await client.post("/graphql", json={"query": text}), text) for text in texts]
            )

    assert run(asking()) > len(texts) // 3
