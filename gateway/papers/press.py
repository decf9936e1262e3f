"""Sets one paper as PDF, in a process of its own: JSON comes in, a PDF goes out, nothing stays.

Started by `gateway.papers.printing` as a file, so that none of the gateway is loaded beside it.
"""

import resource
import sys
from pathlib import Path
from typing import Final

import typst

SHEET: Final = Path(__file__).with_name("sheet.typ")
MEMORY: Final = 4 * 2**30
"""Of addresses, most of which are the program's own and never touched."""
CPU_S: Final = 60
ACCESSIBLE: Final = "ua-1"


def printed(paper: str) -> bytes:
    """The PDF, with the marks that a screen reader follows (PDF/UA-1).

    A letter that no font here has would break that promise: then it is made without it.
    """
    source, given = SHEET.read_bytes(), {"paper": paper}
    try:
        return typst.compile(
            source, sys_inputs=given, ignore_system_fonts=True, pdf_standards=ACCESSIBLE
        )
    except typst.TypstError:
        return typst.compile(source, sys_inputs=given, ignore_system_fonts=True)


def main() -> None:
    """Bounded in memory and time; it can write no file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.buffer.write(printed(sys.stdin.buffer.read().decode()))


if __name__ == "__main__":
    main()
