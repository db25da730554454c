"""Which night a moment belongs to, on both sides of midnight and of the shift's end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.nights import DemoClock, moment, night_of, span

ZONE = "Asia/Shanghai"
NIGHT = date(2026, 7, 22)


@pytest.mark.parametrize(
    ("clock", "night"),
    [
        ("2026-07-22 12:01", NIGHT),
        ("2026-07-22 23:59", NIGHT),
        ("2026-07-23 00:01", NIGHT),
        ("2026-07-23 04:59", NIGHT),
        ("2026-07-23 05:00", NIGHT),
        ("2026-07-23 05:01", NIGHT + timedelta(days=1)),
        ("2026-07-23 12:01", NIGHT + timedelta(days=1)),
    ],
)
def test_tonight_is_the_first_night_whose_shift_has_not_ended(clock: str, night: date) -> None:
    assert night_of(datetime.fromisoformat(clock + "+08:00"), ZONE) == night


def test_the_communitys_zone_counts_not_the_servers() -> None:
    at = datetime.fromisoformat("2026-07-22T16:30:00+00:00")  # 00:30 in Beijing
    assert night_of(at, ZONE) == NIGHT
    assert night_of(at, "Europe/London") == NIGHT


@pytest.mark.parametrize(
    ("clock", "at"),
    [
        ("20:00", "2026-07-22T20:00:00+08:00"),
        ("23:59", "2026-07-22T23:59:00+08:00"),
        ("00:01", "2026-07-23T00:01:00+08:00"),
        ("05:00", "2026-07-23T05:00:00+08:00"),
        ("08:00", "2026-07-22T08:00:00+08:00"),
    ],
)
def test_a_clock_time_of_a_night(clock: str, at: str) -> None:
    assert moment(NIGHT, clock, ZONE) == datetime.fromisoformat(at)


@pytest.mark.parametrize(
    ("opens", "ends", "from_at", "to_at"),
    [
        ("20:00", "05:00", "22T20:00", "23T05:00"),
        ("22:00", "06:00", "22T22:00", "23T06:00"),
        ("20:00", "08:00", "22T20:00", "23T08:00"),
        ("08:00", "20:00", "22T08:00", "22T20:00"),
        ("00:30", "05:00", "23T00:30", "23T05:00"),
        ("00:30", "06:00", "23T00:30", "23T06:00"),
    ],
)
def test_a_shift_that_ends_before_it_begins_by_the_clock_ends_next_morning(
    opens: str, ends: str, from_at: str, to_at: str
) -> None:
    expected = (datetime.fromisoformat(f"2026-07-{each}:00+08:00") for each in (from_at, to_at))
    assert span(NIGHT, opens, ends, ZONE) == tuple(expected)


def test_what_begins_after_midnight_does_not_last_into_the_evening() -> None:
    for opens, ends in (("05:00", "20:00"), ("03:00", "02:00"), ("00:30", "00:30")):
        from_at, to_at = span(NIGHT, opens, ends, ZONE)
        assert to_at <= from_at


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))
def test_every_moment_lies_between_the_ends_of_two_shifts(naive: datetime) -> None:
    at = naive.replace(tzinfo=ZoneInfo(ZONE))
    night = night_of(at, ZONE)
    begins = datetime(night.year, night.month, night.day, 5, 1, tzinfo=ZoneInfo(ZONE))
    assert begins <= at < begins + timedelta(days=1)


@given(st.integers(0, 10**7))
def test_the_demo_clock_never_leaves_its_night(seconds: int) -> None:
    started = datetime(2026, 1, 1, 9, tzinfo=ZoneInfo(ZONE))
    now = DemoClock(NIGHT, started, ZONE).now(started + timedelta(seconds=seconds))
    assert night_of(now, ZONE) == NIGHT
    assert moment(NIGHT, "20:30", ZONE) <= now < moment(NIGHT, "05:00", ZONE)
