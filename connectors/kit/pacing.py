"""Knows how long a manufacturer wants us to wait: the Retry-After header, read with mistrust."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

DEFAULT = timedelta(seconds=30)
SHORTEST = timedelta(seconds=1)
LONGEST = timedelta(hours=1)
LONGEST_DIGITS = 9


def not_before(headers: Mapping[str, str], *, now: datetime) -> datetime:
    """The instant before which no further call may go out.

    `headers` have lower-case names. Retry-After is a count of seconds or an HTTP date (RFC 9110
    §10.2.3); missing or unreadable means 30 s, and whatever it says is kept between 1 s and 1 h.
    """
    return now + min(max(_wait(headers.get("retry-after"), now=now), SHORTEST), LONGEST)


def vendor_clock(headers: Mapping[str, str]) -> datetime | None:
    """The vendor's Date header as an instant; None when it is missing or unreadable."""
    return _http_date(headers.get("date"))


def _wait(text: str | None, *, now: datetime) -> timedelta:
    if text is None:
        return DEFAULT
    plain = text.strip()
    digits = plain.removeprefix("-")
    if digits.isascii() and digits.isdigit():
        if plain != digits:
            return SHORTEST
        return timedelta(seconds=int(digits)) if len(digits) <= LONGEST_DIGITS else LONGEST
    date = _http_date(plain)
    return DEFAULT if date is None else date - now


def _http_date(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
