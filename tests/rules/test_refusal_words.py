"""Whatever the portal may be refused for has words in each language but English, the gateway's."""

import re
from pathlib import Path

import pytest

from gateway.web.errors import MEANINGS

WORDS = Path(__file__).resolve().parents[2] / "frontend" / "src" / "messages"
OF_PROGRAMS = {
    *("TOKEN_REFUSED", "CLIENT_PURPOSE_REFUSED", "INTROSPECTION_REFUSED", "INTROSPECTION_ALONE"),
    *("METHOD_NOT_ALLOWED", "NOT_ACCEPTABLE", "BODY_TYPE", "BODY_INVALID", "BODY_NESTING"),
    *("SYNTAX", "DOCUMENT_INVALID", "OPERATION_AMBIGUOUS", "OPERATION_UNKNOWN"),
    *("TRUSTED_DOCUMENTS_ONLY", "COUNTS_REFUSED", "COUNTS_ELSEWHERE", "ADDRESS_TOO_LONG"),
    *("LIMIT_TOKENS", "LIMIT_NESTING", "LIMIT_DEPTH", "LIMIT_FIELDS", "LIMIT_ALIASES"),
    *("LIMIT_DIRECTIVES", "LIMIT_FRAGMENTS", "LIMIT_OPENED", "LIMIT_ROOT_FIELDS"),
    *("LIMIT_REPEATS", "LIMIT_DRY_RUNS", "LIMIT_FIRST", "LIMIT_COUNTS"),
}
"""Said of what only a program sends: the portal's own documents can't have these faults."""


@pytest.mark.parametrize("language", ["de", "fr"])
def test_every_refusal_has_words(language: str) -> None:
    path = WORDS / f"refusals.{language}.ts"
    found = set(re.findall(r"^  ([A-Z_]+): '", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert found == MEANINGS.keys() - OF_PROGRAMS, f"mend messages/{path.name}"


def test_what_is_left_out_is_there() -> None:
    assert MEANINGS.keys() >= OF_PROGRAMS
