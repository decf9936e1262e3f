"""What is counted: rows that one may list, exactly."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, cast

import pytest
from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import select

from gateway.disclosure.counting import COLUMNS
from gateway.orders.tables import orders
from gateway.store.engine import Store
from schema.api.schema import print_sdl
from schema.vocabulary.counts import CountBy
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role
from tests.gateway.disclosure.expected import told
from tests.gateway.disclosure.oracle import exists, sees
from tests.hostile.test_side_doors import Body, asked, codes
from tests.world.allowed import stands_to
from tests.world.asking import someone
from tests.world.both_ways import SCHEMA
from tests.world.drawn_people import Crowd
from tests.world.loop import run

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
    "CountGroup.count": "such rows; those of others as test_counts_elsewhere says",
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
    *("Explanation.requested", "Explanation.limit", "ExplainedField.price"),
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
