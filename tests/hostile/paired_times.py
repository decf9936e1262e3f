"""Compares what two questions cost in CPU time, as finely as it is told to."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from time import process_time_ns
from typing import Final

WARM: Final = 10
"""Pairs that are asked first and not counted: plans are made, statements compiled."""
LOOK_EVERY: Final = 50
OF_A_NORMAL: Final = 1.4826
"""The standard deviation of a normal distribution, by its median absolute deviation."""
OF_A_MEDIAN: Final = 1.2533
"""The standard error of a median of normal values is so many times that of their mean."""

Ask = Callable[[str], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much the second question of a pair costs more, and the standard error of that."""

    by_us: float
    error_us: float
    pairs: int


async def shift(
    ask: Ask, pairs: Sequence[tuple[str, str]], *, lot: Random, within_us: float, most: int
) -> Shift:
    """Ask pair after pair until the standard error is small enough, at most `most` of them.

    Which of a pair comes first, and which pair, is drawn by lot: what a request leaves to clear
    away is charged to the next. The shift is the median of the differences within each pair, so
    that neither a machine that grows slower nor a pause of the garbage collector moves it.
    """
    differences: list[int] = []
    found = Shift(0.0, float("inf"), 0)
    for number in range(most + WARM):
        one, other = lot.choice(pairs)
        took: dict[str, int] = {}
        for text in lot.sample((one, other), 2):
            begun = process_time_ns()
            await ask(text)
            took[text] = process_time_ns() - begun
        if number >= WARM:
            differences.append(took[other] - took[one])
        if differences and len(differences) % LOOK_EVERY == 0:
            found = shift_of(differences)
            if found.error_us <= within_us:
                return found
    return found


def shift_of(differences: Sequence[int]) -> Shift:
    """The median of these differences in nanoseconds, with its standard error."""
    middle = median(differences)
    spread = OF_A_NORMAL * median(abs(one - middle) for one in differences)
    error = OF_A_MEDIAN * spread / len(differences) ** 0.5
    return Shift(middle / 1e3, error / 1e3, len(differences))
