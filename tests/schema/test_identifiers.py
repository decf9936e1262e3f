"""Identifiers of DOMAIN §8, to the letter."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.vocabulary.identifiers import (
    ALPHABET,
    Flaw,
    IdentifierError,
    Kind,
    Mode,
    check_character,
    parse,
    printed,
)
from tests.world.counts import examples

ANCHORS = {
    "G123417654321": "A",
    "A999921123456": "3",
    "A999818123456": "N",
    "W000009123456": "G",
    "G123489654321": "Y",
    "G123498654321": "H",
}
DIN = "A999921123456"
COI = "CHA999126K7M2QD"
K_OF_COI = check_character(COI)
SCAN, TYPED = "scan", "typed"


@pytest.mark.parametrize(("body", "check"), ANCHORS.items())
def test_check_character_of_a_published_example(body: str, check: str) -> None:
    assert check_character(body) == check


@pytest.mark.parametrize(
    ("text", "mode", "kind", "value", "flags"),
    [
        (f"={DIN}00", SCAN, Kind.DIN, DIN, "00"),
        (f"={DIN}13", SCAN, Kind.DIN, DIN, "13"),
        (f"={DIN}59", SCAN, Kind.DIN, DIN, "59"),
        (f"={DIN}63", SCAN, Kind.DIN, DIN, "63"),
        (f"&/{COI}", SCAN, Kind.COI, COI, None),
        (f"{DIN}3", TYPED, Kind.DIN, DIN, None),
        ("a9999 21 123456 3", TYPED, Kind.DIN, DIN, None),
        (f"{COI.lower()} {K_OF_COI}", TYPED, Kind.COI, COI, None),
        (
            f"CH12345678901{check_character('CH12345678901')}",
            TYPED,
            Kind.DIN,
            "CH12345678901",
            None,
        ),
    ],
)
def test_a_valid_text(text: str, mode: Mode, kind: Kind, value: str, flags: str | None) -> None:
    found = parse(text, mode=mode)
    assert (found.kind, found.value, found.flags) == (kind, value, flags)
    assert found.check_character == check_character(value)


@pytest.mark.parametrize(
    ("text", "mode", "flaw"),
    [
        ("", SCAN, "EMPTY"),
        ("   ", TYPED, "EMPTY"),
        ("   ", SCAN, "UNKNOWN_IDENTIFIER"),
        ("=O99992112345600", SCAN, "UNKNOWN_IDENTIFIER"),
        ("=099992112345600", SCAN, "UNKNOWN_IDENTIFIER"),
        ("=", SCAN, "UNKNOWN_IDENTIFIER"),
        (f" ={DIN}00", SCAN, "UNKNOWN_IDENTIFIER"),
        (f"={DIN}0", SCAN, "LENGTH"),
        (f"={DIN}00 ", SCAN, "LENGTH"),
        (f"&/{COI}{K_OF_COI}", SCAN, "LENGTH"),
        (DIN, TYPED, "LENGTH"),
        (f"XX{COI[2:]}{K_OF_COI}", TYPED, "LENGTH"),
        (f"&/XX{COI[2:]}", SCAN, "LITERAL"),
        (f"&/ch{COI[2:]}", SCAN, "LITERAL"),
        (f"&/CH{'O' + COI[3:]}", SCAN, "CHARSET"),
        (f"&/{COI[:-1]}*", SCAN, "CHARSET"),
        (f"={DIN[:-1]}A00", SCAN, "CHARSET"),
        ("=AO9992112345600", SCAN, "CHARSET"),
        (f"={DIN[:-1]}\u066600", SCAN, "CHARSET"),
        (f"={DIN}0I", SCAN, "FLAG_CHARSET"),
        (f"={DIN}0o", SCAN, "FLAG_CHARSET"),
        (f"={DIN}0Z", SCAN, "FLAG_CHARSET"),
        (f"={DIN}14", SCAN, "FLAG_RESERVED"),
        (f"={DIN}97", SCAN, "FLAG_RESERVED"),
        (f"={DIN}99", SCAN, "FLAG_RESERVED"),
        (f"={DIN}0A", SCAN, "FLAG_RESERVED"),
        (f"={DIN}64", SCAN, "FLAG_CHECK"),
        (f"{DIN}4", TYPED, "CHECK_CHARACTER"),
        (f"{DIN}!", TYPED, "CHECK_CHARACTER"),
        (f"{DIN[:5]}\u00a0211234563", TYPED, "LENGTH"),
        (f"\t{DIN}", TYPED, "CHARSET"),
    ],
)
def test_the_first_failing_test_names_the_flaw(text: str, mode: Mode, flaw: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse(text, mode=mode)
    assert caught.value.flaw is Flaw(flaw)


def test_the_error_does_not_hold_the_text() -> None:
    with pytest.raises(IdentifierError) as caught:
        parse(f"{DIN}4", mode="typed")
    assert DIN not in repr(caught.value)


@settings(max_examples=examples(200), deadline=None)
@given(st.text(alphabet="=&/CHAO09 12345678*ioz9", max_size=18), st.sampled_from(["scan", "typed"]))
def test_any_text_has_the_answer_of_a_second_reading(text: str, mode: Mode) -> None:
    assert _answer(text, mode) == _second_reading(text, mode)


@settings(max_examples=examples(200), deadline=None)
@given(
    st.from_regex(r"\A[A-NP-Z1-9][A-NP-Z0-9]{2}[0-9]{10}\Z"),
    st.text(alphabet="0123456789ABHJRYZIO", min_size=2, max_size=2),
)
def test_any_flags_have_the_answer_of_a_second_reading(din: str, flags: str) -> None:
    text = f"={din}{flags}"
    assert _answer(text, "scan") == _second_reading(text, "scan")


@settings(max_examples=examples(200), deadline=None)
@given(st.from_regex(r"\A[A-NP-Z1-9][A-NP-Z0-9]{2}[0-9]{10}\Z"))
def test_what_is_printed_is_read_again(din: str) -> None:
    scanned = parse(f"={din}00", mode="scan")
    assert parse(printed(scanned).lower(), mode="typed").value == din


@settings(max_examples=examples(200), deadline=None)
@given(
    st.from_regex(r"\A[A-NP-Z1-9][A-NP-Z0-9]{2}[0-9]{10}\Z"),
    st.integers(0, 12),
    st.sampled_from("0123456789"),
)
def test_one_wrong_digit_is_always_found(din: str, place: int, digit: str) -> None:
    wrong = din[:place] + digit + din[place + 1 :]
    assert wrong == din or check_character(wrong) != check_character(din)


def _answer(text: str, mode: Mode) -> tuple[str, ...]:
    try:
        found = parse(text, mode=mode)
    except IdentifierError as error:
        return (error.flaw.value,)
    return (found.kind.value, found.value, found.check_character, found.flags or "")


def _second_reading(text: str, mode: Mode) -> tuple[str, ...]:
    fin_year = "[A-NP-Z1-9][A-NP-Z0-9]{2}[0-9]{2}[0-9]{2}"
    if mode == "typed":
        text = re.sub("[a-z]", lambda found: chr(ord(found.group()) - 32), text.replace(" ", ""))
    if text == "":
        return ("EMPTY",)
    if mode == "scan":
        if not re.match(r"&/|=[A-NP-Z1-9]", text):
            return ("UNKNOWN_IDENTIFIER",)
        coi, flags = text.startswith("&/"), "" if text.startswith("&/") else text[14:16]
        if len(text) != (17 if coi else 16):
            return ("LENGTH",)
        if coi and text[2:4] != "CH":
            return ("LITERAL",)
        value = text[2:] if coi else text[1:14]
    else:
        coi, flags = len(text) == 16 and text[:2] == "CH", ""
        if not coi and len(text) != 14:
            return ("LENGTH",)
        value = text[:-1]
    if not re.fullmatch(f"CH{fin_year}[A-Z0-9]{{6}}" if coi else f"{fin_year}[0-9]{{6}}", value):
        return ("CHARSET",)
    weights = sum(
        ALPHABET.index(letter) * 2 ** (len(value) - place) for place, letter in enumerate(value)
    )
    check = ALPHABET[(38 - weights) % 37]
    if flags:
        if re.search("[^0-9A-HJ-NPR-Y]", flags):
            return ("FLAG_CHARSET",)
        if re.search("[A-Z]|14|9[789]", flags):
            return ("FLAG_RESERVED",)
        if int(flags) >= 60 and ALPHABET[int(flags) - 60] != check:
            return ("FLAG_CHECK",)
    if mode == "typed" and text[-1] != check:
        return ("CHECK_CHARACTER",)
    return ("COI" if coi else "DIN", value, check, flags)
