"""What one policy shows otherwise than another is told cell by cell, as people would meet it."""

from gateway.disclosure.policy import DEFAULT_FILE, Policy
from gateway.disclosure.policy_diff import Changed, changed_cells, touched
from gateway.disclosure.policy_file import load_policy, parse_policy
from schema.vocabulary.disclosure import Relation, Visibility
from schema.vocabulary.principals import Purpose, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass

TEXT = DEFAULT_FILE.read_text(encoding="utf-8")
SHIPPED = load_policy()


def other(old: str, new: str) -> Policy:
    assert old in TEXT
    return parse_policy(TEXT.replace(old, new, 1))


def test_a_policy_changes_nothing_against_itself() -> None:
    assert changed_cells(SHIPPED, parse_policy(TEXT)) == []


def test_a_relation_cap_left_out_is_one_role_one_class_and_wider() -> None:
    after = other('all       = { CONTACT = "WITHHELD" }\nphysician = { SPECIAL = "WITHHELD" }',
                  'all       = { CONTACT = "WITHHELD" }')  # fmt: skip
    changed = changed_cells(SHIPPED, after)
    assert changed[0] == Changed(
        role=Role.PHYSICIAN,
        relation=Relation.MY_SITE,
        purpose=Purpose.TREAT,
        flags=(),
        field_class=FieldClass.SPECIAL,
        before=Visibility.WITHHELD,
        after=Visibility.CLEAR,
    )
    assert all(cell.wider and cell.relation is Relation.MY_SITE for cell in changed)
    assert touched(changed) == (
        {
            "patient.hlaTyping",
            "patient.idmResult",
            "patient.causeOfDeath",
            "collections.idmResult",
        },
        {"physician"},
    )


def test_what_no_form_can_show_is_no_change() -> None:
    line = 'finance         = "PARTIAL   WITHHELD'
    assert changed_cells(SHIPPED, other(line, line.replace("WITHHELD", "PARTIAL"))) == []


def test_a_role_taken_from_serving_sites_loses_every_class_it_saw_there() -> None:
    changed = changed_cells(SHIPPED, other('"logistics", "quality"]', '"logistics"]'))
    assert {(cell.role, cell.relation) for cell in changed} == {(Role.QUALITY, Relation.STEP_SITE)}
    assert all(cell.after is Visibility.WITHHELD for cell in changed)


def test_the_privacy_officer_has_no_relation() -> None:
    after = other('privacy-officer = "PARTIAL ', 'privacy-officer = "WITHHELD')
    cells = {(cell.role, cell.relation) for cell in changed_cells(SHIPPED, after)}
    assert cells == {(RealmRole.PRIVACY_OFFICER, None)}


def test_break_glass_for_one_role_less_is_told_with_its_flag() -> None:
    changed = changed_cells(SHIPPED, other('roles = ["physician", ', "roles = ["))
    assert changed
    assert all("break-glass" in cell.flags and not cell.wider for cell in changed)
