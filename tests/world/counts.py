"""How many examples a property runs: modest in `make test`, ten times that in `make soak`."""

import os

SOAK_FACTOR = 10
"""What two cores do in an hour and a half: a soak is of use when it is run before each landing."""


def examples(modest: int) -> int:
    """`modest`, or `SOAK_FACTOR` times that when CGT_SOAK=1."""
    return modest * SOAK_FACTOR if os.environ.get("CGT_SOAK") == "1" else modest  # noqa: TID251 (a test's own switch)
