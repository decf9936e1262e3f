"""A document is explained in plain words, and what can't be explained is refused in one line."""

from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import commands
from gateway.disclosure.policy import DEFAULT_FILE

LINES = DEFAULT_FILE.read_text(encoding="utf-8").splitlines()
QUESTION = '{ order(by: {id: "o"}) { patient { birthDate { value } } coiId { value } } }'
WITH_VARIABLE = "query($id: ID!) { order(by: {id: $id}) { coiId { value } } }"
SITES = '[[sites]]\nid = "st-alder"\nname = "St. Alder"\nzone = "UTC"\n'


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "directory.toml").write_text(SITES, encoding="utf-8")
    monkeypatch.setenv("CGT_DIRECTORY_FILE", str(tmp_path / "directory.toml"))
    monkeypatch.setenv("CGT_DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite'}")


def asked(folder: Path, role: str, *more: str, question: str = QUESTION) -> Result:
    file = folder / "question.graphql"
    file.write_text(question, encoding="utf-8")
    return CliRunner().invoke(
        commands, ["explain", str(file), "--role", role, "--site", "st-alder", *more]
    )


def place(start: str) -> str:
    """Where the shipped policy says it."""
    number = next(number for number, line in enumerate(LINES, 1) if line.startswith(start))
    return f"policy.toml:{number} "


@pytest.mark.parametrize(
    ("role", "shown", "line"),
    [
        ("coordinator", "CLEAR", "coordinator "),
        ("quality", "PARTIAL, because of ROLE", "quality "),
        ("auditor", "PSEUDONYM, because of ROLE", "auditor "),
        ("logistics", "WITHHELD, because of ROLE", "logistics "),
        ("quality", "WITHHELD, because of RESTRICTED", "restricted "),
        ("physician", "WITHHELD, because of ERASED", "erased "),
        ("physician", "CLEAR", "opens "),
    ],
)
def test_each_treatment_is_told_with_its_line(
    role: str, shown: str, line: str, tmp_path: Path
) -> None:
    told = asked(tmp_path, role).stdout.splitlines()
    found = [below for above, below in pairwise(told) if f"  {shown}:" in above]
    assert any(place(line) in below for below in found), told


@pytest.mark.parametrize(
    ("role", "field", "shown"),
    [
        ("quality", "patient { birthDate { value } }", "PARTIAL, because of ROLE"),
        ("quality", "patient { sex { value } }", "WITHHELD, as what has no PARTIAL form"),
        ("site-admin", "since { value }", "PARTIAL, because of ROLE"),
        ("site-admin", "status", "CLEAR, as what has no PARTIAL form and is plain"),
        ("site-admin", "shipments { waybill }", "CLEAR, as what has no PARTIAL form and is plain"),
    ],
)
def test_what_has_no_partial_form_is_told_as_it_is_shown(
    role: str, field: str, shown: str, tmp_path: Path
) -> None:
    told = asked(tmp_path, role, question=f'{{ order(by: {{id: "o"}}) {{ {field} }} }}')
    assert told.exit_code == 0, told.output
    assert f"  {shown}" in told.stdout
    assert ("  PARTIAL" in told.stdout) is shown.startswith("PARTIAL")


def test_a_purposes_line_is_told(tmp_path: Path) -> None:
    told = asked(tmp_path, "coordinator", "--purpose", "HOPERAT").stdout
    assert f"by {place('HOPERAT ')}purpose.HOPERAT" in told


def test_without_variables_an_operation_that_has_some_is_told_all_the_same(tmp_path: Path) -> None:
    told = asked(tmp_path, "quality", question=WITH_VARIABLE)
    assert told.exit_code == 0
    assert "order.coiId (CHAIN" in told.stdout


def test_a_condition_with_a_default_counts(tmp_path: Path) -> None:
    question = """query($more: Boolean = true) { order(by: {id: "o"}) {
        coiId { value } diagnosisCode @include(if: $more) { value } } }"""
    assert "diagnosisCode" in asked(tmp_path, "quality", question=question).stdout
    less = asked(tmp_path, "quality", "--variables", '{"more": false}', question=question)
    assert "diagnosisCode" not in less.stdout


def test_of_several_roles_the_greater_decides_and_is_named(tmp_path: Path) -> None:
    told = asked(tmp_path, "finance", "--role", "quality", "--purpose", "HCOMPL").stdout
    assert told.startswith("finance, quality at st-alder, purpose HCOMPL; policy ")
    chain = told.split("order.coiId (CHAIN, from orders.chain)")[1]
    assert f"by {place('quality ')}base.quality" in chain


def test_without_a_second_factor_everything_is_withheld_by_no_line(tmp_path: Path) -> None:
    told = asked(tmp_path, "physician", "--unassured").stdout
    assert "purpose TREAT, without a second factor; policy" in told
    ways = [line for line in told.splitlines() if line.startswith("  ") and ":" in line]
    assert ways
    assert all(
        line.startswith(("  WITHHELD, because of", "    by no line of the policy", "    by policy"))
        for line in ways
    )


def test_price_and_writer_are_told(tmp_path: Path) -> None:
    assert "; written by its plan\n" in asked(tmp_path, "quality").stdout
    codes = asked(tmp_path, "quality", question="{ problemCodes { code } }").stdout
    assert "left to graphql-core, because of: root" in codes


@pytest.mark.parametrize(
    ("role", "more", "refusal"),
    [
        ("nobody", (), "--role: expected one of"),
        ("finance", ("--purpose", "TREAT"), "--purpose: expected one of HPAYMT"),
        ("finance", ("--purpose", "S3CRET"), "--purpose: expected one of HPAYMT"),
        ("integrator", ("--role", "finance"), "--role: expected integrator alone"),
        ("finance", ("--variables", "[]"), "--variables: expected a JSON object"),
        ("finance", ("--variables", '{"id": null}'), "VARIABLES_INVALID"),
        ("finance", ("--variables", "{}"), "VARIABLES_INVALID"),
    ],
)
def test_what_is_not_known_is_refused(
    role: str, more: tuple[str, ...], refusal: str, tmp_path: Path
) -> None:
    told = asked(tmp_path, role, *more, question=WITH_VARIABLE)
    assert (told.exit_code, told.stdout) == (1, "")
    assert "S3CRET" not in told.output
    assert refusal in told.stderr


@pytest.mark.parametrize("question", ["{ Canary }", '{ order(by: {id: "Canary', "\x00Canary"])
def test_a_document_that_does_not_fit_is_refused_and_not_repeated(
    question: str, tmp_path: Path
) -> None:
    told = asked(tmp_path, "quality", question=question)
    assert told.exit_code == 1
    assert "Canary" not in told.output


def test_explaining_makes_no_store(tmp_path: Path) -> None:
    assert asked(tmp_path, "quality").exit_code == 0
    assert not (tmp_path / "none.sqlite").exists()


def test_a_store_that_does_not_say_which_policy_rules_is_refused_and_no_file_told_in_its_place(
    tmp_path: Path,
) -> None:
    (tmp_path / "none.sqlite").write_bytes(b"not a database of anybody's")
    told = asked(tmp_path, "quality")
    assert told.exit_code == 1
    assert "CGT_DATABASE_URL" in told.output
    assert "policy.toml" not in told.output
