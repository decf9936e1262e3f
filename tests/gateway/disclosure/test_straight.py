"""What is asked for past graphql-core; that both answer alike is drawn in `tests.properties`."""

from graphql import GraphQLInputObjectType

from gateway.disclosure.straight import LOOK_UPS
from schema.api.schema import build_schema, executable


def test_an_order_is_asked_for_straight_by_every_key_there_is() -> None:
    keys = executable(build_schema()).type_map["OrderKey"]
    assert isinstance(keys, GraphQLInputObjectType)
    assert LOOK_UPS.keys() == keys.fields.keys()
