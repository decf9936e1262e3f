"""The policy's life through the schema."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from graphql import ExecutionResult, parse
from graphql.execution import (
    execute,  # pyright: ignore[reportUnknownVariableType] (its executor is generic)
)

from gateway.disclosure.policy_file import parse_policy
from gateway.store.engine import Store
from schema.api.ports import Treated
from schema.api.schema import build_schema, executable
from schema.vocabulary.principals import Principal, Role
from tests.world.policies import (
    ANNA,
    BEN,
    STRICTER,
    TEXT,
    House,
    house,
    person,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from schema.api.context import Context

SCHEMA = executable(build_schema())
PROPOSE = """mutation($text: String!) { proposePolicy(text: $text) { __typename
  ... on Problem { code message path }
  ... on PolicyProposal { id state preview { roles changes { fieldClass before after } } } } }"""
APPROVE = """mutation($proposal: ID!) { approvePolicy(proposal: $proposal) { __typename
  ... on Problem { code } ... on PolicyProposal { state decidedBy preview { cells } } } }"""
CELLS = """mutation($cells: [PolicyCellInput!]!) { proposePolicyCells(cells: $cells, reason: "so") {
  __typename ... on Problem { code } ... on PolicyProposal { reason preview { roles } } } }"""
PREVIEW = """query($cells: [PolicyCellInput!]!) { policyPreview(cells: $cells) {
  __typename ... on Problem { code } ... on PolicyPreview { fields roles people } } }"""
TABLE = """{ policyVersions { ... on PolicyVersions { versions { reason table {
  stepRoles breakGlassClasses lines { place cells { fieldClass visibility choices } } } } } } }"""
VERSIONS = """{ policyVersions { __typename ... on Problem { code }
  ... on PolicyVersions { versions { number version approvedBy } } } }"""


async def asked(here: House, who: Principal, document: str, **given: object) -> Treated:
    """The one field of an operation as its viewer gets it."""
    context = cast("Context", SimpleNamespace(policy=here.of(who)))
    found = execute(SCHEMA, parse(document), context_value=context, variable_values=given)
    result = await cast("Awaitable[ExecutionResult]", found)
    assert result.errors is None
    return cast("Treated", next(iter((result.data or {}).values())))


def test_the_api_proposes_approves_and_tells(store: Store) -> None:
    async def act(here: House) -> None:
        bad = await asked(here, BEN, PROPOSE, text=TEXT.replace("auditor  ", "auditors ", 1))
        assert (bad["__typename"], bad["code"]) == ("Invalid", "POLICY_INVALID")
        assert "auditors" in str(bad["message"])
        assert here.in_force.now == parse_policy(TEXT)
        made = await asked(here, BEN, PROPOSE, text=STRICTER)
        assert cast("Treated", made["preview"])["roles"] == ["pharmacy"]
        done = await asked(here, ANNA, APPROVE, proposal=str(made["id"]))
        assert (done["state"], done["decidedBy"], done["preview"]) == ("APPROVED", "anna", None)
        shown = cast("list[Treated]", (await asked(here, BEN, VERSIONS))["versions"])
        assert [one["number"] for one in shown] == [2, 1]
        eve = person("eve", Role.AUDITOR)
        assert await asked(here, eve, VERSIONS) == {
            "__typename": "Denied",
            "code": "POLICY_REFUSED",
        }

    house(store, act)


def test_the_api_changes_cells_of_the_table(store: Store) -> None:
    async def act(here: House) -> None:
        shown = cast("list[Treated]", (await asked(here, BEN, TABLE))["versions"])[0]
        lines = cast("list[Treated]", cast("Treated", shown["table"])["lines"])
        base = next(one for one in lines if one["place"] == ["base", "finance"])
        direct = cast("list[Treated]", base["cells"])[0]
        assert direct["visibility"] == "PARTIAL"
        cell = {"place": base["place"], "fieldClass": "DIRECT", "visibility": "WITHHELD"}
        preview = await asked(here, BEN, PREVIEW, cells=[cell])
        assert (preview["roles"], preview["people"]) == (["finance"], None)
        made = await asked(here, BEN, CELLS, cells=[cell])
        assert (made["reason"], made["preview"]) == ("so", {"roles": ["finance"]})
        nowhere = {**cell, "place": ["base"]}
        wrong = await asked(here, BEN, PREVIEW, cells=[nowhere])
        assert wrong == {"__typename": "Invalid", "code": "POLICY_CELL_UNKNOWN"}

    house(store, act)
