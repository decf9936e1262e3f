import ast
import io
import json
import logging
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog

from gateway.telemetry.logs import KEYS, Log, configure_logs

CANARY = "S3CRETpatient"
ROOT = Path(__file__).parents[3]
LEVELS = {"note", "warning", "error", "info"}


@contextmanager
def logging_to(out: io.StringIO) -> Generator[None, None, None]:
    root = logging.getLogger()
    before, level = root.handlers, root.level
    configure_logs(level="info", out=out)
    try:
        yield
    finally:
        root.handlers = before
        root.setLevel(level)
        structlog.reset_defaults()


def fail() -> None:
    raise ValueError(CANARY)


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_key_that_is_not_listed_is_dropped() -> None:
    out = io.StringIO()
    with logging_to(out):
        Log("web").note("refused", code="SYNTAX", family_name=CANARY, variables={"id": CANARY})
    assert lines(out)[0]["code"] == "SYNTAX"
    assert CANARY not in out.getvalue()


def test_an_exception_is_its_type_and_places() -> None:
    out = io.StringIO()
    with logging_to(out):
        try:
            fail()
        except ValueError as error:
            Log("web").fault("id-1", error)
    assert lines(out)[0]["exception"] == "ValueError"
    assert "test_logs.py:" in str(lines(out)[0]["trace"])
    assert CANARY not in out.getvalue()


def test_a_librarys_words_are_not_kept() -> None:
    out = io.StringIO()
    with logging_to(out):
        logging.getLogger("sqlalchemy").error("insert %s", CANARY)
        try:
            fail()
        except ValueError:
            logging.getLogger("asyncio").exception("task %s", CANARY)
    assert [line["logger"] for line in lines(out)] == ["sqlalchemy", "asyncio"]
    assert CANARY not in out.getvalue()


@pytest.mark.parametrize("evil", ["a\nb", "a\rb", "a\x1b[31mb", "a\u2028b", "a\x00b", "a\x85b"])
def test_a_line_stays_one_line(evil: str) -> None:
    out = io.StringIO()
    with logging_to(out):
        Log("web").warning("refused", code=evil)
    assert str(lines(out)[0]["code"]).startswith("a ")
    assert len(lines(out)) == 1


def test_no_listed_key_is_a_field_of_a_person() -> None:
    assert not KEYS & {"name", "family_name", "mrn", "variables", "query", "message", "token"}


def test_what_the_house_logs_is_listed_so_that_no_line_lacks_what_it_promises() -> None:
    """The processor drops the rest without a word."""
    dropped = [
        f"{file.name}:{call.lineno} {word.arg}"
        for file in sorted((ROOT / "gateway").rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and is_log(call.func)
        for word in call.keywords
        if word.arg is not None and word.arg not in KEYS
    ]
    assert dropped == []


def is_log(called: ast.expr) -> bool:
    """Whether it is a method of something called `log`."""
    if not isinstance(called, ast.Attribute) or called.attr not in LEVELS:
        return False
    return ast.unparse(called.value).rpartition(".")[2].lstrip("_") == "log"
