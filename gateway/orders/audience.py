"""Knows which of many people see one order, and as what, in two looks however many they are.

Of people of one scope without grants, only the care team tells apart what the statement gives: one
look does for all who are on it, another for all who are not.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from gateway.orders.lists import Seen, read_seen
from gateway.orders.reading import Scope, Viewer, Window
from gateway.orders.tables import care_team

ONE = Window(limit=1)


def read_audience(
    connection: Connection, order_id: str, *, scope: Scope, subjects: Collection[str]
) -> Mapping[str, Seen | None]:
    """By subject, in one transaction: the order as each sees it, None for who does not."""
    team = read_team(connection, order_id)
    found: dict[str, Seen | None] = {}
    for those in (
        [one for one in subjects if one in team],
        [one for one in subjects if one not in team],
    ):
        if those:
            viewer = Viewer(subject=those[0])
            rows = read_seen(connection, scope=scope, viewer=viewer, window=ONE, order_id=order_id)
            found |= dict.fromkeys(those, rows[0] if rows else None)
    return found


def read_team(connection: Connection, order_id: str) -> frozenset[str]:
    """The subjects of the order's care team."""
    query = select(care_team.c.subject).where(care_team.c.order_id == order_id)
    return frozenset(connection.scalars(query))
