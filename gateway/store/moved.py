"""Knows the numbers that tell whether anything moved since a look: one a topic.

Triggers raise a topic's number in each transaction that writes one of its tables, so that no
writer can forget it; a number is seen when its transaction is (migration 0006). What was read after
a look is as fresh as that look.
"""

from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Column, Table

from gateway.store.types import Code, metadata

moved = Table(
    "moved",
    metadata,
    Column("topic", Code, primary_key=True),
    Column("number", BigInteger, nullable=False),
)

LOOK: Final = "SELECT number FROM moved ORDER BY topic"


class Moved(NamedTuple):
    """The topics, by name: orders with patients and care teams, people's standing, sources, keys.

    `orders` does not move with what no answer shows: when an order is folded again.
    """

    orders: int
    people: int
    sources: int
    vault: int
