from pathlib import Path

from graphql import GraphQLInterfaceType, GraphQLObjectType, build_schema

from schema.api.derive import graphql_kind
from schema.api.schema import build_schema as our_schema
from schema.api.schema import executable, print_sdl
from schema.api.types import PARTS
from schema.vocabulary.orders import Order
from schema.vocabulary.sensitivity import FieldClass, field_marks

SDL = Path(__file__).parents[3] / "schema" / "portal.graphql"
PROTECTED = {"ProtectedString", "ProtectedFloat", "ProtectedStringList"}


def test_the_committed_sdl_is_the_generated_one() -> None:
    assert SDL.read_text(encoding="utf-8") == print_sdl(), "run: python -m gateway sdl"


def test_the_sdl_is_read_by_others() -> None:
    assert build_schema(SDL.read_text(encoding="utf-8")).query_type is not None


def test_every_field_of_a_record_shows_its_class() -> None:
    text = print_sdl()
    for record in (Order, *PARTS):
        for mark in field_marks(record):
            if mark.name.endswith("_id") and mark.field_class is FieldClass.OPERATIONAL:
                continue  # shown as the site it names
            if mark.name in {"kind", "product_code"} and record is Order:
                continue
            first, *rest = mark.name.split("_")
            name = first + "".join(part.capitalize() for part in rest)
            body = text.split(f"type {record.__name__} ", 1)[1].split("\n}", 1)[0]
            lines = [line for line in body.splitlines() if line.startswith(f"  {name}:")]
            assert lines, f"{record.__name__}.{name} is not in the SDL"
            assert f"@sensitivity(class: {mark.field_class.value})" in lines[0], lines[0]


def test_what_is_not_operational_is_protected() -> None:
    for record in (Order, *PARTS):
        for mark in field_marks(record):
            kind = graphql_kind(mark)
            if mark.field_class is not FieldClass.OPERATIONAL:
                assert getattr(kind, "__name__", "") in PROTECTED


def test_every_type_and_root_is_described() -> None:
    schema = executable(our_schema())
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    for root in roots:
        assert root is not None
        assert all(field.description for field in root.fields.values())


def test_a_node_is_found_by_its_id() -> None:
    schema = executable(our_schema())
    node = schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    names = {found.name for found in schema.get_possible_types(node)}
    assert names == {"Order", "Patient"}
    assert isinstance(schema.type_map["Order"], GraphQLObjectType)
