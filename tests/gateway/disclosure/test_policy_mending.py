"""A version that a newer release refuses is lowered until it holds, and never shows more."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.disclosure.policy import Policy, lower
from gateway.disclosure.policy_file import load_policy, parse_policy
from gateway.disclosure.policy_mending import Mending
from gateway.disclosure.policy_text import PolicyError
from gateway.disclosure.policy_words import Cell, lines_of, with_cells, written
from schema.vocabulary.disclosure import Visibility
from schema.vocabulary.principals import Role
from schema.vocabulary.sensitivity import FieldClass
from tests.world.policies import TEXT

SHIPPED = load_policy()
LINES = sorted(lines_of(SHIPPED))
CELLS = st.builds(
    Cell, st.sampled_from(LINES), st.sampled_from(FieldClass), st.sampled_from(Visibility)
)


def mended(text: str) -> tuple[Policy, list[str]]:
    mending = Mending(text, name="version 3")
    made = mending.text(reason="Refused.")
    return replace(parse_policy(made), version=""), mending.notes


def wider(after: Policy, before: Policy) -> list[tuple[tuple[str, ...], FieldClass]]:
    """The cells that say more than before; a cap that is gone says more."""
    most = Visibility.CLEAR
    old = lines_of(before)
    return [
        (place, name)
        for place, caps in lines_of(after).items()
        for name in FieldClass
        if lower(caps.get(name, most), old[place].get(name, most)) is not caps.get(name, most)
    ]


@given(st.lists(CELLS, max_size=10))
def test_whatever_stands_above_the_law_is_lowered_and_nothing_is_raised(cells: list[Cell]) -> None:
    wanted = with_cells(SHIPPED, cells)
    found, _ = mended(written(wanted))
    assert wider(found, wanted) == []
    try:
        accepted = parse_policy(written(wanted))
    except PolicyError:
        return
    assert found == replace(accepted, version="")


def test_one_that_holds_is_the_same_afterwards() -> None:
    assert mended(TEXT) == (replace(SHIPPED, version=""), [])


def test_a_class_that_is_new_is_withheld_from_everybody() -> None:
    text = TEXT.replace('"SPECIAL", ', "", 1).replace(', "SPECIAL"', "")
    text = re.sub(r', SPECIAL = "WITHHELD"|SPECIAL = "WITHHELD",? ?', "", text)
    lines = [
        re.sub(r'^(\S+ += "(?:\S+ +){5})\S+ +', r"\1", line) if line[:1].isalpha() else line
        for line in text.splitlines()
    ]
    older = "\n".join(lines)
    with pytest.raises(PolicyError, match="no word for SPECIAL"):
        parse_policy(older)
    found, notes = mended(older)
    assert {caps[FieldClass.SPECIAL] for caps in found.base.values()} == {Visibility.WITHHELD}
    assert {
        holder: {name: caps[name] for name in caps if name is not FieldClass.SPECIAL}
        for holder, caps in found.base.items()
    } == {
        holder: {name: caps[name] for name in caps if name is not FieldClass.SPECIAL}
        for holder, caps in SHIPPED.base.items()
    }
    assert "base.physician: SPECIAL has no word that is known: WITHHELD" in notes


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ('logistics       = "WITHHELD', 'logistics       = "CLEAR', "base.logistics: DIRECT is"),
        ("pharmacy        =", "# pharmacy      =", "base.pharmacy: DIRECT has no word"),
        ("HRESCH    =", "HOTHER    =", "purpose.HRESCH: has no line"),
        ('QUASI = "WITHHELD", SPECIAL = "WITHHELD" }\nerased', 'SPECIAL = "WITHHELD" }\nerased',
         "flags.restricted: QUASI is CLEAR"),
        ('HPAYMT    = { CHAIN = "WITHHELD"', 'HPAYMT    = { CHAIN = "HIDDEN"',
         "purpose.HPAYMT: CHAIN"),
        ("HPAYMT    = { CHAIN", 'HPAYMT    = { FORMER = "WITHHELD", CHAIN',
         "purpose.HPAYMT: a class"),
        ('roles = ["physician"', 'roles = ["logistics", "physician"', ""),
        ('step_roles = ["apheresis"', 'step_roles = ["integrator", "former", "apheresis"', ""),
        ("[relation.STEP_SITE]", "[relation.FORMER_SITE]", "relation.STEP_SITE: has no line"),
        ('[relation.STEP_SITE]\nall       = { CONTACT = "WITHHELD", COMMERCIAL = "WITHHELD" }',
         '[relation.STEP_SITE]\nall       = "WITHHELD"', "relation.STEP_SITE.all: is no"),
        ('HPAYMT    = { CHAIN = "WITHHELD", CLINICAL = "WITHHELD", SPECIAL = "WITHHELD" }',
         'HPAYMT    = "WITHHELD"', "purpose.HPAYMT: is no"),
        ('[relation.MY_SITE]\nall       = { CONTACT = "WITHHELD" }\nphysician = {',
         '[relation]\nMY_SITE = "NONE"\n[relation.STEP_SITE.former]\nphysician = {',
         "relation.MY_SITE: has no line"),
        ("restricted = {", "former = {", "flags.restricted: has no line"),
        ("[flags]", "[marks]", "flags.erased: has no line"),
        ('version = "2026-11.1"', "version = 7", ""),
        ('version = "2026-11.1"', f'version = "{"a" * 101}"', ""),
        ("[break_glass]", "[glass]", ""),
    ],
)  # fmt: skip
def test_each_thing_that_is_wrong_is_told_and_lowered(old: str, new: str, note: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    with pytest.raises(PolicyError):
        parse_policy(text)
    found, notes = mended(text)
    assert any(one.startswith(note) for one in notes) or not note
    assert found.break_glass_roles <= SHIPPED.break_glass_roles
    assert Role.INTEGRATOR not in found.step_roles
    assert wider(found, SHIPPED) == []


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(PolicyError, match="not TOML"):
        Mending("[base", name="version 3")
