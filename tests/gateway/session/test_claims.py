"""Claims become a principal: organizations are sites, groups are roles, less what was withdrawn."""

import pytest

from gateway.session.claims import Nobody, principal_of_claims
from gateway.session.standing import Standing
from schema.vocabulary.principals import Principal, PrincipalKind, Purpose, RealmRole, Role
from tests.gateway.session.parts import KNOWN, access_claims


def principal(**changes: object) -> Principal:
    found = principal_of_claims(access_claims(**changes), known=KNOWN)
    assert isinstance(found, Principal)
    return found


def test_a_group_at_a_site_is_a_role_there() -> None:
    both = {"st-alder": {"groups": ["/physician"]}, "lakeside": {"groups": ["/physician"]}}
    assert principal(organization=both).roles == {
        ("st-alder", Role.PHYSICIAN),
        ("lakeside", Role.PHYSICIAN),
    }


@pytest.mark.parametrize(
    "claim",
    [
        {"st-alder": {"groups": ["coordinator", "/boss", "/x/coordinator", "/integrator"]}},
        {"elsewhere": {"groups": ["/coordinator"]}},
        ["st-alder"],
        {},
    ],
)
def test_what_is_no_known_role_at_a_known_site_gives_nothing(claim: object) -> None:
    assert principal(organization=claim).roles == frozenset()


def test_a_withdrawn_role_is_subtracted() -> None:
    standing = Standing(withdrawn=frozenset({("st-alder", Role.COORDINATOR)}))
    found = principal_of_claims(access_claims(), known=KNOWN, standing=standing)
    assert isinstance(found, Principal)
    assert found.roles == frozenset()


@pytest.mark.parametrize(("acr", "level"), [("3", 3), ("2", 2), ("1", 1), ("9", 1), (None, 1)])
def test_assurance_is_read_from_acr(acr: str | None, level: int) -> None:
    assert principal(acr=acr).assurance == level


def test_realm_roles_are_those_we_know() -> None:
    found = principal(organization={}, realm_access={"roles": ["platform-admin", "root"]})
    assert found.realm_roles == {RealmRole.PLATFORM_ADMIN}


def test_a_purpose_the_roles_lack_falls_back_to_their_first() -> None:
    claims = access_claims()
    chosen = principal_of_claims(claims, known=KNOWN, purpose=Purpose.HOPERAT)
    lacking = principal_of_claims(claims, known=KNOWN, purpose=Purpose.HPAYMT)
    assert isinstance(chosen, Principal)
    assert isinstance(lacking, Principal)
    assert (chosen.purpose, lacking.purpose) == (Purpose.HOPERAT, Purpose.TREAT)


PROGRAM: dict[str, object] = {
    "azp": "registry",
    "client_id": "registry",
    "sid": None,
    "acr": None,
    "purpose_of_use": "HOPERAT",
}


@pytest.mark.parametrize("claimed", [None, "", "TREAT", "ETREAT", "HPAYMT", "hoperat", "anything"])
def test_a_program_without_a_purpose_that_it_may_have_is_nobody(claimed: str | None) -> None:
    claims = access_claims(**{**PROGRAM, "purpose_of_use": claimed})
    assert principal_of_claims(claims, known=KNOWN) is Nobody.PURPOSE


def test_nothing_but_the_registration_sets_a_programs_purpose() -> None:
    claims = access_claims(**PROGRAM)
    found = principal_of_claims(claims, known=KNOWN, purpose=Purpose.TREAT)
    assert isinstance(found, Principal)
    assert found.purpose is Purpose.HOPERAT


def test_a_persons_token_names_no_purpose_for_them() -> None:
    assert principal(purpose_of_use="HSYSADMIN").purpose is Purpose.TREAT


def test_a_program_has_the_sites_of_its_scopes() -> None:
    found = principal(**PROGRAM, scope="site:st-alder site:nowhere")
    assert found.kind is PrincipalKind.API_CLIENT
    assert found.roles == {("st-alder", Role.INTEGRATOR)}
    assert (found.assurance, found.purpose) == (2, Purpose.HOPERAT)


@pytest.mark.parametrize(
    "changes",
    [
        {"azp": "evil"},
        {"azp": "evil", "client_id": "evil", "sid": None},
        {"azp": "registry"},
        {"azp": "registry", "client_id": "registry"},
        {"azp": "registry", "client_id": "portal", "sid": None},
    ],
)
def test_a_client_we_do_not_know_is_nobody(changes: dict[str, object]) -> None:
    assert principal_of_claims(access_claims(**changes), known=KNOWN) is Nobody.CLIENT
