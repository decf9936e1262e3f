"""The statuses and exceptions are those of DOMAIN §4 and F14, cell by cell."""

import pytest

from schema.vocabulary import exceptions
from schema.vocabulary.facts import Party
from schema.vocabulary.orders import OrderKind
from schema.vocabulary.statuses import PATHS, RULES, Status, task_status
from tests.world import domain_text

PRINTED = domain_text.statuses()


def test_there_are_32_in_the_printed_order() -> None:
    assert len(PRINTED) == 32
    assert [status.value for status in Status] == list(PRINTED)


@pytest.mark.parametrize("status", list(Status))
def test_a_status_is_as_printed(status: Status) -> None:
    rule, printed = RULES[status], PRINTED[status.value]
    assert (rule.number, rule.rank, rule.stale_h) == (printed.number, printed.rank, printed.stale_h)
    assert (rule.action, rule.owner) == (printed.action, printed.owner)
    assert rule.by == {Party(letter) for letter in printed.by}
    assert rule.ends == (printed.number >= 28)


def test_paths_leave_out_what_off_the_shelf_and_in_vivo_do_not_have() -> None:
    numbers = {kind: {RULES[status].number for status in path} for kind, path in PATHS.items()}
    shelf = set(range(1, 33)) - set(range(5, 16)) - {17}
    assert numbers == {
        OrderKind.AUTOLOGOUS: set(range(1, 33)),
        OrderKind.ALLOGENEIC: shelf,
        OrderKind.IN_VIVO: shelf - {21},
    }


def test_exceptions_are_as_printed_most_urgent_first() -> None:
    printed = domain_text.exception_kinds()
    listed = [(kind, *_asks(kind)) for kind, _, _ in printed]
    assert [kind for kind, _, _ in printed[:-1]] == list(exceptions.RULES)
    assert listed == printed
    places = [exceptions.rule_of(kind).row for kind, _, _ in printed]
    assert places == sorted(places)


def test_an_unlisted_kind_of_exception_is_as_urgent_as_other() -> None:
    assert exceptions.rule_of("VOLCANO") == exceptions.rule_of("OTHER")
    assert exceptions.by_urgency({"VOLCANO", "DAMAGE", "RECOLLECTION"}) == (
        "DAMAGE",
        "RECOLLECTION",
        "VOLCANO",
    )


@pytest.mark.parametrize(
    ("numbers", "word"),
    [
        ((1,), "draft"),
        ((2,), "requested"),
        ((3, 4), "accepted"),
        (range(5, 28), "in-progress"),
        ((28,), "completed"),
        ((29, 30, 31), "cancelled"),
        ((32,), "entered-in-error"),
    ],
)
def test_task_status_of_fhir(numbers: range, word: str) -> None:
    found = {
        task_status(status, on_hold=False) for status in Status if RULES[status].number in numbers
    }
    assert found == {word}


def test_a_hold_puts_only_a_task_in_progress_on_hold() -> None:
    held = {
        RULES[status].number for status in Status if task_status(status, on_hold=True) == "on-hold"
    }
    assert held == set(range(5, 28))


def _asks(kind: str) -> tuple[str, str]:
    rule = exceptions.rule_of(kind)
    return rule.action, rule.owner
