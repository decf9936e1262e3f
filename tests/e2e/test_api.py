"""The API from outside: statuses are true, bad input is told what is wrong, and learns nothing."""

from typing import TypedDict, cast

import httpx
import pytest

from connectors.kit.simulator import journeys
from tests.e2e.api import World, ask, token
from tests.e2e.clear_values import VENDORS

SITES = {"st-alder": "l.meier", "lakeside": "o.hart", "westhaven": "k.albers"}
LIST = """{ orders(first: 500) {
  nodes { id status overlays vendorOrderNumber { value } site { id } } } }"""
UNKNOWN = "00000000-0000-8000-8000-000000000000"


class Value(TypedDict):
    """A protected value."""

    value: str | None


class Row(TypedDict):
    """What `LIST` asks of an order."""

    id: str
    status: str
    overlays: list[str]
    vendorOrderNumber: Value


def orders_of(world: World, person: str) -> list[Row]:
    """Every order a person may list."""
    answer = ask(world, LIST, bearer=token(world, person)).json()
    assert "errors" not in answer
    return cast("list[Row]", answer["data"]["orders"]["nodes"])


def test_all_sites_together_see_every_order(world: World) -> None:
    ids = {row["id"] for person in SITES.values() for row in orders_of(world, person)}
    assert len(ids) >= sum(len(journeys(vendor)) for vendor in VENDORS)


def test_every_status_and_overlay_is_there(world: World) -> None:
    rows = [row for person in SITES.values() for row in orders_of(world, person)]
    expected = {
        one.expected.status for v in VENDORS for one in journeys(v) if one.expected is not None
    }
    assert expected <= {row["status"] for row in rows}
    overlays = {overlay for row in rows for overlay in row["overlays"]}
    assert {"HOLD", "EXCEPTION", "CONFLICT", "UNMAPPED"} <= overlays


def test_pinned_orders_show_what_was_stated_by_hand(world: World) -> None:
    shown = {
        row["vendorOrderNumber"]["value"]: (row["status"], frozenset(row["overlays"]))
        for person in SITES.values()
        for row in orders_of(world, person)
    }
    stated = {
        f"TS-{88_000 + one.number}": (one.expected.status, one.expected.overlays)
        for one in journeys("tessaly")
        if one.expected is not None and not one.expected.silence
    }
    assert {number: shown[number] for number in stated} == stated


def test_another_sites_order_answers_like_an_unknown_one(world: World) -> None:
    mine = {row["id"] for row in orders_of(world, "l.meier")}
    other = next(str(row["id"]) for row in orders_of(world, "k.albers") if row["id"] not in mine)
    query = "query($id: ID!) { order(by: { id: $id }) { id status } patient(id: $id) { id } }"
    bearer = token(world, "l.meier")
    answers = [ask(world, query, bearer=bearer, variables={"id": one}) for one in (other, UNKNOWN)]
    told = [_but_for_the_budget(answer.json()) for answer in answers]
    assert told[0] == told[1]
    assert told[0]["data"] == {"order": None, "patient": None}
    assert answers[0].status_code == answers[1].status_code == 200


def _but_for_the_budget(body: dict[str, dict[str, dict[str, object]]]) -> dict[str, object]:
    """The answer without what is left of the asker's own budget, which each question makes less."""
    cost = body["extensions"]["cost"]
    return {**body, "extensions": {"cost": cost["requested"]}}


@pytest.mark.parametrize(
    ("query", "status"),
    [("{ nonsense }", 422), ("{ viewer", 400), ('{ orders(after: "forged") { totalCount } }', 294)],
)
def test_a_wrong_operation_gets_a_typed_error(world: World, query: str, status: int) -> None:
    answer = ask(world, query, bearer=token(world, "l.meier"))
    assert answer.status_code == status
    assert answer.json()["errors"][0]["extensions"]["code"]
    assert "nonsense" not in answer.text
    assert "forged" not in answer.text


def test_nobody_is_told_to_sign_in(world: World) -> None:
    answer = httpx.post(f"{world.url}/graphql", json={"query": "{ viewer { name } }"}, timeout=10)
    assert answer.status_code == 401


def test_a_body_too_large_is_refused(world: World) -> None:
    answer = ask(world, "{" + " " * 400_000 + "viewer { name } }", bearer=token(world, "l.meier"))
    assert answer.status_code == 413
