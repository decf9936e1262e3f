"""How many examples a property runs: modest in `make test`, twenty times that in `make soak`."""

import os

SOAK_FACTOR = 20


def examples(modest: int) -> int:
    """`modest`, or 20 times that when CGT_SOAK=1."""
    return modest * SOAK_FACTOR if os.environ.get("CGT_SOAK") == "1" else modest  # noqa: TID251 (a test's own switch)
