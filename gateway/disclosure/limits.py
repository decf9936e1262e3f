"""Knows how much one operation may ask: one pass, linear in the document's size.

Tokens and brackets are counted before anything is parsed, so that no parser meets deep nesting.
Then each fragment is measured once, however often it is spread; prices use the actual variables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Source,
    TokenKind,
    VariableNode,
    parse,
)
from graphql.language import Lexer

from gateway.disclosure import refusals
from gateway.disclosure.refusals import OverLimitError

OPENING: Final = frozenset({TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L})
CLOSING: Final = frozenset({TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R})
PAGES: Final = frozenset({"worklist", "orders"})
DEFAULT_FIRST: Final = 50
PARTS: Final = frozenset(
    {
        "bags",
        "collections",
        "custodyEvents",
        "doses",
        "exceptions",
        "facts",
        "followUps",
        "holds",
        "milestones",
        "runs",
        "shipments",
    }
)
PART_FACTOR: Final = 3
"""A list of parts is priced as three of them: most orders have one to four."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most of each that one operation may have; `cost` is in fields of rows."""

    tokens: int = 4_000
    nesting: int = 40
    depth: int = 12
    fields: int = 800
    aliases: int = 60
    directives: int = 60
    fragments: int = 60
    root_fields: int = 20
    first: int = 5_000
    cost: int = 400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a selection asks for when its fragments are opened."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    cost: int = 0


def parse_limited(text: str, *, limits: Limits) -> DocumentNode:
    """The document, if it has not too many tokens and brackets.

    Raises `OverLimitError`, or `GraphQLSyntaxError` for what is not GraphQL.
    """
    lexer = Lexer(Source(text))
    tokens = nested = 0
    while (token := lexer.advance()).kind is not TokenKind.EOF:
        tokens += 1
        nested += (token.kind in OPENING) - (token.kind in CLOSING)
        _within(refusals.LIMIT_TOKENS, tokens, limits.tokens)
        _within(refusals.LIMIT_NESTING, nested, limits.nesting)
    return parse(Source(text), no_location=False)


def measure(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    *,
    variables: Mapping[str, object],
    limits: Limits,
) -> Measure:
    """What the operation asks for; raises `OverLimitError` with the limit, and by how much.

    `variables` need not be coerced: a `first` that is no number is left to validation.
    """
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    _within(refusals.LIMIT_FRAGMENTS, len(fragments), limits.fragments)
    scale = _Scale(fragments, _with_defaults(operation, variables), limits)
    roots = scale.root_fields(operation.selection_set)
    _within(refusals.LIMIT_ROOT_FIELDS, roots, limits.root_fields)
    asked = scale.weigh(operation.selection_set)
    _within(refusals.LIMIT_DEPTH, asked.depth, limits.depth)
    _within(refusals.LIMIT_FIELDS, asked.fields, limits.fields)
    _within(refusals.LIMIT_ALIASES, asked.aliases, limits.aliases)
    _within(refusals.LIMIT_DIRECTIVES, asked.directives, limits.directives)
    _within(refusals.LIMIT_COST, asked.cost, limits.cost)
    return asked


class _Scale:
    """Weighs selections; each fragment once."""

    def __init__(
        self,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, object],
        limits: Limits,
    ) -> None:
        self._fragments = fragments
        self._variables = variables
        self._limits = limits
        self._weighed: dict[str, Measure] = {}
        self._counted: dict[str, int] = {}

    def root_fields(self, chosen: SelectionSetNode | None) -> int:
        """How many fields stand at the top, fragments opened; a circle counts once."""
        total = 0
        for node in chosen.selections if chosen else ():
            if isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name not in self._counted:
                    self._counted[name] = 0
                    fragment = self._fragments.get(name)
                    self._counted[name] = self.root_fields(fragment and fragment.selection_set)
                total += self._counted[name]
            elif isinstance(node, InlineFragmentNode):
                total += self.root_fields(node.selection_set)
            else:
                total += 1
        return total

    def weigh(self, chosen: SelectionSetNode | None) -> Measure:
        """The sum of a selection set's members, and the deepest of them."""
        depth = fields = aliases = directives = cost = 0
        for node in chosen.selections if chosen else ():
            one = self._member(node)
            depth = max(depth, one.depth)
            fields += one.fields
            aliases += one.aliases
            directives += one.directives + len(node.directives or ())
            cost += one.cost
        return Measure(
            depth=depth, fields=fields, aliases=aliases, directives=directives, cost=cost
        )

    def _member(self, node: SelectionNode) -> Measure:
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        if isinstance(node, InlineFragmentNode):
            return self.weigh(node.selection_set)
        return self._field(node) if isinstance(node, FieldNode) else Measure()

    def _field(self, node: FieldNode) -> Measure:
        below = self.weigh(node.selection_set)
        return Measure(
            depth=below.depth + 1,
            fields=below.fields + 1,
            aliases=below.aliases + (node.alias is not None),
            directives=below.directives,
            cost=1 + below.cost * self._rows(node),
        )

    def _fragment(self, name: str) -> Measure:
        """Weighed once; a circle weighs nothing here, validation refuses it."""
        if name not in self._weighed:
            self._weighed[name] = Measure()
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._weighed[name] = self.weigh(fragment.selection_set)
        return self._weighed[name]

    def _rows(self, node: FieldNode) -> int:
        name = node.name.value
        if name in PARTS:
            return PART_FACTOR
        if name not in PAGES:
            return 1
        first = self._first(node)
        if first < 1 or first > self._limits.first:
            raise OverLimitError(refusals.LIMIT_FIRST, limit=self._limits.first, asked=first)
        return first

    def _first(self, node: FieldNode) -> int:
        given = {item.name.value: item.value for item in node.arguments or ()}.get("first")
        if isinstance(given, IntValueNode):
            return int(given.value[:12])
        if isinstance(given, VariableNode):
            value = self._variables.get(given.name.value, DEFAULT_FIRST)
            return value if isinstance(value, int) else DEFAULT_FIRST
        return DEFAULT_FIRST


def _with_defaults(
    operation: OperationDefinitionNode, variables: Mapping[str, object]
) -> dict[str, object]:
    found = dict(variables)
    for node in operation.variable_definitions or ():
        if isinstance(node.default_value, IntValueNode):
            found.setdefault(node.variable.name.value, int(node.default_value.value[:12]))
    return found


def _within(code: str, asked: int, limit: int) -> None:
    if asked > limit:
        raise OverLimitError(code, limit=limit, asked=asked)
