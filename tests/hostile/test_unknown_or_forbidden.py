"""What is unknown, somebody else's or masked: the same bytes by the same statements by each key."""

from pathlib import Path
from typing import cast

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLNamedType,
    get_named_type,
    is_interface_type,
    is_object_type,
)

from gateway.store.engine import Store
from schema.vocabulary.principals import Role
from tests.hostile.lookup_keys import KEYS, hidden_values, masked_values, typed, unknown_like
from tests.hostile.test_side_doors import Asked, asked
from tests.world.asking import someone
from tests.world.both_ways import SCHEMA
from tests.world.loop import run
from tests.world.pretend_ground import pretend_ground
from tests.world.watched import watched

ME = someone(Role.COORDINATOR)
PERSONAL = (("patientOrders", "mrn"), ("patientOrders", "nameAndBirthDate"))
"""Keys by what is masked of a restricted patient."""


def test_every_key_of_the_schema_is_asked() -> None:
    """A root that finds records by a key, or a new key of one, needs a case here."""
    query = SCHEMA.query_type
    assert query is not None
    found: set[tuple[str, str]] = set()
    for root, one in query.fields.items():
        result = cast("GraphQLNamedType", get_named_type(one.type))
        node = SCHEMA.type_map["Node"]
        records = is_interface_type(node) and (
            result is node or (is_object_type(result) and node in result.interfaces)
        )
        for name, argument in one.args.items() if records else ():
            kind = cast("GraphQLNamedType", get_named_type(argument.type))
            keys = kind.fields if isinstance(kind, GraphQLInputObjectType) else (name,)
            found |= {(root, key) for key in keys}
    assert found == {(root, key) for root, key in KEYS if " of " not in key}


@pytest.mark.parametrize(("query", "key"), KEYS.values(), ids=map(" by ".join, KEYS))
def test_unknown_and_forbidden_are_the_same_bytes_by_the_same_statements(
    query: str, key: str, store: Store, tmp_path: Path
) -> None:
    async def ask() -> None:
        async with asked(store, tmp_path) as desk:
            theirs = hidden_values(desk.on, ME, key)
            assert len(theirs) >= 2
            await same_as_unknown(desk, query, key, theirs)

    run(ask())


def test_masked_is_the_same_bytes_by_the_same_statements(store: Store, tmp_path: Path) -> None:
    """Whoever sees an order but not whose it is learns nothing by asking for somebody."""

    async def ask() -> None:
        desk = Asked(await pretend_ground(store, tmp_path))
        for query, key in map(KEYS.__getitem__, PERSONAL):
            masked = masked_values(desk.on, ME, key)
            assert len(masked) >= 2
            await same_as_unknown(desk, query, key, masked)
        await store.close()

    run(ask())


async def same_as_unknown(desk: Asked, query: str, key: str, texts: list[str]) -> None:
    """An answer about each of these is that about nobody's, and asks the store for as much."""
    seen: list[tuple[bytes, list[str]]] = []
    for text in (unknown_like(key, texts[0]), *texts):
        with watched(desk.on.store) as traffic:
            body = await desk.bytes(ME, query, t=typed(key, text))
        seen.append((body, traffic.statements))
    assert all(one == seen[0] for one in seen), seen[:2]
    assert seen[0][1]
