"""Of rows that one may not list, no count tells anything about a small number of people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.disclosure.counting import Counting
from gateway.store.engine import open_store
from gateway.vault.keys import open_key_file
from schema.vocabulary.counts import CountBy
from schema.vocabulary.principals import Grant, Principal, Purpose, RealmRole, Role
from tests.hostile.test_counts import CELLS
from tests.hostile.test_side_doors import Asked, Body, codes
from tests.world.asking import NOW, someone
from tests.world.both_ways import Ground, SteadyVault
from tests.world.counts import examples
from tests.world.loop import run
from tests.world.plain_orders import PlainOrder, stand
from tests.world.webapp import World


@dataclass(frozen=True)
class Cell:
    """Orders of others at one status: so many people, and orders beyond one for each."""

    people: int
    more: int

    def rows(self, status: str) -> Iterator[PlainOrder]:
        for number in range(self.people + (self.more if self.people else 0)):
            patient = f"p-{status}-{number % self.people}"
            yield PlainOrder(
                order_id=f"o-{status}-{number}", patient_id=patient, site="z", status=status
            )


MINE = [
    PlainOrder(order_id="mine-1", patient_id="mine-1"),
    PlainOrder(order_id="mine-2", patient_id="mine-2", status="INFUSED", overlays=("STALE",)),
    PlainOrder(order_id="mine-3", patient_id="mine-2", status="COMPLETED", ended=True),
]
STATUSES = ("RELEASED", "INFUSED", "COMPLETED", "DRAFT")
SMALL = st.builds(Cell, st.integers(0, 4), st.integers(0, 8))
LARGE = st.builds(Cell, st.integers(5, 9), st.integers(0, 8))


@st.composite
def like(draw: st.DrawFn, cell: Cell) -> Cell:
    """Another cell that nobody may tell from this one."""
    if cell.people < 5:
        return draw(SMALL)
    lowest = (cell.people + cell.more) // 5 * 5
    many = draw(st.integers(lowest, lowest + 4))
    people = draw(st.integers(5, many))
    return Cell(people, many - people)


@st.composite
def alike(draw: st.DrawFn) -> tuple[list[Cell], list[Cell]]:
    """Two worlds elsewhere that differ in nothing that may be told."""
    one = [draw(SMALL | LARGE) for _ in STATUSES]
    return one, [draw(like(cell)) for cell in one]


ASKERS = (
    someone(Role.COORDINATOR),
    someone(Role.INTEGRATOR),
    replace(someone(Role.QUALITY, Role.LOGISTICS), purpose=Purpose.HOPERAT),
)
FILTERS = (
    "",
    ", filter: {status: [RELEASED]}",
    ', filter: {site: ["z"]}',
    ', filter: {connection: ["helvance"], owner: ["coordinator"]}',
    ", filter: {overlay: [STALE]}",
)


def questions() -> Iterator[str]:
    """Whatever one caller can ask that counts anything; what may be refused stands alone."""
    every = (*CountBy, "STATUS, SITE", "")
    for over in ("ORDERS", "WORKLIST"):
        yield _several(f"counts(by: [{by}], over: {over}) {CELLS}" for by in every)
    for chosen in FILTERS:
        yield _several(
            f"{root}(first: 5{chosen}) {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage }} }}"
            for root in ("orders", "worklist")
        )
        for by in ("STATUS", "SITE"):
            yield f"{{ counts(by: [{by}], over: ELSEWHERE{chosen}) {CELLS} }}"
        yield f"{{ counts(by: [STATUS, SITE]{chosen}) {CELLS} }}"
    yield "{ sources { orderCount } }"


def _several(ways: Iterable[str]) -> str:
    return "{ " + " ".join(f"q{at}: {way}" for at, way in enumerate(ways)) + " }"


class Elsewhere:
    """A world of orders at site z, asked by people of site a."""

    def __init__(self, url: str, folder: Path, counting: Counting) -> None:
        self._url = url
        self._vault = SteadyVault(open_key_file(folder / "keys.json", store_is_empty=True))
        (folder / "web").mkdir()
        self._world = World(folder / "web")
        self._counting = counting

    def answers(self, *worlds: list[PlainOrder], ask: tuple[Principal, ...]) -> list[list[bytes]]:
        """Everything that these people are told of each world."""

        async def told_of() -> list[list[bytes]]:
            store = open_store(self._url)
            found: list[list[bytes]] = []
            for world in worlds:
                await stand(store, [*MINE, *world])
                ground = Ground(store, self._vault, [], self._world, (), counting=self._counting)
                desk = Asked(ground)
                found.append([await desk.bytes(me, text) for me in ask for text in questions()])
            await store.close()
            return found

        return run(told_of())


def world_of(cells: list[Cell]) -> list[PlainOrder]:
    return [row for status, cell in zip(STATUSES, cells, strict=True) for row in cell.rows(status)]


def test_no_number_below_five_can_be_told_from_another_by_all_that_one_may_ask(
    database_url: str, tmp_path: Path
) -> None:
    elsewhere = Elsewhere(database_url, tmp_path, Counting())

    @settings(
        max_examples=examples(5),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(alike())
    def holds(worlds: tuple[list[Cell], list[Cell]]) -> None:
        one, other = (world_of(cells) for cells in worlds)
        first, second = elsewhere.answers(one, other, ask=ASKERS)
        assert first == second

    holds()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("cell", "other"), [(Cell(4, 0), Cell(0, 0)), (Cell(5, 1), Cell(5, 2))])
def test_a_count_that_suppresses_nothing_is_found_out(
    database_url: str, tmp_path: Path, cell: Cell, other: Cell
) -> None:
    elsewhere = Elsewhere(database_url, tmp_path, Counting(smallest=1))
    worlds = [list(one.rows("DRAFT")) for one in (cell, other)]
    first, second = elsewhere.answers(*worlds, ask=ASKERS[:1])
    assert first != second


def shown_elsewhere(
    url: str, folder: Path, rows: list[PlainOrder], me: Principal, counting: Counting
) -> Body:
    async def ask() -> Body:
        store = open_store(url)
        vault = SteadyVault(open_key_file(folder / "keys.json", store_is_empty=True))
        (folder / "web").mkdir(exist_ok=True)
        await stand(store, rows)
        desk = Asked(Ground(store, vault, [], World(folder / "web"), (), counting=counting))
        try:
            return await desk.data(me, f"{{ counts(by: [STATUS], over: ELSEWHERE) {CELLS} }}")
        finally:
            await store.close()

    return run(ask())


def cells_of(body: Body) -> dict[object, object]:
    counts = cast("dict[str, Body]", body["data"])["counts"]
    assert counts["smallest"] == 5
    cells = cast("list[dict[str, list[Body]]]", counts["groups"])
    return {cell["values"][0]["value"]: cell["count"] for cell in cells}


def test_orders_elsewhere_come_in_fives_of_people_and_without_mine(
    database_url: str, tmp_path: Path
) -> None:
    away = {"RELEASED": Cell(7, 6), "INFUSED": Cell(4, 8), "COMPLETED": Cell(5, 0)}
    rows = [*MINE, *(row for status, cell in away.items() for row in cell.rows(status))]
    body = shown_elsewhere(database_url, tmp_path, rows, someone(Role.COORDINATOR), Counting())
    assert cells_of(body) == {"RELEASED": 10, "COMPLETED": 5}


@pytest.mark.parametrize("flag", ["restricted", "erased"])
def test_who_is_restricted_or_erased_stands_in_no_count_of_others(
    database_url: str, tmp_path: Path, flag: str
) -> None:
    rows = list(Cell(5, 0).rows("RELEASED"))
    rows[0] = replace(rows[0], **{flag: True})
    body = shown_elsewhere(database_url, tmp_path, rows, someone(Role.COORDINATOR), Counting())
    assert cells_of(body) == {}


def test_whoever_lists_everything_has_nobody_elsewhere(database_url: str, tmp_path: Path) -> None:
    rows = list(Cell(9, 0).rows("RELEASED"))
    officer = someone(RealmRole.PRIVACY_OFFICER)
    assert cells_of(shown_elsewhere(database_url, tmp_path, rows, officer, Counting())) == {}


def test_a_grant_moves_no_count_of_others(database_url: str, tmp_path: Path) -> None:
    """Else the same question before and after would tell what the opened row was taken from."""
    rows = list(Cell(5, 0).rows("RELEASED"))
    opened = Grant(rows[0].patient_id, Role.PHYSICIAN, NOW, "grant-1")
    me = someone(Role.PHYSICIAN, grants=(opened,))
    body = shown_elsewhere(database_url, tmp_path, rows, me, Counting())
    assert cells_of(body) == {"RELEASED": 5}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_installation_may_tell_nothing_of_others(database_url: str, tmp_path: Path) -> None:
    silent = Counting(elsewhere=False)
    body = shown_elsewhere(database_url, tmp_path, [], someone(Role.COORDINATOR), silent)
    assert codes(body) == ["COUNTS_ELSEWHERE"]
