"""Knows events as rows: the text of each, sets by their digest, and the events before the chain."""

import hashlib
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, TypeAlias, cast

from sqlalchemy import Connection, RowMapping, Select, func, select
from sqlalchemy import insert as insert_plain
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.encoding import Ids, event_text, plain_text, set_digest
from gateway.audit.tables import audit_events, audit_sets
from schema.vocabulary.facts import JsonValue

READ_AT_ONCE: Final = 1_000
MEMBERS_AT_ONCE: Final = 5_000
SETS_REMEMBERED: Final = 20_000
NOUNS: Final = ("orders", "patients", "sites")
Line: TypeAlias = Callable[[Mapping[str, object]], tuple[object, ...]]
"""A row's values, in the order in which the database is told them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An event as it stands; `chain` is empty for one from before the chain."""

    writer: str
    sequence: int
    at: str
    kind: str
    subject: str
    body: Mapping[str, JsonValue]
    orders: str | None
    patients: str | None
    sites: str | None
    chain: bytes

    def text(self) -> bytes:
        """What was hashed, if nobody changed it."""
        return event_text(
            writer=self.writer,
            sequence=self.sequence,
            at=self.at,
            kind=self.kind,
            subject=self.subject,
            body=plain_text(self.body),
            orders=self.orders,
            patients=self.patients,
            sites=self.sites,
        )


def stored_event(row: RowMapping) -> StoredEvent:
    """A whole row of `audit_events`."""
    return StoredEvent(
        writer=str(row["writer"]),
        sequence=int(row["sequence"]),
        at=str(row["at"]),
        kind=str(row["kind"]),
        subject=str(row["subject"]),
        body=cast("dict[str, JsonValue]", row["body"]),
        orders=_name(row["orders"]),
        patients=_name(row["patients"]),
        sites=_name(row["sites"]),
        chain=bytes(row["chain"] or b""),
    )


async def events_of(
    connection: AsyncConnection, writer: str, *, after: int, through: int | None = None
) -> AsyncGenerator[StoredEvent]:
    """The writer's chained events with a sequence in (`after`, `through`], in order."""
    table = audit_events
    while True:
        query = select(table).where(
            table.c.writer == writer, table.c.sequence > after, table.c.chain.is_not(None)
        )
        if through is not None:
            query = query.where(table.c.sequence <= through)
        rows = (
            (await connection.execute(query.order_by(table.c.sequence).limit(READ_AT_ONCE)))
            .mappings()
            .all()
        )
        for row in rows:
            found = stored_event(row)
            after = found.sequence
            yield found
        if len(rows) < READ_AT_ONCE:
            return


def before_chain() -> Select[tuple[object, ...]]:
    """The events that stood before the chain began, in a fixed order."""
    return cast(
        "Select[tuple[object, ...]]",
        select(audit_events)
        .where(audit_events.c.chain.is_(None))
        .order_by(audit_events.c.writer, audit_events.c.sequence),
    )


async def digest_before_chain(connection: AsyncConnection) -> tuple[int, str]:
    """How many events stand without a hash, and the SHA-256 of their texts, a line each."""
    count, digest = 0, hashlib.sha256()
    result = await connection.stream(before_chain())
    async for row in result.mappings():
        digest.update(stored_event(row).text() + b"\n")
        count += 1
    return count, digest.hexdigest()


class Lines:
    """Puts rows of events, in the database's own words: made once, and each body as it is."""

    def __init__(self) -> None:
        self._sql = ""
        self._line: Line | None = None

    def put(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Put these rows; `body` is JSON as text."""
        if self._line is None:
            made = insert_plain(audit_events).compile(dialect=connection.dialect)
            self._sql = str(made)
            self._line = itemgetter(*cast("list[str]", getattr(made, "positiontup", None)))
        connection.exec_driver_sql(self._sql, list(map(self._line, rows)))


class Sets:
    """Writes each set once; remembers the last ones that are surely in the store."""

    def __init__(self, *, sqlite: bool) -> None:
        insert = insert_sqlite if sqlite else insert_pg
        self._insert = insert(audit_sets).on_conflict_do_nothing()
        self._stand: OrderedDict[str, None] = OrderedDict()

    def new(self, sets: Mapping[str, Sequence[str]]) -> list[str]:
        """Those that are not known to stand: what goes to `remember` after the commit."""
        return [digest for digest in sets if digest not in self._stand]

    def put(self, connection: Connection, sets: Mapping[str, Sequence[str]]) -> None:
        """Put these sets, whoever else may put them, too."""
        rows = [
            {"member": member, "digest": digest}
            for digest in sorted(sets)  # two writers take their locks in one order
            for member in sorted(set(sets[digest]))
        ]
        for start in range(0, len(rows), MEMBERS_AT_ONCE):
            connection.execute(self._insert, rows[start : start + MEMBERS_AT_ONCE])

    def remember(self, digests: Iterable[str]) -> None:
        """These stand: their transaction is committed."""
        for digest in digests:
            self._stand[digest] = None
        while len(self._stand) > SETS_REMEMBERED:
            self._stand.popitem(last=False)


def named(members: Sequence[str], sets: dict[str, Sequence[str]]) -> str | None:
    """The digest of these ids, kept in `sets`; None for none."""
    if not members:
        return None
    digest = members.digest if isinstance(members, Ids) else set_digest(members)
    sets[digest] = members
    return digest


async def members_of(connection: AsyncConnection, digest: str) -> list[str]:
    """The ids of a set, sorted."""
    rows = await connection.scalars(
        select(audit_sets.c.member)
        .where(audit_sets.c.digest == digest)
        .order_by(audit_sets.c.member)
    )
    return [str(member) for member in rows]


async def sizes_of(
    connection: AsyncConnection, digests: Iterable[str], *, among: Select[tuple[str]] | None = None
) -> dict[str, int]:
    """How many members each of these sets has, of those that `among` selects; 0 is left out."""
    query = select(audit_sets.c.digest, func.count()).where(
        audit_sets.c.digest.in_(sorted(set(digests)))
    )
    if among is not None:
        query = query.where(audit_sets.c.member.in_(among))
    rows = await connection.execute(query.group_by(audit_sets.c.digest))
    return {str(digest): int(count) for digest, count in rows}


def _name(value: object) -> str | None:
    return None if value is None else str(value)
