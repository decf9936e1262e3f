"""No side door: what may not be seen can't be found, counted, ordered by or told from nothing."""

import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, cast

import msgspec
import pytest
from graphql import GraphQLArgument, GraphQLEnumType, GraphQLNamedType, get_named_type

from gateway.disclosure.execute import Disclosure
from gateway.store.engine import Store
from gateway.web.body import GraphqlRequest
from gateway.web.operation import Preparing
from schema.vocabulary.orders import Order
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass, field_marks
from tests.gateway.disclosure.expected import told
from tests.gateway.disclosure.oracle import AnOrder, exists, sees
from tests.world.allowed import stands_to
from tests.world.asking import someone
from tests.world.both_ways import SCHEMA, Ground, bearer, ground, shown
from tests.world.drawn_people import Crowd
from tests.world.loop import run

if TYPE_CHECKING:
    from graphql import GraphQLInputObjectType

ROLES = (*Role, RealmRole.PRIVACY_OFFICER)
OF_THE_HEADLINE = frozenset({"status", "overlay", "connection", "owner"})
"""Filters by what the fold makes of facts; each is OPERATIONAL in the SDL, see the test."""
ROOTS_THAT_FILTER = {
    "orders": "FILTER_REFUSED",
    "worklist": "FILTER_REFUSED",
    "counts": "COUNTS_REFUSED",
}
"""With what each refuses who may not filter."""
Body = dict[str, object]


class Asked:
    """Asks one ground, as anybody."""

    def __init__(self, on: Ground, kind: type[Disclosure] = Disclosure) -> None:
        self.on = on
        self._execution = on.execution(kind=kind)
        self._preparing = Preparing(on.parts(), schema=SCHEMA)

    async def bytes(self, principal: Principal, query: str, **variables: object) -> bytes:
        who = bearer(principal)
        request = GraphqlRequest(query=query, variables=variables)
        return shown(
            await self._execution.answer(self._preparing.prepare(request, who, read=0), who)
        )

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


def named_type(kind: object) -> GraphQLNamedType:
    """A type without its lists and exclamation marks."""
    return get_named_type(cast("GraphQLNamedType", kind))


def filters_of_schema() -> list[str]:
    """Each filter that there is, with a value of its kind."""
    kind = cast("GraphQLInputObjectType", SCHEMA.type_map["OrderFilter"])
    values = {
        name: next(iter(named.values)) if isinstance(named, GraphQLEnumType) else '"a"'
        for name, one in kind.fields.items()
        for named in [named_type(one.type)]
    }
    return [f"{name}: [{value}]" for name, value in values.items()]


def asking_with(root: str, one: str) -> str:
    """A list or a count with a filter."""
    if root == "counts":
        return f"{{ counts(by: [STATUS], filter: {{{one}}}) {{ __typename }} }}"
    return f"{{ {root}(filter: {{{one}}}) {{ totalCount }} }}"


def test_every_root_that_takes_a_filter_is_asked_and_none_sorts() -> None:
    """An argument that sorts or filters anew needs a case here."""
    query, subscription = SCHEMA.query_type, SCHEMA.subscription_type
    assert query is not None
    assert subscription is not None
    taken = {
        root: {name for name, argument in one.args.items() if is_of_lists(argument)}
        for root, one in {**query.fields, **subscription.fields}.items()
        if any(named_type(argument.type).name == "OrderFilter" for argument in one.args.values())
    }
    assert taken == {
        "orders": {"filter"},
        "worklist": {"filter"},
        "counts": {"by", "over", "filter"},
    }
    assert set(taken) == set(ROOTS_THAT_FILTER)


def is_of_lists(argument: GraphQLArgument) -> bool:
    """Whether it says what a list holds and how it lies, rather than where a page begins."""
    return named_type(cast("object", argument.type)).name not in {"Int", "String"}


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
    filters = filters_of_schema()

    async def ask() -> None:
        async with asked(store, tmp_path) as desk:
            for one in filters:
                for root, refusal in ROOTS_THAT_FILTER.items():
                    body = await desk.data(me, asking_with(root, one))
                    refused = codes(body) == [refusal]
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
