"""A session gets new claims once, goes on reading while Keycloak is away, ends when it refuses."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from joserfc.jwk import ECKey

from gateway.session.client_keys import ClientKey, make_client_key
from gateway.session.provider import Provider
from gateway.session.refresh import Outcome, Refreshed, Refresher
from gateway.session.sessions import OpenSession, SessionRecord, Sessions
from gateway.session.sessions_memory import MemorySessions
from tests.gateway.session.parts import (
    ISSUER,
    NOW,
    SetClock,
    access_body,
    access_claims,
    signed,
    verifier,
)
from tests.world.loop import run


@dataclass
class FakeRealm:
    """A token endpoint that answers as told; counts how often it was asked."""

    clock: SetClock
    says: str = "tokens"
    asked: int = 0
    subject: str = "person-1"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        match self.says:
            case "away":
                raise httpx.ConnectError("away", request=request)
            case "page":
                return httpx.Response(200, text="<html>maintenance</html>")
            case "fault":
                return httpx.Response(503, text="")
            case "no":
                return httpx.Response(400, json={"error": "invalid_grant"})
            case _:
                return httpx.Response(200, json=self._tokens())

    def _tokens(self) -> dict[str, str]:
        now = int(self.clock.now().timestamp())
        body = access_body(iat=now, exp=now + 300, sub=self.subject)
        return {
            "access_token": signed(json.dumps(body).encode()),
            "refresh_token": f"r-{self.asked + 1}",
        }


@dataclass
class World:
    clock: SetClock
    realm: FakeRealm
    sessions: Sessions
    refresher: Refresher
    cookie: str

    async def opened(self) -> OpenSession:
        session = await self.sessions.load(self.cookie)
        assert session is not None
        return session

    async def fresh(self) -> Outcome:
        return await self.refresher.fresh(await self.opened(), changed_at=None)


@asynccontextmanager
async def a_world() -> AsyncGenerator[World]:
    clock = SetClock()
    realm = FakeRealm(clock)
    async with httpx.AsyncClient(transport=httpx.MockTransport(realm)) as http:
        client = ClientKey("portal", ECKey.generate_key("P-256"))
        provider = Provider(issuer=ISSUER, client=client, http=http, clock=clock)
        store = MemorySessions(clock=clock)
        sessions = Sessions(store=store, clock=clock, idle_s=36_000, absolute_s=43_200)
        refresher = Refresher(
            sessions=sessions, provider=provider, verifier=verifier(clock), clock=clock
        )
        record = SessionRecord(
            claims=access_claims(),
            refresh_token="r-1",
            name="Lena Meier",
            verified_at=int(NOW.timestamp()),
        )
        yield World(clock, realm, sessions, refresher, await sessions.begin(record))


def test_young_claims_are_not_refreshed() -> None:
    async def inner() -> None:
        async with a_world() as world:
            assert isinstance(await world.fresh(), Refreshed)
            assert world.realm.asked == 0

    run(inner())


def test_of_many_requests_one_refreshes() -> None:
    async def inner() -> None:
        async with a_world() as world:
            world.clock.move(280)
            outcomes = await asyncio.gather(*(world.fresh() for _ in range(20)))
            assert all(isinstance(outcome, Refreshed) for outcome in outcomes)
            assert world.realm.asked == 1
            assert (await world.opened()).record.refresh_token == "r-2"

    run(inner())


def test_a_role_change_makes_it_refresh_before_use() -> None:
    async def inner() -> None:
        async with a_world() as world:
            world.clock.move(10)
            changed_at = NOW + timedelta(seconds=5)
            await world.refresher.fresh(await world.opened(), changed_at=changed_at)
            await world.refresher.fresh(await world.opened(), changed_at=changed_at)
            assert world.realm.asked == 1

    run(inner())


def test_a_refusal_ends_the_session() -> None:
    async def inner() -> None:
        async with a_world() as world:
            world.clock.move(280)
            world.realm.says = "no"
            assert await world.fresh() == "ENDED"
            assert await world.sessions.load(world.cookie) is None

    run(inner())


def test_tokens_of_somebody_else_end_the_session() -> None:
    async def inner() -> None:
        async with a_world() as world:
            world.clock.move(280)
            world.realm.subject = "person-2"
            assert await world.fresh() == "ENDED"

    run(inner())


def test_people_go_on_reading_for_an_hour_while_keycloak_is_away() -> None:
    async def inner() -> None:
        async with a_world() as world:
            for says in ("away", "page", "fault"):
                world.realm.says = says
                world.clock.move(600)
                outcome = await world.fresh()
                assert isinstance(outcome, Refreshed)
                assert outcome.read_only
            world.clock.move(1801)
            assert await world.fresh() == "UNREACHABLE"

    run(inner())


def test_keycloaks_first_answer_ends_the_reading_mode() -> None:
    async def inner() -> None:
        async with a_world() as world:
            world.realm.says = "away"
            world.clock.move(600)
            await world.fresh()
            await world.fresh()
            assert world.realm.asked == 1  # it is not hammered
            world.realm.says = "tokens"
            world.clock.move(6)
            outcome = await world.fresh()
            assert isinstance(outcome, Refreshed)
            assert not outcome.read_only

    run(inner())


def test_a_client_key_file_is_ours_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "portal.jwk.json"
    made = make_client_key(file, client_id="portal")
    assert file.stat().st_mode & 0o777 == 0o600
    assert make_client_key(file, client_id="portal").public_jwk == made.public_jwk
    assert "d" not in made.public_jwk
