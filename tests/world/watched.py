"""What a store's database was asked meanwhile."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event
from sqlalchemy.engine import Connection

from gateway.store.engine import Store


@dataclass
class Traffic:
    """What the database was asked."""

    statements: list[str] = field(default_factory=list[str])


@contextmanager
def watched(store: Store) -> Generator[Traffic]:
    """What the database is asked meanwhile."""
    seen = Traffic()
    engines = store.engines

    def keep(_c: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        seen.statements.append(statement)

    for engine in engines:
        event.listen(engine, "after_cursor_execute", keep)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "after_cursor_execute", keep)
