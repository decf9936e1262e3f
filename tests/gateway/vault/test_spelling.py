"""Two spellings of one person meet in an index, and two persons don't."""

import random
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gateway.vault.spelling import LONG, LONGEST, SHORT, spelt
from tests.world.counts import examples

DAY = "1961-04-03"
LETTERS = (
    "aàâäåãæbcçčdđðeéèêëęfgğhiíïîıİjklłmnñńoóòôöøœpqrřsśšßtţțuúùûüvwxyýÿzžżþŐőŰű"  # noqa: RUF001
    "αβσςήйёж"
)
WORDS = st.text(LETTERS + LETTERS.upper(), min_size=1, max_size=8)
NAMES = st.lists(WORDS, min_size=1, max_size=5)


def person(name: str, day: str = DAY) -> set[tuple[str, str]]:
    return set(spelt("name_and_birth_date", f"{day} {name}"))


def same(one: str, other: str) -> bool:
    return bool(person(one) & person(other))


@settings(max_examples=examples(300), deadline=None)
@given(words=NAMES, seed=st.integers())
def test_neither_case_nor_order_nor_hyphen_nor_composition_matters(
    words: list[str], seed: int
) -> None:
    drawn = random.Random(seed)  # noqa: S311 (an order, no secret)
    turned = drawn.sample(words, len(words))
    joined = "".join(word + drawn.choice((" ", "-", ", ", "\N{EN DASH}", "  ")) for word in turned)
    case = drawn.choice((str.upper, str.lower, str.casefold, str.title, str))
    form = unicodedata.normalize(drawn.choice(("NFC", "NFD", "NFKC", "NFKD")), joined)
    assert person(case(form)) == person(" ".join(words))


@settings(max_examples=examples(200), deadline=None)
@given(words=NAMES)
def test_what_is_spelt_stays_as_it_is(words: list[str]) -> None:
    for field, text in person(" ".join(words)):
        assert (field, text) in person(text[len(DAY) :])


@settings(max_examples=examples(200), deadline=None)
@given(words=NAMES)
def test_there_is_one_of_each_index_whatever_letters_a_name_has(words: list[str]) -> None:
    assert [field for field, _ in spelt("name_and_birth_date", f"{DAY} {' '.join(words)}")] == [
        SHORT,
        LONG,
    ]


@settings(max_examples=examples(200), deadline=None)
@given(one=NAMES, other=NAMES)
def test_other_letters_are_another_person(one: list[str], other: list[str]) -> None:
    def bare(words: list[str]) -> list[str]:
        return sorted(unicodedata.normalize("NFKD", word.casefold())[:1] for word in words)

    assume(bare(one) != bare(other))
    assert not same(" ".join(one), " ".join(other)) or {*one} & set("æœþðıİĳ")


@settings(max_examples=examples(100), deadline=None)
@given(words=NAMES, day=st.dates(), other=st.dates())
def test_another_birth_date_is_another_person(words: list[str], day: object, other: object) -> None:
    assume(day != other)
    name = " ".join(words)
    assert not person(name, str(day)) & person(name, str(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Müller", "MUELLER, Anna"),
        ("Anna Müller", "muller anna"),
        ("Jörg Weiß", "Joerg Weiss"),
        ("Søren Ødegård", "SOREN ODEGARD"),
        ("Søren Ødegård", "Soeren Oedegaard"),
        ("Anne-Marie O\N{RIGHT SINGLE QUOTATION MARK}Brien", "OBRIEN ANNE MARIE"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        (
            "İpek I\N{LATIN SMALL LETTER S WITH CEDILLA}\N{LATIN SMALL LETTER DOTLESS I}k",
            "IPEK ISIK",
        ),
        ("José Núñez", "Jose Nunez"),
        ("Ægir Þórsson", "Aegir Thorsson"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER M}üller", "Müller"),
    ],
)
def test_spellings_of_one_person_meet(one: str, other: str) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bauer", "Baur"),
        ("Mueller", "Muller"),
        ("Anna Maria Huber", "Anna Huber"),
        ("Samuel", "Samul"),
    ],
)
def test_names_that_only_look_alike_do_not_meet(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize("text", ["", "Anna Müller", "1961-02-30 Anna", f"{DAY} - '", f"{DAY}"])
def test_no_person_without_a_day_and_letters(text: str) -> None:
    assert spelt("name_and_birth_date", text) == ()


def test_an_identifier_is_compared_without_blanks_and_in_upper_case() -> None:
    assert spelt("mrn", " mrn 1-2 ") == (("mrn", "MRN1-2"),)
    assert spelt("mrn", "  ") == ()


@pytest.mark.parametrize(
    "text",
    ["a" + "\u0301\u0327" * 50_000, "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 80_000],
)
def test_what_is_longer_than_names_are_is_not_spelt(text: str) -> None:
    """Putting marks in their order takes the square of how many there are: this took 20 s."""
    assert not person(text)
    longest = LONGEST - len(f"{DAY} ")
    assert person("m" * longest)
    assert not person("m" * (longest + 1))
