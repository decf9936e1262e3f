"""Facts in one line: `fact("M RELEASED@30")` is the maker's word on day 30, learned at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack

from gateway.orders.fold import Folded, fold
from schema.vocabulary.facts import Fact, Party
from schema.vocabulary.orders import OrderKind

EPOCH = datetime(2031, 1, 1, tzinfo=UTC)


class More(TypedDict, total=False):
    """What a line can't say."""

    connection: str
    revision: int
    cycle: int
    run: int
    dose: int
    ref: str
    exception_kind: str
    corrects: str
    retracts: str


def day(number: float) -> datetime:
    """An instant, in days."""
    return EPOCH + timedelta(days=number)


def fact(
    line: str, *, name: str | None = None, learned: float | None = None, **more: Unpack[More]
) -> Fact:
    """`PARTY KIND@DAY`; without an id of its own it is named for what it says."""
    party, _, rest = line.partition(" ")
    kind, _, when = rest.partition("@")
    plain = Fact(
        id=name or f"{line} {sorted(more.items())}",
        connection="maker",
        party=Party(party),
        kind=kind,
        happened_at=day(float(when)),
        learned_at=day(float(when) if learned is None else learned),
    )
    return replace(plain, **more)


def folded(
    *facts: Fact,
    kind: OrderKind = OrderKind.AUTOLOGOUS,
    doses: int = 1,
    as_of: float | None = None,
) -> Folded:
    """The fold as of a day, or a minute after the last word."""
    last = max((one.learned_at for one in facts), default=EPOCH) + timedelta(minutes=1)
    return fold(kind, doses, facts, as_of=last if as_of is None else day(as_of))


def shown(*facts: Fact, doses: int = 1, as_of: float | None = None) -> tuple[str, list[str]]:
    """Status and overlays."""
    result = folded(*facts, doses=doses, as_of=as_of)
    return result.status.value, [overlay.value for overlay in result.overlays]
