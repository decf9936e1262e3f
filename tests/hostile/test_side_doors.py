"""No side door: what may not be seen can't be found, counted, ordered by or told from nothing."""

import base64
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from time import process_time_ns
from typing import TYPE_CHECKING, cast

import msgspec
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from gateway.store.engine import Store
from gateway.web.body import GraphqlRequest
from gateway.web.operation import Preparing
from schema.vocabulary.orders import Order
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass, field_marks
from tests.gateway.disclosure.expected import told
from tests.gateway.disclosure.oracle import AnOrder, exists, sees
from tests.gateway.disclosure.test_answers import everything
from tests.world.allowed import stands_to
from tests.world.asking import someone
from tests.world.both_ways import SCHEMA, Ground, bearer, ground, shown
from tests.world.drawn_orders import RandomOrder
from tests.world.drawn_people import Crowd
from tests.world.loop import run

if TYPE_CHECKING:
    from graphql import GraphQLInputObjectType

ROLES = (*Role, RealmRole.PRIVACY_OFFICER)
OF_THE_HEADLINE = frozenset({"status", "overlay", "connection", "owner"})
"""Filters by what the fold makes of facts; each is OPERATIONAL in the SDL, see the test."""
Body = dict[str, object]


class Asked:
    """Asks one ground, as anybody."""

    def __init__(self, on: Ground) -> None:
        self.on = on
        self._execution = on.execution()
        self._preparing = Preparing(on.parts(), schema=SCHEMA)

    async def bytes(self, principal: Principal, query: str, **variables: object) -> bytes:
        who = bearer(principal)
        request = GraphqlRequest(query=query, variables=variables)
        return shown(await self._execution.answer(self._preparing.prepare(request, who), who))

    async def data(self, principal: Principal, query: str, **variables: object) -> Body:
        body = await self.bytes(principal, query, **variables)
        return cast("Body", msgspec.json.decode(body))


@asynccontextmanager
async def asked(store: Store, folder: Path, *, seed: int = 11) -> AsyncGenerator[Asked]:
    try:
        yield Asked(await ground(store, folder, Random(seed)))  # noqa: S311 (repeatable, no secret)
    finally:
        await store.close()


def codes(body: Body) -> list[object]:
    errors = cast("list[dict[str, dict[str, object]]]", body.get("errors", []))
    return [error["extensions"]["code"] for error in errors]


def clear_somewhere(principal: Principal, name: str) -> bool:
    """Whether the class is in clear for this principal in any relation, by the oracle."""
    sites = ("a", "b", "z")
    orders = (
        AnOrder(own=own, others=(step, step, step), team=team)
        for own in sites
        for step in sites
        for team in (False, True)
    )
    me = told(principal)
    return any(exists(me, order) and sees(me, order, name) == "CLEAR" for order in orders)


def test_every_filter_is_by_an_operational_field() -> None:
    kind = cast("GraphQLInputObjectType", SCHEMA.type_map["OrderFilter"])
    operational = {m.name for m in field_marks(Order) if m.field_class is FieldClass.OPERATIONAL}
    others = set(kind.fields) - OF_THE_HEADLINE
    assert {f"{name}_id" if name == "site" else name for name in others} <= operational


@pytest.mark.parametrize("role", ROLES)
def test_a_filter_by_what_is_never_clear_is_refused_and_no_other(
    role: Role | RealmRole, store: Store, tmp_path: Path
) -> None:
    me = someone(role)
    filters = ("status: [RELEASED]", 'owner: ["x"]', 'site: ["a"]', "kind: [IN_VIVO]")

    async def ask() -> None:
        async with asked(store, tmp_path) as desk:
            for one in filters:
                for root in ("orders", "worklist"):
                    body = await desk.data(me, f"{{ {root}(filter: {{{one}}}) {{ totalCount }} }}")
                    refused = codes(body) == ["FILTER_REFUSED"]
                    assert refused != clear_somewhere(me, "OPERATIONAL"), (root, one)

    run(ask())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_look_up_by_what_is_never_clear_is_refused_whether_it_would_find_or_not(
    role: Role | RealmRole, store: Store, tmp_path: Path
) -> None:
    me = someone(role)

    async def ask() -> None:
        async with asked(store, tmp_path) as desk:
            for name, text in (*desk.on.words().identifiers[:6], ("coi", "unknown")):
                query = f"query($t: String!) {{ order(by: {{{name}: $t}}) {{ id }} }}"
                refused = codes(await desk.data(me, query, t=text)) == ["LOOKUP_REFUSED"]
                assert refused != clear_somewhere(me, "CHAIN")

    run(ask())


def researcher() -> Principal:
    return replace(someone(Role.PHYSICIAN), purpose=Purpose.HRESCH)


@pytest.mark.parametrize("me", [someone(Role.SITE_ADMIN), researcher()], ids=["admin", "research"])
def test_where_operational_is_masked_lists_come_by_id_and_say_nothing_by_it(
    me: Principal, store: Store, tmp_path: Path
) -> None:
    query = "{ worklist { totalCount edges { cursor node { id } } } orders { nodes { id } } }"

    async def ask() -> None:
        async with asked(store, tmp_path) as desk:
            data = cast("dict[str, Body]", (await desk.data(me, query))["data"])
            edges = cast("list[dict[str, Body]]", data["worklist"]["edges"])
            ids = [str(edge["node"]["id"]) for edge in edges]
            assert len(ids) > 2
            assert ids == sorted(ids)
            # ended orders stay in: leaving them out would tell which are
            assert [{"id": one} for one in ids] == data["orders"]["nodes"]

    run(ask())


def test_a_cursor_tells_nothing_and_serves_nobody_else(store: Store, tmp_path: Path) -> None:
    query = "query($a: String) { worklist(first: 1, after: $a) { edges { cursor node { id } } } }"

    async def ask() -> None:
        async with asked(store, tmp_path) as desk:
            crowd = Crowd(Random(3), desk.on.words().patients).always()  # noqa: S311 (repeatable)
            cursors: dict[str, str] = {}
            for me in crowd:
                data = cast("dict[str, Body]", (await desk.data(me, query))["data"])
                edge = cast("list[dict[str, Body]]", data["worklist"]["edges"])[0]
                cursor = str(edge["cursor"])
                raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
                assert str(edge["node"]["id"]).encode() not in raw
                cursors[me.subject] = cursor
            for me in crowd:
                for subject, cursor in cursors.items():
                    found = codes(await desk.data(me, query, a=cursor))
                    assert found == ([] if subject == me.subject else ["CURSOR_INVALID"])

    run(ask())


@pytest.mark.parametrize("seed", [11, 12])
def test_every_count_is_of_rows_that_the_viewer_may_list(
    store: Store, tmp_path: Path, seed: int
) -> None:
    query = (
        "{ orders { totalCount nodes { id status connection { connection } } }"
        " sources { connection orderCount } }"
    )

    async def ask() -> int:
        compared = 0
        async with asked(store, tmp_path, seed=seed) as desk:
            crowd = Crowd(Random(seed), desk.on.words().patients)  # noqa: S311 (repeatable)
            for me in [*crowd.always(), *crowd.strangers(12)]:
                data = cast("dict[str, Body]", (await desk.data(me, query))["data"])
                there = [o for o in desk.on.told if exists(told(me), stands_to(o, me))]
                rows = cast("list[dict[str, Body]]", data["orders"]["nodes"])
                ids = {one.order_id: desk.on.as_given(one.order_id, me) for one in there}
                assert {str(row["id"]) for row in rows} == {*ids.values()}
                assert data["orders"]["totalCount"] == len(there)
                clear = {
                    ids[one.order_id]
                    for one in there
                    if sees(told(me), stands_to(one, me), "OPERATIONAL") == "CLEAR"
                }
                for source in cast("list[Body]", data["sources"]):
                    name = source["connection"]
                    mine = [
                        row
                        for row in rows
                        if str(row["id"]) in clear
                        and (row["connection"] or {}).get("connection") == name
                    ]
                    assert source["orderCount"] == len(mine), (me, name)
                    compared += len(mine)
        return compared

    assert run(ask()) > 20


@dataclass
class Traffic:
    """What the database was asked."""

    statements: list[str] = field(default_factory=list[str])


@contextmanager
def watched(store: Store) -> Generator[Traffic]:
    """What the database is asked meanwhile."""
    seen = Traffic()
    engines = store.engines

    def keep(_c: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        seen.statements.append(statement)

    for engine in engines:
        event.listen(engine, "after_cursor_execute", keep)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "after_cursor_execute", keep)


FORBIDDEN = (
    ("query($t: ID!) { order(by: {id: $t}) { id status } }", "order_id"),
    ("query($t: ID!) { node(id: $t) { id } }", "order_id"),
    ("query($t: ID!) { node(id: $t) { id } }", "patient_id"),
    ("query($t: ID!) { patient(id: $t) { id mrn { value } } }", "patient_id"),
    ("query($t: String!) { order(by: {coi: $t}) { id status } }", "coi_id"),
)


@pytest.mark.parametrize(("query", "key"), FORBIDDEN)
def test_unknown_and_forbidden_are_the_same_bytes_by_the_same_statements(
    query: str, key: str, store: Store, tmp_path: Path
) -> None:
    async def ask() -> None:
        async with asked(store, tmp_path) as desk:
            me = someone(Role.COORDINATOR)
            unknown = "order-9999" if key == "order_id" else "patient-9999"
            theirs = list(dict.fromkeys(hidden_values(desk.on, me, key)))  # each for the first time
            assert len(theirs) >= 2
            seen: list[tuple[bytes, list[str]]] = []
            for text in (unknown, *theirs):
                with watched(store) as traffic:
                    body = await desk.bytes(me, query, t=text)
                seen.append((body, traffic.statements))
            assert all(one == seen[0] for one in seen), seen[:2]
            assert seen[0][1]

    run(ask())


def hidden_values(on: Ground, me: Principal, key: str) -> list[str]:
    """Ids or identifiers of which no order exists for this principal."""

    def of(one: RandomOrder) -> object:
        return one.document.get(key) if key == "coi_id" else getattr(one, key)

    there = {of(one) for one in on.told if exists(told(me), stands_to(one, me))}
    return [str(of(one)) for one in on.told if of(one) and of(one) not in there]


ROUNDS = 150


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_unknown_and_forbidden_take_the_same_time(store: Store, tmp_path: Path) -> None:
    """Asked by lot, by CPU time: which one took longer is a toss of a coin.

    Never in a fixed turn: what a request leaves to clear away is charged to the next.
    """
    query = f"query($t: ID!) {{ order(by: {{id: $t}}) {everything('Order')} }}"

    async def ask() -> dict[str, float]:
        async with asked(store, tmp_path) as desk:
            me = someone(Role.COORDINATOR)
            there = next(o for o in desk.on.told if exists(told(me), stands_to(o, me)))
            texts = {
                "unknown": "order-9999",
                "forbidden": hidden_values(desk.on, me, "order_id")[0],
                "visible": there.order_id,
            }
            took: dict[str, list[int]] = {name: [] for name in texts}
            lot = Random(7)  # noqa: S311 (repeatable, no secret)
            for _ in range(ROUNDS):
                for name, text in lot.sample(list(texts.items()), len(texts)):
                    begun = process_time_ns()
                    await desk.bytes(me, query, t=text)
                    took[name].append(process_time_ns() - begun)
            return {name: slower(took[name], took["unknown"]) for name in texts}

    found = run(ask())
    assert 0.35 < found["forbidden"] < 0.65, found
    assert found["visible"] > 0.7, found  # so that a difference would have been seen


def slower(one: list[int], other: list[int]) -> float:
    """The chance that a time of `one` is the longer one of a pair."""
    return sum(a > b for a in one for b in other) / (len(one) * len(other))
