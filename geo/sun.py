"""When it is dark: sunset and sunrise of a night, by astral (NOAA's equations)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from astral import LocationInfo
from astral.sun import sunrise, sunset

# Civil twilight is still too dim to see a manhole; about this long after sunset lamps rule.
DUSK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Sun:
    """Sunset on the night's date and sunrise on the morning after; aware, in the zone."""

    sets: datetime
    rises: datetime

    def dark(self, at: datetime) -> bool:
        """Whether it is dark at a moment between that day's noon and the next."""
        return self.sets + DUSK <= at < self.rises - DUSK


def sun_of(night: date, lon: float, lat: float, zone: str) -> Sun:
    """The sun of a night at a place in WGS84."""
    place = LocationInfo("", "", zone, lat, lon).observer
    local = ZoneInfo(zone)
    return Sun(
        sunset(place, date=night, tzinfo=local),
        sunrise(place, date=night + timedelta(days=1), tzinfo=local),
    )


def is_dark(at: datetime, lon: float, lat: float, zone: str) -> bool:
    """Whether it is dark at a moment, at a place in WGS84."""
    noon_to_noon = at.astimezone(ZoneInfo(zone)) - timedelta(hours=12)
    return sun_of(noon_to_noon.date(), lon, lat, zone).dark(at)
