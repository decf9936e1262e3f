"""How long a vendor may make us wait (fault T5)."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.kit.pacing import not_before, vendor_clock

NOW = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        (" 120 ", 120),
        ("0", 1),
        ("-5", 1),
        ("864000", 3600),
        ("9" * 400, 3600),
        ("Thu, 26 Nov 2026 12:02:00 GMT", 120),
        ("Thu, 26 Nov 2026 11:00:00 GMT", 1),
        ("Mon, 07 Dec 2026 12:00:00 GMT", 3600),
        ("soon", 30),
        ("1.5", 30),
        ("", 30),
        ("\u0667", 30),
    ],
)
def test_retry_after(header: str, seconds: int) -> None:
    assert not_before({"retry-after": header}, now=NOW) == NOW + timedelta(seconds=seconds)


def test_nothing_said_means_30_seconds() -> None:
    assert not_before({}, now=NOW) == NOW + timedelta(seconds=30)


def test_the_vendors_clock_is_its_date_header() -> None:
    assert vendor_clock({"date": "Thu, 26 Nov 2026 12:00:00 GMT"}) == NOW
    assert vendor_clock({"date": "today"}) is None
    assert vendor_clock({}) is None
