"""Knows what each field of an operation costs, of the price that is taken for all of it."""

from collections import Counter
from collections.abc import Mapping

from graphql import FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode

from gateway.disclosure.limits import Limits
from gateway.disclosure.selection import Walk
from gateway.disclosure.weighing import PAGES, Scale, given_values

PASSED = frozenset({"nodes", "edges", "node"})
"""What stands between a list and its rows, and in no path."""


def field_prices(
    fragments: Mapping[str, FragmentDefinitionNode],
    operation: OperationDefinitionNode,
    *,
    variables: Mapping[str, object],
    limits: Limits,
) -> Mapping[str, int]:
    """Path → price of the field with all below it, for all its rows.

    Only for an operation that was measured: fragments are opened, and it must be within its limits.
    """
    given = given_values(operation, variables)
    scale = Scale(fragments, given, most_first=limits.first)
    found: Counter[str] = Counter()
    _down(Walk(fragments, given), scale, operation.selection_set, "", 1, found)
    return found


def _down(
    walk: Walk,
    scale: Scale,
    chosen: SelectionSetNode | None,
    path: str,
    rows: int,
    found: Counter[str],
) -> None:
    for node in walk.fields(chosen):
        name = node.name.value
        passed = (name in PASSED and path in PAGES) or (path, name) == ("orderChanged", "order")
        here = path if passed else f"{path}.{name}".lstrip(".")
        if not passed:
            found[here] += rows * scale.price(node)
        _down(walk, scale, node.selection_set, here, rows * scale.rows(node), found)
