"""Laws of the fold: a second reading agrees, order never matters, time acts when it says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gateway.orders.fold import Folded, fold
from schema.vocabulary.facts import Fact, Party
from schema.vocabulary.orders import OrderKind
from tests.properties.fold_oracle import NOT_STATUSES, TABLE, Answer, Oracle
from tests.world.counts import examples
from tests.world.fact_lines import EPOCH

MINUTES = (0, 1, 14, 15, 16, 30, 31, 60, 300, 1440, 4320, 4335, 10080, 20160)
AS_OF = (0, 1, 15, 16, 46, 60, 240, 241, 1440, 1500, 4320, 4330, 10100, 40000)
KINDS = st.sampled_from(
    [*TABLE, *NOT_STATUSES, "HOLD_PLACED", "EXCEPTION_RAISED", "RETRACTION", "ODD", "EVEN"]
)
PARTIES = st.sampled_from(list(Party))
IDS = st.sampled_from("abcdefgh")
CONNECTIONS = st.sampled_from(["maker", "maker", "maker", "other", "portal"])
law = settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


def _instants(minutes: Sequence[int]) -> st.SearchStrategy[datetime]:
    return st.sampled_from([EPOCH + timedelta(minutes=number) for number in minutes])


def _maybe(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.none(), st.none(), values)


SMALL = st.sampled_from([None, None, None, 1, 2])


@st.composite
def _facts(draw: st.DrawFn) -> Fact:
    kind = draw(KINDS)
    rightly = sorted(TABLE[kind].by) if kind in TABLE else ["C", "M", "K", "P"]
    party = draw(
        st.one_of(st.sampled_from(rightly).map(Party), st.sampled_from(rightly).map(Party), PARTIES)
    )
    happened = draw(_instants(MINUTES))
    late = draw(st.sampled_from([0, 0, 0, 1, 60, 1440]))
    return Fact(
        id=draw(IDS),
        connection=draw(CONNECTIONS),
        party=party,
        kind=kind,
        happened_at=happened,
        learned_at=max(EPOCH, happened - timedelta(minutes=draw(st.sampled_from([0, 0, 20]))))
        + timedelta(minutes=late),
        revision=draw(st.sampled_from([1, 1, 1, 2])),
        cycle=draw(SMALL),
        run=draw(SMALL),
        dose=draw(SMALL),
        ref=draw(_maybe(st.sampled_from("xy"))),
        exception_kind=draw(
            _maybe(st.sampled_from(["PATIENT_DIED", "DAMAGE", "IDENTITY_MISMATCH", "VOLCANO"]))
        ),
        corrects=draw(_maybe(IDS)),
        retracts=draw(IDS) if kind == "RETRACTION" else draw(_maybe(IDS)),
    )


@st.composite
def _calm(draw: st.DrawFn) -> list[Fact]:
    """Status facts without links or rivals: so few contradictions that one more is seen."""
    facts = draw(st.lists(_facts(), max_size=6))
    return [
        replace(one, id=str(place), connection="maker", corrects=None, retracts=None, revision=1)
        for place, one in enumerate(facts)
    ]


FACTS = st.one_of(st.lists(_facts(), max_size=9), _calm())
ORDERS = st.sampled_from(list(OrderKind))
DOSES = st.sampled_from([1, 1, 2])


def _answer(result: Folded) -> Answer:
    return {
        "status": result.status.value,
        "since": result.since,
        "overlays": [overlay.value for overlay in result.overlays],
        "action": result.next_action,
        "owner": result.owner,
        "exceptions": set(result.exception_kinds),
        "unmapped": set(result.unmapped),
    }


@settings(parent=law, max_examples=examples(700))
@given(ORDERS, DOSES, FACTS, _instants(AS_OF))
def test_a_second_reading_of_the_text_agrees(
    kind: OrderKind, doses: int, facts: list[Fact], as_of: datetime
) -> None:
    result = fold(kind, doses, facts, as_of=as_of)
    assert _answer(result) == Oracle(kind.value, doses, facts, as_of).answer()


@settings(parent=law)
@given(st.data(), ORDERS, DOSES, FACTS, _instants(AS_OF))
def test_order_never_matters(
    data: st.DataObject, kind: OrderKind, doses: int, facts: list[Fact], as_of: datetime
) -> None:
    other = data.draw(st.permutations(facts))
    first, second = (fold(kind, doses, some, as_of=as_of) for some in (facts, other))
    assert repr(first) == repr(second)


@settings(parent=law)
@given(ORDERS, DOSES, FACTS, _instants(AS_OF))
def test_what_is_learned_later_changes_nothing_before(
    kind: OrderKind, doses: int, facts: list[Fact], as_of: datetime
) -> None:
    known = [one for one in facts if one.learned_at <= as_of]
    assert _answer(fold(kind, doses, facts, as_of=as_of)) == _answer(
        fold(kind, doses, known, as_of=as_of)
    )


@settings(parent=law)
@given(ORDERS, DOSES, FACTS, _instants(AS_OF), st.floats(0, 1, exclude_max=True))
def test_nothing_changes_before_refold_at(
    kind: OrderKind, doses: int, facts: list[Fact], as_of: datetime, part: float
) -> None:
    result = fold(kind, doses, facts, as_of=as_of)
    end = result.refold_at or as_of + timedelta(days=400)
    between = as_of + (end - as_of) * part
    assume(between < end)
    assert repr(fold(kind, doses, facts, as_of=between)) == repr(result)


@settings(parent=law)
@given(ORDERS, DOSES, FACTS, _instants(AS_OF))
def test_stale_begins_just_after_stale_at(
    kind: OrderKind, doses: int, facts: list[Fact], as_of: datetime
) -> None:
    known = [one for one in facts if one.learned_at <= as_of and one.happened_at <= as_of]
    at = fold(kind, doses, known, as_of=as_of).stale_at
    assume(at is not None and at >= as_of)
    assert at is not None
    before, after = (
        fold(kind, doses, known, as_of=when) for when in (at, at + timedelta(microseconds=1))
    )
    assert set(after.overlays) - set(before.overlays) == {"STALE"}


@settings(parent=law)
@given(ORDERS, DOSES, FACTS, _instants(AS_OF))
def test_every_fact_has_a_state(
    kind: OrderKind, doses: int, facts: list[Fact], as_of: datetime
) -> None:
    assert set(fold(kind, doses, facts, as_of=as_of).states) == set(facts)
