from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from geo.sun import is_dark, sun_of

BEIJING = (116.37, 39.86)
ZONE = "Asia/Shanghai"


def test_the_sun_sets_and_rises_in_beijing_as_the_almanac_says():
    sun = sun_of(date(2026, 7, 22), *BEIJING, ZONE)
    # Beijing, 22 July: sunset about 19:37, sunrise about 5:03.
    assert abs((sun.sets.hour * 60 + sun.sets.minute) - (19 * 60 + 37)) <= 4
    assert abs((sun.rises.hour * 60 + sun.rises.minute) - (5 * 60 + 4)) <= 4
    assert sun.rises.date() == date(2026, 7, 23)


@pytest.mark.parametrize(
    ("clock", "dark"),
    [("12:01", False), ("19:30", False), ("20:00", True), ("23:59", True)],
)
def test_dark_by_the_clock(clock, dark):
    at = datetime.fromisoformat(f"2026-07-22T{clock}").replace(tzinfo=ZoneInfo(ZONE))
    assert is_dark(at, *BEIJING, ZONE) is dark


@pytest.mark.parametrize(("clock", "dark"), [("00:01", True), ("04:30", True), ("05:10", False)])
def test_dark_after_midnight_belongs_to_the_night_before(clock, dark):
    at = datetime.fromisoformat(f"2026-07-23T{clock}").replace(tzinfo=ZoneInfo(ZONE))
    assert is_dark(at, *BEIJING, ZONE) is dark
