"""The worked examples of DOMAIN §5, one by one."""

from schema.vocabulary.facts import Overlay
from tests.world.fact_lines import fact, folded, shown


def test_1_out_of_order() -> None:
    late = fact("M QC_TESTING@27", learned=31)
    later = fact("C COLLECTED@5", learned=32)
    assert shown(fact("M RELEASED@30"), late, later) == ("RELEASED", [])


def test_2_a_courier_says_received() -> None:
    result = folded(fact("K PRODUCT_RECEIVED@33"))
    assert (result.status, result.next_action, result.owner) == (
        "PRODUCT_DELIVERED",
        "RECEIVE_AND_CHECK",
        "cell-lab",
    )


def test_3_going_back() -> None:
    back = [fact("M RELEASED@30"), fact("M QC_TESTING@31")]
    assert shown(*back) == ("RELEASED", ["CONFLICT"])
    assert shown(*back, fact("M PRODUCT_IN_TRANSIT@32")) == ("PRODUCT_IN_TRANSIT", [])


def test_4_corrected() -> None:
    result = folded(
        fact("M RELEASED@30", name="f1"), fact("M OOS_DECLARED@30", name="f2", corrects="f1")
    )
    assert (result.status, result.overlays) == ("OOS_DECLARED", (Overlay.EXCEPTION,))
    assert result.next_action == "DECIDE_OUT_OF_SPEC"


def test_5_second_try() -> None:
    failed = fact("M MFG_FAILED@20", cycle=1, run=1)
    assert shown(failed, fact("M MFG_STARTED@22", run=2)) == ("MFG_STARTED", [])
    assert shown(failed, fact("M MFG_STARTED@22")) == ("MFG_FAILED", ["CONFLICT", "EXCEPTION"])


def test_6_re_collection() -> None:
    required = fact("M RECOLLECTION_REQUIRED@20", cycle=1)
    assert shown(required, fact("M SLOT_CONFIRMED@23", cycle=2)) == ("SLOT_CONFIRMED", [])


def test_7_conditioning_while_shipping() -> None:
    said = [fact("M RELEASED@30"), fact("C CONDITIONING_STARTED@31")]
    assert shown(*said) == ("CONDITIONING_STARTED", [])
    said.append(fact("M PRODUCT_IN_TRANSIT@32"))
    assert shown(*said) == ("PRODUCT_IN_TRANSIT", [])
    said.append(fact("C PRODUCT_RECEIVED@33"))
    assert shown(*said) == ("CONDITIONING_STARTED", [])


def test_8_conditioning_too_early() -> None:
    result = folded(fact("M QC_TESTING@27"), fact("C CONDITIONING_STARTED@28"))
    assert (result.status, result.overlays) == ("QC_TESTING", (Overlay.EXCEPTION,))
    assert result.next_action == "CONFIRM_PRODUCT_AVAILABILITY"


def test_9_cancelled_after_collection() -> None:
    assert shown(fact("C COLLECTED@5"), fact("M CANCELLED@9")) == ("CLOSED_NOT_TREATED", [])


def test_10_two_doses() -> None:
    result = folded(fact("C INFUSED@40", dose=1), doses=2)
    assert (result.status, result.next_action, result.owner) == (
        "INFUSION_STARTED",
        "PREPARE_NEXT_DOSE",
        "cell-lab",
    )
