"""The read walk through every real room below the web, on both databases."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import httpx
import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
)
from sqlalchemy import insert, select

from gateway.audit.encoding import set_digest
from gateway.audit.rows import members_of, stored_event
from gateway.audit.tables import audit_events
from gateway.disclosure.execute import Disclosure
from gateway.disclosure.in_force import InForce
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.ports import Directory
from gateway.disclosure.record_ids import ids_of
from gateway.disclosure.showing import Backing
from gateway.orders.tables import changes
from gateway.session.authenticate import Authenticated
from gateway.settings import Site
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from gateway.web.following import StoredChanges
from schema.api.schema import build_schema, executable
from schema.vocabulary.principals import Grant, RealmRole, Role
from tests.world.asking import NOW, OneSource, StandingClock, planted, someone
from tests.world.audited import auditing
from tests.world.loop import run
from tests.world.sealed_orders import write
from tests.world.webapp import World

ROLES = (
    Role.PHYSICIAN,
    Role.FINANCE,
    Role.LOGISTICS,
    Role.AUDITOR,
    Role.SITE_ADMIN,
    Role.INTEGRATOR,
    RealmRole.PRIVACY_OFFICER,
)


def named(field: GraphQLField) -> GraphQLNamedType:
    # the library's lists and non-nulls are generic, its own annotation leaves them open
    return get_named_type(field.type)  # pyright: ignore[reportUnknownArgumentType]


def everything_of(name: str) -> str:
    def below(kind: GraphQLNamedType) -> str:
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            return ""
        fields = (f"{key} {below(named(one))}" for key, one in kind.fields.items())
        return f"{{ {' '.join(fields)} }}"

    return below(executable(build_schema()).type_map[name])


class Walk:
    """A web room over the real store, vault, disclosure, audit and changes."""

    def __init__(self, world: World, store: Store, vault: Vault, role: Role | RealmRole) -> None:
        clock = StandingClock()
        backing = Backing(
            store=store,
            vault=vault,
            policy=InForce(load_policy()),
            directory=Directory(sites={"a": Site(id="a", name="A", zone="UTC")}, products={}),
            sources=OneSource(),
        )
        self.store, self.vault = store, vault
        self.audit = auditing(store)
        real = Disclosure(backing, clock=clock, schema_version="1")
        world.signing.faces["program"] = Authenticated(someone(role), "bearer")
        world.parts = replace(
            world.parts,
            disclosure=real,
            audit=self.audit,
            changes=StoredChanges(store),
            sites={"a": Site(id="a", name="A", zone="UTC")},
        )
        self.world = world

    @asynccontextmanager
    async def client(self) -> AsyncGenerator[httpx.AsyncClient, None]:
        await write(self.store, self.vault, *planted())
        self.audit.start()
        self.world.rebuild()
        try:
            async with self.world.client(authorization="Bearer program") as client:
                yield client
        finally:
            await self.audit.stop()
            await self.store.close()


def ask(walk: Walk, query: str) -> tuple[httpx.Response, list[dict[str, object]]]:
    async def asking() -> tuple[httpx.Response, list[dict[str, object]]]:
        async with walk.client() as client:
            answer = await client.post("/graphql", json={"query": query})
            async with walk.store.reading() as connection:
                rows = await connection.execute(
                    select(audit_events).where(audit_events.c.kind != "CHAIN_BEGINS")
                )
                found = [stored_event(row) for row in rows.mappings()]
                sets = [await members_of(connection, event.orders or "") for event in found]
                return answer, [
                    {**event.body, "orders": orders}
                    for event, orders in zip(found, sets, strict=True)
                ]

    return run(asking())


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_every_field_without_an_error(
    tmp_path: Path, store: Store, vault: Vault, role: Role | RealmRole
) -> None:
    query = f"{{ orders {{ totalCount asOf nodes {everything_of('Order')} }} sources {{ title }} }}"
    answer, events = ask(Walk(World(tmp_path), store, vault, role), query)
    assert answer.json().get("errors") is None, json.dumps(answer.json()["errors"][:3])
    seen = answer.json()["data"]["orders"]["nodes"]
    ids = ids_of(someone(role).principal_class, vault=vault)
    kept = cast("list[str]", events[0]["orders"])
    assert {node["id"] for node in seen} == {ids.told(order_id) for order_id in kept}
    assert set(kept) <= {one.order_id for one in planted()}, "the audit keeps our own"
    assert seen


@pytest.mark.parametrize("age_min", [0, 61])
def test_a_look_by_break_glass_names_its_grant_in_the_audit(
    tmp_path: Path, store: Store, vault: Vault, age_min: int
) -> None:
    granted_at = NOW - timedelta(minutes=age_min)
    grant = Grant("patient-OTHER", Role.PHYSICIAN, granted_at, grant_id="grant-7")
    walk = Walk(World(tmp_path), store, vault, Role.PHYSICIAN)
    me = someone(Role.PHYSICIAN, grants=(grant,))
    walk.world.signing.faces["program"] = Authenticated(me, "bearer")
    _, events = ask(walk, "{ orders { nodes { id } } }")
    used = [{"id": "grant-7", "patient": set_digest(["patient-OTHER"])}]
    assert events[0].get("grants") == (None if age_min else used)
    assert ("order-OTHER" in cast("list[str]", events[0]["orders"])) is not bool(age_min)


def test_changes_are_read_with_their_sequence(tmp_path: Path, store: Store, vault: Vault) -> None:
    walk = Walk(World(tmp_path), store, vault, Role.PHYSICIAN)
    moves = [("order-TEAM", 1), ("order-SITE", 1), ("order-TEAM", 2)]

    async def reading() -> None:
        async with walk.client():
            rows = [
                {"order_id": name, "version": version, "at": "2031-05-17T10:11:12.000000Z"}
                for name, version in moves
            ]
            async with store.writing() as connection:
                for row in rows:
                    await connection.execute(insert(changes), [row])
            found = await walk.world.parts.changes.since(0, limit=10)
            newest = await walk.world.parts.changes.newest()
            assert [(one.order_id, one.version) for one in found] == moves[1:]
            assert found[-1].sequence == newest

    run(reading())
