"""Knows how a paper becomes a PDF: by a child process that lives as long as one paper (ADR 84)."""

import asyncio
import sys
from asyncio import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

PRESS: Final = Path(__file__).with_name("press.py")
AT_ONCE: Final = 2
WITHIN_S: Final = 30.0
ALONE: Final = ("-E", "-s", "-P")
"""The child reads no variable, no folder of a user's, and no module beside its own file."""


class PrintingError(Exception):
    """The press ended without a PDF; what it said is not kept, for it may hold what it was told."""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A table under a heading; `widths` are shares, `whole`: no row is cut by a page's end."""

    title: str
    head: list[str]
    widths: list[int]
    rows: list[list[str]]
    whole: bool = False


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A paper as the press takes it: texts only, none of them markup."""

    title: str
    language: str
    lines: list[str]
    sections: list[Section]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints a few papers at a time; others wait."""

    places: asyncio.Semaphore
    within_s: float = WITHIN_S
    press: Path = PRESS

    async def pdf(self, sheet: Sheet) -> bytes:
        """The PDF's bytes; raises `PrintingError`, or `TimeoutError` after `within_s`."""
        async with asyncio.timeout(self.within_s), self.places:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, *ALONE, str(self.press)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
            )
            try:
                printed, _ = await child.communicate(msgspec.json.encode(sheet))
            finally:
                if child.returncode is None:
                    child.kill()
                    await child.wait()
        if child.returncode or not printed.startswith(b"%PDF-"):
            raise PrintingError(f"the press ended with {child.returncode}")
        return printed


def printer() -> Printer:
    """The printer of a process."""
    return Printer(asyncio.Semaphore(AT_ONCE))
