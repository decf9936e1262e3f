"""Knows what the writer must know of a field and of a selection before it writes them."""

from collections.abc import Mapping
from typing import Final, Protocol, TypeAlias

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    InlineFragmentNode,
)
from graphql.execution.collect_fields import FieldDetails

DEFINITION: Final = "strawberry-definition"
Asked: TypeAlias = tuple[tuple[str, str], ...]
"""What is asked of a record that asks nothing further: (response key, field), or (…, fragment)."""


class UnwritableError(Exception):
    """An operation, or a value, that graphql-core has to see; `reason` is for counting these."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Definition(Protocol):
    """What strawberry keeps of a field."""

    python_name: str
    base_resolver: object


class WrittenField(Protocol):
    """A field of the schema."""

    type: object
    extensions: Mapping[str, _Definition]


def asked_plainly(details: list[FieldDetails]) -> Asked | None:
    """What these ask of their record, if it can be told without looking at the schema.

    A selection with a directive, an inline fragment or fields below its fields is not among these.
    """
    asked: list[tuple[str, str]] = []
    for one in details:
        for node in one.node.selection_set.selections if one.node.selection_set else ():
            if node.directives or isinstance(node, InlineFragmentNode):
                return None
            if isinstance(node, FragmentSpreadNode):
                asked.append(("...", node.name.value))
            elif isinstance(node, FieldNode) and node.selection_set is None:
                asked.append((node.alias.value if node.alias else "", node.name.value))
            else:
                return None
    return tuple(asked)


def python_name(field: WrittenField) -> str:
    """The key of a treated record; raises `UnwritableError` for a field with code of its own."""
    definition = field.extensions.get(DEFINITION)
    if definition is None or definition.base_resolver is not None:
        raise UnwritableError("resolver")
    return definition.python_name


def members(kind: GraphQLEnumType) -> dict[object, str]:
    """Value → name; our enums are words, so that their plain text is found as well."""
    return {getattr(each.value, "value", each.value): name for name, each in kind.values.items()}
