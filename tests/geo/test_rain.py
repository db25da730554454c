"""Levels, what each warning drives, and the season."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from geo import rain
from geo.rain import Level, Levels, Season, in_force

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 7, 22, 12, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("levels", "flood", "leak", "tree", "other"),
    [
        (Levels(rain=Level.ORANGE), 3, 3, 0, 3),
        (Levels(wind=Level.YELLOW), 0, 0, 2, 2),
        (Levels(rain=Level.BLUE, wind=Level.ORANGE), 1, 1, 3, 3),
        (Levels(rain=Level.BLUE, response=Level.YELLOW), 2, 2, 2, 2),
        (Levels(thunder=True), 0, 0, 0, 0),
    ],
)
def test_rain_drives_water_and_leaks_wind_drives_trees_the_response_all(
    levels: Levels, flood: int, leak: int, tree: int, other: int
) -> None:
    kinds = ("flood_segment", "leak_building", "leaning_tree", "charging_shed")
    assert tuple(levels.drives(kind) for kind in kinds) == (flood, leak, tree, other)


def test_red_or_thunder_means_lookout_points_only() -> None:
    assert Levels(rain=Level.RED).lookout_only
    assert Levels(thunder=True).lookout_only
    assert not Levels(rain=Level.ORANGE).lookout_only
    assert Levels(thunder=True).any_warning
    assert not Levels().any_warning


@pytest.mark.parametrize(
    ("night", "inside"),
    [
        ("2026-05-31", False), ("2026-06-01", True), ("2026-09-15", True), ("2026-09-16", False),
    ],
)  # fmt: skip
def test_the_season_holds_its_first_and_last_night(night: str, inside: bool) -> None:
    assert Season().holds(date.fromisoformat(night)) is inside


def test_one_years_season_can_be_extended() -> None:
    season = Season(extended_to=date(2026, 9, 30))
    assert season.holds(date(2026, 9, 30))
    assert not season.holds(date(2026, 10, 1))
    assert not season.holds(date(2027, 9, 30))
    assert not season.holds(date(2026, 5, 1))


def test_the_next_season_begins_after_a_night() -> None:
    assert Season().begins_after(date(2026, 1, 10)) == date(2026, 6, 1)
    assert Season().begins_after(date(2026, 6, 1)) == date(2027, 6, 1)
    assert Season().begins_after(date(2026, 11, 1)) == date(2027, 6, 1)


def test_a_warning_counts_from_its_beginning_until_before_its_end() -> None:
    warning = rain.WeatherWarning("ponding", Level.YELLOW, NOON, NOON + timedelta(hours=2))
    assert in_force([warning], NOON).rain is Level.YELLOW
    assert in_force([warning], NOON + timedelta(hours=2)).rain is Level.NONE
    assert in_force([warning], NOON - timedelta(seconds=1)).rain is Level.NONE
    both = [warning, rain.WeatherWarning("wind", Level.BLUE, NOON, NOON + timedelta(hours=1))]
    assert in_force(both, NOON, Level.ORANGE) == Levels(Level.YELLOW, Level.BLUE, Level.ORANGE)
    thunder = rain.WeatherWarning("thunder", Level.BLUE, NOON, NOON + timedelta(hours=1))
    assert in_force([thunder], NOON).thunder
