"""A policy file is total, only lowers, stays under the ceilings; what is wrong is named by line."""

import pytest

from gateway.disclosure.policy import CEILINGS, DEFAULT_FILE, HOLDERS
from gateway.disclosure.policy_file import PolicyError, load_policy, parse_policy
from schema.vocabulary.sensitivity import FieldClass

TEXT = DEFAULT_FILE.read_text(encoding="utf-8")


def line_of(start: str) -> int:
    return next(n for n, line in enumerate(TEXT.splitlines(), 1) if line.startswith(start))


def refusal(old: str, new: str) -> str:
    assert old in TEXT
    with pytest.raises(PolicyError) as caught:
        parse_policy(TEXT.replace(old, new, 1), name="policy.toml")
    return str(caught.value)


def test_the_shipped_policy_has_a_line_for_every_role_and_class() -> None:
    policy = load_policy()
    assert all(set(policy.base[holder]) == set(FieldClass) for holder in HOLDERS)


def test_a_missing_role_is_a_hole() -> None:
    told = refusal("auditor         =", "# auditor       =")
    assert told.startswith(f"policy.toml:{line_of('[base]')}: [base] auditor: a hole")


def test_a_missing_word_names_its_line() -> None:
    told = refusal('finance         = "PARTIAL  ', 'finance         = "')
    assert told.startswith(f"policy.toml:{line_of('finance')}: ")
    assert "expected 8 words, came 7" in told


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("pharmacy        =", "pharmacist      =", "[base]", "pharmacist"),
        ('"CLEAR     CLEAR    CLEAR', '"CLEAN     CLEAR    CLEAR', "coordinator", "CLEAN"),
        ("HPAYMT    = { CHAIN", "HPAYMT    = { CHAINS", "HPAYMT", "CHAINS"),
        ("HSYSADMIN =", "HSYSADMINS =", "[purpose]", "HSYSADMINS"),
    ],
)
def test_an_unknown_word_is_refused(old: str, new: str, line: str, word: str) -> None:
    told = refusal(old, new)
    assert word in told
    number = int(told.split(":")[1])
    assert number >= line_of(line.split(maxsplit=1)[0])


def test_a_cap_that_lowers_nothing_is_a_mistake() -> None:
    told = refusal('all       = { CONTACT = "WITHHELD" }', 'all       = { CONTACT = "CLEAR" }')
    assert "a cap only lowers" in told


def test_a_farther_relation_that_shows_more_is_a_contradiction() -> None:
    told = refusal('physician = { SPECIAL = "WITHHELD" }\nlogistics', "logistics")
    assert "a contradiction" in told


@pytest.mark.parametrize("holder", list(CEILINGS))
def test_no_grant_passes_a_ceiling(holder: object) -> None:
    name = str(getattr(holder, "value", holder))
    words = " ".join(["CLEAR"] * len(FieldClass))
    line = next(x for x in TEXT.splitlines() if x.startswith(name) and "=" in x)
    told = refusal(line, f'{name} = "{words}"')
    assert "the legal ceiling is" in told
    assert f":{TEXT.splitlines().index(line) + 1}:" in told


def test_what_is_no_toml_names_its_line() -> None:
    told = refusal("[flags]", "[flags")
    assert told.startswith(f"policy.toml:{line_of('[flags]')}: not TOML")


def test_a_missing_flag_is_a_hole() -> None:
    assert "a hole: no line for erased" in refusal("erased     =", "# erased   =")
