"""Knows how much one document may ask: one pass, linear in the document's size.

Tokens and brackets are counted before anything is parsed, so that no parser meets deep nesting.
Then each fragment is walked once, however often it is spread. Validation looks at the whole of a
document, so every operation is within the limits, run or not; the price is that of the one to run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    TokenKind,
    parse,
)
from graphql.language import Lexer

from gateway.disclosure import refusals
from gateway.disclosure.extents import Extent, Extents, pairs
from gateway.disclosure.refusals import OverLimitError
from gateway.disclosure.weighing import Scale, given_values

OPENING: Final = frozenset({TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L})
CLOSING: Final = frozenset({TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most of each that one operation may have; `cost` is in fields of rows.

    `tokens`, `fragments`, `opened` and `repeats` are those of the whole document. `opened` is what
    all its operations select when fragments are opened: tokens alone could not select more.
    `repeats` are pairs of fields that would be merged into one: validation compares each pair.
    """

    tokens: int = 4_000
    nesting: int = 40
    depth: int = 12
    fields: int = 800
    aliases: int = 60
    directives: int = 60
    fragments: int = 60
    opened: int = 4_000
    root_fields: int = 20
    repeats: int = 1_000
    first: int = 5_000
    cost: int = 400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What an operation asks for when its fragments are opened."""

    depth: int
    fields: int
    aliases: int
    directives: int
    cost: int


def parse_limited(text: str, *, limits: Limits) -> DocumentNode:
    """The document, if all that is in it is within the limits; of prices nothing is known yet.

    Raises `OverLimitError` with the limit, and by how much it is passed, or `GraphQLSyntaxError`
    for what is not GraphQL.
    """
    lexer = Lexer(Source(text))
    tokens = nested = 0
    while (token := lexer.advance()).kind is not TokenKind.EOF:
        tokens += 1
        nested += (token.kind in OPENING) - (token.kind in CLOSING)
        _within(refusals.LIMIT_TOKENS, tokens, limits.tokens)
        _within(refusals.LIMIT_NESTING, nested, limits.nesting)
    document = parse(Source(text), no_location=False)
    _check_extents(document, limits)
    return document


def measure(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    *,
    variables: Mapping[str, object],
    limits: Limits,
) -> Measure:
    """What the operation of a document within its limits asks for.

    Raises `OverLimitError` for its price. `variables` need not be coerced: a `first` that is no
    number is left to validation.
    """
    fragments = fragments_of(document)
    # anew from this operation: in a circle of fragments the scale goes just as deep as this does
    extent = Extents(fragments, most_levels=2 * limits.nesting).of(operation.selection_set)
    scale = Scale(fragments, given_values(operation, variables), most_first=limits.first)
    cost = scale.weigh(operation.selection_set)
    _within(refusals.LIMIT_COST, cost, limits.cost)
    return Measure(
        depth=extent.depth,
        fields=extent.fields,
        aliases=extent.aliases,
        directives=extent.directives,
        cost=cost,
    )


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """The fragments by name; of two of a name, which validation refuses, the last."""
    return {node.name.value: node for node in _fragments(document)}


def _check_extents(document: DocumentNode, limits: Limits) -> None:
    """Each operation, and each fragment that none of them spreads: validation walks it, too."""
    _within(refusals.LIMIT_FRAGMENTS, len(_fragments(document)), limits.fragments)
    fragments = fragments_of(document)
    extents = Extents(fragments, most_levels=2 * limits.nesting)
    sets: list[SelectionSetNode] = []
    opened = 0
    for node in _operations_first(document):
        if isinstance(node, FragmentDefinitionNode) and extents.opened(node):
            continue
        extent = extents.of(node.selection_set)
        if isinstance(node, OperationDefinitionNode):
            _within(refusals.LIMIT_ROOT_FIELDS, extent.roots, limits.root_fields)
        _check_extent(extent, limits)
        opened += extent.selections
        sets.append(node.selection_set)
    _within(refusals.LIMIT_OPENED, opened, limits.opened)
    repeated = pairs(sets, fragments, most=limits.opened)
    _within(refusals.LIMIT_REPEATS, repeated, limits.repeats)


def _check_extent(extent: Extent, limits: Limits) -> None:
    _within(refusals.LIMIT_DEPTH, extent.depth, limits.depth)
    _within(refusals.LIMIT_FIELDS, extent.fields, limits.fields)
    _within(refusals.LIMIT_ALIASES, extent.aliases, limits.aliases)
    _within(refusals.LIMIT_DIRECTIVES, extent.directives, limits.directives)


def _fragments(document: DocumentNode) -> list[FragmentDefinitionNode]:
    return [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]


def _operations_first(
    document: DocumentNode,
) -> list[OperationDefinitionNode | FragmentDefinitionNode]:
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    return [*operations, *_fragments(document)]


def _within(code: str, asked: int, limit: int) -> None:
    if asked > limit:
        raise OverLimitError(code, limit=limit, asked=asked)
