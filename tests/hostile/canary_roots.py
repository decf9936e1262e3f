"""Asks every root field that the schema has, its arguments made up from their types alone.

Nobody lists roots here: a new one is asked from the day it stands in the SDL.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, Protocol, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    get_named_type,
    is_leaf_type,
    parse,
    validate,
)
from graphql.language import FieldNode

LITERALS: Final = {"Int": "1", "Float": "1.5", "Boolean": "true"}
Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


class _Wrapping(Protocol):
    """A list or a non-null type; the library's are generic, and open at the end."""

    of_type: object


class _Typed(Protocol):
    """An argument, or a field of an input object."""

    type: object


def roots(schema: GraphQLSchema) -> set[tuple[str, str]]:
    """(operation, root field) of everything that can be asked."""
    return {(word, name) for word, kind in _kinds(schema) for name in kind.fields}


def visited(schema: GraphQLSchema, documents: Iterable[str]) -> set[tuple[str, str]]:
    """(operation, root field) of these documents, as far as they are valid."""
    return {root for text in documents for root in _roots_of(schema, text)}


@cache
def _roots_of(schema: GraphQLSchema, text: str) -> frozenset[tuple[str, str]]:
    try:
        document = parse(text)
    except GraphQLError:
        return frozenset()
    if validate(schema, document):
        return frozenset()
    found: set[tuple[str, str]] = set()
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            for node in operation.selection_set.selections:
                if isinstance(node, FieldNode):
                    found.add((operation.operation.value, node.name.value))
    return frozenset(found)


def questions(schema: GraphQLSchema, *, typed: str, ids: Iterable[str]) -> Iterator[str]:
    """Each root of queries and mutations: bare, about each id in full, and about `typed`.

    What is no id is `typed`, so that it is said of something that exists, too.
    Queries come first: what a mutation changes is changed after they are answered.
    """
    for word, kind in _kinds(schema):
        if word != "subscription":
            for name, field in kind.fields.items():
                whole = selection(schema, field)
                needed = {n: a for n, a in field.args.items() if isinstance(a.type, GraphQLNonNull)}
                asked = [f"{name}{_given(field.args, typed, each)}{whole}" for each in ids]
                if len(needed) < len(field.args):
                    asked.append(f"{name}{_given(needed, typed, typed)}{whole}")
                shallow = selection(schema, field, deep=False)
                asked.append(f"{name}{_given(field.args, typed, typed)}{shallow}")
                yield from (f"{word} {{ {one} }}" for one in dict.fromkeys(asked))


def selection(schema: GraphQLSchema, field: GraphQLField, *, deep: bool = True) -> str:
    """Everything below a field; not `deep`: only what stands at once below it."""
    return _below(schema, _named(field), deep=deep)


def _kinds(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLObjectType]]:
    for word in ("query", "mutation", "subscription"):
        yield word, cast("GraphQLObjectType", getattr(schema, f"{word}_type"))


def _below(schema: GraphQLSchema, kind: GraphQLNamedType, *, deep: bool) -> str:
    if is_leaf_type(kind):
        return ""
    chosen = ["__typename"]
    if isinstance(kind, GraphQLObjectType):
        for name, field in kind.fields.items():
            if deep or is_leaf_type(_named(field)):
                chosen.append(f"{name}{_below(schema, _named(field), deep=deep)}")
    else:
        kinds = schema.get_possible_types(cast("GraphQLInterfaceType", kind))
        chosen += [f"... on {each.name}{_below(schema, each, deep=deep)}" for each in kinds]
    return " { " + " ".join(chosen) + " }"


def _given(arguments: dict[str, GraphQLArgument], text: str, known: str) -> str:
    said = [
        f"{name}: {_value(cast('_Typed', one).type, text, known)}"
        for name, one in arguments.items()
    ]
    return f"({', '.join(said)})" if said else ""


def _value(kind: object, text: str, known: str) -> str:
    if isinstance(kind, GraphQLNonNull):
        return _value(cast("_Wrapping", kind).of_type, text, known)
    if isinstance(kind, GraphQLList):
        return f"[{_value(cast('_Wrapping', kind).of_type, text, known)}]"
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        fields = list(cast("dict[str, GraphQLInputField]", kind.fields).items())
        chosen = fields[-1:] if kind.is_one_of else fields
        return (
            "{"
            + ", ".join(
                f"{name}: {_value(cast('_Typed', one).type, text, known)}" for name, one in chosen
            )
            + "}"
        )
    name = cast("GraphQLNamedType", kind).name
    said = known if name == "ID" else text
    return LITERALS.get(name) or json.dumps(said, ensure_ascii=False)


def _named(field: GraphQLField) -> GraphQLNamedType:
    return get_named_type(field.type)  # pyright: ignore[reportUnknownArgumentType] (its wrapping types are generic)
