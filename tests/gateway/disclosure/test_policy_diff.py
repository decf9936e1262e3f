"""What one policy shows otherwise than another is told cell by cell, as people would meet it."""

from typing import cast

from graphql import GraphQLObjectType, get_named_type

from gateway.disclosure.policy import DEFAULT_FILE, Policy
from gateway.disclosure.policy_diff import Changed, changed_cells, touched
from gateway.disclosure.policy_file import load_policy, parse_policy
from schema.api.schema import build_schema, executable
from schema.vocabulary.disclosure import Relation, Visibility
from schema.vocabulary.principals import Purpose, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass

TEXT = DEFAULT_FILE.read_text(encoding="utf-8")
SHIPPED = load_policy()


def other(old: str, new: str) -> Policy:
    assert old in TEXT
    return parse_policy(TEXT.replace(old, new, 1))


def logistics(operational: str) -> Policy:
    line = next(line for line in TEXT.splitlines() if line.startswith("logistics  "))
    return other(line, line.replace(" CLEAR ", f" {operational} "))


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


def test_what_has_no_partial_form_does_not_change_where_a_class_is_cut_short() -> None:
    line = 'integrator      = "PSEUDONYM WITHHELD WITHHELD'
    fields, roles = touched(
        changed_cells(SHIPPED, other(line, line[: -len("WITHHELD")] + "PARTIAL "))
    )
    assert (fields, roles) == ({"patient.birthDate"}, {"integrator"})


def test_months_for_instants_change_every_instant_and_nothing_plain() -> None:
    fields, _ = touched(changed_cells(SHIPPED, logistics("PARTIAL")))
    assert fields >= {
        "since",
        "staleAt",
        "lastLearnedAt",
        "milestones.at",
        "facts.happenedAt",
        "shipments.plannedAt",
    }
    assert not fields & {"status", "site", "kind", "careTeam", "shipments.waybill", "milestones"}


def test_a_class_that_is_withheld_changes_every_field_by_its_name_in_the_schema() -> None:
    fields, _ = touched(changed_cells(SHIPPED, logistics("WITHHELD")))
    assert fields >= {"status", "site", "product", "careTeam", "since", "shipments.waybill"}
    kinds = executable(build_schema()).type_map
    assert all(_is_there(path.split("."), kinds["Order"]) for path in fields)


def _is_there(path: list[str], kind: object) -> bool:
    if not path:
        return True
    field = cast("GraphQLObjectType", kind).fields.get(path[0])
    return field is not None and _is_there(path[1:], cast("object", get_named_type(field.type)))
