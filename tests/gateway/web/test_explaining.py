"""A document is explained over the API, for oneself and for others, and never run."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from gateway.session.authenticate import Authenticated
from gateway.settings import Site
from schema.vocabulary.principals import PrincipalKind, Purpose, RealmRole, Role
from tests.world.hidden_levels import hidden_levels
from tests.world.loop import run
from tests.world.webapp import BEARER, PORTAL, TRUSTED, World, in_session, principal

EXPLAIN = """query($document: String, $id: ID, $variables: String, $as: ExplainAsInput) {
  explain(document: $document, documentId: $id, variables: $variables, as: $as) { __typename
    ... on Problem { code message path }
    ... on Explanation { roles purpose assured policyVersion requested limit writtenBy
      fields { path fieldClass source price wherePartial }
      classes { fieldClass sights { visibility reason cases lines
        situations { roles { role place } flags } } }
      sources { connection asOf } } } }"""
ASKED = (
    "query($n: Int) { orders(first: $n) { nodes { id status patient { birthDate { value } } "
    "runs { lotNumber { value reason } } } } patient(id: 1) { mrn { value } sex { value } } }"
)
FINANCE = {"roles": [{"role": "finance", "site": "st-alder"}]}


def asked(
    world: World, headers: dict[str, str] | None = None, **given: object
) -> dict[str, object]:
    async def ask() -> dict[str, object]:
        async with world.client(**(headers or BEARER)) as client:
            body = {"query": EXPLAIN, "variables": given}
            return cast("dict[str, object]", (await client.post("/graphql", json=body)).json())

    found = run(ask())
    return cast("dict[str, object]", cast("dict[str, object]", found["data"])["explain"])


def by_path(told: dict[str, object]) -> dict[str, dict[str, object]]:
    fields = cast("list[dict[str, object]]", told["fields"])
    return {str(one["path"]): one for one in fields}


def sights(told: dict[str, object], name: str) -> list[dict[str, object]]:
    classes = cast("list[dict[str, object]]", told["classes"])
    found = next(one for one in classes if one["fieldClass"] == name)
    return cast("list[dict[str, object]]", found["sights"])


def somebody(
    world: World, name: str, *roles: Role | RealmRole, assurance: int = 2
) -> dict[str, str]:
    """The headers of a developer's bearer who holds these."""
    who = replace(
        principal(),
        roles=frozenset(("st-alder", role) for role in roles if isinstance(role, Role)),
        realm_roles=frozenset(role for role in roles if isinstance(role, RealmRole)),
        assurance=assurance,
    )
    world.signing.faces[name] = Authenticated(who, "bearer")
    return {"authorization": f"Bearer {name}"}


def test_each_field_has_its_class_its_source_and_its_price(tmp_path: Path) -> None:
    told = asked(World(tmp_path), document=ASKED, variables='{"n": 10}')
    fields = by_path(told)
    assert fields["orders.patient.birthDate"] == {
        "path": "orders.patient.birthDate",
        "fieldClass": "QUASI",
        "source": "patients.quasi",
        "price": 10 * 2,
        "wherePartial": "PARTIAL",
    }
    assert fields["orders.runs.lotNumber"]["source"] == "orders.chain"
    assert fields["orders.runs.lotNumber"]["price"] == 10 * 3 * 3
    assert fields["orders.status"] == {
        "path": "orders.status", "fieldClass": "OPERATIONAL", "source": "orders", "price": 10,
        "wherePartial": "CLEAR",
    }  # fmt: skip
    assert fields["patient.mrn"]["price"] == 2
    assert fields["patient.sex"]["wherePartial"] == "WITHHELD"
    assert told["requested"] == 1 + 10 * 16 + 5
    assert told["writtenBy"] == "plan"
    assert [one["connection"] for one in cast("list[dict[str, str]]", told["sources"])]


def test_a_program_is_told_its_own_view_with_the_policys_lines(tmp_path: Path) -> None:
    world = World(tmp_path)
    itself = replace(principal(PrincipalKind.API_CLIENT, Role.INTEGRATOR), purpose=Purpose.HOPERAT)
    world.signing.faces["program"] = Authenticated(itself, "bearer")
    told = asked(world, document=ASKED)
    assert (told["roles"], told["purpose"]) == (["integrator at st-alder"], "HOPERAT")
    ways = sights(told, "DIRECT")
    assert ways[0]["visibility"] == "PSEUDONYM"
    assert ways[0]["lines"] == ["base.integrator"]
    cases = cast("list[str]", ways[0]["cases"])
    situations = cast("list[object]", ways[0]["situations"])
    own = {"roles": [{"role": "integrator", "place": "OWN_SITE"}], "flags": []}
    assert situations[cases.index("integrator at own site")] == own
    assert len(situations) == len(cases)


def test_the_officer_asks_for_several_roles_and_for_a_weak_sign_in(tmp_path: Path) -> None:
    world = World(tmp_path)
    officer = somebody(world, "officer", RealmRole.PRIVACY_OFFICER)
    whose = {**FINANCE, "roles": [*FINANCE["roles"], {"role": "quality", "site": "st-alder"}]}
    told = asked(world, officer, document=ASKED, **{"as": {**whose, "purpose": "HCOMPL"}})
    assert told["roles"] == ["finance at st-alder", "quality at st-alder"]
    assert sights(told, "CHAIN")[0] == {
        "visibility": "CLEAR", "reason": None, "lines": ["base.quality"],
        "cases": sights(told, "CHAIN")[0]["cases"],
        "situations": sights(told, "CHAIN")[0]["situations"],
    }  # fmt: skip
    weak = asked(world, officer, document=ASKED, **{"as": {**FINANCE, "assured": False}})
    assert {way["visibility"] for way in sights(weak, "OPERATIONAL")} == {"WITHHELD"}
    assert {way["reason"] for way in sights(weak, "OPERATIONAL")} == {"ASSURANCE"}


@pytest.mark.parametrize(
    ("roles", "assurance"), [((Role.COORDINATOR,), 2), ((Role.QUALITY,), 1), ((), 2)]
)
def test_who_may_not_ask_for_others_is_told_whom_to_ask(
    tmp_path: Path, roles: tuple[Role, ...], assurance: int
) -> None:
    world = World(tmp_path)
    headers = somebody(world, "eve", *roles, assurance=assurance)
    told = asked(world, headers, document=ASKED, **{"as": FINANCE})
    assert (told["__typename"], told["code"], told["path"]) == ("Denied", "EXPLAIN_REFUSED", ["as"])
    assert "ask the privacy officer" in str(told["message"])
    assert asked(world, headers, document=ASKED)["__typename"] == "Explanation"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"document": "{ S3CRET }"}, "DOCUMENT_INVALID"),
        ({"document": "{ S3CRET"}, "SYNTAX"),
        ({"document": ASKED, "variables": '{"n": "S3CRET"}'}, "VARIABLES_INVALID"),
        (
            {"document": "query($n: Int!) { orders(first: $n) { totalCount } }", "variables": "{}"},
            "VARIABLES_INVALID",
        ),
        ({"document": ASKED, "variables": "S3CRET"}, "BODY_INVALID"),
        ({"document": ASKED, "id": "sha256:order"}, "BODY_INVALID"),
        ({}, "BODY_INVALID"),
        ({"id": "S3CRET"}, "DOCUMENT_UNKNOWN"),
        ({"document": "{ orders(first: 9000) { totalCount } }"}, "LIMIT_FIRST"),
        ({"document": ASKED, "as": {"roles": [{"role": "S3CRET"}]}}, "EXPLAIN_AS_UNKNOWN"),
    ],
)
def test_what_would_be_refused_is_refused_and_not_repeated(
    tmp_path: Path, given: dict[str, object], code: str
) -> None:
    world = World(tmp_path)
    told = asked(world, somebody(world, "officer", RealmRole.PRIVACY_OFFICER), **given)
    assert (told["__typename"], told["code"]) == ("Invalid", code)
    assert "S3CRET" not in json.dumps(told)


@pytest.mark.parametrize(
    ("document", "told"),
    [(hidden_levels(4, shallow=True), "Explanation"), (hidden_levels(5, shallow=True), "Invalid")],
)
def test_levels_within_the_limit_are_explained(tmp_path: Path, document: str, told: str) -> None:
    assert asked(World(tmp_path), document=document)["__typename"] == told


def test_a_trusted_document_is_explained_by_its_id(tmp_path: Path) -> None:
    world = World(tmp_path)
    told = asked(world, id="sha256:follow")
    assert list(by_path(told)) == ["orderChanged.patient.familyName"]

    async def listed() -> object:
        async with world.client(**BEARER) as client:
            question = "{ trustedDocuments { documentId name kind } }"
            answer = await client.post("/graphql", json={"query": question})
            return answer.json()["data"]["trustedDocuments"]

    found = cast("list[dict[str, str]]", run(listed()))
    assert {one["documentId"] for one in found} == TRUSTED.keys()
    assert {"documentId": "sha256:choose", "name": "Choose", "kind": "mutation"} in found


def test_without_variables_an_operation_that_needs_some_is_told_all_the_same(
    tmp_path: Path,
) -> None:
    told = asked(
        World(tmp_path),
        document="query($n: Int!) { orders(first: $n) { nodes { coiId { value } } } }",
    )
    assert by_path(told)["orders.coiId"]["price"] == 50 * 2, "the usual page"


def test_an_operation_explains_at_most_three(tmp_path: Path) -> None:
    query = " ".join(
        f'a{n}: explain(document: "{{viewer{{name}}}}") {{ __typename }}' for n in range(4)
    )

    async def ask() -> dict[str, dict[str, str]]:
        async with World(tmp_path).client(**BEARER) as client:
            answer = await client.post("/graphql", json={"query": f"{{ {query} }}"})
            return cast("dict[str, dict[str, str]]", answer.json()["data"])

    names = [one["__typename"] for one in run(ask()).values()]
    assert names == [*["Explanation"] * 3, "Invalid"]


def explained_answer(
    world: World, headers: dict[str, str], body: Mapping[str, object]
) -> dict[str, object]:
    async def ask() -> dict[str, object]:
        async with world.client(**headers) as client:
            sent = {**body, "extensions": {"explain": True}}
            return cast("dict[str, object]", (await client.post("/graphql", json=sent)).json())

    return run(ask())


def test_an_answer_brings_its_explanation_to_whom_that_is_allowed(tmp_path: Path) -> None:
    world = World(tmp_path)
    order = {"query": '{ order(by: {id: "o-1"}) { patient { familyName { value } } } }'}
    told = explained_answer(world, BEARER, order)
    extensions = cast("dict[str, dict[str, object]]", told["extensions"])
    assert extensions["explain"]["roles"] == ["integrator at st-alder"]
    assert list(by_path(extensions["explain"])) == ["order.patient.familyName"]
    assert cast("int", extensions["cost"]["requested"]) > 1_000
    assert "data" in told
    refused = explained_answer(world, somebody(world, "eve", Role.COORDINATOR), order)
    errors = cast("list[dict[str, dict[str, str]]]", refused["errors"])
    assert errors[0]["extensions"]["code"] == "EXPLAIN_REFUSED"


def test_a_session_explains_its_answers_only_to_those_who_explain(tmp_path: Path) -> None:
    world = World(tmp_path)
    body: dict[str, object] = {"documentId": "sha256:order", "variables": {"id": "o-1"}}
    assert "errors" in explained_answer(world, PORTAL, body)
    quality = replace(principal(PrincipalKind.PERSON, Role.QUALITY))
    world.signing.faces["person"] = in_session(quality)
    told = explained_answer(world, PORTAL, body)
    assert "explain" in cast("dict[str, object]", told["extensions"])


def test_a_class_with_too_many_cases_is_refused_before_it_holds_anybody_up(tmp_path: Path) -> None:
    world = World(tmp_path)
    sites = {name: Site(id=name, name=name, zone="UTC") for name in "abcdef"}
    world.parts = replace(world.parts, sites=sites)
    world.rebuild()
    officer = somebody(world, "officer", RealmRole.PRIVACY_OFFICER)
    roles = ("physician", "apheresis", "pharmacy", "quality", "logistics", "cell-lab")
    spread = [{"role": role, "site": site} for role, site in zip(roles, sites, strict=True)]
    told = asked(world, officer, document=ASKED, **{"as": {"roles": spread}})
    assert (told["code"], told["path"]) == ("LIMIT_CASES", ["as"])
    fewer = asked(world, officer, document=ASKED, **{"as": {"roles": spread[:2]}})
    assert fewer["__typename"] == "Explanation"
    many = replace(
        principal(PrincipalKind.PERSON, Role.QUALITY),
        roles=frozenset((one["site"], Role(one["role"])) for one in spread),
    )
    world.signing.faces["many"] = Authenticated(many, "bearer")
    answer = explained_answer(
        world, {"authorization": "Bearer many"}, {"query": "{ viewer { name } }"}
    )
    assert "data" in answer
    extensions = cast("dict[str, dict[str, str]]", answer["extensions"])
    assert extensions["explain"]["code"] == "LIMIT_CASES"
