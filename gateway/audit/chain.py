"""Knows one writer's chain: where it stands, how events lengthen it, what its interval is."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit.checkpoints import Interval, Moment, covered
from gateway.audit.encoding import (
    EncodingError,
    Ids,
    Retold,
    body_text,
    check_word,
    event_text,
    genesis,
    leaf_of,
    link,
)
from gateway.audit.merkle import Frontier
from gateway.audit.rows import NOUNS, events_of, named
from schema.vocabulary.facts import JsonValue

Row: TypeAlias = dict[str, object]
"""By the columns of `audit_events`; the body as the text that was hashed."""
MOST_TRIED: Final = 1_000
"""Writes of which it is not known whether they stand: while a disk is full each one fails."""


class Prepared(NamedTuple):
    """An event ready to be chained: its words checked, its sets named by digest."""

    at: str
    kind: str
    subject: str
    text: bytes
    names: Mapping[str, str | None]
    sets: Mapping[str, Sequence[str]]


def prepare(*, at: str, kind: str, subject: str, body: Mapping[str, JsonValue]) -> Prepared:
    """Check the event, and take the lists of ids out of its body.

    Raises `EncodingError` for a value that has no one text, or an `orders`, `patients` or `sites`
    that is no list of ids.
    """
    check_word("subject", subject)
    sets: dict[str, Sequence[str]] = {}
    names = {noun: named(_ids(body, noun), sets) for noun in NOUNS}
    return Prepared(
        at=at,
        kind=kind,
        subject=subject,
        text=body.open_text.filled(body) if isinstance(body, Retold) else body_text(rest_of(body)),
        names=names,
        sets=sets,
    )


def rest_of(body: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """A body without its sets: what its text is made of."""
    return {key: value for key, value in body.items() if key not in NOUNS}


class ForgedError(Exception):
    """The store holds events of this writer that it did not write."""


class _Stand(NamedTuple):
    """Where a chain stood when its last write was known to be committed."""

    sequence: int
    head: bytes
    tree: Frontier


class WriterChain:
    """The chain of one writer. After a failed write it is asked to `restore` itself."""

    def __init__(self, *, writer: str, tenant: str) -> None:
        self.writer = writer
        self._genesis = genesis(tenant=tenant, writer=writer)
        self._head = self._genesis
        self._tree = Frontier()
        self.sequence = 0
        self._known = _Stand(0, self._genesis, Frontier())
        self._tried: deque[bytes] = deque(maxlen=MOST_TRIED)

    @property
    def open_events(self) -> int:
        """Events since the last checkpoint."""
        return self._tree.size

    def lengthen(self, events: Sequence[Prepared]) -> list[Row]:
        """The rows of these events, each bound to the one before."""
        rows = [self._row(event) for event in events]
        self._tried.append(self._head)
        return rows

    def interval(self, kind: Moment, *, at: str) -> Interval:
        """What a checkpoint now signs."""
        return Interval(
            writer=self.writer,
            kind=kind,
            first=self.sequence - self._tree.size + 1,
            last=self.sequence,
            head=self._head,
            root=self._tree.root(),
            at=at,
        )

    def signed(self) -> None:
        """The interval stands in a checkpoint: the next one begins."""
        self._tree = Frontier()

    def committed(self) -> None:
        """What was put, and signed, stands."""
        self._known = _Stand(self.sequence, self._head, self._tree.copy())
        self._tried.clear()

    def own(self, kind: Moment, *, at: str) -> Interval:
        """What a checkpoint signs of what surely is this writer's, whatever the store holds."""
        self.sequence, self._head, self._tree = self._known
        return self.interval(kind, at=at)

    async def restore(self, connection: AsyncConnection) -> None:
        """Stand where the store stands: a commit may have gone through though its answer was lost.

        Raises `ForgedError` when that is neither where this writer stood nor where it tried to.
        One that never wrote takes what the store holds since the last checkpoint as it is.
        """
        after = await covered(connection, self.writer)
        self._head, self._tree, self.sequence = self._genesis, Frontier(), after
        async for event in events_of(connection, self.writer, after=max(after - 1, 0)):
            self._head = event.chain
            if event.sequence > after:
                self._tree.add(leaf_of(event.text()))
                self.sequence = event.sequence
        wrote = self._tried or self._known.sequence
        if wrote and self._head not in {*self._tried, self._known.head}:
            raise ForgedError

    def _row(self, event: Prepared) -> Row:
        self.sequence += 1
        text = event_text(
            writer=self.writer,
            sequence=self.sequence,
            at=event.at,
            kind=event.kind,
            subject=event.subject,
            body=event.text,
            orders=event.names["orders"],
            patients=event.names["patients"],
            sites=event.names["sites"],
        )
        leaf = leaf_of(text)
        self._head = link(self._head, leaf)
        self._tree.add(leaf)
        return {
            "writer": self.writer,
            "sequence": self.sequence,
            "at": event.at,
            "kind": event.kind,
            "subject": event.subject,
            "body": event.text.decode(),
            **event.names,
            "chain": self._head,
        }


def _ids(body: Mapping[str, JsonValue], noun: str) -> list[str]:
    found = body.get(noun) or []
    if isinstance(found, Ids):
        return cast("list[str]", found)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise EncodingError(f"{noun}: expected a list of ids")
    ids = cast("list[str]", found)
    check_word(noun, "".join(ids))
    return ids
