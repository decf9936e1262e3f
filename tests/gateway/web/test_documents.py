import json
from pathlib import Path

import pytest

from gateway.disclosure.limits import Limits, measure, parse_limited
from gateway.web.chosen import choose
from gateway.web.documents import (
    Documents,
    OperationsError,
    read_operations,
)
from gateway.web.errors import MEANINGS, WebError
from schema.api.schema import build_schema, executable
from tests.world.hidden_levels import two_circles

PORTAL = Path(__file__).parents[3] / "frontend" / "operations.json"


def documents() -> Documents:
    schema = executable(build_schema())
    return Documents(schema, parse=lambda text: parse_limited(text, limits=Limits()))


def test_every_operation_of_the_portal_is_valid_and_within_limits() -> None:
    seen = documents()
    for text in read_operations(PORTAL).values():
        checked = seen.parsed(text)
        seen.validate(checked)
        operation = choose(checked, None).operation
        assert measure(checked.document, operation, variables={}, limits=Limits()).cost


@pytest.mark.parametrize("content", ["[]", "{", '{"sha256:0": "{a}"}', '{"a": 1}'])
def test_a_document_changed_behind_its_digest_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "operations.json"
    path.write_text(content)
    with pytest.raises(OperationsError, match=r"operations\.json"):
        read_operations(path)


def test_missing_operations_are_said(tmp_path: Path) -> None:
    with pytest.raises(OperationsError):
        read_operations(tmp_path / "operations.json")


def test_a_document_is_validated_once() -> None:
    seen = documents()
    first = seen.parsed("{ viewer { nothing } }")
    assert seen.parsed("{ viewer { nothing } }") is first
    for _ in range(2):
        with pytest.raises(WebError, match="DOCUMENT_INVALID"):
            seen.validate(first)


def test_a_refusal_says_where_and_nothing_of_what() -> None:
    seen = documents()
    with pytest.raises(WebError) as refused:
        seen.validate(seen.parsed("{ viewer {\n  S3CRET } }"))
    told = json.dumps(refused.value.body())
    assert '"line": 2, "column": 3' in told
    assert "S3CRET" not in told


def refused(text: str) -> WebError:
    seen = documents()
    checked = seen.parsed(text)
    with pytest.raises(WebError, match="DOCUMENT_INVALID") as caught:
        seen.validate(checked)
    return caught.value


def test_of_many_faults_the_first_is_told_and_a_hundred_are_looked_for() -> None:
    nothing = " ".join(f"nothing{n}" for n in range(40))
    operations = [f"query q{n} {{ viewer {{ {nothing} }} }}" for n in range(4)]
    assert refused(" ".join(operations)).details == {"rule": "FieldsOnCorrectType", "count": 101}


def test_what_the_library_gives_up_is_refused() -> None:
    many = "$a " * 700
    shared = f"fragment f on Query {{ orders(filter: {{status: [{many}]}}) {{ totalCount }} }}"
    operations = [f"query q{n}($a: OrderStatus!) {{ ...f viewer {{ name }} }}" for n in range(90)]
    assert refused(" ".join([shared, *operations])).details == {
        "rule": "ValidationAborted",
        "count": 1,
    }


def test_circles_that_are_held_against_each_other_are_refused() -> None:
    def as_deep_as_a_request(frames: int) -> WebError:
        return as_deep_as_a_request(frames - 1) if frames else refused(two_circles())

    assert as_deep_as_a_request(100).details == {"rule": "ValidationAborted", "count": 1}


def test_a_code_is_a_word_and_a_meaning_is_a_sentence() -> None:
    for code, meaning in MEANINGS.items():
        assert code.isupper()
        assert meaning.endswith(".")


@pytest.mark.parametrize(
    "where", ["viewer { name @skip(if: $v) }", "viewer @include(if: $v) { name }"]
)
def test_null_is_no_condition_though_its_variable_may_be_null(where: str) -> None:
    seen = documents()
    checked = seen.parsed(f"query A($v: Boolean = true) {{ sources {{ connection }} {where} }}")
    seen.validate(checked)
    chosen, schema = choose(checked, None), executable(build_schema())
    for allowed in ({}, {"v": True}, {"v": False}):
        chosen.check(schema, allowed)
    with pytest.raises(WebError, match="VARIABLES_INVALID") as refused:
        chosen.check(schema, {"v": None})
    assert [(at.line, at.column) for at in refused.value.locations] == [(1, 9)]
