"""Knows the schema as somebody's roles reach it: what introspection tells them, and no more.

It is the published text with fields left out, so it can be read and not executed.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Final, cast

from graphql import (
    DefinitionNode,
    DocumentNode,
    FieldDefinitionNode,
    GraphQLSchema,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    TypeNode,
    build_ast_schema,
    parse,
    value_from_ast_untyped,
)

from schema.api.schema import print_sdl
from schema.vocabulary.sensitivity import FieldClass

MARK: Final = "sensitivity"


@lru_cache(maxsize=64)
def reflected(classes: frozenset[FieldClass]) -> GraphQLSchema:
    """The schema with those fields only that have one of the classes, or none at all."""
    names = {one.value for one in classes}
    definitions = [
        _kept(node, lambda field: _class_of(field) in {None, *names})
        for node in parse(print_sdl()).definitions
    ]
    while gone := {_name(node) for node in definitions if _is_empty(node)}:
        definitions = [
            _kept(node, lambda field, gone=gone: _named(field.type) not in gone)
            for node in definitions
            if _name(node) not in gone
        ]
    return build_ast_schema(DocumentNode(definitions=tuple(definitions)))


def _kept(node: DefinitionNode, keep: Callable[[FieldDefinitionNode], bool]) -> DefinitionNode:
    if not isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        return node
    return replace(node, fields=tuple(field for field in node.fields or () if keep(field)))


def _is_empty(node: DefinitionNode) -> bool:
    composite = isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode)
    return composite and not node.fields


def _name(node: DefinitionNode) -> str:
    return cast("ObjectTypeDefinitionNode", node).name.value if hasattr(node, "name") else ""


def _named(kind: TypeNode) -> str:
    while isinstance(kind, ListTypeNode | NonNullTypeNode):
        kind = kind.type
    return cast("NamedTypeNode", kind).name.value


def _class_of(field: FieldDefinitionNode) -> object:
    """The class that the field's mark names; the mark has that one argument."""
    for directive in field.directives or ():
        for given in directive.arguments or ():
            if directive.name.value == MARK:
                return value_from_ast_untyped(given.value)
    return None
