"""Two integrators who put together all that they were given can't tell whose rows are the same.

What they have in common is OPERATIONAL, by the marks of the schema, and nothing else.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final, NamedTuple, cast

import msgspec
import pytest
from graphql import EnumTypeDefinitionNode, ObjectTypeDefinitionNode, parse, print_ast

from gateway.store.engine import Store
from gateway.web.body import GraphqlRequest
from gateway.web.deliveries import Deliveries
from gateway.web.execution import Change
from gateway.web.operation import Preparing
from schema.api.schema import print_sdl
from schema.vocabulary.principals import Principal, Role
from tests.gateway.disclosure.test_answers import everything
from tests.hostile.test_side_doors import Asked, asked
from tests.world.asking import someone
from tests.world.both_ways import SCHEMA, bearer
from tests.world.drawn_people import Crowd
from tests.world.loop import run
from tests.world.watched import watched

SDL: Final = parse(print_sdl()).definitions
CLASS: Final = re.compile(r"@sensitivity\(class: ([A-Z]+)\)")
TYPE: Final = re.compile(r"[A-Z]\w*")
ORDER, PATIENT = everything("Order"), everything("Patient")
LISTS: Final = tuple(f"{{ {root} {{ nodes {ORDER} }} }}" for root in ("orders", "worklist"))
FOLLOWED: Final = f"subscription {{ orderChanged {{ id version order {ORDER} }} }}"
ONE: Final = f"query($t: ID!) {{ order(by: {{id: $t}}) {ORDER} node(id: $t) {{ id __typename }} }}"
PERSON: Final = f"query($t: ID!) {{ patient(id: $t) {PATIENT} node(id: $t) {{ id }} }}"
IN_COMMON: Final = "OPERATIONAL"
TELLS_NOTHING: Final = frozenset(
    {
        *("Boolean", "Int"),
        *(node.name.value for node in SDL if isinstance(node, EnumTypeDefinitionNode)),
    }
)
"""Numbers of versions and doses, and words of a list."""
Told = dict[str, set[str]]


class Field(NamedTuple):
    """A field of the SDL: its class, whether it tells our own ids, and its type's name."""

    field_class: str | None
    is_id: bool
    kind: str


def fields_of(kind: ObjectTypeDefinitionNode) -> dict[str, Field]:
    """The fields of a type."""
    found: dict[str, Field] = {}
    for field in kind.fields or ():
        text = print_ast(field)
        said = CLASS.search(text)
        named = str(TYPE.findall(text.partition("@")[0].rpartition(":")[2])[0])
        found[field.name.value] = Field(said[1] if said else None, " @recordId" in text, named)
    return found


FIELDS: Final = {
    node.name.value: fields_of(node) for node in SDL if isinstance(node, ObjectTypeDefinitionNode)
}


def leaves(kind: str, node: object, *, within: str | None = None) -> Iterator[tuple[str, str]]:
    """(class or `id` or `unmarked`, value) of everything told of a record that could tell whose."""
    if isinstance(node, list):
        for item in cast("list[object]", node):
            yield from leaves(kind, item, within=within)
    elif isinstance(node, dict):
        told = cast("dict[str, object]", node)
        known = FIELDS[str(told.get("__typename", kind))]
        for name, value in told.items():
            if name == "__typename" or known[name].kind in TELLS_NOTHING:
                continue
            label = within or ("id" if known[name].is_id else known[name].field_class)
            if known[name].kind in FIELDS:
                yield from leaves(known[name].kind, value, within=label)
            else:
                items = cast("list[object]", value) if isinstance(value, list) else [value]
                yield from ((label or "unmarked", str(one)) for one in items if one is not None)


def told_of(kind: str, nodes: object) -> Told:
    found: Told = defaultdict(set)
    for label, value in leaves(kind, nodes):
        found[label].add(value)
    return found


async def delivered(desk: Asked, me: Principal, order_id: str) -> dict[str, object]:
    """What a stream tells of this order."""
    who = bearer(me)
    preparing = Preparing(desk.on.parts(), schema=SCHEMA)
    prepared = preparing.prepare(GraphqlRequest(query=FOLLOWED), who, read=0)
    execution = desk._execution
    change = Change(prepared, who, execution.plan(prepared, who), order_id, 1, known=True)
    told = await Deliveries(desk.on.parts(), execution).of(change)
    assert told.content is not None
    body = msgspec.json.decode(told.content, type=dict[str, dict[str, object]])
    return cast("dict[str, object]", body["data"]["orderChanged"])


async def all_told(desk: Asked, me: Principal) -> Told:
    """Everything this client can read: lists, look-ups by its own ids, a stream."""
    nodes: list[object] = []
    for query in LISTS:
        lists = cast("dict[str, dict[str, object]]", (await desk.data(me, query))["data"])
        nodes += [node for page in lists.values() for node in cast("list[object]", page["nodes"])]
    for one in desk.on.told:
        for query, key in ((ONE, one.order_id), (PERSON, one.patient_id)):
            given = desk.on.as_given(key, me)
            found = cast("dict[str, object]", (await desk.data(me, query, t=given))["data"])
            nodes += [
                {"__typename": "Order" if query == ONE else "Patient", **cast("Told", value)}
                for value in found.values()
                if value is not None
            ]
        change = await delivered(desk, me, one.order_id)
        nodes += [{"__typename": "OrderChange", **change}]
    return told_of("Order", nodes)


@pytest.mark.parametrize("seed", [11])
def test_two_clients_share_no_id_and_no_protected_value(
    store: Store, tmp_path: Path, seed: int
) -> None:
    async def ask() -> tuple[Told, Told, Told]:
        async with asked(store, tmp_path, seed=seed) as desk:
            _, _, one, two, _ = Crowd(Random(seed), desk.on.words().patients).always()  # noqa: S311
            return (
                await all_told(desk, one),
                await all_told(desk, two),
                await all_told(desk, one),
            )

    first, second, again = run(ask())
    assert first == again, "what a client was given stays the same"
    assert first.keys() == second.keys() == {"id", "DIRECT", "CHAIN", IN_COMMON, "unmarked"}
    for label in first:
        if label in {IN_COMMON, "unmarked"}:
            assert first[label] == second[label], "the same rows, so that there is what to compare"
            continue
        assert len(first[label]) > 5
        everything_else = set[str]().union(*second.values())
        assert not first[label] & everything_else, label


@pytest.mark.parametrize("query", [ONE, PERSON])
def test_another_clients_id_is_as_a_made_up_one(store: Store, tmp_path: Path, query: str) -> None:
    """The same bytes by the same questions to the store; our own ids are nobody's, too."""

    async def ask() -> None:
        async with asked(store, tmp_path) as desk:
            people = Crowd(Random(1), desk.on.words().patients).always()  # noqa: S311 (repeatable)
            one, two = people[2], people[3]
            listed = await desk.data(one, "{ orders { nodes { id patient { id } } } }")
            rows = cast("list[dict[str, dict[str, str]]]", _nodes(listed))
            shown = [str(row["id"]) if query == ONE else row["patient"]["id"] for row in rows]
            mine = [*dict.fromkeys(shown)]  # each is asked for the first time
            ours = [desk.on.vault.client_ids("client-one").meant(text) for text in mine[:2]]
            theirs = [desk.on.as_given(text, two) for text in ours]
            seen: list[tuple[bytes, list[str]]] = []
            for text in ("made up", mine[0][:-1], "é\x7f" * 90, *theirs, *ours):
                with watched(store) as traffic:
                    body = await desk.bytes(one, query, t=text)
                seen.append((body, sorted(traffic.statements)))  # two roots, side by side
            assert all(each == seen[0] for each in seen), seen[:2]
            assert seen[0][1]
            assert await desk.bytes(one, query, t=mine[0]) != seen[0][0]

    run(ask())


def _nodes(body: dict[str, object]) -> object:
    data = cast("dict[str, dict[str, object]]", body["data"])
    return data["orders"]["nodes"]


def test_people_of_one_installation_see_the_same_ids(store: Store, tmp_path: Path) -> None:
    async def ask() -> None:
        async with asked(store, tmp_path) as desk:
            query = "{ orders { nodes { id } } }"
            me = someone(Role.COORDINATOR)
            other = replace(me, subject="user-other")
            assert await desk.bytes(me, query) == await desk.bytes(other, query)

    run(ask())
