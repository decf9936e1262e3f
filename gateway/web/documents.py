"""Knows documents: parsed once, validated once, with our own words for what is wrong in them."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final, TypeVar, cast

import msgspec
from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    IntValueNode,
    NamedTypeNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    ParallelVisitor,
    SelectionSetNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    ValidationContext,
    specified_rules,
    visit,
)
from graphql.language import FloatValueNode
from graphql.validation.validate import ValidationAbortedError

from gateway.disclosure.selection import conditions
from gateway.web.errors import UNPROCESSABLE, Location, WebError, places

Value = TypeVar("Value")
MOST_DOCUMENTS: Final = 256
MOST_LOCATIONS: Final = 20
MOST_INVALID: Final = 100
"""So many breaches of the rules are counted: each takes time, and the first is told."""
LONGEST_NUMBER: Final = 32
INTROSPECTION: Final = frozenset({"__schema", "__type"})
PERSONAL: Final = frozenset({"patientOrders"})
SOUGHT: Final = frozenset({"coi", "din", "vendorOrderNumber"})
"""What somebody is looked for by where it is not our id; a variable `KEY` may hold it."""
KEY: Final = "OrderKey"
ABORTED: Final = "ValidationAborted"
"""In place of a rule's name, where the library gave up before a rule found anything."""
ROOT_TYPES: Final = frozenset({"Query", "Mutation", "Subscription"})
SENTENCES: Final[Mapping[str, str]] = {
    "FieldsOnCorrectTypeRule": "A selected field does not exist on its type.",
    "KnownArgumentNamesRule": "An argument does not exist on its field.",
    "KnownTypeNamesRule": "A named type does not exist.",
    "KnownFragmentNamesRule": "A spread fragment is not defined.",
    "KnownDirectivesRule": "A directive does not exist, or not at this place.",
    "NoFragmentCyclesRule": "A fragment spreads itself.",
    "NoUndefinedVariablesRule": "A variable is used and not declared.",
    "NoUnusedVariablesRule": "A variable is declared and not used.",
    "NoUnusedFragmentsRule": "A fragment is defined and not used.",
    "OverlappingFieldsCanBeMergedRule": "Two fields of one name in the answer differ: use aliases.",
    "ProvidedRequiredArgumentsRule": "A required argument is missing.",
    "ScalarLeafsRule": "A field needs a selection of its own, or must have none.",
    "ValuesOfCorrectTypeRule": "A value does not fit its type.",
    "VariablesInAllowedPositionRule": "A variable's type does not fit where it is used.",
    "UniqueOperationNamesRule": "Two operations have the same name.",
    "LoneAnonymousOperationRule": "An operation without a name must be alone.",
    "SingleFieldSubscriptionsRule": "A subscription has exactly one root field.",
    ABORTED: "Its operations and fragments are too much to check: send fewer of them at once.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A parsed document: `digest` names its text, `introspects`: it asks for the schema.

    `only_introspects`: no root field asks for anything else. `names_persons`: an argument may name
    one, or material of one, which never stands in an address. `conditions` are the variables that
    @skip and @include look at.
    """

    digest: str
    document: DocumentNode
    introspects: bool
    only_introspects: bool = False
    names_persons: bool = False
    conditions: frozenset[str] = frozenset()


class OperationsError(Exception):
    """The trusted documents can't be used; the message says what is wrong with the file."""


class Documents:
    """The documents seen lately, by digest. One event loop, so no lock."""

    def __init__(self, schema: GraphQLSchema, *, parse: Callable[[str], DocumentNode]) -> None:
        self._schema = schema
        self._parse = parse
        self._checked: OrderedDict[str, Checked] = OrderedDict()
        self._valid: OrderedDict[str, WebError | None] = OrderedDict()

    def parsed(self, text: str, *, digest: str | None = None) -> Checked:
        """The document; raises `WebError` SYNTAX, or `OverLimitError`.

        `digest` is that of a text which was checked against it when it was read.
        """
        digest = digest or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        found = self._checked.get(digest)
        if found is None:
            found = _remember(self._checked, digest, self._checked_anew(text, digest))
        return found

    def validate(self, checked: Checked) -> None:
        """Raise `WebError` DOCUMENT_INVALID for what does not fit the schema."""
        if checked.digest in self._valid:
            refusal = self._valid[checked.digest]
        else:
            refusal = _remember(self._valid, checked.digest, self._refusal(checked.document))
        if refusal is not None:
            raise refusal

    def _checked_anew(self, text: str, digest: str) -> Checked:
        try:
            document = self._parse(text)
        except GraphQLSyntaxError as error:
            raise WebError(
                HTTPStatus.BAD_REQUEST, "SYNTAX", locations=places(error), graphql=True
            ) from None
        asked = {node.name.value for node in nodes(document) if isinstance(node, FieldNode)}
        _check_literals(document)
        return Checked(
            digest=digest,
            document=document,
            introspects=bool(asked & INTROSPECTION),
            only_introspects=_roots(document) <= INTROSPECTION | {"__typename"},
            names_persons=bool(asked & PERSONAL) or any(map(_seeks, nodes(document))),
            conditions=conditions(document),
        )

    def _refusal(self, document: DocumentNode) -> WebError | None:
        found: list[tuple[str, GraphQLError]] = []
        info = TypeInfo(self._schema)
        rules = [rule(self._context(document, info, rule, found)) for rule in specified_rules]
        try:
            visit(document, TypeInfoVisitor(info, ParallelVisitor(rules)))
        except (ValidationAbortedError, RecursionError):
            # a library's limit is passed, or circles of fragments are held against each other
            found.append((ABORTED, GraphQLError(SENTENCES[ABORTED])))
        if not found:
            return None
        name, first = found[0]
        rule = name.removesuffix("Rule")
        return WebError(
            UNPROCESSABLE,
            "DOCUMENT_INVALID",
            SENTENCES.get(name, f"The document breaks the rule {rule}."),
            locations=places(first)[:MOST_LOCATIONS],
            details={"rule": rule, "count": len(found)},
            graphql=True,
        )

    def _context(
        self,
        document: DocumentNode,
        info: TypeInfo,
        rule: type[ASTValidationRule],
        found: list[tuple[str, GraphQLError]],
    ) -> ValidationContext:
        def on_error(error: GraphQLError) -> None:
            if len(found) >= MOST_INVALID:
                raise ValidationAbortedError(SENTENCES[ABORTED])
            found.append((rule.__name__, error))

        return ValidationContext(self._schema, document, info, on_error, hide_suggestions=True)


def read_operations(path: Path) -> dict[str, str]:
    """The portal's documents by `sha256:…`, as committed for review (`frontend/operations.json`).

    Raises `OperationsError` for a file that is missing, is no such map, or whose document was
    changed without its digest.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError) as error:
        raise OperationsError(f"{path.name}: expected a map of digest to document") from error
    for name, text in found.items():
        if name != f"sha256:{hashlib.sha256(text.encode()).hexdigest()}":
            raise OperationsError(f"{path.name}: {name[:20]}… is not its document's digest")
    return found


def nodes(document: DocumentNode) -> Iterator[Node]:
    """Every node of a document, without recursion."""
    waiting: list[Node] = [document]
    while waiting:
        node = waiting.pop()
        yield node
        for key in node.keys:
            value = getattr(node, key)
            if isinstance(value, Node):
                waiting.append(value)
            elif isinstance(value, list | tuple):
                items = cast("Sequence[object]", value)
                waiting.extend(item for item in items if isinstance(item, Node))


def _seeks(node: Node) -> bool:
    """Whether an argument holds an identifier of somebody's material, or may."""
    if isinstance(node, ObjectFieldNode):
        return node.name.value in SOUGHT
    return isinstance(node, NamedTypeNode) and node.name.value == KEY


def _roots(document: DocumentNode) -> set[str]:
    """The fields at the top of any operation, and of fragments on its type."""
    found: set[str] = set()
    waiting: list[SelectionSetNode] = []
    for node in document.definitions:
        on_root = (
            isinstance(node, FragmentDefinitionNode)
            and node.type_condition.name.value in ROOT_TYPES
        )
        if isinstance(node, OperationDefinitionNode) or on_root:
            waiting.append(cast("OperationDefinitionNode", node).selection_set)
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FieldNode):
                found.add(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                waiting.append(node.selection_set)
    return found


def _check_literals(document: DocumentNode) -> None:
    """Refuse NUL in a text, which a database may refuse, and numbers that no type holds."""
    for node in nodes(document):
        long = isinstance(node, IntValueNode | FloatValueNode) and len(node.value) > LONGEST_NUMBER
        if long or (isinstance(node, StringValueNode) and "\x00" in node.value):
            where = node.loc.start_token if node.loc else None
            at = (Location(where.line, where.column),) if where else ()
            raise WebError(UNPROCESSABLE, "ARGUMENT_INVALID", locations=at, graphql=True)


def _remember(kept: OrderedDict[str, Value], digest: str, value: Value) -> Value:
    kept[digest] = value
    if len(kept) > MOST_DOCUMENTS:
        kept.popitem(last=False)
    return value
