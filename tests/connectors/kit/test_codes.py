"""A vendor's words: no default, no half row, no kind that DOMAIN does not know."""

import pytest

from connectors.kit.codes import COLUMNS, read_codes
from connectors.kit.manifest import ManifestError
from schema.vocabulary.facts import Party

HEADER = ",".join(COLUMNS)


def test_a_row_says_kind_and_party_and_who_verified_it() -> None:
    table = read_codes([HEADER, "done,,INFUSED,C,,M. Ferri,2026-11-20"], place="codes.csv")
    code = table.look_up("done")
    assert code is not None
    assert (code.kind, code.party, code.verified) == ("INFUSED", Party.CENTRE, True)


def test_a_row_that_nobody_verified_maps_and_says_so() -> None:
    code = read_codes([HEADER, "done,,INFUSED,C,,,"], place="codes.csv").look_up("done")
    assert code is not None
    assert not code.verified


def test_an_exception_carries_its_kind() -> None:
    row = "cracked,,EXCEPTION_RAISED/DAMAGE,K,,,"
    code = read_codes([HEADER, row], place="codes.csv").look_up("cracked")
    assert code is not None
    assert code.exception_kind == "DAMAGE"


@pytest.mark.parametrize(
    ("code", "sub_code"), [("done", "x"), ("Done", ""), ("done ", ""), ("other", "")]
)
def test_anything_but_the_exact_word_is_unknown(code: str, sub_code: str) -> None:
    table = read_codes([HEADER, "done,,INFUSED,C,,,"], place="codes.csv")
    assert table.look_up(code, sub_code=sub_code) is None


@pytest.mark.parametrize(
    "row",
    [
        "done,,FINISHED,C,,,",
        "done,,INFUSED,X,,,",
        "done,,INFUSED,C,,M. Ferri,yesterday",
        "done,,INFUSED,C",
        ",,INFUSED,C,,,",
        "done,,EXCEPTION_RAISED,C,,,",
        "done,,EXCEPTION_RAISED/SNOW,C,,,",
        "done,,INFUSED/DAMAGE,C,,,",
    ],
)
def test_a_wrong_row_is_refused_with_its_line(row: str) -> None:
    with pytest.raises(ManifestError, match=r"codes\.csv:2"):
        read_codes([HEADER, row], place="codes.csv")


def test_two_rows_for_one_word_are_refused() -> None:
    rows = [HEADER, "done,,INFUSED,C,,,", "done,,RELEASED,M,,,"]
    with pytest.raises(ManifestError, match=r"codes\.csv:3"):
        read_codes(rows, place="codes.csv")


def test_another_header_is_refused() -> None:
    with pytest.raises(ManifestError, match="columns"):
        read_codes(["code,fact", "done,INFUSED"], place="codes.csv")
