"""Knows the house's own recurring work: what is done at a time, and when it is due again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from gateway.audit.events import Event, Kind, Sink
from gateway.sync.intake import Parts
from gateway.sync.reindex import index_some
from gateway.sync.retention import forget_mistaken, forget_outlived, mistaken, outlived
from gateway.vault.keys import KeyFileError, rotating
from gateway.vault.rotation import forget_keys, keys_in_use, outlived_keys

if TYPE_CHECKING:
    from schema.vocabulary.facts import JsonValue

AT_ONCE = 20
"""Steps of a walk in one go, so that a lease never runs out under it."""
SOON_S = 1.0
DAY_S = 86_400.0
CLOCK = "clock"
"""Who acts when nobody does."""


class Indexing:
    """Lets every order be found by the key in force, a part at a time; daily it looks again.

    After an update it makes the index rows of earlier releases anew, and it ends a rotation of the
    index key that was cut off.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._after = ""

    async def __call__(self) -> float:
        """A part of the walk; in how many seconds the next is due."""
        for _ in range(AT_ONCE):
            walked = await index_some(self._parts.store, vault=self._parts.vault, after=self._after)
            self._after = walked.last if walked.passed else ""
            if not walked.passed:
                return DAY_S
        return SOON_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Destroys daily what has outlived its time; that it does is in the audit before.

    `raw` is how long raw documents are kept, and orders entered in error with all they say;
    `backups` how long a backup may come back, and the retired keys that open it.
    """

    parts: Parts
    sink: Sink
    key_file: Path
    raw: timedelta
    backups: timedelta
    subject: str = CLOCK

    async def due(self) -> Mapping[str, int]:
        """How much of each kind has outlived its time; nothing is changed."""
        at = self.parts.clock.now()
        used = await self._used()
        keys = outlived_keys(self.key_file, used=used, at=at, keep_for=self.backups)
        return {
            "raw documents": await outlived(self.parts, keep_for=self.raw),
            "orders entered in error": len(await mistaken(self.parts, keep_for=self.raw)),
            "keys of expired backups": len(keys),
        }

    async def __call__(self) -> float:
        """Destroy it; in how many seconds to look again."""
        await self.carry_out()
        return DAY_S

    async def carry_out(self) -> Mapping[str, int]:
        """Destroy it; how much of each kind it was."""
        due = await self.due()
        if any(due.values()):
            at = self.parts.clock.now()
            body: dict[str, JsonValue] = {"purpose": "HCOMPL", "destroyed": {**due}}
            event = Event(kind=Kind.RETENTION, subject=self.subject, at=at, body=body)
            await self.sink.record(event)
            await forget_outlived(self.parts, keep_for=self.raw)
            await forget_mistaken(self.parts, keep_for=self.raw)
            await self._forget_keys()
        return due

    async def _forget_keys(self) -> None:
        at = self.parts.clock.now()
        try:
            with rotating(self.key_file):
                used = await self._used()
                forget_keys(self.key_file, used=used, at=at, keep_for=self.backups)
        except KeyFileError:
            return  # a rotation is at work and drops them itself

    async def _used(self) -> set[str]:
        async with self.parts.store.reading() as connection:
            return await keys_in_use(connection)
