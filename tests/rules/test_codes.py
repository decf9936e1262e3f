"""`problemCodes` lists every code that is raised anywhere, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from gateway.disclosure import refusals
from gateway.session.authenticate import Refusal
from gateway.web.errors import AWAY, MEANINGS

TREE = Path(__file__).resolve().parents[2]
PLACES = {"WebError": 1, "Trouble": 1, "unavailable": 0, "RefusedError": 0, "OverLimitError": 0}
"""Where each of these takes its code."""


def constant(node: ast.expr) -> str | None:
    """A code written out, or by its name in `refusals`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return str(getattr(refusals, name)) if hasattr(refusals, name) else None


def codes(node: ast.expr) -> set[str]:
    """What may stand in a code's place; nothing for a variable."""
    if isinstance(node, ast.IfExp):
        return codes(node.body) | codes(node.orelse)
    found = constant(node)
    return set() if found is None else {found}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in [*TREE.glob("gateway/**/*.py"), *TREE.glob("schema/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in PLACES and len(node.args) > PLACES[name]:
                    yield name, node


def raised() -> set[str]:
    found = {refusal.value for refusal in Refusal}
    for name, call in calls():
        found |= codes(call.args[PLACES[name]])
    return found


def test_every_code_that_is_raised_is_listed() -> None:
    found = raised()
    assert len(found) > 30
    assert found - MEANINGS.keys() == set()


def test_every_listed_code_stands_in_the_code() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in TREE.glob("gateway/**/*.py"))
    assert set(AWAY.values()) <= MEANINGS.keys()
    for code in MEANINGS:
        assert len(re.findall(rf"\b{code}\b", text)) > 1, code


def test_a_meaning_is_a_sentence() -> None:
    for code, meaning in MEANINGS.items():
        assert code == code.upper()
        assert meaning.endswith((".", "try again."))
