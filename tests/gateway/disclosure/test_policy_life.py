"""The policy changes by two people, as a whole, everywhere; over both databases."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import cast

import pytest
from graphql import ExecutionResult, parse
from graphql.execution import (
    execute,  # pyright: ignore[reportUnknownVariableType] (its executor is generic)
)
from sqlalchemy import delete, text
from sqlalchemy.exc import SQLAlchemyError

from gateway.audit.record import AuditUnavailableError, Event
from gateway.clock import SystemClock
from gateway.disclosure.in_force import Followed, InForce, PolicyUnknownError
from gateway.disclosure.policy import DEFAULT_FILE
from gateway.disclosure.policy_file import parse_policy
from gateway.disclosure.policy_life import PolicyBacking, PolicyLife
from gateway.disclosure.policy_record import Proposal, StoredPolicy, apply, begin, proposals
from gateway.disclosure.tables import policy_versions
from gateway.store.engine import Store
from gateway.telemetry.logs import Log
from schema.api.ports import Context, Treated, Trouble
from schema.api.schema import build_schema, executable
from schema.vocabulary.principals import Principal, RealmRole, Role
from tests.world.asking import NOW, someone
from tests.world.loop import run

TEXT = DEFAULT_FILE.read_text(encoding="utf-8")
STRICTER = TEXT.replace('pharmacy        = "CLEAR   ', 'pharmacy        = "WITHHELD', 1)
OTHER = TEXT.replace('cell-lab        = "CLEAR   ', 'cell-lab        = "WITHHELD', 1)


SCHEMA = executable(build_schema())
PROPOSE = """mutation($text: String!) { proposePolicy(text: $text) { __typename
  ... on Problem { code message path }
  ... on PolicyProposal { id state preview { roles changes { fieldClass before after } } } } }"""
APPROVE = """mutation($proposal: ID!) { approvePolicy(proposal: $proposal) { __typename
  ... on Problem { code } ... on PolicyProposal { state decidedBy preview { cells } } } }"""
VERSIONS = """{ policyVersions { __typename ... on Problem { code }
  ... on PolicyVersions { versions { number version approvedBy } } } }"""


def person(name: str, role: Role | RealmRole) -> Principal:
    if isinstance(role, RealmRole):  # not each of these has a purpose of its own
        held = someone(RealmRole.PRIVACY_OFFICER)
        return replace(held, subject=name, assurance=2, realm_roles=frozenset({role}))
    return replace(someone(role), subject=name, assurance=2)


ANNA = person("anna", RealmRole.PRIVACY_OFFICER)
BEN = person("ben", RealmRole.PLATFORM_ADMIN)
CARA = person("cara", RealmRole.PLATFORM_ADMIN)
DORA = person("dora", RealmRole.PRIVACY_OFFICER)


@dataclass
class Ledger:
    events: list[Event] = field(default_factory=list[Event])
    away: bool = False

    async def record(self, event: Event) -> None:
        if self.away:
            raise AuditUnavailableError("away")
        self.events.append(event)


@dataclass
class Holding:
    """Who holds what, or nobody knows."""

    held: dict[str, frozenset[Role]] | None = None

    async def people(self) -> dict[str, frozenset[Role]] | None:
        return self.held


@dataclass
class House:
    """One process over a store whose policy began with the shipped file."""

    store: Store
    ledger: Ledger
    in_force: InForce
    holding: Holding = field(default_factory=Holding)

    def of(self, who: Principal) -> PolicyLife:
        return PolicyLife(
            PolicyBacking(
                store=self.store,
                sink=self.ledger,
                in_force=self.in_force,
                holders=self.holding,
                clock=SystemClock(),
            ),
            who,
        )

    async def proposed(self, document: str = STRICTER, by: Principal = BEN) -> str:
        return str(told(await self.of(by).propose(document))["id"])


def following(store: Store, number: int = 1) -> InForce:
    followed = Followed(
        newest=StoredPolicy(store), number=number, clock=SystemClock(), log=Log("policy")
    )
    return InForce(parse_policy(TEXT), followed=followed)


def told(found: Treated | Trouble) -> Treated:
    assert not isinstance(found, Trouble), found
    return found


def code(found: object) -> str:
    return cast("Trouble", found).code


def house(store: Store, act: Callable[[House], Awaitable[None]]) -> None:
    async def walk() -> None:
        try:
            await begin(store, TEXT, at=NOW)
            await act(House(store, Ledger(), following(store)))
        finally:
            await store.close()

    run(walk())


async def asked(here: House, who: Principal, document: str, **given: str) -> Treated:
    """The one field of an operation as its viewer gets it."""
    context = cast("Context", SimpleNamespace(policy=here.of(who)))
    found = execute(SCHEMA, parse(document), context_value=context, variable_values=given)
    result = await cast("Awaitable[ExecutionResult]", found)
    assert result.errors is None
    return cast("Treated", next(iter((result.data or {}).values())))


async def numbers(here: House) -> list[object]:
    found = await here.of(ANNA).versions()
    assert not isinstance(found, Trouble)
    return [one["number"] for one in found]


def test_a_proposal_counts_once_a_second_person_approves_it(store: Store) -> None:
    async def act(here: House) -> None:
        proposal = await here.proposed()
        assert here.in_force.now.version == parse_policy(TEXT).version
        done = told(await here.of(ANNA).approve(proposal))
        assert (done["state"], done["decided_by"]) == ("APPROVED", "anna")
        assert here.in_force.now == parse_policy(STRICTER)
        versions = cast("list[Treated]", await here.of(ANNA).versions())
        assert versions[0]["text"] == STRICTER
        assert [versions[0][name] for name in ("proposed_by", "approved_by", "replaces")] == [
            "ben",
            "anna",
            1,
        ]
        last = here.ledger.events[-1]
        assert (last.kind, last.subject) == ("POLICY_APPROVED", "anna")
        assert last.body["before"] == parse_policy(TEXT).version
        assert last.body["after"] == parse_policy(STRICTER).version

    house(store, act)


def test_a_proposal_tells_what_it_changes_for_whom(store: Store) -> None:
    async def act(here: House) -> None:
        preview = cast("Treated", told(await here.of(BEN).propose(STRICTER))["preview"])
        assert preview["roles"] == ["pharmacy"]
        assert "patient.familyName" in cast("list[str]", preview["fields"])
        assert preview["wider"] == 0

    house(store, act)


def test_a_preview_counts_the_people_once_or_says_that_it_is_not_known(store: Store) -> None:
    async def act(here: House) -> None:
        await here.proposed()
        both = frozenset({Role.PHARMACY, Role.FINANCE})
        known = {"one": both, "two": frozenset({Role.LOGISTICS})}
        for held, people in ((None, None), ({}, 0), (known, 1)):
            here.holding.held = held
            found = cast("list[Treated]", await here.of(ANNA).proposals())
            assert cast("Treated", found[0]["preview"])["people"] == people

    house(store, act)


@pytest.mark.parametrize(
    ("first", "second", "refusal"),
    [
        (BEN, BEN, "POLICY_SECOND_PERSON"),
        (ANNA, ANNA, "POLICY_SECOND_PERSON"),
        (BEN, CARA, "POLICY_OFFICER_NEEDED"),
        (BEN, replace(ANNA, assurance=1), "POLICY_REFUSED"),
        (BEN, person("eve", Role.SITE_ADMIN), "POLICY_REFUSED"),
    ],
)
def test_who_may_not_approve_changes_nothing(
    store: Store, first: Principal, second: Principal, refusal: str
) -> None:
    async def act(here: House) -> None:
        proposal = await here.proposed(by=first)
        assert code(await here.of(second).approve(proposal)) == refusal
        assert await numbers(here) == [1]

    house(store, act)


@pytest.mark.parametrize("role", [*Role, RealmRole.BREAK_GLASS_REVIEWER])
def test_nobody_else_reads_or_changes_the_policy(store: Store, role: Role | RealmRole) -> None:
    async def act(here: House) -> None:
        life = here.of(person("eve", role))
        asked = [
            await life.versions(),
            await life.proposals(),
            await life.propose(STRICTER),
            await life.approve("x"),
            await life.reject("x"),
            await life.roll_back(1),
        ]
        assert {code(one) for one in asked} == {"POLICY_REFUSED"}
        assert here.ledger.events == []

    house(store, act)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("auditor         =", "# auditor       =", "a hole"),
        ('DIRECT = "PSEUDONYM" }', 'CONTACT = "PARTIAL" }', "a contradiction"),
        ("HPAYMT    = { CHAIN", "HPAYMT    = { CHAINS", "unknown word 'CHAINS'"),
        ('logistics       = "WITHHELD', 'logistics       = "CLEAR', "the legal ceiling"),
    ],
)
def test_a_document_that_does_not_hold_is_refused_with_its_line_and_nothing_is_kept(
    store: Store, old: str, new: str, words: str
) -> None:
    async def act(here: House) -> None:
        assert old in TEXT
        refused = cast("Trouble", await here.of(ANNA).propose(TEXT.replace(old, new, 1)))
        assert (refused.code, refused.path) == ("POLICY_INVALID", ("text",))
        assert refused.message.startswith("policy:")
        assert int(refused.message.split(":")[1]) > 0
        assert words in refused.message
        assert await here.of(ANNA).proposals() == []
        await here.in_force.refresh()
        assert here.in_force.now == parse_policy(TEXT)

    house(store, act)


def test_a_proposal_over_an_older_version_is_superseded(store: Store) -> None:
    async def act(here: House) -> None:
        early, late = await here.proposed(), await here.proposed(OTHER)
        told(await here.of(ANNA).approve(late))
        assert code(await here.of(ANNA).approve(early)) == "POLICY_MOVED"
        states = cast("list[Treated]", await here.of(ANNA).proposals())
        assert {str(one["id"]): one["state"] for one in states}[early] == "SUPERSEDED"
        assert await numbers(here) == [2, 1]

    house(store, act)


@pytest.mark.parametrize("same", [True, False])
def test_two_approvals_at_once_apply_once(store: Store, *, same: bool) -> None:
    async def act(here: House) -> None:
        for newest in range(2, 8):
            one = await here.proposed(STRICTER.replace("2026-11.1", f"{newest}a", 1))
            two = one if same else await here.proposed(OTHER.replace("2026-11.1", f"{newest}b", 1))
            done = await asyncio.gather(here.of(ANNA).approve(one), here.of(DORA).approve(two))
            assert sum(isinstance(answer, Trouble) for answer in done) == 1
            assert (await numbers(here))[0] == newest

    house(store, act)


def test_a_rollback_is_a_proposal_of_an_earlier_version(store: Store) -> None:
    async def act(here: House) -> None:
        told(await here.of(ANNA).approve(await here.proposed()))
        back = told(await here.of(ANNA).roll_back(1))
        assert back["rolls_back_to"] == 1
        assert code(await here.of(ANNA).approve(str(back["id"]))) == "POLICY_SECOND_PERSON"
        told(await here.of(BEN).approve(str(back["id"])))
        assert here.in_force.now == parse_policy(TEXT)
        assert await numbers(here) == [3, 2, 1]
        assert code(await here.of(ANNA).roll_back(9)) == "POLICY_VERSION_UNKNOWN"
        assert code(await here.of(ANNA).propose(TEXT)) == "POLICY_UNCHANGED"

    house(store, act)


def test_what_was_rejected_is_not_approved_any_more(store: Store) -> None:
    async def act(here: House) -> None:
        proposal = await here.proposed()
        assert told(await here.of(ANNA).reject(proposal))["state"] == "REJECTED"
        assert code(await here.of(ANNA).approve(proposal)) == "POLICY_MOVED"
        assert code(await here.of(ANNA).approve("unknown")) == "PROPOSAL_UNKNOWN"
        assert await numbers(here) == [1]

    house(store, act)


def test_an_approval_that_a_rejection_overtook_leaves_no_version(store: Store) -> None:
    async def act(here: House) -> None:
        proposal = (await open_ones(here))[0]
        told(await here.of(DORA).reject(proposal.proposal_id))
        assert not await apply(here.store, proposal, by="anna", at=proposal.proposed_at)
        assert await numbers(here) == [1]

    async def open_ones(here: House) -> list[Proposal]:
        await here.proposed()
        async with here.store.reading() as connection:
            return await proposals(connection, most=1)

    house(store, act)


def test_without_an_audit_the_policy_does_not_change(store: Store) -> None:
    async def act(here: House) -> None:
        proposal = await here.proposed()
        here.ledger.away = True
        with pytest.raises(AuditUnavailableError):
            await here.of(ANNA).approve(proposal)
        assert await numbers(here) == [1]

    house(store, act)


def test_another_replica_goes_by_the_new_version_within_a_second(store: Store) -> None:
    async def act(here: House) -> None:
        replica, woken = following(store), asyncio.Event()
        task = asyncio.create_task(replica.follow(woken.set))
        told(await here.of(ANNA).approve(await here.proposed()))
        await asyncio.wait_for(woken.wait(), 1.0)
        assert (replica.number, replica.now) == (2, parse_policy(STRICTER))
        task.cancel()

    house(store, act)


def test_a_policy_that_cannot_be_confirmed_answers_nobody(store: Store) -> None:
    async def act(here: House) -> None:
        clock = SystemClock()
        lost = StoredPolicy(store)
        followed = Followed(newest=lost, number=1, clock=clock, log=Log("policy"))
        replica = InForce(parse_policy(TEXT), followed=followed)
        await replica.up_to_date()
        async with store.writing() as connection:
            await connection.execute(text("ALTER TABLE policy_versions RENAME TO gone"))
        await asyncio.sleep(0.6)  # noqa: TID251 (the very time that is claimed)
        with pytest.raises(PolicyUnknownError):
            await replica.up_to_date()
        async with store.writing() as connection:
            await connection.execute(text("ALTER TABLE gone RENAME TO policy_versions"))
        await replica.up_to_date()
        assert here.in_force.number == 1

    house(store, act)


def test_the_store_rules_once_it_has_a_version(store: Store) -> None:
    async def act(here: House) -> None:
        assert (await begin(here.store, STRICTER, at=NOW)).text == TEXT

    house(store, act)


def test_a_version_is_never_changed_or_removed(store: Store) -> None:
    async def act(here: House) -> None:
        with pytest.raises(SQLAlchemyError, match="append-only"):
            async with here.store.writing() as connection:
                await connection.execute(delete(policy_versions))
        assert await numbers(here) == [1]

    house(store, act)


def test_the_api_proposes_approves_and_tells(store: Store) -> None:
    async def act(here: House) -> None:
        bad = await asked(here, BEN, PROPOSE, text=TEXT.replace("auditor  ", "auditors ", 1))
        assert (bad["__typename"], bad["code"]) == ("Invalid", "POLICY_INVALID")
        assert "auditors" in str(bad["message"])
        assert here.in_force.now == parse_policy(TEXT)
        made = await asked(here, BEN, PROPOSE, text=STRICTER)
        assert cast("Treated", made["preview"])["roles"] == ["pharmacy"]
        done = await asked(here, ANNA, APPROVE, proposal=str(made["id"]))
        assert (done["state"], done["decidedBy"], done["preview"]) == ("APPROVED", "anna", None)
        shown = cast("list[Treated]", (await asked(here, BEN, VERSIONS))["versions"])
        assert [one["number"] for one in shown] == [2, 1]
        eve = person("eve", Role.AUDITOR)
        assert await asked(here, eve, VERSIONS) == {
            "__typename": "Denied",
            "code": "POLICY_REFUSED",
        }

    house(store, act)
