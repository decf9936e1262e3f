"""Knows who of one class may be shown an order as one: those who see the row in the same case.

A grant opens patients to one person, and so does the care team: who has a grant is shown the order
by themselves, and the care team is looked up in the transaction that reads the row's case.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from gateway.disclosure.cases import usable_grants
from gateway.disclosure.plan import Plan
from gateway.orders.audience import read_audience
from gateway.orders.lists import Seen
from gateway.store.engine import Store
from schema.vocabulary.principals import Principal


class Aspect(NamedTuple):
    """As what a row is there: two who see it so are shown the same bytes by one plan.

    The version moves with care team, restriction and erasure, so that a row of this version is of
    this case still.
    """

    case_no: int
    version: int


def aspect_of(row: Seen) -> Aspect:
    """As what this row is there."""
    return Aspect(row.case_no, row.version)


async def audience(
    store: Store,
    principals: Sequence[Principal],
    *,
    plan: Plan,
    root: str,
    order_id: str,
    as_of: datetime,
) -> Mapping[str, Aspect | None]:
    """By subject, for principals of the plan's class: as what they see an order, None for not.

    Who has a grant in force is left out.
    """
    alone = {
        one.subject
        for one in principals
        if one.grants and usable_grants(one, policy=plan.policy, as_of=as_of)
    }
    subjects = {one.subject for one in principals} - alone
    if not subjects:
        return {}
    scope = plan.roots[root].scope
    found = await store.read(
        lambda connection: read_audience(connection, order_id, scope=scope, subjects=subjects)
    )
    return {subject: None if row is None else aspect_of(row) for subject, row in found.items()}
