"""Who has no site learns nothing about what exists: it could as well be an empty store."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from gateway.store.engine import Store, open_store
from gateway.store.migrate import migrate
from schema.vocabulary.principals import Principal, RealmRole, Role
from tests.hostile.lookup_keys import KEYS, typed, unknown_like, values_of
from tests.hostile.test_side_doors import Asked
from tests.world.asking import someone
from tests.world.both_ways import ground
from tests.world.loop import run
from tests.world.watched import watched


def with_roles(*roles: tuple[str, Role]) -> Principal:
    return replace(someone(Role.COORDINATOR), roles=frozenset(roles))


NOBODYS = {
    "no role at all": with_roles(),
    "a role at a site without orders": with_roles(("d", Role.COORDINATOR)),
    "every role at a site without orders": with_roles(*(("d", role) for role in Role)),
    "a client without a site": replace(someone(Role.INTEGRATOR), roles=frozenset()),
    "a platform-admin": replace(with_roles(), realm_roles=frozenset({RealmRole.PLATFORM_ADMIN})),
}
LISTS = (
    "{ worklist { totalCount edges { cursor node { id } } pageInfo { endCursor hasNextPage } } }",
    "{ orders(first: 1) { totalCount nodes { id } } }",
    '{ orders(filter: {site: ["a"]}) { totalCount } }',
    "{ orders(filter: {status: [RELEASED]}) { totalCount } }",
    '{ worklist(filter: {connection: ["helvance"]}) { totalCount } }',
    "{ sources { connection state orderCount } }",
    "{ counts(by: [STATUS]) { groups { count } } }",
)
TEXTS_EACH = 4


def texts_of(desk: Asked, key: str) -> list[str]:
    """What some orders are looked up by, and one text that finds none."""
    there = dict.fromkeys(text for one in desk.on.told for text in sorted(values_of(one, key)))
    known = list(there)[:TEXTS_EACH]
    return [unknown_like(key, known[0]), *known]


@pytest.mark.parametrize("name", NOBODYS)
def test_every_answer_is_the_one_of_an_empty_store(name: str, store: Store, tmp_path: Path) -> None:
    async def ask() -> None:
        url = f"sqlite:///{tmp_path}/empty.sqlite"
        await migrate(url)
        (tmp_path / "filled").mkdir()
        (tmp_path / "empty").mkdir()
        seed = Random(11)  # noqa: S311 (repeatable, no secret)
        filled = Asked(await ground(store, tmp_path / "filled", seed))
        empty = Asked(await ground(open_store(url), tmp_path / "empty", seed, many=0))
        assert filled.on.told
        try:
            for query in LISTS:
                there = await filled.bytes(NOBODYS[name], query)
                assert there == await empty.bytes(NOBODYS[name], query), query
            for query, key in KEYS.values():
                for text in texts_of(filled, key):
                    said = typed(key, text)
                    there = await filled.bytes(NOBODYS[name], query, t=said)
                    assert there == await empty.bytes(NOBODYS[name], query, t=said), query
        finally:
            await store.close()
            await empty.on.store.close()

    run(ask())


@pytest.mark.parametrize("name", NOBODYS)
def test_a_look_up_asks_the_store_the_same_whatever_exists(
    name: str, store: Store, tmp_path: Path
) -> None:
    async def ask() -> None:
        desk = Asked(await ground(store, tmp_path, Random(11)))  # noqa: S311 (repeatable)
        try:
            for query, key in KEYS.values():
                seen: list[list[str]] = []
                for text in texts_of(desk, key):
                    with watched(store) as traffic:
                        await desk.bytes(NOBODYS[name], query, t=typed(key, text))
                    seen.append(traffic.statements)
                assert all(one == seen[0] for one in seen), query
        finally:
            await store.close()

    run(ask())


def test_whoever_has_the_site_is_answered_otherwise(store: Store, tmp_path: Path) -> None:
    """So that the tests above compare something."""

    async def ask() -> tuple[bytes, bytes]:
        desk = Asked(await ground(store, tmp_path, Random(11)))  # noqa: S311 (repeatable)
        try:
            mine, nobodys = someone(Role.COORDINATOR), NOBODYS["no role at all"]
            return await desk.bytes(mine, LISTS[0]), await desk.bytes(nobodys, LISTS[0])
        finally:
            await store.close()

    mine, nobodys = run(ask())
    assert mine != nobodys
    assert b'"totalCount":0' in nobodys
