"""Knows Helvance's own store: one SQLite file with its epoch and its orders as they stand."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from connectors.kit.simulator import Journey, journeys
from connectors.rest_json.sandbox.writing import JsonObject, millis, order, order_number

VENDOR = "helvance"
BROKEN_NUMBER = "HV-29990"
TABLES = """
CREATE TABLE IF NOT EXISTS present (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
    number TEXT PRIMARY KEY, steps INTEGER NOT NULL, changed INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS by_change ON orders (changed, number);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Some orders in the order of their change, and where the next ones begin (None: no more)."""

    bodies: tuple[str, ...]
    after: tuple[int, str] | None
    total: int


class Store:
    """The orders, brought up to date whenever somebody asks."""

    def __init__(self, folder: Path, *, now: datetime, epoch: datetime | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(folder / "helvance.sqlite")
        self._file.executescript(TABLES)
        self.epoch = self._begin(epoch or now)
        self.catch_up(now)

    def catch_up(self, now: datetime) -> int:
        """Write down what has happened since; the number of orders that changed."""
        held = dict(self._file.execute("SELECT number, steps FROM orders").fetchall())
        changed = 0
        with self._file:
            for journey in journeys(VENDOR):
                changed += self._advance(journey, held=held, since=now - self.epoch)
        return changed

    def changed_since(self, since: int, *, after: tuple[int, str] | None, limit: int) -> Slice:
        """At most `limit` orders that changed at `since` (milliseconds) or later, oldest first."""
        changed, number = after or (since, "")
        rows = self._file.execute(
            "SELECT changed, number, body FROM orders WHERE (changed, number) > (?, ?)"
            " ORDER BY changed, number LIMIT ?",
            (changed, number, limit + 1),
        ).fetchall()
        count = self._file.execute("SELECT count(*) FROM orders WHERE changed >= ?", (since,))
        total = int(count.fetchone()[0])
        shown = rows[:limit]
        more = len(rows) > limit
        return Slice(
            bodies=tuple(row[2] for row in shown),
            after=(shown[-1][0], shown[-1][1]) if more else None,
            total=total,
        )

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _begin(self, epoch: datetime) -> datetime:
        with self._file:
            self._file.execute(
                "INSERT OR IGNORE INTO present VALUES ('epoch', ?)", (epoch.isoformat(),)
            )
            row = self._file.execute("SELECT value FROM present WHERE name = 'epoch'").fetchone()
            kept = datetime.fromisoformat(row[0])
            self._keep(BROKEN_NUMBER, steps=1, body=broken_order(kept - timedelta(days=1)))
        return kept

    def _advance(self, journey: Journey, *, held: dict[str, int], since: timedelta) -> int:
        shown = [step for step in journey.steps if step.recorded <= since]
        number = order_number(journey)
        if not shown or held.get(number) == len(shown):
            return 0
        shown.sort(key=lambda step: step.recorded)
        self._keep(number, steps=len(shown), body=order(journey, shown=shown, epoch=self.epoch))
        return 1

    def _keep(self, number: str, *, steps: int, body: JsonObject) -> None:
        self._file.execute(
            "INSERT INTO orders VALUES (?, ?, ?, ?) ON CONFLICT (number) DO UPDATE"
            " SET steps = excluded.steps, changed = excluded.changed, body = excluded.body",
            (number, steps, body["changed"], json.dumps(body, ensure_ascii=False)),
        )


def broken_order(changed: datetime) -> JsonObject:
    """An order that no reader can take: its version is a word, its journal an attachment."""
    return {
        "number": BROKEN_NUMBER,
        "version": "three",
        "changed": millis(changed),
        "therapy": "HELVA",
        "kind": "auto",
        "centre": "CH-STA-01",
        "recipient": {"pid": "HP-9999", "surname": "Quarantäne", "born": "19710231"},
        "events": {"attachment": "journal.pdf"},
    }
