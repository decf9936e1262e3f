"""The pretend world is large, varied and alive, and its hand-stated answers are the fold's."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from connectors.kit.simulator import Detail, Journey, at_epoch, journeys
from connectors.kit.simulator.world import HOUR
from gateway.clock import instant_text
from gateway.orders.document_checks import validate
from gateway.orders.fold import fold
from schema.vocabulary.exceptions import RULES as EXCEPTION_RULES
from schema.vocabulary.facts import JsonValue, Overlay
from schema.vocabulary.identifiers import parse
from schema.vocabulary.statuses import Status
from tests.world.stories import VENDORS, every_journey, facts_of

EPOCH = datetime(2026, 11, 26, 12, tzinfo=UTC)
PINNED = [journey for journey in every_journey() if journey.expected is not None]
LIVE = [journey for journey in every_journey() if journey.expected is None]
IN_SENTENCE = [f"{journey.vendor} {journey.number} {journey.title}" for journey in PINNED]


def _json(detail: Detail) -> JsonValue:
    if isinstance(detail, datetime):
        return instant_text(detail)
    if isinstance(detail, list):
        return [_json(item) for item in detail]
    if isinstance(detail, dict):
        return {key: _json(value) for key, value in detail.items()}
    assert not isinstance(detail, timedelta)
    return detail


@pytest.mark.parametrize("journey", PINNED, ids=IN_SENTENCE)
@pytest.mark.parametrize("after", [HOUR * 0.02, HOUR * 2.5, HOUR * 7.9], ids=["now", "2h", "8h"])
def test_pinned_stands_as_stated_by_hand(journey: Journey, after: timedelta) -> None:
    assert journey.expected is not None
    facts = facts_of(journey, epoch=EPOCH, after=after)
    folded = fold(journey.kind, journey.planned_doses, facts, as_of=EPOCH + after)
    overlays = set(journey.expected.overlays)
    if after < journey.expected.silence:
        overlays.discard(Overlay.STALE)
    assert (folded.status, set(folded.overlays)) == (journey.expected.status, overlays)


def test_every_status_and_overlay_has_a_pinned_order() -> None:
    expected = [journey.expected for journey in PINNED if journey.expected is not None]
    assert {one.status for one in expected} == set(Status)
    assert {overlay for one in expected for overlay in one.overlays} == set(Overlay)


def test_every_exception_kind_is_open_somewhere() -> None:
    shown: set[str] = set()
    for journey in PINNED:
        facts = facts_of(journey, epoch=EPOCH, after=HOUR)
        folded = fold(journey.kind, journey.planned_doses, facts, as_of=EPOCH + HOUR)
        shown.update(folded.exception_kinds)
    assert set(EXCEPTION_RULES) <= shown


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_manufacturer_has_52_orders_or_more_and_a_third_of_them_live(vendor: str) -> None:
    orders = journeys(vendor)
    live = [journey for journey in orders if journey.expected is None]
    assert len(orders) >= 52
    assert len(live) * 3 >= len(orders)


def test_something_changes_every_20_seconds_for_4_hours() -> None:
    moments = sorted(
        step.recorded for one in LIVE for step in one.steps if step.recorded > timedelta(0)
    )
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert moments[-1] > 4 * HOUR
    assert (moments[-1] - moments[0]) / len(gaps) <= timedelta(seconds=20)
    assert max(gaps) < timedelta(seconds=90)


def test_live_orders_come_to_follow_up_without_a_blemish() -> None:
    for journey in LIVE:
        facts = facts_of(journey, epoch=EPOCH, after=8 * HOUR)
        folded = fold(journey.kind, journey.planned_doses, facts, as_of=EPOCH + 8 * HOUR)
        assert (folded.status, folded.overlays) == (Status.FOLLOW_UP, ())


def test_every_detail_is_a_valid_part_of_an_order() -> None:
    for journey in every_journey():
        for step in journey.steps:
            part = _json(at_epoch(dict(step.details), epoch=EPOCH))
            assert isinstance(part, dict)
            validate(part)


def test_chain_identifiers_are_valid_unique_and_test_ones() -> None:
    typed = [journey.coi_typed for journey in every_journey()]
    assert len(set(typed)) == len(typed)
    for journey in every_journey():
        identity = parse(journey.coi_typed, mode="typed")
        assert identity.value == journey.coi_id
        assert journey.coi_id[2:6] == "A999"


def test_no_two_patients_share_a_name_or_a_number() -> None:
    people = [journey.patient for journey in every_journey()]
    for field in ("mrn", "national_id", "phone", "email", "address"):
        values = [getattr(person, field) for person in people]
        assert len(set(values)) == len(values), field


def test_the_world_is_the_same_every_time() -> None:
    again = journeys.__wrapped__("tessaly")
    assert again == journeys("tessaly")
