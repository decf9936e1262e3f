"""Who may have an operation explained for whom, and which class of principals that is."""

from dataclasses import replace

import pytest

from gateway.disclosure.asked_as import (
    AskedAsError,
    Held,
    class_of,
    may_ask_as,
    may_explain_answers,
)
from schema.vocabulary.principals import PrincipalKind, Purpose, RealmRole, Role
from tests.world.asking import someone

SITES = ("a", "b")
ANYBODY = [Held("finance", "a")]


@pytest.mark.parametrize("role", [*Role, *RealmRole])
def test_the_officer_and_the_platform_ask_for_all_and_three_roles_for_their_site(
    role: Role | RealmRole,
) -> None:
    asker = replace(
        someone(RealmRole.PRIVACY_OFFICER if isinstance(role, RealmRole) else role),
        **({"realm_roles": frozenset({role})} if isinstance(role, RealmRole) else {}),
    )
    everywhere = role in {RealmRole.PRIVACY_OFFICER, RealmRole.PLATFORM_ADMIN}
    here = role in {Role.QUALITY, Role.AUDITOR, Role.SITE_ADMIN} or everywhere
    assert may_ask_as(asker, ANYBODY) is here
    assert may_ask_as(asker, [*ANYBODY, Held("finance", "b")]) is everywhere
    assert may_ask_as(asker, [Held("privacy-officer", None)]) is everywhere
    assert may_ask_as(asker, [Held("privacy-officer", "a")]) is everywhere
    assert may_ask_as(asker, [Held("finance", None)]) is everywhere
    assert may_ask_as(replace(asker, assurance=1), ANYBODY) is False
    assert may_explain_answers(asker) is (here or role is Role.INTEGRATOR)


def test_several_roles_have_the_purpose_of_the_first_in_the_table() -> None:
    held = class_of(
        [Held("finance", "a"), Held("physician", "b")], purpose=None, assured=True, sites=SITES
    )
    assert held.roles == {("a", Role.FINANCE), ("b", Role.PHYSICIAN)}
    assert held.purpose is Purpose.TREAT
    anywhere = class_of([Held("finance", None)], purpose=None, assured=True, sites=SITES)
    assert anywhere.roles == {("a", Role.FINANCE)}
    program = class_of([Held("integrator", "a")], purpose=None, assured=False, sites=SITES)
    assert program.kind is PrincipalKind.API_CLIENT


@pytest.mark.parametrize(
    ("held", "purpose", "part"),
    [
        ([], None, "roles"),
        ([Held("finance", "a")] * 7, None, "roles"),
        ([Held("S3CRET", "a")], None, "roles"),
        ([Held("finance", "S3CRET")], None, "site"),
        ([Held("finance", "a")], "S3CRET", "purpose"),
        ([Held("platform-admin", None)], "TREAT", "purpose"),
        ([Held("integrator", "a"), Held("finance", "a")], None, "roles"),
    ],
)
def test_what_nobody_can_hold_is_named_and_not_repeated(
    held: list[Held], purpose: str | None, part: str
) -> None:
    with pytest.raises(AskedAsError, match=r"^expected ") as refused:
        class_of(held, purpose=purpose, assured=True, sites=SITES)
    assert refused.value.part == part
    assert "S3CRET" not in str(refused.value)
