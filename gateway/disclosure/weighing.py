"""Knows what a selection weighs: how deep, how many fields, and their price with actual variables.

Each fragment is weighed once, however often it is spread, so that weighing is linear in the size
of the document. A field that a directive leaves out is counted, but costs nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
FLAT: Final = frozenset({"ofType"})
"""A wrapped type's own type, of which the standard introspection asks nine levels: no depth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a selection asks for when its fragments are opened."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    cost: int = 0


class Scale:
    """Weighs selections; each fragment once. Raises `OverLimitError` for `first` and for levels.

    `most_levels`: no walk over the document goes deeper, fragments included.
    """

    def __init__(
        self,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, object],
        *,
        most_first: int,
        most_levels: int,
    ) -> None:
        self._fragments = fragments
        self._variables = variables
        self._most_first = most_first
        self._most_levels = most_levels
        self._weighed: dict[str, Measure] = {}
        self._counted: dict[str, int] = {}

    def root_fields(self, chosen: SelectionSetNode | None, *, level: int = 0) -> int:
        """How many fields stand at the top, fragments opened; a circle counts once."""
        self._check_level(level)
        total = 0
        for node in chosen.selections if chosen else ():
            if isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name not in self._counted:
                    self._counted[name] = 0
                    fragment = self._fragments.get(name)
                    below = fragment and fragment.selection_set
                    self._counted[name] = self.root_fields(below, level=level + 1)
                total += self._counted[name]
            elif isinstance(node, InlineFragmentNode):
                total += self.root_fields(node.selection_set, level=level + 1)
            else:
                total += 1
        return total

    def weigh(self, chosen: SelectionSetNode | None, *, level: int = 0) -> Measure:
        """The sum of a selection set's members, and the deepest of them."""
        self._check_level(level)
        depth = fields = aliases = directives = cost = 0
        for node in chosen.selections if chosen else ():
            one = self._member(node, level)
            depth = max(depth, one.depth)
            fields += one.fields
            aliases += one.aliases
            directives += one.directives + len(node.directives or ())
            cost += 0 if self._left_out(node) else one.cost
        return Measure(
            depth=depth, fields=fields, aliases=aliases, directives=directives, cost=cost
        )

    def price(self, node: FieldNode) -> int:
        """What one field costs with all below it, once."""
        return self._field(node, 0).cost

    def _member(self, node: SelectionNode, level: int) -> Measure:
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value, level)
        if isinstance(node, InlineFragmentNode):
            return self.weigh(node.selection_set, level=level + 1)
        return self._field(node, level) if isinstance(node, FieldNode) else Measure()

    def _field(self, node: FieldNode, level: int) -> Measure:
        below = self.weigh(node.selection_set, level=level + 1)
        name = node.name.value
        return Measure(
            depth=below.depth + (name not in FLAT),
            fields=below.fields + 1,
            aliases=below.aliases + (node.alias is not None),
            directives=below.directives,
            cost=OWN_PRICES.get(name, 1) + below.cost * self.rows(node),
        )

    def _fragment(self, name: str, level: int) -> Measure:
        """Weighed once; a circle weighs nothing here, validation refuses it."""
        if name not in self._weighed:
            self._weighed[name] = Measure()
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._weighed[name] = self.weigh(fragment.selection_set, level=level + 1)
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

    def _check_level(self, level: int) -> None:
        if level > self._most_levels:
            raise OverLimitError(refusals.LIMIT_NESTING, limit=self._most_levels, asked=level)


def given_values(
    operation: OperationDefinitionNode, variables: Mapping[str, object]
) -> dict[str, object]:
    """The variables with their defaults, as far as a price depends on them."""
    found = dict(variables)
    for node in operation.variable_definitions or ():
        default = node.default_value
        if isinstance(default, IntValueNode):
            found.setdefault(node.variable.name.value, int(default.value[:12]))
        elif isinstance(default, BooleanValueNode):
            found.setdefault(node.variable.name.value, default.value)
    return found


def pairs(
    chosen: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], *, most_fields: int
) -> int:
    """How many pairs of fields would be merged into one of the answer.

    Fragments are opened, so ask it only of a document that has at most `most_fields` fields; one
    with a circle has more, and the count stops there.
    """
    total = seen = 0
    waiting: list[list[SelectionSetNode]] = [[chosen]]
    while waiting and seen <= most_fields:
        for same in _by_name(waiting.pop(), fragments).values():
            seen += len(same)
            total += len(same) * (len(same) - 1) // 2
            below = [node.selection_set for node in same if node.selection_set]
            if below:
                waiting.append(below)
    return total


def _by_name(
    sets: Sequence[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> dict[str, list[FieldNode]]:
    found: dict[str, list[FieldNode]] = {}
    waiting = list(sets)
    opened: set[str] = set()
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FieldNode):
                name = node.alias.value if node.alias else node.name.value
                found.setdefault(name, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                waiting.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in opened:
                opened.add(node.name.value)
                fragment = fragments.get(node.name.value)
                waiting += [fragment.selection_set] if fragment else []
    return found
