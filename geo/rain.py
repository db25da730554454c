"""Warnings and the flood season: levels, what each kind of warning drives, season dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Literal

from geo.hazards import FLOOD_SEGMENT, LEAK_BUILDING, LEANING_TREE

WarningKind = Literal["rain", "ponding", "wind", "thunder"]


class Level(IntEnum):
    """The colour of a warning, or of the office's own response; RED is worst."""

    NONE = 0
    BLUE = 1
    YELLOW = 2
    ORANGE = 3
    RED = 4

    @property
    def word(self) -> str:
        """The lower-case word used on the wire."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Level:
        """The level of that word; KeyError for an unknown one."""
        return cls[word.upper()]


@dataclass(frozen=True, slots=True)
class WeatherWarning:
    """A weather warning as issued: kind, level, from and to (aware), area and source."""

    kind: WarningKind
    level: Level
    from_at: datetime
    to_at: datetime
    area: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Levels:
    """What is in force for one night, rain and wind apart.

    rain: the worse of rain and ponding warnings. response: what the official decided.
    thunder: thunder overhead; treated as red for everybody out of doors.
    """

    rain: Level = Level.NONE
    wind: Level = Level.NONE
    response: Level = Level.NONE
    thunder: bool = False

    @property
    def worst(self) -> Level:
        """The highest level of all."""
        return max(self.rain, self.wind, self.response)

    @property
    def any_warning(self) -> bool:
        """Whether anything at all is in force."""
        return self.thunder or self.worst > Level.NONE

    def drives(self, kind: str) -> Level:
        """The level that counts for a kind of hazard: wind for trees, rain for water and leaks.

        The response level lifts all; a kind made by configuration listens to every warning.
        """
        if kind == LEANING_TREE:
            own = self.wind
        elif kind in (FLOOD_SEGMENT, LEAK_BUILDING):
            own = self.rain
        else:
            own = max(self.rain, self.wind)
        return max(own, self.response)

    @property
    def lookout_only(self) -> bool:
        """Red or thunder: look-out points only."""
        return self.thunder or self.worst is Level.RED


@dataclass(frozen=True, slots=True)
class Season:
    """The flood season by month and day, both ends in it; may be extended for one year."""

    first: tuple[int, int] = (6, 1)
    last: tuple[int, int] = (9, 15)
    extended_to: date | None = None

    def holds(self, night: date) -> bool:
        """Whether that night is in the season."""
        if self.extended_to and night.year == self.extended_to.year and night <= self.extended_to:
            return self.first <= (night.month, night.day)
        return self.first <= (night.month, night.day) <= self.last

    def begins_after(self, night: date) -> date:
        """The first night of the next season that begins after that night."""
        month, day = self.first
        this_year = date(night.year, month, day)
        return this_year if night < this_year else date(night.year + 1, month, day)


def in_force(
    warnings: Iterable[WeatherWarning], at: datetime, response: Level = Level.NONE
) -> Levels:
    """The levels in force at a moment."""
    rain = wind = Level.NONE
    thunder = False
    for warning in warnings:
        if not warning.from_at <= at < warning.to_at:
            continue
        if warning.kind in ("rain", "ponding"):
            rain = max(rain, warning.level)
        elif warning.kind == "wind":
            wind = max(wind, warning.level)
        else:
            thunder = thunder or warning.level > Level.NONE
    return Levels(rain, wind, response, thunder)
