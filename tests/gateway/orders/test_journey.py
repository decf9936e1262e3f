"""The journey line: eleven steps and how far an order is."""

from gateway.orders.journey import STEPS, milestones
from schema.vocabulary.facts import Fact
from schema.vocabulary.orders import OrderKind
from tests.world.fact_lines import fact, folded


def _states(*facts: Fact, kind: OrderKind = OrderKind.AUTOLOGOUS) -> dict[str, str]:
    steps = milestones(kind, folded(*facts, kind=kind))
    return {str(step["step"]): str(step["state"]) for step in steps if isinstance(step, dict)}


def _at(step: str, *facts: Fact) -> object:
    found = milestones(OrderKind.AUTOLOGOUS, folded(*facts))
    return next(one["at"] for one in found if isinstance(one, dict) and one["step"] == step)


def test_every_status_but_conditioning_and_the_broken_ends_has_one_step() -> None:
    numbers = sorted(number for some in STEPS.values() for number in some)
    assert numbers == [number for number in range(1, 29) if number != 21]


def test_a_skipped_step_is_inferred() -> None:
    states = _states(fact("C SUBMITTED@1"), fact("C COLLECTED@5"))
    assert list(states.items())[:6] == [
        ("ENROL", "INFERRED"),
        ("ORDER", "DONE"),
        ("SLOT", "INFERRED"),
        ("COLLECT", "CURRENT"),
        ("SHIP", "PLANNED"),
        ("MAKE", "PLANNED"),
    ]


def test_off_the_shelf_leaves_steps_out() -> None:
    states = _states(fact("M RELEASED@9"), kind=OrderKind.ALLOGENEIC)
    assert {"COLLECT", "SHIP", "MAKE"}.isdisjoint(states)
    assert (states["RELEASE"], states["RETURN"]) == ("CURRENT", "PLANNED")


def test_conditioning_stays_on_its_supply_step() -> None:
    said = [fact("M RELEASED@30"), fact("C CONDITIONING_STARTED@31")]
    assert _states(*said)["RELEASE"] == "CURRENT"


def test_a_conflict_stands_at_the_step_of_the_status() -> None:
    said = [fact("M RELEASED@30"), fact("M QC_TESTING@31")]
    assert _states(*said)["RELEASE"] == "CONFLICT"


def test_a_new_cycle_plans_its_steps_again() -> None:
    said = [
        fact("C COLLECTED@5", cycle=1),
        fact("M RECOLLECTION_REQUIRED@20", cycle=1),
        fact("M SLOT_CONFIRMED@23", cycle=2),
    ]
    assert (_states(*said)["SLOT"], _states(*said)["COLLECT"]) == ("CURRENT", "PLANNED")
    assert _at("COLLECT", *said) is None


def test_an_order_that_ended_early_is_cut_where_it_was() -> None:
    states = _states(fact("C COLLECTED@5"), fact("M CANCELLED@9"))
    assert (states["COLLECT"], states["SHIP"], states["FOLLOW_UP"]) == (
        "DONE",
        "PLANNED",
        "PLANNED",
    )


def test_a_completed_order_has_every_step_behind_it() -> None:
    states = _states(fact("C INFUSED@40"), fact("C COMPLETED@90"))
    assert set(states.values()) == {"DONE", "INFERRED"}
