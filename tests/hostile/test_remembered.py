"""A word that was typed into a filter is bound when asked and kept by no statement."""

from functools import lru_cache
from pathlib import Path

import pytest

from gateway.store.engine import Store
from gateway.web.body import is_json
from gateway.web.negotiation import GRAPHQL_JSON, negotiate
from schema.vocabulary.principals import Role
from tests.hostile.canary_caches import remembered
from tests.hostile.test_side_doors import asked
from tests.world.asking import someone
from tests.world.canaries import WORD
from tests.world.loop import run

TYPED = f"{WORD}-TYPED-INTO-A-FILTER"
QUESTIONS = (
    "{{ orders(filter: {{{name}: [{typed!r}]}}) {{ totalCount nodes {{ id }} }} }}",
    "{{ worklist(filter: {{{name}: [{typed!r}, {typed!r}]}}) {{ totalCount nodes {{ id }} }} }}",
    "{{ counts(by: [STATUS], filter: {{{name}: [{typed!r}]}}) {{ __typename }} }}",
)


@pytest.mark.parametrize("name", ["owner", "site", "connection"])
def test_no_function_remembers_what_was_typed_into_a_filter(
    name: str, store: Store, tmp_path: Path
) -> None:
    async def ask() -> None:
        async with asked(store, tmp_path) as desk:
            for question in QUESTIONS:
                query = question.format(name=name, typed=TYPED).replace("'", '"')
                body = await desk.data(someone(Role.COORDINATOR), query)
                assert "errors" not in body, body

    run(ask())
    kept = remembered()
    assert b"wanted_" in kept  # so that the statements were among what was searched

    assert TYPED.encode() not in kept


def test_no_function_remembers_a_header(store: Store) -> None:
    del store
    assert negotiate(f"*/*, text/{TYPED}") == GRAPHQL_JSON
    assert is_json(f"application/json; a={TYPED}")
    assert not is_json(TYPED)
    assert TYPED.encode() not in remembered()


def test_what_a_function_remembers_is_found(store: Store) -> None:
    del store

    @lru_cache
    def forgetful(text: str) -> tuple[str, ...]:
        return (text[::-1],)

    forgetful(TYPED)
    kept = remembered(__name__)
    assert TYPED.encode() in kept
    assert TYPED[::-1].encode() in kept
