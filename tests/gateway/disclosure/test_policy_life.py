"""The policy changes by two people, as a whole; over both databases."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import update

from gateway.audit.waiting import AuditUnavailableError
from gateway.disclosure.policy_file import parse_policy
from gateway.disclosure.tables import policy_proposals
from gateway.store.engine import Store
from schema.vocabulary.principals import Principal, RealmRole, Role
from tests.world.policies import (
    ANNA,
    BEN,
    CARA,
    OTHER,
    STRICTER,
    TEXT,
    House,
    code,
    house,
    numbers,
    person,
    told,
)

if TYPE_CHECKING:
    from schema.api.ports import Treated, Trouble


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
        (BEN, replace(ANNA, assurance=1), "POLICY_SECOND_FACTOR"),
        (BEN, person("eve", Role.SITE_ADMIN), "POLICY_REFUSED"),
    ],
)
def test_who_may_not_approve_changes_nothing(
    store: Store, first: Principal, second: Principal, refusal: str
) -> None:
    async def act(here: House) -> None:
        proposal = await here.proposed(by=first)
        refused = cast("Trouble", await here.of(second).approve(proposal))
        assert refused.code == refusal
        assert re.search("ask |sign in", refused.message), "no next step"
        assert await numbers(here) == [1]
        last = here.ledger.events[-1]
        assert (last.kind, last.subject) == ("POLICY_REFUSED", second.subject)
        assert (last.body["code"], last.body["act"]) == (refusal, "approve")

    house(store, act)


@pytest.mark.parametrize("role", [*Role, RealmRole.BREAK_GLASS_REVIEWER])
def test_nobody_else_reads_or_changes_the_policy(store: Store, role: Role | RealmRole) -> None:
    async def act(here: House) -> None:
        life = here.of(person("eve", role))
        asked = [
            await life.versions(),
            await life.proposals(),
            await life.preview([]),
            await life.propose(STRICTER),
            await life.propose_cells([], reason="mine"),
            await life.approve("x"),
            await life.reject("x"),
            await life.roll_back(1),
        ]
        assert {code(one) for one in asked} == {"POLICY_REFUSED"}
        assert [(one.kind, one.subject, one.body["act"]) for one in here.ledger.events] == [
            ("POLICY_REFUSED", "eve", act)
            for act in (*["read"] * 3, *["propose"] * 2, "approve", "reject", "roll back")
        ]

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


def test_a_proposal_that_this_release_refuses_is_not_approved(store: Store) -> None:
    async def act(here: House) -> None:
        proposal = await here.proposed()
        beyond = TEXT.replace('integrator      = "PSEUDONYM', 'integrator      = "CLEAR    ', 1)
        async with store.writing() as connection:  # as if proposed before the ceiling was there
            await connection.execute(update(policy_proposals).values(text=beyond))
        refused = cast("Trouble", await here.of(ANNA).approve(proposal))
        assert (refused.code, refused.path) == ("POLICY_INVALID", ("proposal",))
        assert "base.integrator: DIRECT is CLEAR" in refused.message
        assert await numbers(here) == [1]
        await here.in_force.refresh()
        assert here.ledger.events[-1].kind == "POLICY_REFUSED"
        assert told(await here.of(ANNA).reject(proposal))["state"] == "REJECTED"

    house(store, act)


def test_what_was_rejected_is_not_approved_any_more(store: Store) -> None:
    async def act(here: House) -> None:
        proposal = await here.proposed()
        assert told(await here.of(ANNA).reject(proposal))["state"] == "REJECTED"
        assert code(await here.of(ANNA).approve(proposal)) == "POLICY_MOVED"
        assert code(await here.of(ANNA).approve("unknown")) == "PROPOSAL_UNKNOWN"
        assert await numbers(here) == [1]

    house(store, act)


def test_without_an_audit_the_policy_does_not_change(store: Store) -> None:
    async def act(here: House) -> None:
        proposal = await here.proposed()
        here.ledger.away = True
        with pytest.raises(AuditUnavailableError):
            await here.of(ANNA).approve(proposal)
        assert await numbers(here) == [1]

    house(store, act)
