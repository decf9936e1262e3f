"""Edges of F1 to F14 that are easy to get wrong; the second reading covers the rest."""

import pytest

from gateway.orders.effective import FactState
from schema.vocabulary.orders import OrderKind
from tests.world.fact_lines import day, fact, folded, shown

MINUTE = 1 / 1440


def test_no_fact_is_a_draft_since_nothing() -> None:
    result = folded()
    assert (result.status, result.since, result.next_action) == ("DRAFT", None, "SUBMIT_ORDER")


def test_f2_the_highest_revision_wins_without_conflict() -> None:
    first = fact("M RELEASED@30", name="f")
    assert shown(first, fact("M OOS_DECLARED@30", name="f", revision=2)) == (
        "OOS_DECLARED",
        ["EXCEPTION"],
    )


def test_f2_rival_contents_keep_the_first_learned_and_conflict() -> None:
    rivals = [
        fact("M RELEASED@30", name="f", learned=31),
        fact("M QC_TESTING@30", name="f", learned=32),
    ]
    assert shown(*rivals) == ("RELEASED", ["CONFLICT"])


def test_f2_the_conflict_goes_with_the_fact_that_is_corrected() -> None:
    rivals = [fact("M RELEASED@30", name="f"), fact("M QC_TESTING@30", name="f", learned=31)]
    assert shown(*rivals, fact("M ACCEPTED@3", corrects="f", learned=32)) == ("ACCEPTED", [])


def test_f3_retracting_a_correction_brings_the_original_back() -> None:
    said = [
        fact("M RELEASED@30", name="f1"),
        fact("M OOS_DECLARED@30", name="f2", corrects="f1"),
        fact("M RETRACTION@31", name="f3", retracts="f2"),
    ]
    result = folded(*said)
    assert result.status == "RELEASED"
    assert result.states[said[1]] == (FactState.RETRACTED, "f3")


def test_f3_a_link_to_nobody_is_nothing() -> None:
    assert shown(fact("M RELEASED@30", corrects="nobody")) == ("RELEASED", [])


def test_f3_a_link_across_connections_conflicts_unless_the_portal_makes_it() -> None:
    theirs = fact("M RELEASED@30", name="f", connection="other")
    assert shown(theirs, fact("M RETRACTION@31", retracts="f")) == ("RELEASED", ["CONFLICT"])
    assert shown(theirs, fact("P RETRACTION@31", retracts="f")) == ("DRAFT", [])


def test_f3_a_circle_counts_and_conflicts() -> None:
    said = [
        fact("M RELEASED@30", name="a", corrects="b"),
        fact("M QC_TESTING@27", name="b", corrects="a"),
    ]
    assert shown(*said) == ("RELEASED", ["CONFLICT"])


def test_f4_exactly_fifteen_minutes_ahead_counts() -> None:
    assert shown(fact("M RELEASED@30", learned=29), as_of=30 - 15 * MINUTE) == ("RELEASED", [])
    assert shown(fact("M RELEASED@30", learned=29), as_of=30 - 15.001 * MINUTE) == (
        "DRAFT",
        ["CONFLICT"],
    )


def test_f5_an_unknown_word_leaves_the_last_true_status() -> None:
    result = folded(fact("M RELEASED@30"), fact("M FROBNICATED@31"))
    assert (result.status, result.overlays, result.unmapped) == (
        "RELEASED",
        ("UNMAPPED",),
        ("FROBNICATED",),
    )
    assert result.next_action == "PLAN_CONDITIONING_AND_DELIVERY"


@pytest.mark.parametrize(
    ("line", "status"), [("C SM_RECEIVED@9", "SM_DELIVERED"), ("M SM_RECEIVED@9", "SM_RECEIVED")]
)
def test_f6_only_the_maker_receives_material(line: str, status: str) -> None:
    assert shown(fact(line)) == (status, [])


def test_f6_a_party_without_a_say_is_set_aside() -> None:
    assert shown(fact("K RELEASED@30")) == ("DRAFT", ["CONFLICT"])


def test_f7_off_the_shelf_has_no_collection() -> None:
    result = folded(fact("C COLLECTED@5"), kind=OrderKind.ALLOGENEIC)
    assert (result.status, result.overlays) == ("DRAFT", ("CONFLICT",))


def test_f9_an_infused_patient_must_be_followed() -> None:
    said = [fact("C INFUSED@40"), fact("M CANCELLED@41", learned=40.5)]
    assert shown(*said) == ("INFUSED", ["CONFLICT"])


def test_f9_off_the_shelf_material_exists_once_received() -> None:
    said = [fact("M PRODUCT_DELIVERED@6"), fact("C CANCELLED@7")]
    assert folded(*said, kind=OrderKind.ALLOGENEIC).status == "CANCELLED"
    received = [*said, fact("C PRODUCT_RECEIVED@6.5")]
    assert folded(*received, kind=OrderKind.ALLOGENEIC).status == "CLOSED_NOT_TREATED"


def test_f10_ends_have_a_precedence_and_conflict() -> None:
    said = [fact("C TRANSFERRED@9"), fact("M CANCELLED@9")]
    assert shown(*said) == ("TRANSFERRED", ["CONFLICT"])
    assert shown(*said, fact("C ENTERED_IN_ERROR@1")) == ("ENTERED_IN_ERROR", [])


def test_f11_a_release_after_a_stop_of_the_same_run_conflicts() -> None:
    said = [fact("M MFG_FAILED@20"), fact("M RELEASED@30")]
    assert shown(*said) == ("RELEASED", ["CONFLICT"])


def test_f13_a_hold_ends_with_its_own_ref_only() -> None:
    held = [fact("M RELEASED@30"), fact("C HOLD_PLACED@31", ref="a")]
    assert shown(*held, fact("C HOLD_RELEASED@32", ref="b")) == ("RELEASED", ["HOLD"])
    assert shown(*held, fact("C HOLD_RELEASED@30.5", ref="a")) == ("RELEASED", ["HOLD"])
    assert shown(*held, fact("C HOLD_RELEASED@31", ref="a")) == ("RELEASED", [])


def test_f13_stale_begins_after_the_last_hour_and_a_heartbeat_ends_it() -> None:
    released = fact("M RELEASED@30")
    assert folded(released).stale_at == day(33)
    assert shown(released, as_of=33) == ("RELEASED", [])
    assert shown(released, as_of=33.0001) == ("RELEASED", ["STALE"])
    assert shown(released, fact("M HEARTBEAT@32"), as_of=33.0001) == ("RELEASED", [])


def test_f13_an_end_settles_the_death_but_not_the_damage() -> None:
    said = [
        fact("C COLLECTED@5"),
        fact("C EXCEPTION_RAISED@6", exception_kind="PATIENT_DIED"),
        fact("C EXCEPTION_RAISED@6", exception_kind="DAMAGE", ref="d"),
        fact("C CLOSED_NOT_TREATED@7"),
    ]
    assert folded(*said).exception_kinds == ("DAMAGE",)
    assert folded(*said[:-1]).exception_kinds == ("DAMAGE", "PATIENT_DIED")


def test_f14_urgency_grows_with_harm() -> None:
    calm = [fact("M RELEASED@30")]
    hold = [*calm, fact("C HOLD_PLACED@30")]
    delay = [*hold, fact("K EXCEPTION_RAISED@30", exception_kind="SHIPMENT_DELAY")]
    mismatch = [*delay, fact("C EXCEPTION_RAISED@30", exception_kind="IDENTITY_MISMATCH", ref="m")]
    clash = [*mismatch, fact("K RELEASED@30")]
    ended = [fact("C TRANSFERRED@30")]
    assert [folded(*said).urgency for said in (clash, mismatch, delay, hold, calm, ended)] == [
        0,
        1,
        8,
        10,
        12,
        13,
    ]
