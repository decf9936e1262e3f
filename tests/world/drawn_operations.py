"""Random operations over the schema itself: fragments, aliases, variables, conditions, everywhere.

A response name stands for one field of its type in a whole document, so that whatever is selected
twice merges; some names are swapped between two fields, so that nobody may take one for the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final, cast

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
ROOTS: Final[Mapping[str, int]] = {
    "worklist": 6,
    "orders": 6,
    "order": 6,
    "node": 5,
    "patient": 4,
    "patientOrders": 3,
    "sources": 1,
    "counts": 3,
    "viewer": 1,
    "problemCodes": 0,
}
WITH_ARGUMENTS: Final = frozenset(
    {"worklist", "orders", "counts", "order", "patientOrders", "node", "patient"}
)
DEEPEST: Final = 6
MOST_FIELDS: Final = 90
MOST_ALIASES: Final = 30
MOST_CONDITIONS: Final = 40


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a caller may write into arguments: what there is, what there is not, what is odd."""

    orders: tuple[str, ...]
    patients: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]
    records: tuple[str, ...]
    persons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """A document with several sets of values for its variables."""

    text: str
    variables: tuple[dict[str, object], ...]


@dataclass
class Writer:
    """Writes one document. `conditions` and `fields` count, so that it stays within the limits."""

    schema: GraphQLSchema
    random: Random
    words: Words
    weights: Mapping[str, int] = field(default_factory=lambda: ROOTS)
    declared: dict[str, str] = field(default_factory=dict[str, str])
    given: dict[str, list[object]] = field(default_factory=dict[str, "list[object]"])
    fragments: dict[str, tuple[str, str]] = field(default_factory=dict[str, "tuple[str, str]"])
    names: dict[str, dict[str, tuple[str, ...]]] = field(
        default_factory=dict[str, "dict[str, tuple[str, ...]]"]
    )
    fields: int = 0
    aliases: int = 0
    conditions: int = 0

    def operation(self, *, sets: int) -> Operation:
        """A query, valid but for what its values may be refused for."""
        roots = self.random.choices(
            [*self.weights], [*self.weights.values()], k=self.random.choice((1, 1, 2, 3))
        )
        chosen = [self._root(root, number) for number, root in enumerate(roots)]
        if self._luck(0.2):
            chosen.append("__typename")
        body = "{ " + " ".join(chosen) + " }"
        return self._written(body, sets=sets)

    def pages(self) -> Operation:
        """A list whose next page begins at `$after`; it tells the last cursor as `znext`."""
        root = self.random.choice(("worklist", "orders"))
        asked = f"first: {self.random.choice((1, 2, 3))}, after: $after"
        self.declared["after"] = "String"
        self.given["after"] = [None]
        if self._luck(0.3):
            asked += ", filter: {kind: [AUTOLOGOUS, IN_VIVO]}"
        below = self._selection(self._object("OrderConnection"), 1)
        chosen = f"{{ zlist: {root}({asked}) {{ ...Z zpage: pageInfo {{ znext: endCursor }} }} }}"
        self.fragments["Z"] = ("OrderConnection", below)
        return self._written(chosen, sets=1)

    def change(self) -> Operation:
        """What a stream follows: orders that change."""
        subscriptions = self.schema.subscription_type
        assert subscriptions is not None
        below = _named(subscriptions.fields["orderChanged"])
        body = f"{{ orderChanged {self._selection(below, 1)} }}"
        return self._written(body, sets=2, kind="subscription")

    def _written(self, body: str, *, sets: int, kind: str = "query") -> Operation:
        texts = [f"fragment {name} on {on} {text}" for name, (on, text) in self.fragments.items()]
        declared = ", ".join(f"${name}: {kind}" for name, kind in self.declared.items())
        bare = ("", "query Q ") if kind == "query" else (f"{kind} ", f"{kind} Q ")
        head = f"{kind} Q({declared}) " if declared else self.random.choice(bare)
        values = tuple(self._values() for _ in range(sets if self.declared else 1))
        return Operation("\n".join([head + body, *texts]), values)

    def _luck(self, chance: float) -> bool:
        return self.random.random() < chance

    def _values(self) -> dict[str, object]:
        """One of each variable's values; `...` stands for leaving it out."""
        picked = {name: self.random.choice(values) for name, values in self.given.items()}
        return {name: value for name, value in picked.items() if value is not ...}

    def _root(self, root: str, number: int) -> str:
        query = self.schema.query_type
        assert query is not None
        below = _named(query.fields[root])
        alias = f"r{number}: " if root in WITH_ARGUMENTS else ""
        arguments = f"({self._arguments(root)})" if root in WITH_ARGUMENTS else ""
        return f"{alias}{root}{arguments}{self._condition()} {self._selection(below, 1)}"

    def _arguments(self, root: str) -> str:
        if root == "order":
            return f"by: {self._key()}"
        if root == "patientOrders":
            return f"by: {self._patient_key()}"
        if root in {"node", "patient"}:
            return f"id: {self._id()}"
        if root == "counts":
            return self._counted()
        asked = [f"first: {self._first()}"] if self._luck(0.7) else []
        if self._luck(0.1):
            asked.append(f"after: {self._cursor()}")
        if self._luck(0.4):
            asked.append(f"filter: {self._filter()}")
        return ", ".join(asked) or "first: 7"

    def _counted(self) -> str:
        """By one thing, by two, by none; now and then what is refused."""
        asked = [f"by: {self._counted_by()}"]
        if self._luck(0.6):
            asked.append(f"over: {self.random.choice(('WORKLIST', 'ELSEWHERE', 'ORDERS'))}")
        if self._luck(0.3):
            asked.append(f"filter: {self._filter()}")
        return ", ".join(asked)

    def _counted_by(self) -> str:
        values = [*cast("GraphQLEnumType", self.schema.type_map["CountBy"]).values]
        if self._luck(0.3):
            return "STATUS"
        picked = self.random.sample(values, self.random.choice((0, 1, 1, 2, 2, 3)))
        if self._luck(0.3):
            return self._variable("[CountBy!]!", [picked, picked[:1], ["STATUS"]])
        return "[" + ", ".join(picked) + "]"

    def _id(self) -> str:
        ids: list[object] = [
            *self.random.sample(self.words.orders, 2),
            *self.random.sample(self.words.patients, 2),
            "order-unknown",
        ]
        if self._luck(0.4):
            return self._variable("ID!", ids)
        if self._luck(0.1):
            return "12"
        return f'"{self.random.choice(ids)}"'

    def _key(self) -> str:
        name, text = self.random.choice(self.words.identifiers)
        luck = self.random.random()
        if luck < 0.5:
            return f"{{id: {self._id()}}}"
        if luck < 0.7:
            return f'{{{name}: "{text}"}}'
        if luck < 0.8:
            return f"{{{name}: {self._variable('String!', [text, 'CHA999126NOBODY'])}}}"
        ids = self.random.sample(self.words.orders, 2)
        return self._variable("OrderKey!", [{"id": ids[0]}, {"id": ids[1]}, {name: text}])

    def _patient_key(self) -> str:
        record = self.random.choice((*self.words.records, "MRN-NOBODY"))
        if self._luck(0.5):
            return f"{{mrn: {self._variable('String!', [record, 'MRN-NOBODY'])}}}"
        born, name = self.random.choice((*self.words.persons, ("1961-02-30", "Nobody")))
        return f'{{nameAndBirthDate: {{name: "{name}", birthDate: "{born}"}}}}'

    def _first(self) -> str:
        numbers: list[object] = [1, 2, 3, 5, 50]
        if self._luck(0.4):
            return self._variable(self.random.choice(("Int!", "Int! = 2")), numbers)
        return str(self.random.choice(numbers))

    def _cursor(self) -> str:
        """Of no one's making: real ones are bound to a caller, see `pages`."""
        if self._luck(0.5):
            return self._variable("String", [None, "made-up"])
        return self.random.choice(("null", '"made-up"'))

    def _filter(self) -> str:
        if self._luck(0.2):
            made: list[object] = [None, {}, {"kind": ["AUTOLOGOUS"]}, {"site": "a"}, ...]
            return self._variable("OrderFilter", made)
        parts: list[str] = []
        if self._luck(0.5):
            parts.append(f"kind: {self._among('OrderKind')}")
        if self._luck(0.3):
            parts.append(f"overlay: {self._among('Overlay')}")
        if self._luck(0.3):
            parts.append(f"status: {self._among('OrderStatus')}")
        if self._luck(0.3):
            parts.append('site: ["a", "b"]')
        if self._luck(0.2):
            parts.append('connection: "helvance"')
        if self._luck(0.2):
            parts.append("owner: null")
        return "{" + ", ".join(parts) + "}"

    def _among(self, kind: str) -> str:
        values = [*cast("GraphQLEnumType", self.schema.type_map[kind]).values]
        picked = self.random.sample(values, min(len(values), self.random.choice((1, 2, 4))))
        if self._luck(0.3):
            return self._variable(f"[{kind}!]", [picked, picked[0], None, []])
        return picked[0] if len(picked) == 1 and self._luck(0.5) else "[" + ", ".join(picked) + "]"

    def _variable(self, kind: str, values: list[object]) -> str:
        """A variable of this type; one that has been declared for it may serve again."""
        for name, known in self.declared.items():
            if known == kind and self._luck(0.4):
                return f"${name}"
        name = f"v{len(self.declared)}"
        self.declared[name] = kind
        self.given[name] = [*values, ...] if "=" in kind else values
        return f"${name}"

    def _condition(self) -> str:
        if self.conditions >= MOST_CONDITIONS or not self._luck(0.12):
            return ""
        self.conditions += 1
        directive = self.random.choice(("skip", "include"))
        # rather keep than leave out, or little is left to compare
        kept = "true" if directive == "include" else "false"
        if self._luck(0.6):
            kind = self.random.choice(("Boolean!", "Boolean! = true", "Boolean! = false"))
            return f" @{directive}(if: {self._variable(kind, [True, False])})"
        if self._luck(0.1):
            return f" @{directive}(if: {kept}) @{_other(directive)}(if: {_opposite(kept)})"
        return f" @{directive}(if: {kept if self._luck(0.7) else _opposite(kept)})"

    def _selection(self, kind: GraphQLNamedType, depth: int) -> str:
        if isinstance(kind, GraphQLInterfaceType):
            chosen = self._of_node(depth)
        elif isinstance(kind, GraphQLUnionType):
            chosen = ["__typename"]
        else:
            chosen = self._of_object(cast("GraphQLObjectType", kind), depth)
        return "{ " + " ".join(chosen) + " }"

    def _of_node(self, depth: int) -> list[str]:
        order, patient = self._object("Order"), self._object("Patient")
        chosen = [self._inline(order, depth), self._inline(patient, depth)]
        if self._luck(0.5):
            chosen.append("id")
        if self._luck(0.3):
            chosen.insert(0, "... on Node { id __typename }")
        self.random.shuffle(chosen)
        return chosen

    def _object(self, name: str) -> GraphQLObjectType:
        return cast("GraphQLObjectType", self.schema.type_map[name])

    def _inline(self, kind: GraphQLObjectType, depth: int) -> str:
        if self._luck(0.3):
            return self._spread(kind, depth)
        return f"... on {kind.name}{self._condition()} {self._selection(kind, depth)}"

    def _of_object(self, kind: GraphQLObjectType, depth: int) -> list[str]:
        chosen = [self._field(kind, name, depth) for name in self._picked(kind, depth)]
        if self._luck(0.15):
            chosen.append("__typename" if self._luck(0.7) else "t: __typename")
        if depth < DEEPEST and self.fields < MOST_FIELDS and self._luck(0.2):
            chosen.append(self._wrapped(kind, depth))
        self.random.shuffle(chosen)
        return chosen or ["__typename"]

    def _wrapped(self, kind: GraphQLObjectType, depth: int) -> str:
        luck = self.random.random()
        if luck < 0.5:
            return self._spread(kind, depth)
        on = f" on {kind.name}" if luck < 0.75 else ""
        if luck > 0.95 and kind.interfaces:
            return f"... on {kind.interfaces[0].name} {{ id }}"
        return f"...{on}{self._condition()} {self._selection(kind, depth)}"

    def _spread(self, kind: GraphQLObjectType, depth: int) -> str:
        known = [name for name, (on, _) in self.fragments.items() if on == kind.name]
        if known and self._luck(0.4):
            return f"...{self.random.choice(known)}{self._condition()}"
        text = self._selection(kind, depth)
        name = f"F{len(self.fragments)}"
        self.fragments[name] = (kind.name, text)
        return f"...{name}{self._condition()}"

    def _picked(self, kind: GraphQLObjectType, depth: int) -> list[str]:
        """Some fields, parts more likely than their many neighbours; none when it is enough."""
        if self.fields >= MOST_FIELDS:
            return []
        if len(kind.fields) <= 4:
            return self.random.sample([*kind.fields], self.random.randint(1, len(kind.fields)))
        leaves = [name for name, one in kind.fields.items() if _is_shallow(one)]
        parts = [name for name in kind.fields if name not in leaves]
        picked = self.random.sample(leaves, min(len(leaves), self.random.choice((1, 2, 3, 6))))
        if "patient" in kind.fields and self._luck(0.4):
            picked.append("patient")
        if depth < DEEPEST and parts:
            picked += self.random.sample(parts, min(len(parts), self.random.choice((0, 1, 2, 3))))
        return picked

    def _field(self, kind: GraphQLObjectType, name: str, depth: int) -> str:
        self.fields += 1
        shown = self.random.choice(self._shown_as(kind, name))
        if shown != name:
            self.aliases += 1
        head = name if shown == name else f"{shown}: {name}"
        below = _named(kind.fields[name])
        rest = "" if is_leaf_type(below) else f" {self._selection(below, depth + 1)}"
        return f"{head}{self._condition()}{rest}"

    def _shown_as(self, kind: GraphQLObjectType, name: str) -> tuple[str, ...]:
        """The names under which a field of this type may be shown in this document."""
        if self.aliases >= MOST_ALIASES:
            return self._names(kind)[name][:1]
        return self._names(kind)[name]

    def _names(self, kind: GraphQLObjectType) -> dict[str, tuple[str, ...]]:
        if kind.name not in self.names:
            found: dict[str, tuple[str, ...]] = {
                name: (name, name, name, f"{name}_1") for name in kind.fields
            }
            swappable = [name for name in kind.fields if name != "id"]
            if len(swappable) > 1 and self._luck(0.3):
                one, other = self.random.sample(swappable, 2)
                found[one], found[other] = (other, f"{one}_1"), (one, f"{other}_1")
            self.names[kind.name] = found
        return self.names[kind.name]


def _named(one: GraphQLField) -> GraphQLNamedType:
    return get_named_type(one.type)  # pyright: ignore[reportUnknownArgumentType] (its wrapping types are generic)


def _is_shallow(one: GraphQLField) -> bool:
    below = _named(one)
    if is_leaf_type(below):
        return True
    return isinstance(below, GraphQLObjectType) and below.name.startswith("Protected")


def _other(directive: str) -> str:
    return "skip" if directive == "include" else "include"


def _opposite(word: str) -> str:
    return "false" if word == "true" else "true"
