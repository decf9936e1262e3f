"""What two people enter alike is shown and found; no later page writes over it."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import select

from gateway.orders.tables import facts, orders, patients, rectifications
from gateway.store.engine import Store
from gateway.sync.replay import rebuild, replay
from schema.vocabulary.orders import Patient
from schema.vocabulary.rights import CorrectableField
from schema.vocabulary.sensitivity import FieldClass, field_marks
from tests.world.opened import opened
from tests.world.rectified_patient import (
    COORDINATOR,
    MRN,
    NAME,
    OFFICER,
    TRUE,
    WHO,
    Desk,
    code,
    desk,
    newest,
    shown,
    told,
)

if TYPE_CHECKING:
    from schema.api.ports import Treated


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
