"""A list is asked of the store once, until something moves; then by whoever asks next, anywhere."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from graphql import OperationDefinitionNode
from sqlalchemy import Connection, Executable, delete, event, update

from gateway.disclosure.execute import Disclosure
from gateway.disclosure.fragments import Fragment
from gateway.disclosure.in_force import InForce
from gateway.disclosure.kept import FEWEST_ROWS
from gateway.disclosure.listings import Listings
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.ports import Directory
from gateway.disclosure.showing import Backing
from gateway.orders.tables import care_team, orders, patients
from gateway.settings import Site
from gateway.store.engine import Found, Store, open_engine, open_store
from gateway.vault.seal import Vault
from gateway.vault.tables import data_keys
from schema.api.ports import Treated
from schema.api.ports import Wanted as Filtered
from schema.vocabulary.principals import Role
from tests.world.asking import OneSource, StandingClock, planted, someone
from tests.world.loop import run
from tests.world.sealed_orders import write as write_orders

QUESTION = "{ orders { nodes { id status version patient { familyName { visibility } } } } }"


def written(row: Treated) -> object:
    """What the answer says of a row."""
    return [row["id"], row["version"]]


WRITERS = {"orders": {"w1": written}}


class Replica:
    """A process that answers one question, keeping what it may between requests."""

    def __init__(self, store: Store, vault: Vault, listings: Listings) -> None:
        self.backing = Backing(
            store=store,
            vault=vault,
            policy=InForce(load_policy()),
            directory=Directory(sites={"a": Site(id="a", name="A", zone="UTC")}, products={}),
            sources=OneSource(),
            listings=listings,
        )
        self._disclosure = Disclosure(self.backing, clock=StandingClock(), schema_version="1")

    async def ask(self, role: Role) -> tuple[dict[str, int], list[str]]:
        """Order id → version, and what the store was asked meanwhile."""
        me = someone(role)
        parsed = self._disclosure.parse(QUESTION)
        operation = next(n for n in parsed.definitions if isinstance(n, OperationDefinitionNode))
        plan = self._disclosure.plan(
            me, document=parsed, operation=operation, operation_hash="h", variables={}
        )
        reads = self._disclosure.reads(me, plan=plan, writers=WRITERS)
        asked: list[str] = []

        def keep(_c: Connection, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        for engine in self.backing.store.engines:
            event.listen(engine, "after_cursor_execute", keep)
        page = await reads.page("orders", first=50, after=None, wanted=Filtered())
        for engine in self.backing.store.engines:
            event.remove(engine, "after_cursor_execute", keep)
        found: dict[str, int] = {}
        for node in page.nodes:
            assert isinstance(node, Fragment)
            order_id, version = bytes(node.write("w1", written)).decode().strip("[]").split(",")
            found[order_id.strip('"')] = int(version)
        assert set(reads.disclosed().orders) == found.keys()
        return found, [one for one in asked if "FROM moved" not in one]


def replicas(
    store: Store,
    url: str,
    vault: Vault,
    act: Callable[[Replica, Store], Awaitable[None]],
    *,
    listings: Listings | None = None,
) -> None:
    async def walk() -> None:
        elsewhere = open_store(url)
        try:
            await act(
                Replica(store, vault, Listings() if listings is None else listings), elsewhere
            )
        finally:
            await elsewhere.close()
            await store.close()

    run(walk())


async def write(store: Store, statement: Executable) -> None:
    async with store.writing() as connection:
        await connection.execute(statement)


def test_a_list_that_stands_asks_the_store_for_nothing_but_what_moved(
    planted_store: Store, database_url: str, vault: Vault
) -> None:
    async def act(replica: Replica, elsewhere: Store) -> None:
        del elsewhere
        first, asked = await replica.ask(Role.FINANCE)
        assert asked
        second, asked = await replica.ask(Role.FINANCE)
        assert (second, asked) == (first, [])

    replicas(planted_store, database_url, vault, act)


MOVES: dict[str, tuple[Executable, Callable[[dict[str, int]], object]]] = {
    "an order's version": (
        update(orders).where(orders.c.order_id == "order-SITE").values(version=77),
        lambda rows: rows["order-SITE"] == 77,
    ),
    "an order's site": (
        update(orders).where(orders.c.order_id == "order-SITE").values(site_id="z"),
        lambda rows: "order-SITE" not in rows,
    ),
}


@pytest.mark.parametrize("name", MOVES)
def test_what_another_replica_writes_is_in_the_next_answer(
    name: str, planted_store: Store, database_url: str, vault: Vault
) -> None:
    statement, seen = MOVES[name]

    async def act(replica: Replica, elsewhere: Store) -> None:
        before, _ = await replica.ask(Role.FINANCE)
        assert not seen(before)
        await replica.ask(Role.FINANCE)
        await write(elsewhere, statement)
        after, _ = await replica.ask(Role.FINANCE)
        assert seen(after)

    replicas(planted_store, database_url, vault, act)


CASES: dict[str, Executable] = {
    "care team": delete(care_team).where(care_team.c.order_id == "order-TEAM"),
    "restriction": update(patients)
    .where(patients.c.patient_id == "patient-TEAM")
    .values(restricted=True),
    "erasure": update(patients).where(patients.c.patient_id == "patient-TEAM").values(erased=True),
}


class Interrupted(Store):
    """A store between whose reads and what is made of them something comes: `acts`, in turn."""

    def __init__(self, url: str) -> None:
        super().__init__(open_engine(url))
        self.acts: list[Callable[[], None]] = []

    async def read(self, work: Callable[[Connection], Found]) -> Found:
        found = await super().read(work)
        if self.acts:
            self.acts.pop(0)()
        return found


@pytest.fixture
def long_store(planted_store: Store, vault: Vault) -> Store:
    """As many orders of the site more as make a list that is put together once."""
    model = next(one for one in planted() if one.name == "SITE")
    more = [replace(model, name=f"SITE-{number}") for number in range(FEWEST_ROWS)]

    async def fill() -> None:
        await write_orders(planted_store, vault, *more)
        await planted_store.close()

    run(fill())
    return planted_store


def test_of_all_who_ask_after_a_change_one_reads_what_changed(
    long_store: Store, database_url: str, vault: Vault
) -> None:
    async def act(replica: Replica, elsewhere: Store) -> None:
        fragments = replica.backing.fragments
        await replica.ask(Role.FINANCE)
        await write(elsewhere, MOVES["an order's version"][0])
        misses = fragments.misses
        answers = await asyncio.gather(*(replica.ask(Role.FINANCE) for _ in range(8)))
        assert [found["order-SITE"] for found, _ in answers] == [77] * 8
        assert fragments.misses == misses + 1

    replicas(long_store, database_url, vault, act)


def nothing() -> None:
    return


def trouble() -> None:
    raise RuntimeError("came to grief before its rows were kept")


@pytest.mark.usefixtures("long_store")
def test_one_who_comes_to_grief_gives_its_turn_to_the_next(database_url: str, vault: Vault) -> None:
    store = Interrupted(database_url)

    async def act(replica: Replica, elsewhere: Store) -> None:
        await replica.ask(Role.FINANCE)
        await write(elsewhere, MOVES["an order's version"][0])
        store.acts = [nothing, trouble]  # which rows there are, then those that are not kept
        with pytest.raises(RuntimeError, match="grief"):
            await replica.ask(Role.FINANCE)
        found, _ = await asyncio.wait_for(replica.ask(Role.FINANCE), 10)
        assert found["order-SITE"] == 77

    replicas(store, database_url, vault, act)


@pytest.mark.parametrize("name", CASES)
def test_a_case_that_another_replica_moves_is_another_row(
    name: str, planted_store: Store, database_url: str, vault: Vault
) -> None:
    async def act(replica: Replica, elsewhere: Store) -> None:
        listings, fragments = replica.backing.listings, replica.backing.fragments
        await replica.ask(Role.FINANCE)
        await replica.ask(Role.FINANCE)
        assert len(listings) == 1
        misses = fragments.misses
        await write(elsewhere, CASES[name])
        await replica.ask(Role.FINANCE)
        assert fragments.misses == misses + 1

    replicas(planted_store, database_url, vault, act)


def test_a_key_destroyed_by_another_replica_drops_every_written_row(
    planted_store: Store, database_url: str, vault: Vault
) -> None:
    async def act(replica: Replica, elsewhere: Store) -> None:
        kept = replica.backing.fragments
        await replica.ask(Role.FINANCE)
        assert len(kept) > 0
        gone = data_keys.c.patient_id == "patient-ERASED"
        await write(elsewhere, update(data_keys).where(gone).values(wrapped=None))
        cleared = kept.cleared
        _, asked = await replica.ask(Role.FINANCE)
        assert asked
        assert kept.cleared == cleared + 1

    replicas(planted_store, database_url, vault, act)


def test_a_list_over_the_bound_is_put_together_anew_of_its_rows(
    long_store: Store, database_url: str, vault: Vault
) -> None:
    async def act(replica: Replica, elsewhere: Store) -> None:
        del elsewhere
        fragments = replica.backing.fragments
        row_by_row: list[bool] = []
        for role in (Role.FINANCE, Role.FINANCE, Role.LOGISTICS, Role.FINANCE):
            before = fragments.hits
            await replica.ask(role)
            row_by_row.append(fragments.hits > before)
        assert row_by_row == [False, False, False, True]

    replicas(long_store, database_url, vault, act, listings=Listings(most_joined=1))


@pytest.mark.usefixtures("planted_store")
def test_rows_read_before_everything_was_forgotten_are_not_kept_after(
    database_url: str, vault: Vault
) -> None:
    store = Interrupted(database_url)

    async def act(replica: Replica, elsewhere: Store) -> None:
        del elsewhere
        fragments = replica.backing.fragments
        store.acts = [nothing, fragments.clear]
        await replica.ask(Role.FINANCE)
        assert not store.acts
        assert len(fragments) == 0
        await replica.ask(Role.FINANCE)
        assert len(fragments) > 0

    replicas(store, database_url, vault, act)
