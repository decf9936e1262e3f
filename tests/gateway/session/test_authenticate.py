"""A request is from whoever its cookie or bearer proves, for the purpose chosen, or nobody."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.session.administration import SessionPurposes, viewer
from gateway.session.authenticate import (
    Authenticated,
    AuthenticationRefused,
    Authenticator,
    Refusal,
)
from gateway.session.programs import Programs
from gateway.session.sessions import SESSION_COOKIE
from gateway.session.standing import Standings
from schema.api.ports import Trouble
from schema.vocabulary.principals import Role
from tests.gateway.session.parts import KNOWN, Heard, Jwks, a_store, access_body, signed, verifier
from tests.gateway.session.test_refresh import World, a_world
from tests.world.loop import run

Claim = Callable[[World, Authenticator, Heard, Standings], Awaitable[None]]
SITES: dict[str, dict[str, object]] = {"st-alder": {"id": "st-alder"}}


@asynccontextmanager
async def authenticating(
    folder: Path, *, jwks: Jwks | None = None
) -> AsyncGenerator[tuple[World, Authenticator, Heard, Standings]]:
    async with a_world() as world, a_store(folder) as store:
        heard, standings = Heard(), Standings(store=store, clock=world.clock)
        authenticator = Authenticator(
            sessions=world.sessions,
            verifier=verifier(world.clock, jwks),
            refresher=world.refresher,
            standings=standings,
            programs=Programs(store=store, clock=world.clock),
            known=KNOWN,
            auditor=heard,
            clock=world.clock,
        )
        yield world, authenticator, heard, standings


def claiming(folder: Path, claim: Claim, *, jwks: Jwks | None = None) -> None:
    async def inner() -> None:
        async with authenticating(folder, jwks=jwks) as parts:
            await claim(*parts)

    run(inner())


def bearer(**changes: object) -> str:
    return f"Bearer {signed(json.dumps(access_body(**changes)).encode())}"


async def by_cookie(world: World, authenticator: Authenticator) -> Authenticated:
    who = await authenticator.authenticate(
        cookies={SESSION_COOKIE: world.cookie}, authorization=None
    )
    assert isinstance(who, Authenticated)
    return who


async def refused(authenticator: Authenticator, authorization: str | None) -> Refusal:
    who = await authenticator.authenticate(cookies={}, authorization=authorization)
    assert isinstance(who, AuthenticationRefused)
    return who.reason


def test_a_chosen_purpose_lasts_and_is_audited(tmp_path: Path) -> None:
    async def claim(world: World, auth: Authenticator, heard: Heard, standings: Standings) -> None:
        del standings
        who = await by_cookie(world, auth)
        shown = await SessionPurposes(auth, who=who, sites=SITES).choose("HOPERAT")
        assert not isinstance(shown, Trouble)
        assert shown["purpose"] == "HOPERAT"
        assert (await by_cookie(world, auth)).principal.purpose.value == "HOPERAT"
        assert heard.events[-1].detail == {"from": "TREAT", "to": "HOPERAT"}

    claiming(tmp_path, claim)


def test_a_purpose_the_roles_lack_is_refused(tmp_path: Path) -> None:
    async def claim(world: World, auth: Authenticator, heard: Heard, standings: Standings) -> None:
        del standings
        mine = SessionPurposes(auth, who=await by_cookie(world, auth), sites=SITES)
        answers = [await mine.choose(purpose) for purpose in ("HPAYMT", "ETREAT", "FUN")]
        codes = [answer.code for answer in answers if isinstance(answer, Trouble)]
        assert codes == ["PURPOSE_NOT_HELD", "PURPOSE_NOT_HELD", "PURPOSE_UNKNOWN"]
        assert heard.kinds() == ["PURPOSE_REFUSED"] * 3

    claiming(tmp_path, claim)


def test_the_viewer_sees_when_the_session_ends(tmp_path: Path) -> None:
    async def claim(world: World, auth: Authenticator, heard: Heard, standings: Standings) -> None:
        del heard, standings
        shown = viewer(await by_cookie(world, auth), sites=SITES)
        assert shown["session"] == {
            "idle_ends_at": "2026-11-26T22:00:00.000000Z",
            "absolute_ends_at": "2026-11-27T00:00:00.000000Z",
        }
        assert shown["roles"] == [{"site": SITES["st-alder"], "role": "coordinator"}]

    claiming(tmp_path, claim)


def test_a_withdrawn_role_is_gone_while_keycloak_is_away(tmp_path: Path) -> None:
    async def claim(world: World, auth: Authenticator, heard: Heard, standings: Standings) -> None:
        del heard
        world.realm.says = "away"
        await standings.withdraw("person-1", site="st-alder", role=Role.COORDINATOR)
        world.clock.move(600)
        who = await by_cookie(world, auth)
        assert (who.read_only, who.principal.roles) == (True, frozenset())

    claiming(tmp_path, claim)


@pytest.mark.parametrize(
    ("wanted", "code", "kept"),
    [("HPAYMT", "PURPOSE_NOT_HELD", "HPAYMT"), ("CURIOSITY", "PURPOSE_UNKNOWN", None)],
)
def test_a_purpose_that_is_unknown_or_not_theirs_is_refused_and_audited(
    tmp_path: Path, wanted: str, code: str, kept: str | None
) -> None:
    async def claim(world: World, auth: Authenticator, heard: Heard, standings: Standings) -> None:
        del standings
        who = await by_cookie(world, auth)
        told = await SessionPurposes(auth, who=who, sites=SITES).choose(wanted)
        assert isinstance(told, Trouble)
        assert told.code == code
        assert wanted not in told.message
        assert heard.kinds()[-1] == "PURPOSE_REFUSED"
        assert heard.events[-1].detail == {"from": "TREAT", "to": kept}
        assert (await by_cookie(world, auth)).principal.purpose.value == "TREAT"

    claiming(tmp_path, claim)


def test_a_stream_is_no_activity(tmp_path: Path) -> None:
    async def claim(world: World, auth: Authenticator, heard: Heard, standings: Standings) -> None:
        del heard, standings
        before = (await world.opened()).idle_ends_at
        world.clock.move(60)
        await auth.authenticate(
            cookies={SESSION_COOKIE: world.cookie}, authorization=None, activity=False
        )
        assert (await world.opened()).idle_ends_at == before
        await by_cookie(world, auth)
        assert (await world.opened()).idle_ends_at == before + 60

    claiming(tmp_path, claim)


def test_a_bearer_of_an_ended_sign_in_is_refused(tmp_path: Path) -> None:
    async def claim(world: World, auth: Authenticator, heard: Heard, standings: Standings) -> None:
        del heard, standings
        who = await auth.authenticate(cookies={}, authorization=bearer())
        assert isinstance(who, Authenticated)
        await world.sessions.store.end(sid="sid-1")
        assert await refused(auth, bearer()) is Refusal.TOKEN_REFUSED

    claiming(tmp_path, claim)


def test_nobody_is_recognised_without_proof(tmp_path: Path) -> None:
    async def claim(world: World, auth: Authenticator, heard: Heard, standings: Standings) -> None:
        del world, heard, standings
        assert await refused(auth, None) is Refusal.SIGNED_OUT
        assert await refused(auth, "Basic YTpi") is Refusal.SIGNED_OUT
        assert await refused(auth, bearer(azp="evil")) is Refusal.TOKEN_REFUSED
        who = await auth.authenticate(cookies={SESSION_COOKIE: "x"}, authorization=bearer())
        assert who == AuthenticationRefused(Refusal.SESSION_EXPIRED)

    claiming(tmp_path, claim)


def test_without_the_realms_keys_no_bearer_is_judged(tmp_path: Path) -> None:
    async def claim(world: World, auth: Authenticator, heard: Heard, standings: Standings) -> None:
        del world, heard, standings
        assert await refused(auth, bearer()) is Refusal.SIGN_IN_UNAVAILABLE

    claiming(tmp_path, claim, jwks=Jwks(away=True))
