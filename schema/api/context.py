"""Knows what the resolvers of one request are given: every port, and whose eyes they serve."""

from collections.abc import Mapping
from dataclasses import dataclass

from schema.api.ports import (
    AuditLog,
    Explains,
    PeopleAdmin,
    PolicyDesk,
    Prices,
    Purposes,
    Reads,
    Treated,
)
from schema.api.rights_ports import Rights


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the resolvers of one request are given.

    `viewer` has the fields of the GraphQL type. `sites` are all treatment centres by id. `change`
    is the one change that a stream's delivery tells of. `problems` maps each code to its meaning.
    """

    viewer: Treated
    sites: Mapping[str, Treated]
    reads: Reads
    people: PeopleAdmin
    purposes: Purposes
    prices: Prices
    explains: Explains
    audit: AuditLog
    rights: Rights
    policy: PolicyDesk
    problems: Mapping[str, str]
    change: Treated | None = None
