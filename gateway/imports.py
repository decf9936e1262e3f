"""Knows how a process that only serves imports as little as it can, as fast as it can (ADR 119)."""

import gc
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from types import ModuleType

FOR_TERMINALS: Final = frozenset({"rich", "pygments"})
"""Typer brings them; structlog and httpx colour what they print where they find them."""

GARBAGE_AFTER: Final = 10_000
"""Objects more than before, at which circles are looked for: few of a request's are in one."""


@contextmanager
def lean_imports() -> Generator[None]:
    """Import without what only terminals need, nor a look for garbage, for all of it stays."""
    hidden = dict.fromkeys(FOR_TERMINALS - sys.modules.keys())
    sys.modules.update(cast("dict[str, ModuleType]", hidden))
    gc.disable()
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
        gc.freeze()
        gc.set_threshold(GARBAGE_AFTER)
        gc.enable()
