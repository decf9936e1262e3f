"""Knows how root fields are asked for past graphql-core, where all that they say is plain.

What is not plain graphql-core asks for: a filter, a value that has to be converted, null where
there must be a value; and whatever raises is asked for again by it, for errors are its own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol, TypeAlias

from graphql import (
    ArgumentNode,
    FieldNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
)

from gateway.disclosure.variables import (
    NOTHING,
    ODD,
    Declared,
    declared,
    is_plain,
    plain_literal,
    plain_values,
)
from schema.api.ports import LookUp, Reads, Treated, Wanted
from schema.api.queries import connection_of

DEFAULT_FIRST: Final = 50
EVERYTHING: Final = Wanted()
LOOK_UPS: Final[Mapping[str, LookUp]] = {
    "id": LookUp.ID,
    "vendorOrderNumber": LookUp.VENDOR_ORDER_NUMBER,
    "coi": LookUp.COI,
    "din": LookUp.DIN,
}
Values: TypeAlias = Mapping[str, object]
Argument: TypeAlias = Callable[[Values], object]
"""What an argument says, given the variables: `NOTHING` where it is left out."""


class Asked(Protocol):
    """Of whom root fields are asked."""

    @property
    def reads(self) -> Reads:
        """One request's reads."""
        ...

    @property
    def viewer(self) -> Treated:
        """The caller as the gateway knows them."""
        ...


Ask: TypeAlias = Callable[[Asked, Values], Awaitable[object]]
"""One root field's value; raises `NotPlainError` for a value that is not."""


class NotPlainError(Exception):
    """graphql-core has to say what this is."""


class Straight(NamedTuple):
    """An operation whose roots are asked for straight: by response key.

    `only_list` is that of its only root field, if that is a list of orders.
    """

    variables: tuple[Declared, ...]
    asks: Mapping[str, Ask]
    only_list: str | None = None

    def plain(self, given: Values) -> Values | None:
        """The variables, each as it is or by its default; None where graphql-core has to ask."""
        return plain_values(self.variables, given)

    async def values(self, asked: Asked, plain: Values) -> dict[str, object] | None:
        """Each root's value by response key; None where graphql-core has to ask."""
        try:
            if len(self.asks) == 1:
                [(key, ask)] = self.asks.items()
                return {key: await ask(asked, plain)}
            found = await asyncio.gather(*(ask(asked, plain) for ask in self.asks.values()))
        except Exception:  # noqa: BLE001 (whatever it is, graphql-core meets it again and says where)
            return None
        return dict(zip(self.asks, found, strict=True))


def straight(
    operation: OperationDefinitionNode, fields: Mapping[str, Sequence[FieldNode]]
) -> Straight | None:
    """How the collected root fields are asked for; None where one can only be asked for otherwise.

    Of fields that share a response key the arguments are the same (a rule of validation).
    """
    asks: dict[str, Ask] = {}
    only_list: str | None = None
    for key, nodes in fields.items():
        make = MAKERS.get(nodes[0].name.value)
        ask = make(nodes[0]) if make is not None else None
        if ask is None:
            return None
        asks[key] = ask
        only_list = key if make is _list and len(fields) == 1 else None
    return Straight(declared(operation), asks, only_list)


def _list(node: FieldNode) -> Ask | None:
    root = node.name.value
    first, after = _argument(node, "first", int), _argument(node, "after", str)
    chosen = _argument(node, "filter", None)
    if first is None or after is None or chosen is None:
        return None

    async def ask(asked: Asked, values: Values) -> object:
        count, place = first(values), after(values)
        size = DEFAULT_FIRST if count is NOTHING else count
        behind = None if place is NOTHING else place
        if not isinstance(size, int) or chosen(values) not in {None, NOTHING}:
            raise NotPlainError
        text = behind if isinstance(behind, str) else None
        return connection_of(
            await asked.reads.page(root, first=size, after=text, wanted=EVERYTHING)
        )

    return ask


def _order(node: FieldNode) -> Ask | None:
    by = {one.name.value: one.value for one in node.arguments or ()}.get("by")
    if not isinstance(by, ObjectValueNode) or len(by.fields) != 1:
        return None
    [field] = by.fields
    look_up, text = LOOK_UPS.get(field.name.value), _says(field.value, str)
    if look_up is None or text is None:
        return None

    async def ask(asked: Asked, values: Values) -> object:
        return await asked.reads.order(look_up, _text(text(values)))

    return ask


def _node(node: FieldNode) -> Ask | None:
    name = _argument(node, "id", str)
    if name is None:
        return None

    async def ask(asked: Asked, values: Values) -> object:
        return await asked.reads.node(_text(name(values)))

    return ask


def _patient(node: FieldNode) -> Ask | None:
    name = _argument(node, "id", str)
    if name is None:
        return None

    async def ask(asked: Asked, values: Values) -> object:
        return await asked.reads.patient(_text(name(values)))

    return ask


def _sources(node: FieldNode) -> Ask | None:
    del node

    async def ask(asked: Asked, values: Values) -> object:
        del values
        return list(await asked.reads.sources())

    return ask


def _viewer(node: FieldNode) -> Ask | None:
    del node

    async def ask(asked: Asked, values: Values) -> object:
        del values
        return asked.viewer

    return ask


MAKERS: Final[Mapping[str, Callable[[FieldNode], Ask | None]]] = {
    "worklist": _list,
    "orders": _list,
    "order": _order,
    "node": _node,
    "patient": _patient,
    "sources": _sources,
    "viewer": _viewer,
}


def _argument(node: FieldNode, name: str, kind: type | None) -> Argument | None:
    """What an argument says; None where its literal has to be converted."""
    given: Mapping[str, ArgumentNode] = {one.name.value: one for one in node.arguments or ()}
    return _says(given[name].value, kind) if name in given else _left_out


def _says(node: ValueNode, kind: type | None) -> Argument | None:
    if isinstance(node, VariableNode):
        name = node.name.value
        return lambda values: values.get(name, NOTHING)
    value = None if isinstance(node, NullValueNode) else plain_literal(node, kind)
    return None if value is ODD else lambda _: value


def _left_out(_: Values) -> object:
    return NOTHING


def _text(value: object) -> str:
    if not is_plain(value, str):
        raise NotPlainError
    return str(value)
