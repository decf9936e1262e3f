"""How instants are read (fault S14): precision is kept, a zone comes from a rule."""

from datetime import UTC, datetime

import pytest

from connectors.kit.manifest import ManifestError, Time
from connectors.kit.times import Clockwork, clockwork, instant_text

GERMAN = Clockwork(("%d.%m.%Y %H:%M", "%d.%m.%Y", "%m.%Y", "%Y"), ("%d.%m.%Y",), "Europe/Berlin")
ISO = Clockwork(("iso",), (), "offset")
MILLIS = Clockwork(("epoch-ms",), (), "offset")


@pytest.mark.parametrize(
    ("text", "utc", "precision"),
    [
        ("26.11.2026 13:05", "2026-11-26T12:05", "minute"),
        ("26.07.2026 13:05", "2026-07-26T11:05", "minute"),
        ("26.11.2026", "2026-11-26T11:00", "day"),
        ("11.2026", "2026-11-15T11:00", "month"),
        ("2026", "2026-07-02T10:00", "year"),
    ],
)
def test_a_local_time_has_the_profiles_zone_and_its_own_precision(
    text: str, utc: str, precision: str
) -> None:
    when = GERMAN.instant(text)
    assert when is not None
    assert (when.at, when.precision) == (datetime.fromisoformat(f"{utc}:00+00:00"), precision)


def test_an_hour_that_the_clocks_had_twice_is_marked() -> None:
    when = GERMAN.instant("25.10.2026 02:30")
    assert when is not None
    assert "twice" in when.zone_rule
    assert when.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_hour_that_the_clocks_skipped_is_marked() -> None:
    when = GERMAN.instant("29.03.2026 02:30")
    assert when is not None
    assert "skipped" in when.zone_rule


@pytest.mark.parametrize(
    "text", ["31.02.2026 10:00", "11/26/2026", "", "morgen", "26.11.2026 25:00", 5, None, True]
)
def test_what_fits_no_format_is_no_instant(text: object) -> None:
    assert GERMAN.instant(text) is None


def test_a_text_without_offset_is_refused_where_each_carries_its_own() -> None:
    assert ISO.instant("2026-11-26T12:00:00") is None
    found = ISO.instant("2026-11-26T13:00:00+01:00")
    assert found is not None
    assert instant_text(found.at) == "2026-11-26T12:00:00.000000Z"


@pytest.mark.parametrize("value", [True, "1764158400000", 1.5, 10**18, -(10**18), None])
def test_milliseconds_are_whole_and_within_reason(value: object) -> None:
    assert MILLIS.instant(value) is None


def test_milliseconds() -> None:
    found = MILLIS.instant(1_795_694_400_000)
    assert found is not None
    assert found.at == datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_a_day_is_a_day() -> None:
    day = GERMAN.day("14.03.1980")
    assert day is not None
    assert day.isoformat() == "1980-03-14"
    assert GERMAN.day("31.02.1971") is None


def test_a_zone_that_does_not_exist_is_refused_at_the_start() -> None:
    with pytest.raises(ManifestError, match="zone_rule"):
        clockwork(Time(formats=("iso",), days=(), zone_rule="Europe/Atlantis"))


@pytest.mark.parametrize("text", ["01.01.0001", "31.12.9999"])
def test_the_ends_of_the_calendar_are_no_instant(text: str) -> None:
    assert GERMAN.instant(text) is None


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_offset_past_the_ends_of_the_calendar_is_no_instant(text: str) -> None:
    assert ISO.instant(text) is None
