"""The database numbers each row's case as the planner means it, for several roles and sites."""

from itertools import product
from random import Random

import pytest

from gateway.disclosure.cases import case_book, viewer_of
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.resolve import Case, resolve
from gateway.orders.lists import Row, read_page
from gateway.orders.reading import Columns, Window
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from schema.vocabulary.principals import Grant, Principal, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass
from tests.gateway.disclosure.expected import stands, told
from tests.gateway.disclosure.oracle import exists, sees
from tests.world.asking import ME, NOW, someone
from tests.world.loop import run
from tests.world.sealed_orders import SealedOrder, write

POLICY = load_policy()
SITES = "abcd"


def orders_everywhere() -> list[SealedOrder]:
    """Every own site with every serving site, with a flag pattern each."""
    return [
        SealedOrder(
            name=str(number),
            own=own,
            others=(own, step, SITES[number % 4]),
            team=(ME,) if number % 3 == 0 else (),
            restricted=number % 5 == 0,
            erased=number % 7 == 0,
        )
        for number, (own, step) in enumerate(product(SITES, SITES))
    ]


def viewers() -> list[Principal]:
    """Holders of up to five roles at up to four sites, the same on every run."""
    chance = Random(13)  # noqa: S311 (a fixed sample, not a secret)
    found: list[Principal] = []
    people = [role for role in Role if role is not Role.INTEGRATOR]
    for number in range(60):
        roles = {(chance.choice(SITES), chance.choice(people)) for _ in range(number % 6)}
        realm = {RealmRole.PRIVACY_OFFICER} if number % 10 == 0 else set[RealmRole]()
        grant = Grant(
            patient_id=f"patient-{number % 16}", role=Role.PHYSICIAN, granted_at=NOW, grant_id="g"
        )
        base = someone(chance.choice(people))
        found.append(
            Principal(
                subject=ME,
                name="me",
                kind=base.kind,
                roles=frozenset(roles),
                realm_roles=frozenset(realm),
                assurance=2,
                authenticated_at=NOW,
                session_id="s",
                purpose=base.purpose,
                grants=(grant,),
            )
        )
    return found


@pytest.fixture
def spread_store(store: Store, vault: Vault) -> Store:
    async def fill() -> None:
        await write(store, vault, *orders_everywhere())
        await store.close()

    run(fill())
    return store


async def cases_met(store: Store, viewer: Principal) -> dict[str, Case]:
    book = case_book(viewer.principal_class, policy=POLICY)
    async with store.reading() as connection:
        rows: list[Row] = await connection.run_sync(
            read_page,
            scope=book.scope,
            viewer=viewer_of(viewer, policy=POLICY, as_of=NOW),
            columns=Columns(plain=()),
            window=Window(),
        )
    return {str(row["order_id"]): book.cases[int(str(row["case_no"]))] for row in rows}


async def all_cases_met(store: Store, who: list[Principal]) -> list[dict[str, Case]]:
    met = [await cases_met(store, viewer) for viewer in who]
    await store.close()
    return met


def test_rows_and_their_masks_are_as_the_text_says_for_many_roles(spread_store: Store) -> None:
    who = viewers()
    seen = 0
    for viewer, met in zip(who, run(all_cases_met(spread_store, who)), strict=True):
        for one in orders_everywhere():
            granted = Role.PHYSICIAN if viewer.grants[0].patient_id == one.patient_id else None
            order = stands(one, granted=granted)
            assert (one.order_id in met) == exists(told(viewer), order)
            if one.order_id in met:
                treatment = resolve(viewer.principal_class, met[one.order_id], policy=POLICY)
                for name in FieldClass:
                    assert treatment[name].visibility == sees(told(viewer), order, name.value)
                    seen += 1
    assert seen > 1_000
