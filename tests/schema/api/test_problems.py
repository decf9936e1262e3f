"""A union answers its result, or the problem that says why not."""

import pytest

from schema.api.ports import ProblemKind, Trouble
from schema.api.problems import KINDS, Problem, listed, shown

TROUBLE = Trouble(ProblemKind.CONFLICT, "MOVED", "Look again.", ("input", "site"))


def test_a_result_names_its_type() -> None:
    assert shown({"id": "1"}, "Thing") == {"__typename": "Thing", "id": "1"}


def test_a_list_stands_in_its_field() -> None:
    found: list[dict[str, object]] = [{"id": "1"}]
    assert listed(found, "Things", field="things") == {"__typename": "Things", "things": found}


def test_an_empty_list_is_a_result() -> None:
    assert listed([], "Things", field="things") == {"__typename": "Things", "things": []}


@pytest.mark.parametrize("kind", ProblemKind)
def test_a_trouble_is_the_problem_of_its_kind(kind: ProblemKind) -> None:
    trouble = TROUBLE._replace(kind=kind)
    for answer in (shown(trouble, "Thing"), listed(trouble, "Things", field="things")):
        assert isinstance(answer, Problem)
        assert type(answer) is KINDS[kind]
        assert (answer.code, answer.message) == ("MOVED", "Look again.")
        assert answer.path == ["input", "site"]
