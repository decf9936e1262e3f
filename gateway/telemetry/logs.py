"""Knows what may be logged: JSON lines of listed keys, which no personal data can be in.

The one processor drops every key that is not listed, whoever logs it, and of a foreign library's
message keeps who said it and where. An exception is its type and its places in the code.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Final, TextIO, TypeAlias

import structlog

Entry: TypeAlias = MutableMapping[str, object]
LONGEST: Final = 200
FRAMES: Final = 12
KEYS: Final = frozenset(
    {
        "event", "level", "timestamp", "logger", "where", "exception", "trace", "fault", "code",
        "status", "method", "route", "operation", "latency_ms", "connection", "kind", "count",
        "subject", "session", "cause", "state", "port", "version", "sequence", "step",
        "order", "key",
    }
)  # fmt: skip
"""What a line may hold. `operation` is a document's hash; `subject` and `order` are ids of ours,
and `key` is what a key or a task is called: such an id, or a name of the house's.
"""

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def keep_listed(_logger: object, _method: str, entry: Entry) -> Entry:
    """The redacting processor: listed keys only, short, on one line."""
    kept: Entry = {name: _plain(value) for name, value in entry.items() if name in KEYS}
    dropped = len(entry) - len(kept)
    if dropped:
        kept["count"] = kept.get("count", dropped)
    return kept


def configure_logs(*, level: str, out: TextIO | None = None) -> None:
    """Send everything, libraries included, through the one processor to `out` (standard error)."""
    stream = out or sys.stderr
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_listed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Library()]
    root.setLevel(max(threshold, logging.WARNING))


class Log:
    """What the rooms log with: an event's fixed name and listed keys."""

    def __init__(self, room: str) -> None:
        self._room = room

    def note(self, event: str, **keys: object) -> None:
        """Something an operator may want to know."""
        structlog.get_logger().info(event, logger=self._room, **keys)

    def warning(self, event: str, **keys: object) -> None:
        """Something an operator should look at."""
        structlog.get_logger().warning(event, logger=self._room, **keys)

    def fault(self, fault_id: str, error: BaseException) -> None:
        """A bug reached a catch-all: its type and places, not its words."""
        structlog.get_logger().error(
            "fault",
            logger=self._room,
            fault=fault_id,
            exception=type(error).__name__,
            trace=places_of(error),
        )


class _Library(logging.Handler):
    """A library's record: who, where and which exception; its message may hold anything."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log it as ours."""
        error = record.exc_info[1] if record.exc_info else None
        found = {"exception": type(error).__name__, "trace": places_of(error)} if error else {}
        structlog.get_logger().log(
            record.levelno,
            "library",
            logger=record.name,
            where=f"{record.module}:{record.lineno}",
            **found,
        )


def places_of(error: BaseException) -> str:
    """The innermost places of a traceback: module and line, no source text."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return " ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    return CONTROL.sub(" ", str(value))[:LONGEST]
