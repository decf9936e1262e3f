"""Whole answers: every field of the schema asked for, as every role, searched to the last byte."""

import json
from typing import TYPE_CHECKING, cast

import pytest
from graphql import (
    ExecutionResult,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_interface_type,
    is_leaf_type,
    is_object_type,
    parse,
    validate,
)
from graphql.execution import (
    execute,  # pyright: ignore[reportUnknownVariableType] (its executor is generic)
)

from gateway.disclosure.limits import Limits
from gateway.disclosure.reads import RequestReads
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from schema.api.context import Context
from schema.api.schema import build_schema, executable
from schema.vocabulary.orders import Order, Patient
from schema.vocabulary.principals import RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass
from tests.gateway.disclosure.compare import EVERYONE
from tests.gateway.disclosure.expected import masked_texts, stands, told
from tests.gateway.disclosure.oracle import exists, sees
from tests.world.asking import asking, planted, someone

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from schema.api.ports import AuditLog, Explains, PeopleAdmin, PolicyDesk, Prices, Purposes
    from schema.api.rights_ports import Rights

SCHEMA = executable(build_schema())
WIDE = Limits(tokens=20_000, fields=20_000, opened=20_000, cost=10_000_000)


def everything(name: str) -> str:
    """A selection of every field below a type of the schema."""
    kind = cast("GraphQLObjectType", SCHEMA.type_map[name])
    asked: list[str] = ["__typename"]
    for field_name, field in kind.fields.items():
        below = cast("GraphQLNamedType", get_named_type(field.type))
        if is_leaf_type(below):
            asked.append(field_name)
        elif is_object_type(below) or is_interface_type(below):
            asked.append(f"{field_name} {everything(below.name)}")
    return "{ " + " ".join(asked) + " }"


ORDER = everything("Order")
QUESTION = f"""{{
  worklist {{ edges {{ cursor node {{ id }} }} nodes {{ id }} totalCount }}
  orders {{ nodes {ORDER} }}
  team: order(by: {{id: "order-TEAM"}}) {ORDER}
  other: order(by: {{id: "order-OTHER"}}) {ORDER}
  node(id: "patient-STEP") {{ id ... on Patient {everything("Patient")} }}
  patient(id: "patient-SITE") {everything("Patient")}
  sources {everything("Source")}
}}"""


async def answered(reads: RequestReads) -> ExecutionResult:
    nobody = cast("PeopleAdmin", None)
    context = Context(
        viewer={},
        sites={},
        reads=reads,
        people=nobody,
        purposes=cast("Purposes", None),
        prices=cast("Prices", None),
        explains=cast("Explains", None),
        audit=cast("AuditLog", None),
        rights=cast("Rights", None),
        policy=cast("PolicyDesk", None),
        problems={},
    )
    found = execute(SCHEMA, parse(QUESTION), context_value=context)
    return await cast("Awaitable[ExecutionResult]", found)


def test_the_question_is_valid_and_asks_for_every_class() -> None:
    assert validate(SCHEMA, parse(QUESTION)) == []
    assert all(
        name in QUESTION for name in ("nationalId", "causeOfDeath", "bagSerial", "payerName")
    )


@pytest.mark.parametrize("role", EVERYONE)
def test_no_masked_value_is_anywhere_in_an_answer(
    role: Role | RealmRole, planted_store: Store, vault: Vault
) -> None:
    me = someone(role)
    result, _ = asking(planted_store, vault, me, QUESTION, answered, limits=WIDE)
    assert result.errors is None
    text = json.dumps(result.data)
    searched = 0
    for one in planted():
        order = stands(one)
        seen = {
            name: sees(told(me), order, name.value) if exists(told(me), order) else "WITHHELD"
            for name in FieldClass
        }
        for record, document in ((Order, one.document), (Patient, one.person)):
            for value in masked_texts(record, document, seen.__getitem__):
                assert value not in text, one.name
                searched += 1
    assert searched > 50
