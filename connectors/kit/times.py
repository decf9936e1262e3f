"""Knows how vendors write instants and days, and never guesses a zone or a midnight."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectors.kit.manifest import ManifestError, Time

NOON = time(12)
COARSE = frozenset({"day", "month", "year"})
PRECISIONS = (("%S", "second"), ("%M", "minute"), ("%d", "day"), ("%m", "month"))
EPOCH_MS, EPOCH_S, ISO = "epoch-ms", "epoch-s", "iso"
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """An instant as precise as the vendor gave it.

    `precision` is 'second', 'minute', 'day', 'month' or 'year'. Coarser than a minute, `at` is the
    middle of that time in the vendor's zone, never midnight. `zone_rule` says where the zone came
    from, and marks an hour that the clocks had twice or not at all.
    """

    at: datetime
    precision: str
    zone_rule: str


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Reads the instants and days of one vendor; made from a profile's `time`.

    A format is `epoch-ms`, `epoch-s`, `iso` (a text without offset has the profile's zone) or a
    `strptime` pattern. `zone_rule` is an IANA zone, or `offset` where every text carries its own.
    """

    formats: tuple[str, ...]
    days: tuple[str, ...]
    zone_rule: str

    def instant(self, value: object) -> When | None:
        """The instant a value means by the first format that fits; None when none does."""
        for pattern in self.formats:
            when = self._by(pattern, value)
            if when is not None and EARLIEST <= when.at < LATEST:
                return when
        return None

    def day(self, value: object) -> date | None:
        """The calendar day a text means; None when no format fits."""
        if not isinstance(value, str):
            return None
        for pattern in self.days:
            found = _parsed(value, pattern)
            if found is not None:
                return found.date()
        return None

    def _by(self, pattern: str, value: object) -> When | None:
        if pattern in {EPOCH_MS, EPOCH_S}:
            return _from_epoch(value, per_second=1000 if pattern == EPOCH_MS else 1)
        if not isinstance(value, str):
            return None
        found = _parsed(value, pattern)
        if found is None:
            return None
        try:
            return self._placed(found, precision=_precision(pattern, value))
        except OverflowError:
            return None

    def _placed(self, found: datetime, *, precision: str) -> When | None:
        """An instant from what was read; overflows at the ends of the calendar."""
        if found.tzinfo is not None:
            return When(at=found.astimezone(UTC), precision=precision, zone_rule="offset")
        return self._local(found, precision=precision)

    def _local(self, found: datetime, *, precision: str) -> When | None:
        if self.zone_rule == "offset":
            return None
        if precision in COARSE:
            found = _middle(found, precision=precision)
        local = found.replace(tzinfo=ZoneInfo(self.zone_rule))
        at = local.astimezone(UTC)
        rule = self.zone_rule
        if at.astimezone(local.tzinfo).replace(tzinfo=None) != found:
            rule += ", skipped hour"
        elif local.utcoffset() != local.replace(fold=1).utcoffset():
            rule += ", first of twice"
        return When(at=at, precision=precision, zone_rule=rule)


def clockwork(time_of: Time) -> Clockwork:
    """The clockwork of a profile; raises `ManifestError` for a zone that does not exist."""
    if time_of.zone_rule != "offset":
        try:
            ZoneInfo(time_of.zone_rule)
        except (KeyError, ValueError):
            raise ManifestError(
                f"time.zone_rule: '{time_of.zone_rule}' is neither 'offset' nor an IANA zone"
            ) from None
    return Clockwork(time_of.formats, time_of.days, time_of.zone_rule)


def instant_text(instant: datetime) -> str:
    """An instant as order documents hold it: `2026-11-26T11:38:54.000000Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _from_epoch(value: object, *, per_second: int) -> When | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    try:
        at = datetime.fromtimestamp(0, UTC) + timedelta(seconds=value / per_second)
    except OverflowError:
        return None
    return When(at=at, precision="second", zone_rule="UTC")


def _parsed(text: str, pattern: str) -> datetime | None:
    if not text.isascii():
        return None
    try:
        found = datetime.fromisoformat(text) if pattern == ISO else _strptime(text, pattern)
    except ValueError:
        return None
    return found


def _strptime(text: str, pattern: str) -> datetime:
    return datetime.strptime(text, pattern)  # noqa: DTZ007 (the zone comes from the profile's rule)


def _precision(pattern: str, text: str) -> str:
    if pattern == ISO:
        return _by_length(("day", 10), ("minute", 16), text=text.partition("+")[0].rstrip("Z"))
    return next((name for letter, name in PRECISIONS if letter in pattern), "year")


def _by_length(*steps: tuple[str, int], text: str) -> str:
    return next((name for name, length in steps if len(text) <= length), "second")


def _middle(found: datetime, *, precision: str) -> datetime:
    if precision == "year":
        found = found.replace(month=7, day=2)
    elif precision == "month":
        found = found.replace(day=15)
    return datetime.combine(found.date(), NOON)
