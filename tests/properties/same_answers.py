"""Answers random operations in two ways, compares every byte, and counts what was compared."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple, cast

import msgspec

from gateway.session.authenticate import Authenticated
from gateway.web.body import GraphqlRequest
from gateway.web.errors import WebError
from gateway.web.operation import Prepared, Preparing
from schema.vocabulary.facts import JsonValue as Json
from schema.vocabulary.principals import Principal, PrincipalKind
from tests.properties.ways import Answered, Way
from tests.world.allowed import allowed
from tests.world.both_ways import SCHEMA, Ground, bearer, noted, shown
from tests.world.drawn_operations import ROOTS, Operation, Words, Writer
from tests.world.drawn_orders import CANARY

NO_DATA = b'"data":null'
FAULT = b'"code":"INTERNAL"'
FULL = 5
QUOTED = re.compile(rb'"([^"\\]+)"')
MASKS = frozenset({"PARTIAL", "PSEUDONYM", "WITHHELD"})


class FieldError(msgspec.Struct, frozen=True):
    """One entry of `errors`."""

    extensions: dict[str, object]
    path: list[str | int] = []


class Body(msgspec.Struct, frozen=True):
    """An answer's body."""

    data: object = None
    errors: list[FieldError] = []


class Asked(NamedTuple):
    """An operation of somebody, prepared, and how it reads."""

    prepared: tuple[Prepared, Authenticated]
    text: str
    principal: Principal


@dataclass
class Tally:
    """What was compared: answers, items of lists, leaves, masks by kind, errors by code.

    `full` are the answers of more than a few leaves, `straight` those whose roots were asked for
    without graphql-core, `granted` those that showed something by a break-glass grant.
    """

    cases: int = 0
    rows: int = 0
    fields: int = 0
    canaries: int = 0
    full: int = 0
    straight: int = 0
    granted: int = 0
    too_large: int = 0
    changes: int = 0
    fell_back: Counter[str] = field(default_factory=Counter[str])
    masks: Counter[str] = field(default_factory=Counter[str])
    codes: Counter[str] = field(default_factory=Counter[str])

    def add(self, body: bytes) -> None:
        """Count one answer."""
        self.cases += 1
        self.canaries += len(CANARY.findall(body))
        told = msgspec.json.decode(body, type=Body)
        self.codes.update(str(error.extensions["code"]) for error in told.errors)
        before = self.fields
        for leaf in self._leaves(cast("Json", told.data)):
            self.fields += 1
            if leaf in MASKS:
                self.masks[str(leaf)] += 1
        self.full += self.fields - before > FULL

    def _leaves(self, node: Json) -> Iterator[Json]:
        if isinstance(node, dict):
            for below in node.values():
                yield from self._leaves(below)
        elif isinstance(node, list):
            self.rows += len(node)
            for below in node:
                yield from self._leaves(below)
        else:
            yield node


class DifferentAnswersError(AssertionError):
    """Two ways answered differently; says where first, with the document and who asked."""


@dataclass
class Comparison:
    """Compares two ways over one ground."""

    ground: Ground
    one: Way
    other: Way
    weights: Mapping[str, int] = field(default_factory=lambda: ROOTS)
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self._preparing = Preparing(self.ground.parts(), schema=SCHEMA)
        self._allowed: dict[Principal, frozenset[bytes]] = {}
        self._ours = {one.encode() for one in self.ground.ids}

    async def operations(self, random: Random, people: list[Principal], *, many: int) -> None:
        """`many` random documents, each with several values, as each of these people."""
        words = self.ground.words()
        for _ in range(many):
            operation = self._drawn(random, words, lambda writer: writer.operation(sets=2))
            for variables in operation.variables:
                for principal in people:
                    await self.ask(operation, variables, principal)

    def _drawn(
        self, random: Random, words: Words, draw: Callable[[Writer], Operation]
    ) -> Operation:
        """An operation within the limits: fragments that come often may bring too many aliases."""
        while True:
            operation = draw(Writer(SCHEMA, random, words, self.weights))
            try:
                self._preparing.look_at(GraphqlRequest(query=operation.text))
            except WebError as refusal:
                if not refusal.code.startswith("LIMIT_"):
                    raise
                self.tally.too_large += 1
            else:
                return operation

    async def pages(self, random: Random, people: list[Principal], *, many: int) -> None:
        """`many` lists, followed by their cursors for three pages."""
        for _ in range(many):
            operation = Writer(SCHEMA, random, self.ground.words()).pages()
            for principal in people:
                variables = operation.variables[0]
                for _ in range(3):
                    body = await self.ask(operation, variables, principal)
                    after = _next(body)
                    if after is None:
                        break
                    variables = {**variables, "after": after}
            await self.ask(operation, {**operation.variables[0], "after": "made-up"}, people[0])

    async def changes(self, random: Random, people: list[Principal], *, many: int) -> None:
        """`many` random subscriptions, told of an order each, as each of these people."""
        for _ in range(many):
            operation = self._drawn(random, self.ground.words(), Writer.change)
            for principal in people:
                order = random.choice(self.ground.told).order_id
                asked = self._asked(operation, random.choice(operation.variables), principal)
                ways = (
                    await self.one.changed(*asked.prepared, order),
                    await self.other.changed(*asked.prepared, order),
                )
                self._compare(ways, asked)
                self.tally.changes += 1

    async def ask(
        self, operation: Operation, variables: dict[str, object], principal: Principal
    ) -> bytes:
        """One operation both ways; raises `DifferentAnswersError`, or AssertionError for a leak."""
        asked = self._asked(operation, variables, principal)
        return self._compare(
            (await self.one.answer(*asked.prepared), await self.other.answer(*asked.prepared)),
            asked,
        )

    def _asked(
        self, operation: Operation, variables: dict[str, object], principal: Principal
    ) -> Asked:
        who = bearer(principal)
        text = self.ground.as_given(operation.text, principal)
        given = self.ground.as_given(msgspec.json.encode(variables).decode(), principal)
        request = GraphqlRequest(
            query=text, variables=msgspec.json.decode(given, type=dict[str, object])
        )
        return Asked(
            (self._preparing.prepare(request, who, read=0), who), f"{text}\n{given}", principal
        )

    def _compare(self, ways: tuple[Answered, Answered], asked: Asked) -> bytes:
        (first, seen), (second, same) = ways
        bodies = shown(first), shown(second)
        # a fault of ours, and a refusal that leaves no data, stop their neighbours: what those had
        # read by then, and nobody is shown, depends on the moment
        stopped = FAULT in bodies[0] or NO_DATA in bodies[0]
        notes = ("", "") if stopped else (noted(seen), noted(same))
        if not alike(*bodies) or first.status != second.status or notes[0] != notes[1]:
            where = _where(*bodies) or f"{first.status} {second.status} {notes}"
            raise DifferentAnswersError(f"{where}\n{asked.text}\n{asked.principal}")
        self.tally.add(bodies[0])
        self.tally.granted += bool(seen.disclosed().opened)
        self._search(bodies[0], asked.principal)
        return bodies[0]

    def _search(self, body: bytes, principal: Principal) -> None:
        if principal not in self._allowed:
            self._allowed[principal] = allowed(principal, self.ground.told)
        leaked = set(CANARY.findall(body)) - self._allowed[principal]
        assert not leaked, f"{leaked} is not for {principal}"
        if principal.kind is PrincipalKind.API_CLIENT:
            ours = set(QUOTED.findall(body)) & self._ours
            assert not ours, f"{ours} are our own ids, and {principal.subject} has others"


def _next(body: bytes) -> object:
    data = cast("Json", msgspec.json.decode(body, type=Body).data)
    listed = data.get("zlist") if isinstance(data, dict) else None
    page = listed.get("zpage") if isinstance(listed, dict) else None
    return page.get("znext") if isinstance(page, dict) else None


def alike(one: bytes, other: bytes) -> bool:
    """Whether two bodies say the same.

    Where faults at two roots null everything, the one that came first is told (GraphQL 6.4.4 leaves
    it open which), so that only one root's faults are compared by the byte.
    """
    if one == other or not all(FAULT in body and NO_DATA in body for body in (one, other)):
        return one == other
    roots = {msgspec.json.decode(body, type=Body).errors[0].path[0] for body in (one, other)}
    return len(roots) == 2


def _where(one: bytes, other: bytes) -> str:
    """The first place in which two bodies differ, and what stands there."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            around = slice(max(0, place - 120), place + 80)
            return f"at byte {place}:\n{one[around]!r}\n{other[around]!r}"
    return "" if len(one) == len(other) else f"lengths {len(one)} and {len(other)}"
