"""What is counted: rows that one may list, exactly; of others, nothing about any small number."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, cast

import pytest
from graphql import GraphQLObjectType, get_named_type
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from gateway.disclosure.counting import COLUMNS, Counting
from gateway.orders.tables import orders
from gateway.store.engine import Store, open_store
from gateway.vault.keys import open_key_file
from schema.api.schema import print_sdl
from schema.vocabulary.counts import CountBy
from schema.vocabulary.principals import Grant, Principal, Purpose, RealmRole, Role
from tests.gateway.disclosure.expected import told
from tests.gateway.disclosure.oracle import exists, sees
from tests.hostile.test_side_doors import Asked, Body, asked, codes
from tests.world.allowed import stands_to
from tests.world.asking import NOW, someone
from tests.world.both_ways import SCHEMA, Ground, SteadyVault
from tests.world.counts import examples
from tests.world.drawn_people import Crowd
from tests.world.loop import run
from tests.world.plain_orders import PlainOrder, stand
from tests.world.webapp import World

if TYPE_CHECKING:
    from graphql import GraphQLNamedType

    from tests.world.drawn_orders import RandomOrder

CELLS = "{ groups { values { by value title } count } smallest }"
SHOWN_AS = {
    **{by: by.value.lower() for by in CountBy},
    CountBy.NEXT_ACTION: "nextAction",
    CountBy.OVERLAY: "overlays",
    CountBy.EXCEPTION: "exceptionKinds",
}
COUNTED = {
    "OrderConnection.totalCount": "rows that the viewer may list",
    "Source.orderCount": "rows that the viewer may list and group by",
    "CountGroup.count": "such rows; those of others as the tests below say",
    "AuditEvent.orderCount": "those of the event that the viewer may list",
    "AuditEvent.patientCount": "likewise",
    "ErasedPart.count": "of one patient, for the privacy officer, who lists every row",
    "PolicyPreview.people": "staff",
    "PolicyPreview.cells": "cells of the policy",
    "PolicyPreview.wider": "cells of the policy",
    "AuditProof.size": "events",
}
NOT_COUNTED = frozenset({
    *("Order.version", "OrderChange.version", "OrderCounts.smallest", "Viewer.assurance"),
    *("AuditEvent.sequence", "AuditProof.index", "PolicyVersion.number"),
    *("PolicyVersion.replaces", "PolicyProposal.basedOn", "PolicyProposal.rollsBackTo"),
    *("Cost.requested", "Cost.limit", "Cost.remaining", "Measure.asked", "Measure.limit"),
})  # fmt: skip
"""Whole numbers that count nothing: versions, places, prices."""


def whole_numbers() -> Iterator[str]:
    """Every whole number that the schema shows and that is no field of one order."""
    sdl = print_sdl()
    of_an_order = {"Collection", "Dose", "FactRecord", "Order", "ProductBag", "Run", "CustodyEvent"}
    for kind in SCHEMA.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            for name, field in kind.fields.items():
                below = cast("GraphQLNamedType", get_named_type(field.type))
                marked = f"{name}: Int @sensitivity" in sdl or kind.name == "FactRecord"
                if below.name == "Int" and not (kind.name in of_an_order and marked):
                    yield f"{kind.name}.{name}"


def test_every_number_of_the_schema_is_known_to_count_what_may_be_listed_or_nothing() -> None:
    assert set(whole_numbers()) == COUNTED.keys() | NOT_COUNTED


def test_orders_are_counted_by_operational_fields_only() -> None:
    body = print_sdl().split("\ntype Order ", 1)[1].split("\n}", 1)[0]
    marks = {line.split(":")[0].strip(): line for line in body.splitlines() if ":" in line}
    assert SHOWN_AS.keys() == set(CountBy) == COLUMNS.keys()
    assert all("(class: OPERATIONAL)" in marks[name] for name in SHOWN_AS.values())


WAYS = tuple(product(("ORDERS", "WORKLIST"), CountBy))
BY_EVERYTHING = " ".join(
    f"{over}_{by}: counts(by: [{by}, STATUS], over: {over}) {CELLS}" for over, by in WAYS
).join(("{ ", " }"))


@pytest.mark.parametrize("seed", [21, 22])
def test_a_count_is_of_rows_that_are_listed_and_clear(
    store: Store, tmp_path: Path, seed: int
) -> None:
    """By every value, over both lists, as anybody: what the columns of just those rows say."""

    async def ask() -> int:
        compared = 0
        async with asked(store, tmp_path, seed=seed) as desk:
            crowd = Crowd(Random(seed), desk.on.words().patients)  # noqa: S311 (repeatable)
            async with store.reading() as reading:
                found = (await reading.execute(select(orders))).mappings()
                rows = {str(row["order_id"]): dict(row) for row in found}
            for me in [*crowd.always(), *crowd.strangers(12)]:
                clear = [rows[one.order_id] for one in desk.on.told if counts_for(one, me)]
                body = await desk.data(me, BY_EVERYTHING)
                if codes(body):
                    assert set(codes(body)) == {"COUNTS_REFUSED"}
                    assert not clear
                    continue
                for over, by in WAYS:
                    mine = [row for row in clear if over == "ORDERS" or not row["ended"]]
                    cells = told_cells(body, f"{over}_{by}")
                    assert cells == expected(mine, by), (me, by)
                    compared += len(mine)
        return compared

    assert run(ask()) > 100


def counts_for(one: "RandomOrder", me: Principal) -> bool:
    """Whether an order may be counted by, by the oracle."""
    order = stands_to(one, me)
    return exists(told(me), order) and sees(told(me), order, "OPERATIONAL") == "CLEAR"


def expected(rows: list[dict[str, object]], by: CountBy) -> Counter[tuple[object, object]]:
    found: Counter[tuple[object, object]] = Counter()
    for row in rows:
        value = row[COLUMNS[by][0]]
        values = cast("list[object]", value) if isinstance(value, list) else [value]
        found.update((each, row["status"]) for each in values or [None])
    return found


def told_cells(body: Body, name: str) -> Counter[tuple[object, object]]:
    counts = cast("dict[str, Body]", body["data"])[name]
    assert counts["smallest"] is None
    found: Counter[tuple[object, object]] = Counter()
    for cell in cast("list[dict[str, list[Body]]]", counts["groups"]):
        first, *rest = (value["value"] for value in cell["values"])
        found[first, rest[0] if rest else first] += cast("int", cell["count"])
    return found


REFUSED: dict[str, tuple[Principal, str, str]] = {
    "by three values": (
        someone(Role.COORDINATOR),
        "by: [STATUS, SITE, OWNER]",
        "LIMIT_COUNTS",
    ),
    "elsewhere by another value": (
        someone(Role.COORDINATOR),
        "by: [SITE], over: ELSEWHERE",
        "COUNTS_ELSEWHERE",
    ),
    "elsewhere by two": (
        someone(Role.COORDINATOR),
        "by: [STATUS, SITE], over: ELSEWHERE",
        "COUNTS_ELSEWHERE",
    ),
    "elsewhere with a filter": (
        someone(Role.COORDINATOR),
        'by: [STATUS], over: ELSEWHERE, filter: {site: ["b"]}',
        "COUNTS_ELSEWHERE",
    ),
    "a partial class": (someone(Role.SITE_ADMIN), "by: [STATUS]", "COUNTS_REFUSED"),
    "a purpose that masks it": (
        replace(someone(Role.PHYSICIAN), purpose=Purpose.HRESCH),
        "by: [STATUS], over: ELSEWHERE",
        "COUNTS_REFUSED",
    ),
    "one factor": (
        someone(Role.COORDINATOR, assurance=1),
        "by: [STATUS], over: ELSEWHERE",
        "COUNTS_REFUSED",
    ),
    "a platform-admin": (
        replace(
            someone(Role.COORDINATOR),
            roles=frozenset(),
            realm_roles=frozenset({RealmRole.PLATFORM_ADMIN}),
        ),
        "by: [STATUS], over: ELSEWHERE",
        "COUNTS_REFUSED",
    ),
    "a client without a site": (
        replace(someone(Role.INTEGRATOR), roles=frozenset()),
        "by: [STATUS], over: ELSEWHERE",
        "COUNTS_REFUSED",
    ),
    "no role": (
        replace(someone(Role.COORDINATOR), roles=frozenset()),
        "by: [STATUS], over: ELSEWHERE",
        "COUNTS_REFUSED",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_may_not_be_counted_so_is_refused(name: str, store: Store, tmp_path: Path) -> None:
    me, arguments, code = REFUSED[name]

    async def ask() -> None:
        async with asked(store, tmp_path) as desk:
            body = await desk.data(me, f"{{ counts({arguments}) {CELLS} }}")
            assert codes(body) == [code]

    run(ask())


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
