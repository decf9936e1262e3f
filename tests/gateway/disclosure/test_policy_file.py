"""A policy file is total, only lowers, stays under the ceilings; what is wrong is named by line."""

from pathlib import Path

import pytest

from gateway.disclosure.policy import DEFAULT_FILE, HOLDERS
from gateway.disclosure.policy_file import load_policy, parse_policy
from gateway.disclosure.policy_text import PolicyError
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
    assert told.startswith(f"policy.toml:{line_of('[base]')}: base.auditor: a hole")


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


def test_what_is_no_toml_names_its_line() -> None:
    told = refusal("[flags]", "[flags")
    assert told.startswith(f"policy.toml:{line_of('[flags]')}: not TOML")


def test_a_missing_flag_is_a_hole() -> None:
    assert "a hole: no line for erased" in refusal("erased     =", "# erased   =")


@pytest.mark.parametrize(
    ("old", "new", "start", "told"),
    [
        ("[flags]", "[flag]", "[flags]", "flag: unknown word 'flag'"),
        ("erased     =", "buried     =", "erased", "flags.buried: unknown word 'buried'"),
        ("opens =", "closes =", "opens", "break_glass.closes: unknown word 'closes'"),
        ("pharmacy  = { SPECIAL", "privacy-officer = { SPECIAL", "pharmacy  =", "unknown word"),
        (
            'SPECIAL = "WITHHELD", DIRECT',
            'CONTACT = "PARTIAL", DIRECT',
            "quality   =",
            "CONTACT is said here and",
        ),
        ('DIRECT = "PSEUDONYM" }', 'SPECIAL = "PARTIAL" }', "quality   =", "not TOML"),
        (
            '"logistics", "quality"]',
            '"logistics", "logistics"]',
            "step_roles",
            "logistics stands here twice",
        ),
        ('"logistics", "quality"]', '"logistics", "integrator"]', "step_roles", "own site"),
        (
            '"cell-lab", "pharmacy"]',
            '"cell-lab", "finance"]',
            "roles =",
            "finance stands under a ceiling",
        ),
        (
            'erased     = { DIRECT = "WITHHELD", ',
            'erased     = { DIRECT = "PSEUDONYM", ',
            "erased     =",
            "flags.erased: DIRECT is PSEUDONYM, the legal ceiling is WITHHELD",
        ),
        (
            'CONTACT = "WITHHELD", QUASI = "WITHHELD", SPECIAL = "WITHHELD" }\nerased',
            'CONTACT = "WITHHELD", SPECIAL = "WITHHELD" }\nerased',
            "restricted =",
            "flags.restricted: QUASI is CLEAR, the legal ceiling is WITHHELD",
        ),
        ("TREAT     = {}", "TREAT     = 3", "TREAT", "expected { CLASS"),
        ("TREAT     = {}", "TREAT     = {}\nETREAT = {}", "HPAYMT", "reached by break-glass only"),
    ],
)
def test_what_is_wrong_names_the_very_line(old: str, new: str, start: str, told: str) -> None:
    refused = refusal(old, new)
    assert refused.startswith(f"policy.toml:{line_of(start)}: ")
    assert told in refused


def test_a_role_said_twice_is_a_contradiction() -> None:
    line = next(x for x in TEXT.splitlines() if x.startswith("auditor"))
    told = refusal(line, f"{line}\n{line}")
    assert told.startswith(f"policy.toml:{line_of('auditor') + 1}: not TOML")


@pytest.mark.parametrize("text", ["", "relation = 3", "[relation]\nMY_SITE = 3", "[" * 30_000])
def test_what_is_no_policy_at_all_is_refused_as_one(text: str) -> None:
    with pytest.raises(PolicyError, match=r"^policy:1: "):
        parse_policy(text)


def test_a_number_that_python_does_not_read_names_its_line() -> None:
    told = refusal("[flags]", f"[flags]\nlong = {'1' * 5_000}")
    assert told == f"policy.toml:{line_of('[flags]') + 1}: not a policy: a number is too long"


@pytest.mark.parametrize("part", [".a", '. "a\\"=" ', ".''"])
def test_a_key_of_very_many_parts_is_not_read(part: str) -> None:
    """The loop stood still for ten seconds over one of 64 KiB."""
    told = refusal("[flags]", f"[flags]\nlong{part * 200} = 1")
    assert told == f"policy.toml:{line_of('[flags]') + 1}: not a policy: nested too deeply"


def test_what_only_looks_like_a_line_break_counts_as_none() -> None:
    told = refusal("\n[base]", "\n# one\u2028two\u0085three\n[base]\nnobody = 'CLEAR'")
    assert told.startswith(f"policy.toml:{line_of('[base]') + 2}: base.nobody: unknown word")


def test_a_document_that_is_too_long_is_not_read() -> None:
    with pytest.raises(PolicyError, match="at most 65536 characters"):
        parse_policy(TEXT + "#" * 65_536)


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyError, match=r"^mine.toml:1: can't be read"):
        load_policy(file)


def test_a_version_stays_when_only_comments_and_the_order_of_lines_change() -> None:
    lines = TEXT.splitlines()
    first, second = (
        next(n for n, x in enumerate(lines) if x.startswith(w)) for w in ("HPAY", "HOP")
    )
    lines[first], lines[second] = lines[second], f"{lines[first]}  # a word"
    assert parse_policy("\n".join(lines)).version == load_policy().version


def test_two_policies_that_differ_in_a_cell_never_share_a_version() -> None:
    old = 'site-admin      = "WITHHELD  WITHHELD WITHHELD WITHHELD  WITHHELD WITHHELD PARTIAL '
    assert old in TEXT
    other = parse_policy(TEXT.replace(old, old.replace("PARTIAL ", "WITHHELD ")))
    assert other.version != load_policy().version
    assert other.version.partition("@")[0] == load_policy().version.partition("@")[0]


@pytest.mark.parametrize("name", ["", "  ", "a" * 101, "two\\nlines", "\\u0000", "\\u001b[2J"])
def test_a_name_that_a_store_or_a_log_cannot_take_is_refused_by_its_line(name: str) -> None:
    told = refusal('version = "2026-11.1"', f'version = "{name}"')
    assert told.startswith(f"policy.toml:{line_of('version')}: version: expected a text")
