"""A person is put right by two people, blind to each other; no later page writes over it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from gateway.app.audit import StoredPatients
from gateway.audit.record import AuditUnavailableError
from gateway.disclosure.rectifying import MEANINGS, Rectifying, RectifyingBacking, cleaned
from gateway.orders.tables import facts, orders, patients, rectifications
from gateway.store.engine import Store
from gateway.sync.correcting import Corrector
from gateway.sync.erasure import Eraser
from gateway.sync.intake import Parts
from gateway.sync.pull import pull
from gateway.sync.replay import rebuild, replay
from gateway.vault.keys import open_key_file
from gateway.vault.lookups import find_orders
from gateway.vault.seal import Vault
from gateway.vault.tombstones import Tombstones
from schema.api.ports import Treated, Trouble
from schema.vocabulary.orders import Patient
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role
from schema.vocabulary.rights import CorrectableField
from schema.vocabulary.sensitivity import FieldClass, field_marks
from tests.world.asking import someone
from tests.world.ledger import Ledger
from tests.world.loop import run
from tests.world.opened import opened
from tests.world.scripted import NOW, Fixed, ScriptedConnector, connector, page, parts_of, record

if TYPE_CHECKING:
    from schema.vocabulary.facts import JsonValue

WHO = "Canary"
SITE = "st-alder"
OFFICER = replace(someone(RealmRole.PRIVACY_OFFICER), purpose=Purpose.HCOMPL, subject="officer")
SECOND = replace(OFFICER, subject="officer-2")
COORDINATOR = replace(
    someone(Role.COORDINATOR), roles=frozenset({(SITE, Role.COORDINATOR)}), subject="coordinator"
)
ANOTHER = replace(COORDINATOR, subject="coordinator-2")
NAME, MRN = CorrectableField.FAMILY_NAME, CorrectableField.MRN
TRUE = "Żółć-Ďurišić"
BEFORE_NEXT_PAGE = NOW - timedelta(hours=1) + timedelta(seconds=0.1)
"""The scripted manufacturer is heard an hour ago, a page a second."""


def told(number: int, order: str = WHO, **patient: "JsonValue") -> dict[str, "JsonValue"]:
    """One event in which the manufacturer says who the patient is."""
    said: dict[str, JsonValue] = {"family_name": f"Family-{WHO}", "mrn": f"MRN-{WHO}", **patient}
    return {**record(order, number, patient=said), "patient": WHO}


@dataclass
class Desk:
    """One patient with two orders, and what the manufacturer may say next."""

    store: Store
    parts: Parts
    vault: Vault
    source: ScriptedConnector
    ledger: Ledger
    backing: RectifyingBacking
    eraser: Eraser
    clock: Fixed
    patient: str

    def of(self, who: Principal) -> Rectifying:
        return Rectifying(self.backing, who)

    async def says(self, *records: dict[str, "JsonValue"]) -> None:
        self.clock.move(60)
        self.source.pages.append(page(list(records)))
        await pull(self.source, self.parts)

    async def put(self, value: str = TRUE, name: CorrectableField = NAME) -> Treated:
        self.clock.move(0.1)
        asked = shown(await self.of(COORDINATOR).ask(self.patient, name=name, value=value))
        return shown(await self.of(OFFICER).approve(newest(asked)["id"], value=value))

    async def seen(self) -> str:
        return repr((await opened(self.store, self.vault))["patients"])

    async def row(self) -> tuple[str, str]:
        async with self.store.reading() as connection:
            found = await connection.execute(
                select(orders.c.overlays, orders.c.next_action).order_by(orders.c.order_id).limit(1)
            )
            overlays, action = found.one()
            return " ".join(overlays), str(action)

    async def found_by(self, mrn: str) -> int:
        async with self.store.reading() as connection:
            sites = frozenset({SITE})
            return len(
                await find_orders(connection, sites=sites, field="mrn", text=mrn, vault=self.vault)
            )


def desk(store: Store, folder: Path, act: Callable[[Desk], Awaitable[object]]) -> object:
    async def walk() -> object:
        stones = Tombstones(folder / "vault.tombstones")
        vault = Vault(open_key_file(folder / "vault.json", store_is_empty=True), tombstones=stones)
        clock, ledger = Fixed(BEFORE_NEXT_PAGE), Ledger()
        source = connector(bodies=[page([told(1), told(1, order="second")])])
        parts = await parts_of(store, vault, source, clock=clock)
        await pull(source, parts)
        backing = RectifyingBacking(
            store=store,
            sink=ledger,
            correcting=Corrector(parts),
            patients=StoredPatients(store),
            clock=clock,
        )
        patient = vault.opaque_id("patient", source.connection.id, WHO)
        eraser = Eraser(parts, stones)
        here = Desk(store, parts, vault, source, ledger, backing, eraser, clock, patient)
        try:
            return await act(here)
        finally:
            await store.close()

    return run(walk())


def shown(found: Treated | Trouble) -> Treated:
    assert not isinstance(found, Trouble), found
    return found


def code(found: Treated | Trouble) -> str:
    assert isinstance(found, Trouble)
    return found.code


def newest(found: Treated) -> dict[str, str]:
    return cast("list[dict[str, str]]", found["rectifications"])[0]


def test_the_fields_are_those_that_name_reach_or_single_out() -> None:
    wanted = {FieldClass.DIRECT, FieldClass.CONTACT, FieldClass.QUASI}
    marks = {mark.name for mark in field_marks(Patient) if mark.field_class in wanted}
    assert {one.value for one in CorrectableField} == marks


def test_what_two_people_enter_alike_is_shown_found_and_told(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> None:
        await here.put(name=MRN, value="MRN-0815")
        found = newest(await here.put())
        assert (found["state"], found["in_force"]) == ("APPLIED", True)
        assert (found["manufacturer_says"], found["to_be_told"]) == ("AS_BEFORE", True)
        seen = await here.seen()
        assert TRUE in seen
        assert "Family-" not in seen
        assert await here.found_by("MRN-0815") == 2, "both orders show the same person"
        assert await here.found_by(f"MRN-{WHO}") == 0
        assert "CONFLICT" not in (await here.row())[0]
        async with store.reading() as connection:
            kinds = await connection.execute(
                select(facts.c.party, facts.c.connection).where(facts.c.kind == "RECTIFICATION")
            )
            assert [tuple(one) for one in kinds] == [("P", "portal")] * 4
            left = await connection.scalars(select(rectifications.c.value))
            assert list(left) == [None, None]
        kept = [(event.kind, event.body.get("field")) for event in here.ledger.events]
        assert kept[-2:] == [
            ("RECTIFICATION_ASKED", "family_name"),
            ("RECTIFICATION_APPLIED", "family_name"),
        ]
        assert TRUE not in repr(here.ledger.events)

    desk(store, tmp_path, act)


def test_a_later_page_never_writes_over_it_and_what_is_new_is_a_conflict(
    store: Store, tmp_path: Path
) -> None:
    async def act(here: Desk) -> list[str]:
        await here.put()
        states: list[str] = []
        for number, name in enumerate((f"Family-{WHO}", "Third", TRUE), 2):
            await here.says(told(number, family_name=name))
            overlays, action = await here.row()
            one = newest(shown(await here.of(OFFICER).of(here.patient)))
            states.append(f"{one['manufacturer_says']} {one['to_be_told']} {action} {overlays}")
            seen = await here.seen()
            assert TRUE in seen
            assert "Third" not in seen
        return states

    assert desk(store, tmp_path, act) == [
        "AS_BEFORE True AWAIT_ACCEPTANCE ",
        "OTHERWISE True RESOLVE_CONFLICT CONFLICT",
        "SAME False AWAIT_ACCEPTANCE ",
    ]


def test_the_last_of_two_corrections_stands_and_settles_a_conflict(
    store: Store, tmp_path: Path
) -> None:
    async def act(here: Desk) -> None:
        await here.put(value="First")
        await here.says(told(2, family_name="Third"))
        assert "CONFLICT" in (await here.row())[0]
        here.clock.move(60)
        await here.put()
        assert "CONFLICT" not in (await here.row())[0]
        assert TRUE in await here.seen()
        listed = shown(await here.of(OFFICER).of(here.patient))["rectifications"]
        in_force = [one["in_force"] for one in cast("list[Treated]", listed)]
        assert sorted(map(str, in_force)) == ["False", "True"]

    desk(store, tmp_path, act)


def test_rows_made_anew_and_documents_read_again_say_the_same(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> None:
        await here.put()
        before = await opened(store, here.vault)
        await rebuild(here.parts)
        await replay({here.source.connection.id: here.source}, here.parts)
        assert await opened(store, here.vault) == before

    desk(store, tmp_path, act)


def test_a_correction_does_not_make_silent_news_look_fresh(store: Store, tmp_path: Path) -> None:
    async def act(here: Desk) -> None:
        async with store.reading() as connection:
            learned = select(orders.c.last_learned_at).order_by(orders.c.order_id)
            before = list(await connection.scalars(learned))
        await here.put()
        async with store.reading() as connection:
            assert list(await connection.scalars(learned)) == before

    desk(store, tmp_path, act)


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


def test_an_erasure_takes_what_was_asked_and_what_was_put_right(
    store: Store, tmp_path: Path
) -> None:
    async def act(here: Desk) -> None:
        await here.put()
        here.clock.move(1)
        asked = newest(
            shown(await here.of(COORDINATOR).ask(here.patient, name=MRN, value="MRN-0815"))
        )
        await here.says(
            {**told(3), "kind": "CANCELLED"}, {**told(3, order="second"), "kind": "CANCELLED"}
        )
        await here.eraser.erase(here.patient, by="officer")
        async with store.reading() as connection:
            sealed = select(facts.c.sealed).where(facts.c.sealed.is_not(None))
            assert list(await connection.scalars(sealed)) == []
            assert list(await connection.scalars(select(patients.c.direct))) == [None]
            assert set(await connection.scalars(select(rectifications.c.value))) == {None}
        again = await here.of(OFFICER).approve(asked["id"], value="MRN-0815")
        assert code(again) in {"RECTIFICATION_MISMATCH", "RECTIFICATION_DECIDED"}
        assert code(await here.of(OFFICER).ask(here.patient, name=NAME, value="X")) == (
            "PATIENT_ERASED"
        )

    desk(store, tmp_path, act)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        (NAME, "  Zoe\u0308 ", "Zoë"),
        (NAME, "", None),
        (NAME, "   ", None),
        (NAME, "a" * 201, None),
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
