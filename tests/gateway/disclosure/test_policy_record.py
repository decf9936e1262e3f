"""What the store says of the policy: one version after another, everywhere, for good."""

import asyncio

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import SQLAlchemyError

from gateway.clock import SystemClock
from gateway.disclosure.in_force import Followed, InForce, PolicyUnknownError
from gateway.disclosure.policy_file import parse_policy
from gateway.disclosure.policy_record import Proposal, StoredPolicy, apply, begin, proposals
from gateway.disclosure.tables import policy_versions
from gateway.store.engine import Store
from gateway.telemetry.logs import Log
from schema.api.ports import Trouble
from tests.world.asking import NOW
from tests.world.policies import (
    ANNA,
    DORA,
    OTHER,
    STRICTER,
    TEXT,
    House,
    following,
    house,
    numbers,
    told,
)


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
