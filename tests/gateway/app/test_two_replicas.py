"""Two whole gateways over one store: the policy is approved at one, and the other goes by it."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import httpx
import pytest
from sqlalchemy import text

from gateway.app.audit import open_audit
from gateway.app.house import open_house
from gateway.app.web import open_web
from gateway.clock import SystemClock
from gateway.dev.grant import sandbox_token
from gateway.settings import Settings
from gateway.store.engine import open_engine
from gateway.vault.seal import Vault
from schema.vocabulary.orders import Order, Patient
from tests.gateway.session.world import SITES, Realm
from tests.world.loop import run
from tests.world.sealed_orders import SealedOrder, filled, write

CLOCK = SystemClock()
TREE = Path(__file__).parents[3]
HERE = "st-alder"
LATEST_S = 1.0
ORDER = SealedOrder(
    name="ONE", own=HERE, others=(HERE, HERE, HERE),
    document=filled(Order, name="ONE"), person=filled(Patient, name="ONE", start=900),
)  # fmt: skip
LOOK = """{ order(by: {id: "order-ONE"}) {
  coiId { visibility } patient { familyName { visibility } mrn { visibility } } } }"""
CELLS = [
    {"place": ["base", "pharmacy"], "fieldClass": name, "visibility": "WITHHELD"}
    for name in ("DIRECT", "CHAIN")
]
PROPOSE = """mutation($cells: [PolicyCellInput!]!) {
  proposePolicyCells(cells: $cells, reason: "Tried.") {
  ... on PolicyProposal { id } ... on Problem { code } } }"""
APPROVE = """mutation($id: ID!) { approvePolicy(proposal: $id) {
  ... on PolicyProposal { state } ... on Problem { code } } }"""


@dataclass(frozen=True)
class Replica:
    """One whole gateway, without a network before it."""

    client: httpx.AsyncClient
    vault: Vault

    async def ask(self, bearer: str, query: str, **given: object) -> httpx.Response:
        return await self.client.post(
            "/graphql",
            json={"query": query, "variables": given},
            headers={"authorization": f"Bearer {bearer}"},
        )

    async def done(self, bearer: str, query: str, **given: object) -> dict[str, str]:
        answer = (await self.ask(bearer, query, **given)).json()
        return cast("dict[str, str]", next(iter(answer["data"].values())))

    async def seen(self, bearer: str) -> "frozenset[str] | int":
        """The forms of what is looked at, or the status of what is no answer."""
        answer = await self.ask(bearer, LOOK)
        if answer.status_code != 200:
            assert answer.json()["errors"][0]["extensions"]["code"] == "POLICY_UNKNOWN"
            return answer.status_code
        order = answer.json()["data"]["order"]
        parts = (order["coiId"], *order["patient"].values())
        return frozenset(str(one["visibility"]) for one in parts)


def settings_of(realm: Realm, folder: Path, database_url: str) -> Settings:
    (folder / "directory.toml").write_text(
        "".join(
            f'[[sites]]\nid = "{one.id}"\nname = "{one.name}"\nzone = "{one.zone}"\n'
            for one in SITES
        ),
        encoding="utf-8",
    )
    dist = folder / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>Portal</title>", encoding="utf-8")
    return Settings.model_validate(
        {
            "mode": "development",
            "public_url": "http://localhost:8400",
            "database_url": database_url,
            "keycloak_url": realm.url,
            "portal_key_file": realm.folder / "portal.jwk.json",
            "roles_key_file": realm.folder / "roles.jwk.json",
            "vault_key_file": folder / "vault.json",
            "audit_key_file": folder / "audit.json",
            "directory_file": folder / "directory.toml",
            "frontend_dist": dist,
            "operations_file": TREE / "frontend" / "operations.json",
            "sandbox_client_secret": realm.client_secret,
        }
    )


@asynccontextmanager
async def replica(settings: Settings) -> AsyncGenerator[Replica]:
    async with (
        open_house(settings) as house,
        open_audit(house) as room,
        open_web(house, room) as (app, _),
    ):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(
            transport=transport, base_url=settings.public_url, timeout=60
        ) as client:
            yield Replica(client, house.vault)


def bearer(realm: Realm, person: str) -> str:
    return sandbox_token(issuer=realm.issuer, client_secret=realm.client_secret, username=person)


@asynccontextmanager
async def two(settings: Settings) -> AsyncGenerator[tuple[Replica, Replica]]:
    """Both, over one store that holds an order."""
    async with replica(settings) as first, replica(settings) as second:
        async with open_house(settings) as house:
            await write(house.store, first.vault, ORDER)
        yield first, second


def test_what_is_approved_at_one_counts_at_the_other_within_a_second_and_as_a_whole(
    realm: Realm, tmp_path: Path, database_url: str
) -> None:
    looker, proposer, officer = (bearer(realm, one) for one in ("n.kraus", "v.lang", "d.sommer"))
    heard: list[tuple[float, frozenset[str] | int]] = []

    async def listen(other: Replica) -> None:
        while True:
            begun = time.monotonic()
            heard.append((begun, await other.seen(looker)))
            await CLOCK.sleep(0.01)

    async def walk() -> float:
        settings = settings_of(realm, tmp_path, database_url)
        async with two(settings) as (first, other):
            listening = asyncio.create_task(listen(other))
            made = await first.done(proposer, PROPOSE, cells=CELLS)
            done = await first.done(officer, APPROVE, id=made["id"])
            assert done == {"state": "APPROVED"}
            approved = time.monotonic()
            assert await first.seen(looker) == {"WITHHELD"}
            await CLOCK.sleep(2 * LATEST_S)
            listening.cancel()
        return approved

    approved = run(walk())
    told = [seen for _, seen in heard]
    assert set(told) <= {frozenset({"CLEAR"}), frozenset({"WITHHELD"}), 503}
    assert told[0] == {"CLEAR"}
    late = [seen for begun, seen in heard if begun > approved + LATEST_S]
    assert late
    assert set(late) <= {frozenset({"WITHHELD"}), 503}
    assert frozenset({"WITHHELD"}) in late


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_replica_that_the_store_does_not_tell_the_version_answers_503(
    realm: Realm, tmp_path: Path, database_url: str
) -> None:
    looker = bearer(realm, "n.kraus")

    async def walk() -> None:
        settings = settings_of(realm, tmp_path, database_url)
        async with two(settings) as (first, other):
            assert await other.seen(looker) == {"CLEAR"}
            engine = open_engine(database_url)
            async with engine.begin() as connection:
                await connection.execute(
                    text("LOCK TABLE policy_versions IN ACCESS EXCLUSIVE MODE")
                )
                await CLOCK.sleep(2 * LATEST_S)
                assert {await one.seen(looker) for one in (first, other)} == {503}
            await engine.dispose()
            await CLOCK.sleep(LATEST_S)
            assert await other.seen(looker) == {"CLEAR"}

    run(walk())
