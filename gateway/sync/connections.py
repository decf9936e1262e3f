"""Knows the configured connections: from the directory file, and how each of them does."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.kit.contract import Connection, Cursor
from connectors.kit.errors import HANDLING, Cause, ConnectorError
from gateway.clock import Clock, instant_text, parse_instant
from gateway.settings import SettingsError
from gateway.store.engine import Store
from gateway.sync.tables import connection_state
from schema.vocabulary.facts import JsonValue

FILE = "file:"
LATE_AFTER = timedelta(minutes=3)
"""Silence of a connection before it is shown as late; a failure shows at once, by its cause."""
LATCHED = frozenset({Cause.AUTH_REFUSED, Cause.TLS})
LATCH = "NEEDS_REAUTH"
CALLABLE = frozenset({"NEW", "CHECKED", "LIVE", "LATE", "DEGRADED"})
EVERY_STATE = select(connection_state)
BACKOFF_S = (5, 10, 20, 40, 60)


class SourceRow(NamedTuple):
    """One connection as people see it; instants as text."""

    connection: str
    title: str
    vendor: str
    sandbox: bool
    state: str
    as_of: str | None
    last_tried_at: str | None
    next_try_at: str | None
    cause: str | None
    sentence: str | None
    turn: str | None


def read_connections(path: Path) -> tuple[Connection, ...]:
    """The `[[connections]]` of the directory file, secrets read from the files they name.

    A relative name counts from the folder of the directory file. Raises `SettingsError` naming the
    file and the place.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8")).get("connections", [])
        found = msgspec.convert(raw, tuple[Connection, ...])
    except FileNotFoundError:
        raise SettingsError(f"CGT_DIRECTORY_FILE: {path} does not exist") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SettingsError(f"CGT_DIRECTORY_FILE: {path}: {error}") from None
    return tuple(_with_secrets(one, path) for one in found)


def _with_secrets(connection: Connection, path: Path) -> Connection:
    secrets: dict[str, str] = {}
    for name, reference in connection.secrets.items():
        where = f"{path}: connections.{connection.id}.secrets.{name}"
        if not reference.startswith(FILE):
            raise SettingsError(f"CGT_DIRECTORY_FILE: {where}: write file:PATH, never the secret")
        try:
            file = path.parent / reference.removeprefix(FILE)
            secrets[name] = file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(f"CGT_DIRECTORY_FILE: {where}: {error.strerror}") from None
    return replace(connection, secrets=secrets)


class ConnectionStates:
    """The state of every connection, in the store; all instants as text."""

    def __init__(self, store: Store, connections: Sequence[Connection], *, clock: Clock) -> None:
        self._store = store
        self._connections = connections
        self._clock = clock
        self._known: tuple[int, Mapping[str, Mapping[str, object]]] | None = None

    async def prepare(self) -> list[str]:
        """A row for each connection that has none; the names of those whose latch is released.

        Credentials are read when the process starts, and a start is a person's act: a connection
        that was latched gets one try with what it holds now.
        """
        async with self._store.writing() as connection:
            rows = await connection.execute(
                select(connection_state.c.connection, connection_state.c.state)
            )
            known = {str(name): str(state) for name, state in rows}
            for one in self._connections:
                if one.id not in known:
                    await connection.execute(
                        insert(connection_state).values(connection=one.id, state="NEW", failures=0)
                    )
            await connection.execute(
                update(connection_state)
                .where(connection_state.c.state == LATCH)
                .values(state="DEGRADED", failures=0)
            )
        return [one.id for one in self._connections if known.get(one.id) == LATCH]

    async def may_be_asked(self, name: str) -> bool:
        """Whether a call is allowed now: not latched, and not before the vendor's own instant."""
        async with self._store.reading() as connection:
            row = await connection.execute(
                select(connection_state.c.state, connection_state.c.not_before).where(
                    connection_state.c.connection == name
                )
            )
            state, not_before = row.one()
        return state in CALLABLE and (not_before or "") <= instant_text(self._clock.now())

    async def sources(self) -> Sequence[SourceRow]:
        """Every connection with its health and age, in the directory's order."""
        states = await self._stand()
        now = self._clock.now()
        return [_source(one, states.get(one.id, {}), now) for one in self._connections]

    async def _stand(self) -> Mapping[str, Mapping[str, object]]:
        """Every state by connection; read again once any of them moved."""
        moved = (await self._store.moved()).sources
        if self._known is None or self._known[0] != moved:
            rows = await self._store.read(
                lambda connection: connection.execute(EVERY_STATE).mappings().all()
            )
            self._known = (moved, {str(row["connection"]): dict(row) for row in rows})
        return self._known[1]

    async def cursor(self, name: str) -> Cursor | None:
        """How far the last walk came."""
        async with self._store.reading() as connection:
            held = await connection.scalar(
                select(connection_state.c.cursor).where(connection_state.c.connection == name)
            )
        return None if held is None else _cursor(held)

    async def tried(self, name: str) -> None:
        """A pull begins."""
        now = instant_text(self._clock.now())
        await self._update(name, {"last_tried_at": now})

    async def succeeded(self, name: str, *, every_s: float) -> None:
        """A pull went through; the next one is due after `every_s` seconds."""
        now = self._clock.now()
        await self._update(
            name,
            {
                "state": "LIVE",
                "last_success_at": instant_text(now),
                "next_try_at": instant_text(now + timedelta(seconds=every_s)),
                "cause": None,
                "detail": None,
                "failures": 0,
                "not_before": None,
            },
        )

    async def failed(self, name: str, error: ConnectorError) -> float | None:
        """A pull failed; seconds until the next try, None when a person must act first."""
        now = self._clock.now()
        async with self._store.reading() as connection:
            failures = await connection.scalar(
                select(connection_state.c.failures).where(connection_state.c.connection == name)
            )
        count = (failures or 0) + 1
        latched = error.cause in LATCHED
        wait = float(BACKOFF_S[min(count, len(BACKOFF_S)) - 1])
        if error.not_before is not None:
            wait = max(wait, (error.not_before - now).total_seconds())
        values: dict[str, object] = {
            "state": LATCH if latched else "DEGRADED",
            "cause": error.cause.value,
            "detail": error.detail[:200],
            "failures": count,
            "next_try_at": None if latched else instant_text(now + timedelta(seconds=wait)),
            "not_before": instant_text(error.not_before) if error.not_before else None,
        }
        await self._update(name, values)
        return None if latched else wait

    async def _update(self, name: str, values: Mapping[str, object]) -> None:
        async with self._store.writing() as connection:
            await connection.execute(
                update(connection_state)
                .where(connection_state.c.connection == name)
                .values(dict(values))
            )


async def move_cursor(
    connection: AsyncConnection, name: str, cursor: Cursor, *, changed: bool, at: str
) -> None:
    """Store the cursor in the caller's transaction, with the facts it stands for."""
    values: dict[str, object] = {
        "cursor": {
            "value": cursor.value,
            "at": instant_text(cursor.at) if cursor.at else None,
            "edge": sorted(cursor.seen_at_edge),
            "complete": cursor.walk_complete,
        }
    }
    if changed:
        values["last_changed_at"] = at
    await connection.execute(
        update(connection_state).where(connection_state.c.connection == name).values(values)
    )


def _cursor(held: Mapping[str, JsonValue]) -> Cursor:
    at, edge = held.get("at"), held.get("edge")
    return Cursor(
        value=str(held["value"]),
        at=parse_instant(at) if isinstance(at, str) else None,
        seen_at_edge=frozenset(str(item) for item in edge)
        if isinstance(edge, list)
        else frozenset(),
        walk_complete=bool(held.get("complete")),
    )


def _source(one: Connection, state: Mapping[str, object], now: datetime) -> SourceRow:
    def text(name: str) -> str | None:
        value = state.get(name)
        return value if isinstance(value, str) else None

    cause = text("cause")
    handling = HANDLING[Cause(cause)] if cause else None
    return SourceRow(
        connection=one.id,
        title=one.title,
        vendor=one.vendor,
        sandbox=one.sandbox,
        state=_state(state, now),
        as_of=text("last_success_at"),
        last_tried_at=text("last_tried_at"),
        next_try_at=text("next_try_at"),
        cause=cause,
        sentence=handling.sentence if handling else None,
        turn=handling.turn.value if handling else None,
    )


def _state(state: Mapping[str, object], now: datetime) -> str:
    """LIVE turns LATE by silence alone; NEW is shown as STARTING while nothing was read yet."""
    name = str(state.get("state", "NEW"))
    success = state.get("last_success_at")
    if not isinstance(success, str):
        return "STARTING" if name in {"NEW", "DEGRADED"} else name
    if name == "LIVE" and now - parse_instant(success) > LATE_AFTER:
        return "LATE"
    return name
