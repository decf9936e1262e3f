"""A yardstick: `python -m tests.bench.plain_order PORT FILE` is plain Strawberry over one order.

The library's own ASGI application and executor over types of the same names and fields; the order
and its facts are read from the same store on every request. What is sealed there, and what is
worked out, is taken from the gateway's recorded answer, so that both send the same data.
"""

import asyncio
import os
import sys
from enum import Enum
from pathlib import Path
from typing import Optional, Protocol, cast

import msgspec
import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    parse,
    visit,
)
from sqlalchemy import select
from strawberry.asgi import GraphQL

from gateway.orders.tables import facts, orders
from gateway.store.engine import Store, open_store
from gateway.web.serve import server
from tests.bench.bare import Recorded
from tests.bench.order_detail import CASE

SDL = Path(__file__).resolve().parents[2] / "schema" / "portal.graphql"
SCALARS = {"ID": strawberry.ID, "String": str, "Int": int, "Float": float, "Boolean": bool}


class _Wrapping(Protocol):
    """A list or a non-null type; the library's are generic."""

    of_type: GraphQLType


class _Asked(Visitor):
    """The fields that a document asks of each type."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.fields: dict[str, dict[str, GraphQLType]] = {}

    def enter_field(self, *_: object) -> None:
        kind, field = self._info.get_parent_type(), self._info.get_field_def()
        if isinstance(kind, GraphQLObjectType) and field is not None and field.ast_node:
            name = field.ast_node.name.value
            self.fields.setdefault(kind.name, {})[name] = field.type


class Types:
    """Strawberry's types, by the schema's names, of the fields that a document asks for."""

    def __init__(self, sdl: str, document: str) -> None:
        info = TypeInfo(build_schema(sdl))
        asked = _Asked(info)
        visit(parse(document), TypeInfoVisitor(info, asked))
        self._asked = asked.fields
        self._made: dict[str, type] = {}

    def of(self, name: str) -> type:
        """The type of this name."""
        if name not in self._made:
            fields = self._asked[name].items()
            held = {field: self._annotation(kind) for field, kind in fields}
            made = type(name, (), {"__annotations__": held})
            self._made[name] = strawberry.type(made, name=name)
        return self._made[name]

    def filled(self, kind: GraphQLType, value: object) -> object:
        """A part of an answer as these types."""
        if isinstance(kind, GraphQLNonNull):
            return self.filled(cast("_Wrapping", kind).of_type, value)
        if value is None:
            return None
        if isinstance(kind, GraphQLList):
            return [
                self.filled(cast("_Wrapping", kind).of_type, item)
                for item in cast("list[object]", value)
            ]
        if isinstance(kind, GraphQLEnumType):
            return self._enum(kind)[str(value)]
        if isinstance(kind, GraphQLObjectType):
            part = cast("dict[str, object]", value)
            fields = self._asked[kind.name].items()
            return self.of(kind.name)(**{one: self.filled(of, part.get(one)) for one, of in fields})
        return value

    def order(self, answer: object) -> object:
        """An order as it was answered."""
        return self.filled(self._asked["Query"]["order"], answer)

    def _annotation(self, kind: GraphQLType) -> object:
        if isinstance(kind, GraphQLNonNull):
            return self._present(cast("_Wrapping", kind).of_type)
        return Optional[self._present(kind)]  # noqa: UP045 (made of objects)

    def _present(self, kind: GraphQLType) -> object:
        if isinstance(kind, GraphQLList):
            return list[self._annotation(cast("_Wrapping", kind).of_type)]
        if isinstance(kind, GraphQLEnumType):
            return self._enum(kind)
        name = str(kind)
        return SCALARS[name] if name in SCALARS else self.of(name)

    def _enum(self, kind: GraphQLEnumType) -> type[Enum]:
        if kind.name not in self._made:
            made = cast("type[Enum]", Enum(kind.name, {name: name for name in kind.values}))
            self._made[kind.name] = strawberry.enum(made)
        return cast("type[Enum]", self._made[kind.name])


@strawberry.input
class By:
    """Which order."""

    id: strawberry.ID


def query(types: Types, answer: object, store: Store) -> type:
    """The root, whose one field reads the order's rows and shows what was answered of it."""

    async def order(by: By) -> object:
        async with store.reading() as connection:
            row = (
                await connection.execute(select(orders).where(orders.c.order_id == by.id))
            ).first()
            await connection.execute(select(facts).where(facts.c.order_id == by.id))
        return None if row is None else types.order(answer)

    order.__annotations__["return"] = types.of("Order") | None
    return strawberry.type(type("Query", (), {"order": strawberry.field(resolver=order)}))


def main() -> None:
    store = open_store(os.environ["CGT_DATABASE_URL"])  # noqa: TID251 (a process of its own)
    recorded = msgspec.msgpack.decode(Path(sys.argv[2]).read_bytes(), type=Recorded)
    answer = msgspec.json.decode(recorded.body)["data"]["order"]
    types = Types(SDL.read_text(encoding="utf-8"), CASE.document)
    application = GraphQL[None, None](strawberry.Schema(query=query(types, answer, store)))
    running = server(application, host="127.0.0.1", port=int(sys.argv[1]), turn_budget_s=0)
    asyncio.run(running.serve())


if __name__ == "__main__":
    main()
