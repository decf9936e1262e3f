"""A role change that Keycloak answers half, or not at all, fails closed and says so."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.session.admin import AdminRefusedError, AdminUnreachableError, Json
from gateway.session.holders import RoleHolders
from gateway.session.people import PeopleAdmin
from gateway.session.sessions_memory import MemorySessions
from gateway.session.standing import Standings
from schema.api.ports import Trouble
from schema.vocabulary.principals import Principal, PrincipalKind, Purpose, RealmRole, Role
from tests.gateway.session.parts import Heard, SetClock, a_store
from tests.world.loop import run

ADMIN = Principal(
    subject="admin-1",
    name="Admin",
    kind=PrincipalKind.PERSON,
    roles=frozenset({("st-alder", Role.SITE_ADMIN)}),
    realm_roles=frozenset(),
    assurance=2,
    authenticated_at=datetime(2026, 11, 26, tzinfo=UTC),
    session_id="sid-1",
    purpose=Purpose.HSYSADMIN,
)


@dataclass
class FakeAdminApi:
    """One site with one person, a finance user; changes fail as told."""

    fails: Exception | None = None
    sent: list[str] = field(default_factory=list[str])

    async def get(self, path: str, /, **query: str) -> object:
        del query
        person: Json = {"id": "p-1", "username": "p.one", "enabled": True}
        match path.split("/")[2:]:
            case ["members"] | ["groups", "finance", "members"]:
                return [person]
            case ["groups"]:
                return [{"id": name, "name": name} for name in ("finance", "quality")]
            case ["groups", *_]:
                return []
            case _:
                return [{"id": "o-1", "alias": "st-alder"}]

    async def send(self, method: str, path: str, body: object = None) -> str | None:
        del body
        self.sent.append(f"{method} {path}")
        if self.fails is not None:
            raise self.fails
        return None

    async def create_realm(self, body: Json) -> None:
        raise AssertionError(body)


Claim = Callable[[PeopleAdmin, Standings, Heard], Awaitable[None]]


def administering(folder: Path, api: FakeAdminApi, claim: Claim) -> None:
    async def inner() -> None:
        clock, heard = SetClock(), Heard()
        async with a_store(folder) as store:
            standings = Standings(store=store, clock=clock)
            people = PeopleAdmin(
                calls=api,
                standings=standings,
                locks=MemorySessions(clock=clock),
                auditor=heard,
                closer=heard,
                clock=clock,
                sites=frozenset({"st-alder"}),
            )
            await claim(people, standings, heard)

    run(inner())


@pytest.mark.parametrize(
    ("fails", "still_withdrawn"),
    [(AdminUnreachableError("lost"), True), (AdminRefusedError(403, "it"), False)],
)
def test_a_withdrawal_keycloak_did_not_confirm(
    tmp_path: Path,
    fails: Exception,
    still_withdrawn: bool,  # noqa: FBT001
) -> None:
    async def claim(people: PeopleAdmin, standings: Standings, heard: Heard) -> None:
        done = await people.withdraw(by=ADMIN, site="st-alder", person="p-1", role="finance")
        assert isinstance(done, Trouble)
        assert done.code == "IDENTITY_UNAVAILABLE"
        assert bool((await standings.of("p-1")).withdrawn) is still_withdrawn
        assert heard.kinds() == ["ROLE_WITHDRAWN", "ROLE_CHANGE_REFUSED"]

    administering(tmp_path, FakeAdminApi(fails=fails), claim)


def test_a_grant_keycloak_did_not_confirm_gives_nothing(tmp_path: Path) -> None:
    async def claim(people: PeopleAdmin, standings: Standings, heard: Heard) -> None:
        done = await people.grant(by=ADMIN, site="st-alder", person="p-1", role="quality")
        assert isinstance(done, Trouble)
        assert await standings.grants_made("st-alder", subjects=["p-1"]) == {}
        assert heard.closed == []

    administering(tmp_path, FakeAdminApi(fails=AdminUnreachableError("lost")), claim)


def test_an_admin_of_assurance_1_changes_nothing(tmp_path: Path) -> None:
    async def claim(people: PeopleAdmin, standings: Standings, heard: Heard) -> None:
        del standings, heard
        weak = replace(ADMIN, assurance=1)
        done = await people.grant(by=weak, site="st-alder", person="p-1", role="quality")
        assert isinstance(done, Trouble)
        assert done.code == "NOT_YOUR_SITE"

    administering(tmp_path, FakeAdminApi(), claim)


def test_a_site_that_is_not_in_the_directory_is_nobodys(tmp_path: Path) -> None:
    everywhere = replace(ADMIN, realm_roles=frozenset({RealmRole.PLATFORM_ADMIN}))

    async def claim(people: PeopleAdmin, standings: Standings, heard: Heard) -> None:
        del standings
        found = await people.people(by=everywhere, site="elsewhere")
        done = await people.grant(by=everywhere, site="elsewhere", person="p-1", role="quality")
        assert isinstance(found, Trouble)
        assert isinstance(done, Trouble)
        assert found.code == done.code == "NOT_YOUR_SITE"
        assert heard.kinds() == ["ROLE_CHANGE_REFUSED"]

    administering(tmp_path, FakeAdminApi(), claim)


def test_who_holds_which_role_is_told_or_not_known() -> None:
    class Away(FakeAdminApi):
        async def get(self, path: str, /, **query: str) -> object:
            del path, query
            raise AdminUnreachableError

    known = run(RoleHolders(FakeAdminApi(), sites=["st-alder"]).people())
    assert known == {"p-1": frozenset({Role.FINANCE})}
    assert run(RoleHolders(Away(), sites=["st-alder"]).people()) is None
