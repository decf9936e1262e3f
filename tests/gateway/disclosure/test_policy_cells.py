"""The policy as a table: a cell is changed, previewed, proposed with a reason, written down."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.disclosure.policy import Policy
from gateway.disclosure.policy_file import RELATED, load_policy, parse_policy
from gateway.disclosure.policy_showing import table_shown
from gateway.disclosure.policy_text import PolicyError
from gateway.disclosure.policy_words import (
    Cell,
    choices,
    lines_of,
    reason_of,
    with_cells,
    written,
)
from gateway.store.engine import Store
from schema.api.ports import PolicyCell
from schema.vocabulary.disclosure import Relation, Visibility
from schema.vocabulary.sensitivity import FieldClass
from tests.world.policies import ANNA, BEN, OTHER, TEXT, House, code, following, house, told

if TYPE_CHECKING:
    from schema.api.ports import Treated, Trouble

SHIPPED = load_policy()
PLACES = sorted(lines_of(SHIPPED))
PHARMACY = PolicyCell(
    place=("base", "pharmacy"), field_class="DIRECT", visibility=Visibility.WITHHELD
)


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    place = draw(st.sampled_from(PLACES))
    field_class = draw(st.sampled_from(FieldClass))
    return Cell(place, field_class, draw(st.sampled_from(choices(place, field_class))))


def holds(policy: Policy) -> bool:
    """A farther relation may not show more; all else the choices see to."""
    return all(
        policy.relation[Relation.STEP_SITE, holder].get(name, Visibility.CLEAR).rank <= cap.rank
        for holder in RELATED
        for name, cap in policy.relation[Relation.MY_SITE, holder].items()
        if holder in policy.step_roles
    )


@given(st.lists(cells(), max_size=12))
def test_what_is_written_is_read_as_the_same_policy(changes: list[Cell]) -> None:
    policy = with_cells(SHIPPED, changes)
    text = written(policy, reason='"said" in one line')
    if not holds(policy):
        with pytest.raises(PolicyError, match="shows more than at MY_SITE"):
            parse_policy(text)
        return
    again = parse_policy(text)
    assert replace(again, version="") == replace(policy, version="")
    assert again.version.startswith("2026-11.1@")
    assert reason_of(text) == '"said" in one line'


def test_no_choice_passes_a_ceiling_and_none_is_a_form_that_the_class_lacks() -> None:
    assert choices(("base", "integrator"), FieldClass.DIRECT)[0] is Visibility.PSEUDONYM
    assert choices(("flags", "erased"), FieldClass.CLINICAL) == (Visibility.WITHHELD,)
    assert Visibility.PARTIAL not in choices(("base", "physician"), FieldClass.CONTACT)


def test_the_table_says_what_the_document_says() -> None:
    table = table_shown(TEXT)
    assert table is not None
    lines = {
        tuple(cast("list[str]", one["place"])): one for one in cast("list[Treated]", table["lines"])
    }
    assert lines.keys() == set(PLACES)
    said = {
        one["field_class"]: one["visibility"]
        for one in cast("list[Treated]", lines["relation", "STEP_SITE", "quality"]["cells"])
    }
    assert [name for name, word in said.items() if word != "CLEAR"] == [
        "DIRECT", "CONTACT", "SPECIAL", "COMMERCIAL",
    ]  # fmt: skip
    assert table["break_glass_roles"] == ["apheresis", "cell-lab", "pharmacy", "physician"]
    assert table_shown(TEXT.replace("auditor  ", "auditors ", 1)) is None


def test_a_changed_cell_is_previewed_then_proposed_with_its_reason(store: Store) -> None:
    async def act(here: House) -> None:
        preview = told(await here.of(BEN).preview([PHARMACY]))
        assert (preview["roles"], preview["wider"]) == (["pharmacy"], 0)
        assert await here.of(BEN).proposals() == []
        made = told(await here.of(BEN).propose_cells([PHARMACY], reason="Names are not needed."))
        assert made["reason"] == "Names are not needed."
        assert cast("Treated", made["preview"])["cells"] == preview["cells"]
        told(await here.of(ANNA).approve(str(made["id"])))
        role = next(one for one in here.in_force.now.base if one.value == "pharmacy")
        assert here.in_force.now.base[role][FieldClass.DIRECT] is Visibility.WITHHELD
        assert all("not needed" not in str(event.body) for event in here.ledger.events)

    house(store, act)


def test_cells_of_a_version_that_is_no_more_do_not_undo_the_one_that_is(store: Store) -> None:
    """Another process may know half a second earlier what two people decided."""

    async def act(here: House) -> None:
        elsewhere = House(store, here.ledger, following(store))
        told(await elsewhere.of(ANNA).approve(await elsewhere.proposed(OTHER)))
        found = await here.of(BEN).propose_cells([PHARMACY], reason="Names are not needed.")
        assert code(found) == "POLICY_MOVED"
        await here.in_force.refresh()
        made = told(await here.of(BEN).propose_cells([PHARMACY], reason="Names are not needed."))
        assert cast("Treated", made["preview"])["roles"] == ["pharmacy"]

    house(store, act)


def test_a_rollback_says_why(store: Store) -> None:
    async def act(here: House) -> None:
        told(await here.of(ANNA).approve(await here.proposed(OTHER)))
        back = told(await here.of(ANNA).roll_back(1, reason="The lab needs names."))
        assert (back["rolls_back_to"], back["reason"]) == (1, "The lab needs names.")
        told(await here.of(BEN).approve(str(back["id"])))
        assert here.in_force.now == parse_policy(TEXT)
        told(await here.of(ANNA).approve(await here.proposed(OTHER)))
        again = told(await here.of(ANNA).roll_back(3, reason="Once more."))
        assert again["reason"] == "Once more."

    house(store, act)


@pytest.mark.parametrize(
    ("place", "name", "word", "refusal"),
    [
        (("base", "logistics"), "DIRECT", "CLEAR", "POLICY_INVALID"),
        (("base", "nobody"), "DIRECT", "CLEAR", "POLICY_CELL_UNKNOWN"),
        (("base", "pharmacy"), "DIRECT", "CLEAR", "POLICY_UNCHANGED"),
        (("relation", "STEP_SITE", "pharmacy"), "CONTACT", "CLEAR", "POLICY_INVALID"),
    ],
)
def test_a_cell_that_may_not_say_so_is_refused_and_nothing_is_kept(
    store: Store, place: tuple[str, ...], name: str, word: str, refusal: str
) -> None:
    async def act(here: House) -> None:
        cell = PolicyCell(place=place, field_class=name, visibility=word)
        assert code(await here.of(ANNA).propose_cells([cell], reason="mine")) == refusal
        assert await here.of(ANNA).proposals() == []
        if refusal == "POLICY_INVALID":
            shown = cast("Trouble", await here.of(ANNA).preview([cell]))
            assert shown.message.startswith("policy:")

    house(store, act)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "two\nlines", "\ud800"])
def test_a_reason_is_one_line(store: Store, reason: str) -> None:
    async def act(here: House) -> None:
        assert code(await here.of(ANNA).propose_cells([PHARMACY], reason=reason)) == "POLICY_REASON"
        assert code(await here.of(ANNA).roll_back(1, reason=reason)) == "POLICY_REASON"

    house(store, act)
