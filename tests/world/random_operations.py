"""Random operations of the read side, valid by construction, each reproducible from its seed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol, cast

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

DEEPEST = 5
STATUSES = ("RELEASED", "QC_TESTING", "SM_READY")
Kind = GraphQLObjectType | GraphQLInterfaceType


class _Field(Protocol):
    type: object


@dataclass
class Asked:
    """One operation: its text, its variables, and whether its cursors were really handed out."""

    text: str
    variables: dict[str, object]


@dataclass
class Operations:
    """Makes operations; `ids` are what may be asked for, `cursors` what answers gave before."""

    schema: GraphQLSchema
    chance: Random
    ids: Sequence[str]
    cois: Sequence[str]
    cursors: list[str] = field(default_factory=list[str])

    def __call__(self) -> Asked:
        """The next one."""
        return _Operation(self).made()


class _Operation:
    """The writing of one operation."""

    def __init__(self, source: Operations) -> None:
        self._source = source
        self._chance = source.chance
        self._declared: list[str] = []
        self._values: dict[str, object] = {}
        self._fragments: dict[str, tuple[str, str]] = {}
        self._count = 0

    def made(self) -> Asked:
        roots: dict[str, Callable[[], str]] = {
            "worklist": self._list,
            "orders": self._list,
            "order": self._by,
            "node": self._id,
            "patient": self._id,
            "sources": str,
            "viewer": str,
        }
        query = cast("GraphQLObjectType", self._source.schema.query_type)
        written: list[str] = []
        for _ in range(self._chance.choice((1, 1, 1, 2, 3))):
            name = self._chance.choice(list(roots))
            kind = self._kind(query.fields[name])
            alias = f"{self._fresh('root')}: " if written or self._some(0.3) else ""
            written.append(f"{alias}{name}{roots[name]()}{self._flag()} {self._below(kind, 0)}")
        if self._some(0.1):
            written.append("__typename")
        body = f"{{ {' '.join(written)} }}"
        if self._some(0.2):
            self._fragments["OnQuery"] = ("Query", body)
            body = "{ ...OnQuery }"
        head = f"query Q({', '.join(self._declared)}) " if self._declared else "query Q "
        tail = "".join(
            f" fragment {name} on {kind} {text}" for name, (kind, text) in self._fragments.items()
        )
        return Asked(f"{head}{body}{tail}", self._values)

    def _below(self, kind: object, depth: int) -> str:
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            return ""
        return self._selection(kind, depth)

    def _selection(self, kind: Kind, depth: int) -> str:
        names = [name for name in kind.fields if depth < DEEPEST or self._is_leaf(kind, name)]
        chosen = self._chance.sample(names, k=min(len(names), self._chance.randint(1, 6)))
        written = [self._field(kind, name, depth) for name in chosen]
        if self._some(0.15) or not written:
            written.append(self._chance.choice(("__typename", "kindOf: __typename")))
        if isinstance(kind, GraphQLInterfaceType):
            written += [
                f"... on {each.name} {self._selection(each, depth + 1)}"
                for each in self._source.schema.get_possible_types(kind)
                if self._some(0.8)
            ]
        self._chance.shuffle(written)
        return f"{{ {' '.join(self._wrapped(kind, one, depth) for one in written)} }}"

    def _field(self, kind: Kind, name: str, depth: int) -> str:
        below = self._below(self._kind(kind.fields[name]), depth + 1)
        alias = f"{self._fresh('as')}: " if self._some(0.15) else ""
        return f"{alias}{name}{self._flag()} {below}"

    def _wrapped(self, kind: Kind, text: str, depth: int) -> str:
        """A selection as it is, in an inline fragment, in a named one, or beside itself."""
        roll = self._chance.random()
        if roll < 0.08:
            return f"...{self._chance.choice((f' on {kind.name}', ''))}{self._flag()} {{ {text} }}"
        if roll < 0.14:
            name = self._fresh("Part")
            self._fragments[name] = (kind.name, f"{{ {text} }}")
            again = f" ...{name}{self._flag()}" if self._some(0.3) else ""
            return f"...{name}{self._flag()}{again}"
        if roll < 0.2 and depth < DEEPEST and ":" not in text:
            return f"{text} {text}"
        return text

    def _flag(self) -> str:
        """A condition, by a literal or by a variable with or without a default."""
        if not self._some(0.08):
            return ""
        directive = self._chance.choice(("skip", "include"))
        if self._some(0.4):
            return f" @{directive}(if: {self._chance.choice(('true', 'false'))})"
        name = self._fresh("flag")
        if self._some(0.4):
            self._declared.append(f"${name}: Boolean! = {self._chance.choice(('true', 'false'))}")
        else:
            self._declared.append(f"${name}: Boolean!")
            self._values[name] = self._some(0.5)
        return f" @{directive}(if: ${name})"

    def _list(self) -> str:
        given: list[str] = []
        if self._some(0.6):
            given.append(f"first: {self._int(self._chance.choice((0, 1, 2, 5, 50)))}")
        if self._some(0.15):
            known = self._source.cursors
            cursor = self._chance.choice(known) if known and self._some(0.8) else "forged"
            given.append(f'after: "{cursor}"')
        if self._some(0.2):
            given.append(f"filter: {self._filter()}")
        return f"({', '.join(given)})" if given else ""

    def _filter(self) -> str:
        terms = (
            f"status: [{self._chance.choice(STATUSES)}]",
            "overlay: [STALE]",
            'connection: ["helvance"]',
            'owner: ["coordinator"]',
            'site: ["a"]',
            "kind: [AUTOLOGOUS]",
        )
        return f"{{ {', '.join(self._chance.sample(terms, k=self._chance.randint(0, 2)))} }}"

    def _by(self) -> str:
        roll = self._chance.random()
        if roll < 0.2:
            return f'(by: {{ coi: "{self._chance.choice(self._source.cois)}" }})'
        if roll < 0.25:
            return '(by: { vendorOrderNumber: "unknown" })'
        return f"(by: {{ id: {self._text(self._chance.choice(self._source.ids))} }})"

    def _id(self) -> str:
        return f"(id: {self._text(self._chance.choice(self._source.ids))})"

    def _text(self, value: str) -> str:
        return self._variable("ID!", value) if self._some(0.4) else f'"{value}"'

    def _int(self, value: int) -> str:
        return self._variable("Int!", value) if self._some(0.3) else str(value)

    def _variable(self, kind: str, value: object) -> str:
        name = self._fresh("given")
        self._declared.append(f"${name}: {kind}")
        self._values[name] = value
        return f"${name}"

    def _is_leaf(self, kind: Kind, name: str) -> bool:
        below = self._kind(kind.fields[name])
        return not isinstance(below, GraphQLObjectType | GraphQLInterfaceType)

    def _kind(self, held: object) -> object:
        return get_named_type(cast("_Field", held).type)  # pyright: ignore[reportCallIssue, reportArgumentType, reportUnknownVariableType] (the library's types are generic)

    def _some(self, share: float) -> bool:
        return self._chance.random() < share

    def _fresh(self, word: str) -> str:
        self._count += 1
        return f"{word}{self._count}"
