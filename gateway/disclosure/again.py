"""Knows the lists that are asked for again: while nothing has moved they are shown as they were.

A screen asks for its list again and again, mostly in vain. What it was shown is looked up by the
plan, the viewer and the numbers that were sent along; whether it still stands, the store says.
"""

from collections.abc import Mapping
from datetime import datetime
from types import NoneType
from typing import Final, NamedTuple, Protocol

from gateway.clock import instant_text
from gateway.disclosure.asked_lists import Question
from gateway.disclosure.cases import viewer_of
from gateway.disclosure.fragments import Whole
from gateway.disclosure.plan import Plan
from gateway.disclosure.showing import Backing
from gateway.disclosure.told import Disclosed, Memo
from schema.api.ports import Treated
from schema.vocabulary.principals import Grant, Principal

NUMBERS: Final = frozenset({int, bool, NoneType})
"""What may be looked up by: a word that a caller wrote may be anything, and would be kept."""


class Lists(Protocol):
    """Reads that know whether one list is all that they showed."""

    def only_list(self) -> Memo | None:
        """Its memo."""
        ...


class Again(NamedTuple):
    """A list that is shown again, and what the audit is told of it; no grant opened any of it."""

    value: Treated
    told: Disclosed

    def disclosed(self) -> Disclosed:
        """What is shown."""
        return self.told

    def grants_used(self) -> tuple[Grant, ...]:
        """None."""
        return ()


def question(
    principal: Principal, *, plan: Plan, given: Mapping[str, object], as_of: datetime
) -> Question | None:
    """What is asked; None where a value is a word."""
    if not NUMBERS.issuperset(map(type, given.values())):
        return None
    viewer = viewer_of(principal, policy=plan.policy, as_of=as_of)
    return Question(plan.number, viewer, tuple(given.items()))


async def find(asked: Question, backing: Backing, *, as_of: datetime) -> Again | None:
    """The list that this question was answered with, if it stands.

    What is kept sealed is opened for each who asks, which is counted, and what a grant opened is
    told with the grant: those go the usual way.
    """
    listings, fragments = backing.listings, backing.fragments
    moved = await backing.store.moved()
    listings.follow(moved, fragments)
    memo = listings.answered(asked, moved)
    if memo is None or memo.value is None or memo.disclosed is None or memo.written is None:
        return None
    if memo.disclosed.opened:  # which grant did it is told anew each time
        return None
    rows, _, told, era = memo.written
    if told and told != fragments.sources_told(await backing.sources.sources()):
        return None
    if era != fragments.era or not isinstance(rows, Whole):  # it may have gone meanwhile
        return None
    present = instant_text(as_of) if memo.value["as_of"] else ""  # only where it is asked for
    return Again({**memo.value, "nodes": rows, "as_of": present}, memo.disclosed)


def note(asked: Question, value: Treated, reads: Lists, backing: Backing) -> None:
    """This list answers this question: nothing else was shown, and each row is written.

    An edge holds its row, so that a list of edges is not kept.
    """
    memo = reads.only_list()
    if memo is None or memo.written is None or value["edges"]:
        return
    memo.value = {name: one for name, one in value.items() if name != "nodes"}
    backing.listings.note_answered(asked, memo)
