"""Who may not put a person right, and what is no value, is refused and kept."""

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.audit.waiting import AuditUnavailableError
from gateway.disclosure.rectifying import MEANINGS, cleaned
from gateway.store.engine import Store
from schema.api.ports import Treated, Trouble
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role
from schema.vocabulary.rights import CorrectableField
from tests.world.asking import someone
from tests.world.rectified_patient import (
    ANOTHER,
    COORDINATOR,
    NAME,
    OFFICER,
    SECOND,
    TRUE,
    WHO,
    Desk,
    code,
    desk,
    newest,
    shown,
)

MAY_NOT = [
    *(someone(role) for role in Role),
    replace(COORDINATOR, roles=frozenset({("elsewhere", Role.COORDINATOR)})),
    replace(COORDINATOR, assurance=1),
    replace(OFFICER, assurance=1),
    replace(OFFICER, purpose=Purpose.TREAT),
    replace(OFFICER, realm_roles=frozenset({RealmRole.PLATFORM_ADMIN})),
]


def test_nobody_else_asks_and_a_foreign_patient_is_nobodys(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> set[str]:
        asked = newest(shown(await here.of(OFFICER).ask(here.patient, name=NAME, value=TRUE)))
        kept = len(here.ledger.events)
        codes: set[str] = set()
        for who in MAY_NOT:
            mine = here.of(who)
            for patient in (here.patient, "nobody"):
                codes.add(code(await mine.of(patient)))
                codes.add(code(await mine.ask(patient, name=NAME, value="X")))
            for name in (asked["id"], "nothing"):
                codes.add(code(await mine.approve(name, value=TRUE)))
                codes.add(code(await mine.reject(name)))
        assert len(here.ledger.events) == kept
        assert f"Family-{WHO}" in await here.seen()
        return codes

    assert desk(store, tmp_path, act) == {"RECTIFICATION_REFUSED"}


@pytest.mark.parametrize(
    ("asks", "confirms", "expected"),
    [
        (COORDINATOR, COORDINATOR, "RECTIFICATION_SECOND_PERSON"),
        (OFFICER, OFFICER, "RECTIFICATION_SECOND_PERSON"),
        (OFFICER, replace(OFFICER, session_id="another"), "RECTIFICATION_SECOND_PERSON"),
        (COORDINATOR, ANOTHER, "RECTIFICATION_OFFICER_NEEDED"),
        (OFFICER, COORDINATOR, None),
        (OFFICER, SECOND, None),
        (COORDINATOR, SECOND, None),
    ],
)
def test_two_people_one_of_them_an_officer(
    store: Store, tmp_path: Path, asks: Principal, confirms: Principal, expected: str | None
) -> None:
    async def act(here: Desk) -> None:
        asked = newest(shown(await here.of(asks).ask(here.patient, name=NAME, value=TRUE)))
        found = await here.of(confirms).approve(asked["id"], value=TRUE)
        if expected is None:
            assert newest(shown(found))["state"] == "APPLIED"
            again = await here.of(confirms).approve(asked["id"], value=TRUE)
            assert code(again) == "RECTIFICATION_DECIDED"
        else:
            assert code(found) == expected
            assert TRUE not in await here.seen()
            assert here.ledger.events[-1].kind == "RECTIFICATION_REFUSED"

    desk(store, tmp_path, act)


def test_another_value_is_refused_and_the_third_ends_it(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> list[str]:
        asked = newest(shown(await here.of(COORDINATOR).ask(here.patient, name=NAME, value=TRUE)))
        mine = here.of(OFFICER)
        codes = [code(await mine.approve(asked["id"], value=f"W{n}")) for n in range(3)]
        codes.append(code(await mine.approve(asked["id"], value=TRUE)))
        assert newest(shown(await mine.of(here.patient)))["state"] == "MISMATCHED"
        assert TRUE not in await here.seen()
        return codes

    expected = [*["RECTIFICATION_MISMATCH"] * 3, "RECTIFICATION_DECIDED"]
    assert desk(store, tmp_path, act) == expected


def test_three_guesses_are_three_though_many_come_at_once(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> list[str]:
        asked = newest(shown(await here.of(COORDINATOR).ask(here.patient, name=NAME, value=TRUE)))
        mine = here.of(OFFICER)
        guesses = [mine.approve(asked["id"], value=f"W{n}") for n in range(9)]
        codes = [code(found) for found in await asyncio.gather(*guesses)]
        assert newest(shown(await mine.of(here.patient)))["state"] == "MISMATCHED"
        return sorted(codes)

    expected = [*["RECTIFICATION_DECIDED"] * 6, *["RECTIFICATION_MISMATCH"] * 3]
    assert desk(store, tmp_path, act) == expected


def test_what_can_not_be_kept_does_not_happen(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> None:
        asked = newest(shown(await here.of(COORDINATOR).ask(here.patient, name=NAME, value=TRUE)))
        here.ledger.away = True
        for act_ in (
            here.of(OFFICER).approve(asked["id"], value=TRUE),
            here.of(OFFICER).reject(asked["id"]),
            here.of(OFFICER).ask(here.patient, name=NAME, value="X"),
            here.of(OFFICER).of(here.patient),
        ):
            with pytest.raises(AuditUnavailableError):
                await act_
        here.ledger.away = False
        (one,) = cast(
            "list[Treated]", shown(await here.of(OFFICER).of(here.patient))["rectifications"]
        )
        assert one["state"] == "ASKED"

    desk(store, tmp_path, act)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        (NAME, "  Zoe\u0308 ", "Zoë"),
        (NAME, "", None),
        (NAME, "   ", None),
        (NAME, "a" * 201, None),
        (NAME, "e\u0301" * 200, "é" * 200),
        (NAME, " " * 800 + "a", None),
        (NAME, "a" + "\u0323\u0301" * 30_000, None),
        (NAME, "a\nb", None),
        (NAME, "a\u202eb", None),
        (NAME, "a\x00b", None),
        (CorrectableField.BIRTH_DATE, "1961-04-12", "1961-04-12"),
        (CorrectableField.BIRTH_DATE, "12.04.1961", None),
        (CorrectableField.BIRTH_DATE, "2031-02-30", None),
        (CorrectableField.BIRTH_DATE, "2031-03-02", None),
        (CorrectableField.BIRTH_DATE, "1799-01-01", None),
    ],
)
def test_what_can_not_be_a_value_is_refused(
    name: CorrectableField, value: str, kept: str | None
) -> None:
    assert cleaned(name, value, today=date(2031, 3, 1)) == kept


@given(value=st.text(max_size=220))
def test_a_kept_value_stays_as_it_is(value: str) -> None:
    once = cleaned(NAME, value, today=date(2031, 3, 1))
    if once is not None:
        assert cleaned(NAME, once, today=date(2031, 3, 1)) == once


def test_a_wrong_value_is_told_without_it(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> Trouble:
        found = await here.of(OFFICER).ask(here.patient, name=NAME, value="S3CRET\x00")
        assert isinstance(found, Trouble)
        return found

    found = cast("Trouble", desk(store, tmp_path, act))
    assert (found.code, found.path) == ("RECTIFICATION_VALUE", ("value",))
    assert "S3CRET" not in found.message
    assert found.code in MEANINGS
