"""Knows how much one operation may ask: one pass, linear in the document's size.

Tokens and brackets are counted before anything is parsed, so that no parser meets deep nesting.
Then each fragment is measured once, however often it is spread; prices use the actual variables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    Source,
    TokenKind,
    parse,
)
from graphql.language import Lexer

from gateway.disclosure import refusals
from gateway.disclosure.refusals import OverLimitError
from gateway.disclosure.weighing import Measure, Scale, given_values, pairs

OPENING: Final = frozenset({TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L})
CLOSING: Final = frozenset({TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most of each that one operation may have; `cost` is in fields of rows.

    `repeats` are pairs of fields that would be merged into one: validation compares each pair.
    """

    tokens: int = 4_000
    nesting: int = 40
    depth: int = 12
    fields: int = 800
    aliases: int = 60
    directives: int = 60
    fragments: int = 60
    root_fields: int = 20
    repeats: int = 1_000
    first: int = 5_000
    cost: int = 400_000


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
    scale = Scale(
        fragments,
        given_values(operation, variables),
        most_first=limits.first,
        most_levels=2 * limits.nesting,
    )
    roots = scale.root_fields(operation.selection_set)
    _within(refusals.LIMIT_ROOT_FIELDS, roots, limits.root_fields)
    asked = scale.weigh(operation.selection_set)
    _within(refusals.LIMIT_DEPTH, asked.depth, limits.depth)
    _within(refusals.LIMIT_FIELDS, asked.fields, limits.fields)
    _within(refusals.LIMIT_ALIASES, asked.aliases, limits.aliases)
    _within(refusals.LIMIT_DIRECTIVES, asked.directives, limits.directives)
    _within(refusals.LIMIT_COST, asked.cost, limits.cost)
    repeated = pairs(operation.selection_set, fragments, most_fields=limits.fields)
    _within(refusals.LIMIT_REPEATS, repeated, limits.repeats)
    return asked


def _within(code: str, asked: int, limit: int) -> None:
    if asked > limit:
        raise OverLimitError(code, limit=limit, asked=asked)
