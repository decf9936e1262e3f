"""Knows how treated rows are written as an answer: straight-line code, made once an operation.

graphql-core decides per field of every row what that field is. Here it is decided once: its own
rules collect the fields, and what they say becomes the source of one function a selection set.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, Protocol, TypeAlias, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_variable_values

from gateway.disclosure.fragments import Fragment, RowWriters, Whole, WriteRow
from gateway.disclosure.written_fields import (
    Asked,
    UnwritableError,
    WrittenField,
    asked_plainly,
    members,
    python_name,
)

Write: TypeAlias = Callable[[object], object]
"""What a root field's resolver returned → what stands in the answer."""


class Compiled(NamedTuple):
    """How an operation is written: `write` by response key, `rows` an order, by root field.

    `nodes` are the root fields as they were collected, by response key. The names of the functions
    of `rows` stay the same for the operation.
    """

    write: Mapping[str, Write]
    rows: Mapping[str, RowWriters]
    nodes: Mapping[str, list[FieldNode]]


ROOTS: Final = frozenset(
    {
        *("worklist", "orders", "counts", "order", "patientOrders"),
        *("node", "patient", "sources", "viewer"),
    }
)
STREAM_ROOTS: Final = frozenset({"orderChanged"})
PROTECTED_FIELDS: Final = ("value", "visibility", "reason")
MAY_BE_MISSING: Final = frozenset({"order_count"})
TYPENAME: Final = "__typename"
ROW: Final = "Order"
TEXTS: Final = frozenset({"String", "ID"})
"""Scalars of which a text is written as it is."""


UNWRITABLE: Final = ("variables", "mutation", "root", "kind", "resolver", "value")
"""Why an operation is left to graphql-core."""


def compile_writer(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    *,
    variables: Mapping[str, object],
) -> Compiled:
    """How each root field's value is written; `variables` decide @skip and @include only.

    Raises `UnwritableError` for an operation with a root field that is not of the read side.
    """
    given = get_variable_values(schema, operation.variable_definitions or (), dict(variables))
    if not isinstance(given, VariableValues):
        raise UnwritableError("variables")
    return _Source(schema, document, operation, given).compiled()


class _Wrapping(Protocol):
    """A list or a non-null type; the library's are generic, and open at the end."""

    of_type: object


class _Source:
    """The source of one operation's functions, and the objects they name."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: VariableValues,
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._variables = variables
        self._fragments = {
            node.name.value: FragmentDetails(node)
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._lines: list[str] = []
        self._names: dict[str, object] = {}
        self._rows: dict[str, list[str]] = {}
        self._row_names: list[str] = []
        self._whole_rows: dict[str, str] = {}
        self._functions: dict[str, str] = {}
        self._objects: dict[tuple[str, Asked], str] = {}
        self._locals = 0

    def compiled(self) -> Compiled:
        """A function for each root field."""
        root, allowed = self._root()
        fields = collect_fields(
            self._schema, self._fragments, self._variables, root, self._operation
        ).grouped_field_set
        written = {
            key: self._root_function(root, details, allowed) for key, details in fields.items()
        }
        code = compile("\n".join(self._lines), "<writer>", "exec")
        exec(code, self._names)  # noqa: S102 (our own lines: names come from the schema, keys through repr)
        return Compiled(
            {key: cast("Write", self._names[name]) for key, name in written.items()},
            {
                root: {name: cast("WriteRow", self._names[name]) for name in names}
                for root, names in self._rows.items()
                if names
            },
            {key: [one.node for one in details] for key, details in fields.items()},
        )

    def _root(self) -> tuple[GraphQLObjectType, frozenset[str]]:
        match self._operation.operation:
            case OperationType.QUERY:
                return cast("GraphQLObjectType", self._schema.query_type), ROOTS
            case OperationType.SUBSCRIPTION:
                return cast("GraphQLObjectType", self._schema.subscription_type), STREAM_ROOTS
            case OperationType.MUTATION:
                raise UnwritableError("mutation")

    def _root_function(
        self, root: GraphQLObjectType, details: list[FieldDetails], allowed: frozenset[str]
    ) -> str:
        name = details[0].node.name.value
        if name == TYPENAME:
            return self._function("return s")
        if name not in allowed:
            raise UnwritableError("root")
        self._row_names = self._rows.setdefault(name, [])
        self._objects.clear()  # what is known of one root says nothing of another's rows
        value = self._value(cast("WrittenField", root.fields[name]).type, "s", details)
        return self._function(f"return {value}")

    def _object(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> str:
        """The name of a function that writes a record of this kind."""
        asked = asked_plainly(details)
        if asked is None or kind.name == ROW:
            return self._written_object(kind, details)
        known = self._objects.get((kind.name, asked))
        if known is None:
            known = self._objects[kind.name, asked] = self._written_object(kind, details)
        return known

    def _written_object(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> str:
        outside, self._locals = self._locals, 0
        fields = collect_subfields(
            self._schema, self._fragments, self._variables, self._operation, kind, details
        ).grouped_field_set
        items = [f"{key!r}: {self._field(kind, chosen)}" for key, chosen in fields.items()]
        whole = self._function(f"return {{{', '.join(items)}}}")
        self._locals = outside
        return self._row(whole) if kind.name == ROW else whole

    def _row(self, whole: str) -> str:
        """An order may come as a fragment, which is written once."""
        self._row_names.append(whole)
        self._names["Fragment"] = Fragment
        row = self._function(
            f"return s.write({whole!r}, {whole}) if s.__class__ is Fragment else {whole}(s)"
        )
        self._whole_rows[row] = whole
        return row

    def _field(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> str:
        name = details[0].node.name.value
        if name == TYPENAME:
            return repr(kind.name)
        field = cast("WrittenField", kind.fields[name])
        if tuple(kind.fields) == PROTECTED_FIELDS:
            return self._value(field.type, f"s[{PROTECTED_FIELDS.index(name)}]", details)
        key = python_name(field)
        read = f"s.get({key!r})" if key in MAY_BE_MISSING else f"s[{key!r}]"
        return self._value(field.type, read, details)

    def _value(self, kind: object, read: str, details: list[FieldDetails]) -> str:
        """An expression for what `read` gives; None is as the type says."""
        if isinstance(kind, GraphQLNonNull):
            return self._present(cast("_Wrapping", kind).of_type, read, details)
        held = self._fresh("v")
        if isinstance(kind, GraphQLScalarType) and kind.name in TEXTS:
            serialise = self._named("L", kind, lambda: kind.serialize)
            as_it_is = f"({held} := {read}) is None or {held}.__class__ is str"
            return f"({held} if {as_it_is} else {serialise}({held}))"
        present = self._present(kind, held, details)
        return f"(None if ({held} := {read}) is None else {present})"

    def _present(self, kind: object, read: str, details: list[FieldDetails]) -> str:
        if isinstance(kind, GraphQLList):
            return self._list(cast("_Wrapping", kind).of_type, read, details)
        if isinstance(kind, GraphQLObjectType):
            return f"{self._object(kind, details)}({read})"
        if isinstance(kind, GraphQLInterfaceType):
            return self._of_interface(kind, read, details)
        return self._leaf(cast("GraphQLNamedType", kind), read)

    def _list(self, of: object, read: str, details: list[FieldDetails]) -> str:
        item = self._fresh("i")
        inner = self._value(of, item, details)
        whole = self._whole_rows.get(inner.removesuffix(f"({item})"))
        if whole is None:
            return f"[{inner} for {item} in {read}]"
        held = self._fresh("v")
        self._names["Whole"] = Whole
        each = f"[{inner} for {item} in {held}]"
        all_at_once = f"{held}.write({whole!r}, {whole})"
        return f"({all_at_once} if ({held} := {read}).__class__ is Whole else {each})"

    def _of_interface(
        self, kind: GraphQLInterfaceType, read: str, details: list[FieldDetails]
    ) -> str:
        functions = [
            f"{each.name!r}: {self._object(each, details)}"
            for each in self._schema.get_possible_types(kind)
        ]
        held = self._fresh("v")
        return f"{{{', '.join(functions)}}}[({held} := {read})['__typename']]({held})"

    def _leaf(self, kind: GraphQLNamedType, read: str) -> str:
        if isinstance(kind, GraphQLEnumType):
            named = self._named("E", kind, lambda: members(kind))
            return f"{named}[{read}]"
        if isinstance(kind, GraphQLScalarType):
            serialise = self._named("L", kind, lambda: kind.serialize)
            if kind.name not in TEXTS:
                return f"{serialise}({read})"
            held = self._fresh("v")
            return f"({held} if ({held} := {read}).__class__ is str else {serialise}({held}))"
        raise UnwritableError("kind")

    def _function(self, body: str) -> str:
        """The name of a function with this body; what is written alike is compiled once."""
        name = self._functions.get(body)
        if name is None:
            name = self._functions[body] = f"w{len(self._functions)}"
            self._lines.append(f"def {name}(s):\n    {body}")
            self._names[name] = None
        return name

    def _named(self, letter: str, kind: GraphQLNamedType, value: Callable[[], object]) -> str:
        name = f"{letter}{kind.name}"
        if name not in self._names:
            self._names[name] = value()
        return name

    def _fresh(self, letter: str) -> str:
        """A local name: the same for the same selection, wherever it stands."""
        self._locals += 1
        return f"{letter}{self._locals}"
