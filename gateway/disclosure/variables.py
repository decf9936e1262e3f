"""Knows the variables of an operation whose values need no coercion: each is what its type takes.

graphql-core coerces all others, and says what is wrong with them.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from graphql import (
    BooleanValueNode,
    IntValueNode,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    StringValueNode,
    ValueNode,
)

MOST_INT: Final = 2**31 - 1
KINDS: Final[Mapping[str, type]] = {"Int": int, "String": str, "ID": str, "Boolean": bool}
NOTHING: Final = object()
"""In place of a value that was not given, and of a default that is none."""
ODD: Final = object()
"""In place of a default that graphql-core has to coerce."""


class Declared(NamedTuple):
    """A variable; `kind` is the class of its plain values, None where only null is plain."""

    name: str
    kind: type | None
    required: bool
    default: object


def declared(operation: OperationDefinitionNode) -> tuple[Declared, ...]:
    """The variables of an operation."""
    found: list[Declared] = []
    for node in operation.variable_definitions or ():
        required = isinstance(node.type, NonNullTypeNode)
        named = node.type.type if isinstance(node.type, NonNullTypeNode) else node.type
        kind = KINDS.get(named.name.value) if isinstance(named, NamedTypeNode) else None
        default = NOTHING if node.default_value is None else plain_literal(node.default_value, kind)
        found.append(Declared(node.variable.name.value, kind, required, default))
    return tuple(found)


def plain_values(
    variables: tuple[Declared, ...], given: Mapping[str, object]
) -> dict[str, object] | None:
    """The coerced values, or None where graphql-core has to look: it may find fault, or convert."""
    found: dict[str, object] = {}
    for name, kind, required, default in variables:
        value = given.get(name, NOTHING)
        if value is NOTHING:
            value = default
            if value is NOTHING and not required:
                continue
        if value is None and not required:
            found[name] = None
        elif is_plain(value, kind):
            found[name] = value
        else:
            return None
    return found


def is_plain(value: object, kind: type | None) -> bool:
    """Whether a value is just what its type takes."""
    if kind is None or value.__class__ is not kind:
        return False
    return not isinstance(value, int) or -MOST_INT <= value <= MOST_INT


def plain_literal(node: ValueNode, kind: type | None) -> object:
    """What a literal stands for where its type takes just that, else `ODD`."""
    value: object = ODD
    if isinstance(node, StringValueNode | BooleanValueNode):
        value = node.value
    elif isinstance(node, IntValueNode):
        value = int(node.value)
    return value if is_plain(value, kind) else ODD
