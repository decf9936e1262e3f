"""Knows what a selection costs: the price of its fields with actual variables.

Each fragment is weighed once, however often it is spread, so that weighing is linear in the size
of the document. A field that a directive leaves out costs nothing.
"""

from collections.abc import Mapping
from typing import Final

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)

from gateway.disclosure import refusals
from gateway.disclosure.refusals import OverLimitError

PAGES: Final = frozenset({"worklist", "orders", "auditEvents", "disclosureReport"})
DEFAULT_FIRST: Final = 50
PART_FACTOR: Final = 3
"""A list of parts is priced as three of them: most orders have one to four."""
PARTS: Final = (
    *("bags", "collections", "custodyEvents", "doses", "exceptions", "facts"),
    *("followUps", "holds", "milestones", "runs", "shipments"),
)
ROWS: Final[Mapping[str, int]] = {
    **dict.fromkeys(PARTS, PART_FACTOR),
    "auditKeys": 4,
    "clients": 20,
    "destroyed": 6,
    "kept": 3,
    "masks": 8,
    "measures": 10,
    "patientOrders": 20,
    "people": 50,
    "problemCodes": 80,
    "records": 5,
    "rectifications": 10,
    "roles": 4,
    "sources": 10,
    "versions": 50,
    "proposals": 50,
    "changes": 100,
    "groups": 50,
    "values": 2,
    "lines": 40,
    "cells": 8,
    "classes": 8,
    "sights": 6,
    "situations": 4,
    "trustedDocuments": 30,
    # introspection's lists, which select each other without end
    "args": 3,
    "directives": 8,
    "enumValues": 20,
    "fields": 15,
    "inputFields": 5,
    "interfaces": 2,
    "possibleTypes": 5,
    "types": 100,
}
"""As how many rows a list is priced; `edges` and `nodes` are priced with their page."""
OWN_PRICES: Final[Mapping[str, int]] = {
    "cost": 500,
    "counts": 500,
    "explain": 1_000,
    "policyPreview": 500,
    "proof": 100,
}
"""`cost` reads a document as large as the one that asks, `explain` plans it too, `counts` every
order that there is, `policyPreview` holds every cell of two policies against each other, `proof`
an interval's events."""
FREE_CHARACTERS: Final = 1_000
"""Reading so many takes about as long as any request does."""


def reading_price(characters: int) -> int:
    """What an operation costs at least of whose document and variables so much was written."""
    return max(0, characters - FREE_CHARACTERS) // 2


class Scale:
    """Weighs selections that are within their limits; each fragment once.

    Raises `OverLimitError` for `first`.
    """

    def __init__(
        self,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, object],
        *,
        most_first: int,
    ) -> None:
        self._fragments = fragments
        self._variables = variables
        self._most_first = most_first
        self._weighed: dict[str, int] = {}

    def weigh(self, chosen: SelectionSetNode | None) -> int:
        """What a selection set's members cost together, each field once for each of its rows."""
        cost = 0
        for node in chosen.selections if chosen else ():
            one = self._member(node)
            cost += 0 if self._left_out(node) else one
        return cost

    def price(self, node: FieldNode) -> int:
        """What one field costs with all below it, once."""
        return OWN_PRICES.get(node.name.value, 1) + self.weigh(node.selection_set) * self.rows(node)

    def _member(self, node: SelectionNode) -> int:
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        if isinstance(node, InlineFragmentNode):
            return self.weigh(node.selection_set)
        return self.price(node) if isinstance(node, FieldNode) else 0

    def _fragment(self, name: str) -> int:
        """Weighed once; a circle costs nothing here, validation refuses it."""
        if name not in self._weighed:
            self._weighed[name] = 0
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._weighed[name] = self.weigh(fragment.selection_set)
        return self._weighed[name]

    def rows(self, node: FieldNode) -> int:
        """As how many rows a field is priced; raises `OverLimitError` for `first`."""
        if node.name.value not in PAGES:
            return ROWS.get(node.name.value, 1)
        first = self._first(node)
        if first < 1 or first > self._most_first:
            raise OverLimitError(refusals.LIMIT_FIRST, limit=self._most_first, asked=first)
        return first

    def _first(self, node: FieldNode) -> int:
        given = {item.name.value: item.value for item in node.arguments or ()}.get("first")
        if isinstance(given, IntValueNode):
            return int(given.value[:12])
        if isinstance(given, VariableNode):
            value = self._variables.get(given.name.value, DEFAULT_FIRST)
            return value if isinstance(value, int) else DEFAULT_FIRST
        return DEFAULT_FIRST

    def _left_out(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            given = {item.name.value: item.value for item in directive.arguments or ()}.get("if")
            value: object = None
            if isinstance(given, BooleanValueNode):
                value = given.value
            elif isinstance(given, VariableNode):
                value = self._variables.get(given.name.value)
            left_out = {"skip": True, "include": False}.get(directive.name.value)
            if value is not None and value is left_out:
                return True
        return False


def given_values(
    operation: OperationDefinitionNode, variables: Mapping[str, object]
) -> dict[str, object]:
    """The variables with their defaults, as far as a price depends on them."""
    found = {name: _whole(value) for name, value in variables.items()}
    for node in operation.variable_definitions or ():
        default = node.default_value
        if isinstance(default, IntValueNode):
            found.setdefault(node.variable.name.value, int(default.value[:12]))
        elif isinstance(default, BooleanValueNode):
            found.setdefault(node.variable.name.value, default.value)
    return found


def _whole(value: object) -> object:
    """A number as GraphQL takes it: `5000.0` is an Int, too."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
