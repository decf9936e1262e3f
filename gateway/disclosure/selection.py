"""Knows which fields of orders and patients a GraphQL operation asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, reduce
from types import MappingProxyType

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)

ORDER_ROOTS = frozenset({"worklist", "orders", "order", "patientOrders", "node", "orderChanged"})
PATIENT_ROOTS = frozenset({"patient", "node"})
EITHER = frozenset({"Order", "Patient"})


@cache
def camel(name: str) -> str:
    """A field's name in GraphQL: `cd3_count` → `cd3Count`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


@dataclass(frozen=True, slots=True)
class Shape:
    """What is asked of a record: names as in GraphQL, with what is asked below them."""

    below: Mapping[str, "Shape"] = field(default_factory=lambda: MappingProxyType({}))

    def __contains__(self, name: str) -> bool:
        return name in self.below

    def __or__(self, other: "Shape") -> "Shape":
        both = dict(self.below)
        for name, shape in other.below.items():
            both[name] = both[name] | shape if name in both else shape
        return Shape(both)

    def at(self, name: str) -> "Shape":
        """What is asked below a field; nothing when it is not asked for."""
        return self.below.get(name, NOTHING)


NOTHING = Shape()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What an operation asks of the read side, per root field, aliases and repetitions merged."""

    orders: Mapping[str, Shape]
    patients: Mapping[str, Shape]
    lists: Mapping[str, Shape]
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk over one operation with its variables."""

    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, object]

    def shape(self, chosen: SelectionSetNode | None, *, record: str | None = None) -> Shape:
        """What a selection set asks for; of an interface, only what fits `record`."""
        found: dict[str, Shape] = {}
        for node in self.fields(chosen, record=record):
            below = self.shape(node.selection_set)
            name = node.name.value
            found[name] = found[name] | below if name in found else below
        return Shape(found)

    def fields(
        self, chosen: SelectionSetNode | None, *, record: str | None = None
    ) -> Iterator[FieldNode]:
        """The fields of a selection set, fragments opened, left-out ones left out."""
        for node in chosen.selections if chosen else ():
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment = self._fragment(node)
            if fragment is not None and _fits(fragment, record):
                yield from self.fields(fragment.selection_set, record=record)

    def _fragment(self, node: SelectionNode) -> FragmentDefinitionNode | InlineFragmentNode | None:
        if isinstance(node, FragmentSpreadNode):
            return self.fragments.get(node.name.value)
        return node if isinstance(node, InlineFragmentNode) else None

    def _included(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            name = directive.name.value
            if name in {"skip", "include"} and self._condition(directive) == (name == "skip"):
                return False
        return True

    def _condition(self, directive: DirectiveNode) -> bool:
        named = {item.name.value: item.value for item in directive.arguments or ()}
        value = named.get("if")
        if isinstance(value, BooleanValueNode):
            return value.value
        return isinstance(value, VariableNode) and self.variables.get(value.name.value) is True


def select(
    document: DocumentNode, operation: OperationDefinitionNode, *, variables: Mapping[str, object]
) -> Selection:
    """What `operation` asks of orders and patients; `variables` are coerced, defaults filled in."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    walk = Walk(fragments, variables)
    both = walk.shape(operation.selection_set)
    orders = {name: _order_shape(name, both.at(name)) for name in ORDER_ROOTS if name in both}
    if "node" in both:
        orders["node"] = _merged(walk, operation, "Order")
    patients = {name: both.at(name) for name in PATIENT_ROOTS if name in both}
    if "node" in both:
        patients["node"] = _merged(walk, operation, "Patient")
    lists = {name: both.at(name) for name in ("worklist", "orders") if name in both}
    return Selection(orders=orders, patients=patients, lists=lists, counts="counts" in both)


def conditions(document: DocumentNode) -> frozenset[str]:
    """Names of the variables that @skip and @include look at: they belong to a plan's key."""
    names: set[str] = set()
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode):
            names |= set(_asked(node.selection_set))
    return frozenset(names)


def variables_of(
    operation: OperationDefinitionNode, variables: Mapping[str, object]
) -> dict[str, object]:
    """The boolean variables with their defaults filled in."""
    found = dict(variables)
    for node in operation.variable_definitions or ():
        default = node.default_value
        if isinstance(default, BooleanValueNode):
            found.setdefault(node.variable.name.value, default.value)
    return found


def _merged(walk: Walk, operation: OperationDefinitionNode, record: str) -> Shape:
    """The operation's shape where the fields below `node` are read as those of one record."""
    shapes = [
        walk.shape(node.selection_set, record=record)
        for node in walk.fields(operation.selection_set)
        if node.name.value == "node"
    ]
    return reduce(Shape.__or__, shapes, NOTHING)


def _order_shape(root: str, shape: Shape) -> Shape:
    if root in {"worklist", "orders"}:
        return shape.at("nodes") | shape.at("edges").at("node")
    return shape.at("order") if root == "orderChanged" else shape


def _fits(fragment: FragmentDefinitionNode | InlineFragmentNode, record: str | None) -> bool:
    condition = fragment.type_condition
    if record is None or condition is None:
        return True
    return condition.name.value == record or condition.name.value not in EITHER


def _asked(chosen: SelectionSetNode | None) -> Iterator[str]:
    for node in chosen.selections if chosen else ():
        for directive in node.directives or ():
            for item in directive.arguments or ():
                if isinstance(item.value, VariableNode):
                    yield item.value.name.value
        if isinstance(node, FieldNode | InlineFragmentNode):
            yield from _asked(node.selection_set)
