"""Knows how far a selection reaches when its fragments are opened: how deep, how many fields.

Nothing of it depends on a variable. Each fragment is walked once, however often it is spread, and
remembered with the levels below it, so that a later spread knows how deep it ends.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
)

from gateway.disclosure import refusals
from gateway.disclosure.refusals import OverLimitError

FLAT: Final = frozenset({"ofType"})
"""A wrapped type's own type, of which the standard introspection asks nine levels: no depth."""


class Extent(NamedTuple):
    """What a selection reaches.

    `selections` are fields, inline fragments and spreads; `levels` is how many of them stand below
    one another, `depth` how many fields do; `roots` are the fields at its top.
    """

    levels: int = 0
    depth: int = 0
    roots: int = 0
    selections: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0


EMPTY: Final = Extent()


class Extents:
    """Walks the selections of one document. Raises `OverLimitError` for levels.

    `most_levels`: no walk over the document goes deeper, fragments included.
    """

    def __init__(
        self, fragments: Mapping[str, FragmentDefinitionNode], *, most_levels: int
    ) -> None:
        self._fragments = fragments
        self._most_levels = most_levels
        self._known: dict[str, Extent] = {}

    def of(self, chosen: SelectionSetNode | None, *, level: int = 0) -> Extent:
        """The sum of a selection set's members, and the deepest of them."""
        self._check_level(level)
        levels = depth = roots = selections = fields = aliases = directives = 0
        for node in chosen.selections if chosen else ():
            one = self._member(node, level + 1)
            levels = max(levels, one.levels + 1)
            depth = max(depth, one.depth)
            roots += one.roots
            selections += one.selections + 1
            fields += one.fields
            aliases += one.aliases
            directives += one.directives + len(node.directives or ())
        return Extent(levels, depth, roots, selections, fields, aliases, directives)

    def opened(self, fragment: FragmentDefinitionNode) -> bool:
        """Whether what was walked so far spreads this fragment; of two of a name, the last."""
        name = fragment.name.value
        return name in self._known and self._fragments[name] is fragment

    def _member(self, node: SelectionNode, level: int) -> Extent:
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value, level)
        if isinstance(node, InlineFragmentNode):
            return self.of(node.selection_set, level=level)
        return self._field(node, level) if isinstance(node, FieldNode) else EMPTY

    def _field(self, node: FieldNode, level: int) -> Extent:
        below = self.of(node.selection_set, level=level)
        return below._replace(
            depth=below.depth + (node.name.value not in FLAT),
            roots=1,
            fields=below.fields + 1,
            aliases=below.aliases + (node.alias is not None),
        )

    def _fragment(self, name: str, level: int) -> Extent:
        """Walked once; a circle reaches nothing here, validation refuses it."""
        if name not in self._known:
            self._known[name] = EMPTY
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._known[name] = self.of(fragment.selection_set, level=level)
        found = self._known[name]
        self._check_level(level + found.levels)
        return found

    def _check_level(self, level: int) -> None:
        if level > self._most_levels:
            raise OverLimitError(refusals.LIMIT_NESTING, limit=self._most_levels, asked=level)


def pairs(
    sets: Sequence[SelectionSetNode],
    fragments: Mapping[str, FragmentDefinitionNode],
    *,
    most: int,
) -> int:
    """How many pairs of fields would be merged into one, in each of these on its own.

    Fragments are opened, so ask it only of sets with at most `most` selections together: a circle
    of fragments has more, and raises `OverLimitError`.
    """
    total = seen = 0
    waiting = [[chosen] for chosen in sets]
    while waiting:
        for same in _by_name(waiting.pop(), fragments).values():
            seen += len(same)
            total += len(same) * (len(same) - 1) // 2
            below = [node.selection_set for node in same if node.selection_set]
            if below:
                waiting.append(below)
        if seen > most:
            raise OverLimitError(refusals.LIMIT_OPENED, limit=most, asked=seen)
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
