"""Withdrawals, role changes and grants count from the next read on, on both databases."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from gateway.session.grants import GrantError, grant_break_glass
from gateway.session.standing import OLDEST_TOKEN, Standings
from gateway.store.engine import Store, open_store
from schema.vocabulary.principals import Role
from tests.gateway.session.parts import NOW, SetClock
from tests.world.loop import run

Claim = Callable[[Standings, Store, SetClock], Awaitable[None]]


def standing(store: Store, claim: Claim) -> None:
    async def inner() -> None:
        clock = SetClock()
        try:
            await claim(Standings(store=store, clock=clock), store, clock)
        finally:
            await store.close()

    run(inner())


def test_a_withdrawal_counts_until_no_older_token_can_live(store: Store) -> None:
    async def claim(standings: Standings, store: Store, clock: SetClock) -> None:
        del store
        await standings.withdraw("p-1", site="st-alder", role=Role.FINANCE)
        assert (await standings.of("p-1")).withdrawn == {("st-alder", Role.FINANCE)}
        assert (await standings.of("p-2")).withdrawn == frozenset()
        clock.move(OLDEST_TOKEN.total_seconds() + 1)
        assert (await standings.of("p-1")).withdrawn == frozenset()

    standing(store, claim)


def test_a_grant_releases_the_withdrawal_and_dates_the_change(store: Store) -> None:
    async def claim(standings: Standings, store: Store, clock: SetClock) -> None:
        del store
        await standings.withdraw("p-1", site="st-alder", role=Role.FINANCE)
        clock.move(60)
        await standings.note("p-1", site="st-alder", role=Role.FINANCE, granted=True, by="p-9")
        found = await standings.of("p-1")
        assert (found.withdrawn, found.changed_at) == (frozenset(), NOW + timedelta(seconds=60))
        made = await standings.grants_made("st-alder", subjects=["p-1", "p-2"])
        assert made[("p-1", Role.FINANCE)].by == "p-9"

    standing(store, claim)


def test_break_glass_is_held_for_sixty_minutes(store: Store) -> None:
    async def claim(standings: Standings, store: Store, clock: SetClock) -> None:
        grant = await grant_break_glass(
            store, clock=clock, subject="p-1", patient_id="patient-1", role=Role.PHYSICIAN
        )
        assert (await standings.of("p-1")).grants == (grant,)
        clock.move(3601)
        assert (await standings.of("p-1")).grants == ()

    standing(store, claim)


def test_break_glass_is_for_clinical_roles_only(store: Store) -> None:
    async def claim(standings: Standings, store: Store, clock: SetClock) -> None:
        del standings
        with pytest.raises(GrantError):
            await grant_break_glass(
                store, clock=clock, subject="p-1", patient_id="x", role=Role.FINANCE
            )

    standing(store, claim)


def test_what_another_replica_takes_away_counts_on_the_next_request(
    store: Store, database_url: str
) -> None:
    async def claim(standings: Standings, store: Store, clock: SetClock) -> None:
        del store
        assert (await standings.of("p-1")).withdrawn == frozenset()
        replica = open_store(database_url)
        other = Standings(store=replica, clock=clock)
        await other.withdraw("p-1", site="st-alder", role=Role.FINANCE)
        await grant_break_glass(
            replica, clock=clock, subject="p-1", patient_id="patient-1", role=Role.PHYSICIAN
        )
        found = await standings.of("p-1")
        assert found.withdrawn == {("st-alder", Role.FINANCE)}
        assert [grant.patient_id for grant in found.grants] == ["patient-1"]
        await replica.close()

    standing(store, claim)
