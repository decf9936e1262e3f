"""Knows the journey line: eleven steps, each done, inferred, current, planned or in conflict."""

from collections.abc import Sequence

from gateway.clock import instant_text
from gateway.orders.attempts import Counted
from gateway.orders.fold import Folded
from schema.vocabulary.facts import JsonValue, Overlay
from schema.vocabulary.orders import OrderKind
from schema.vocabulary.statuses import RULES, TREATMENT_RANK, Status

STEPS = {
    "ENROL": (1,),
    "ORDER": (2, 3),
    "SLOT": (4,),
    "COLLECT": (5, 6, 7),
    "SHIP": (8, 9, 10),
    "MAKE": (11, 12, 14, 15),
    "RELEASE": (13, 16, 17),
    "RETURN": (18,),
    "RECEIVE": (19, 20),
    "INFUSE": (22, 23, 24, 25, 26),
    "FOLLOW_UP": (27, 28),
}
MADE_FOR_THE_PATIENT = frozenset({"COLLECT", "SHIP", "MAKE"})
"""Steps that off-the-shelf and in vivo orders leave out."""
_STEP_OF = {number: step for step, numbers in STEPS.items() for number in numbers}


def milestones(kind: OrderKind, folded: Folded) -> list[JsonValue]:
    """The steps of an order of this kind: step, state, at, party, connection.

    What an earlier attempt said of a step that is planned again stays with the facts.
    """
    steps = [
        step for step in STEPS if kind is OrderKind.AUTOLOGOUS or step not in MADE_FOR_THE_PATIENT
    ]
    here = _current(folded, steps)
    return [_milestone(step, place, here, folded=folded) for place, step in enumerate(steps)]


def _milestone(step: str, place: int, here: int, *, folded: Folded) -> JsonValue:
    said = _said(step, folded.counted) if place <= here else []
    return {
        "step": step,
        "state": _state(place, here, said=bool(said), folded=folded),
        "at": instant_text(said[0].fact.happened_at) if said else None,
        "party": said[0].fact.party.value if said else None,
        "connection": said[0].fact.connection if said else None,
    }


def _state(place: int, here: int, *, said: bool, folded: Folded) -> str:
    if place > here:
        return "PLANNED"
    if place < here or folded.ended:
        return "DONE" if said else "INFERRED"
    return "CONFLICT" if Overlay.CONFLICT in folded.overlays else "CURRENT"


def _said(step: str, counted: Sequence[Counted]) -> list[Counted]:
    """The facts of the step's latest attempt, earliest first."""
    facts = [one for one in counted if RULES[one.status].number in STEPS[step]]
    latest = max(((one.cycle, one.run) for one in facts), default=(0, 0))
    return [one for one in facts if (one.cycle, one.run) == latest]


def _current(folded: Folded, steps: Sequence[str]) -> int:
    number = RULES[folded.status].number
    if folded.status is Status.CONDITIONING_STARTED or number not in _STEP_OF:
        ranked = [
            one
            for one in folded.counted
            if one.rank is not None and (folded.ended or one.rank < TREATMENT_RANK)
        ]
        top = max(ranked, key=lambda one: (one.cycle, one.run, one.rank or 0), default=None)
        number = RULES[top.status].number if top else 1
    return steps.index(_STEP_OF[number]) if _STEP_OF[number] in steps else 0
