"""Nights and clocks: which night a moment belongs to, and when a clock time of it comes.

A *night* is the local date on which its first shift begins. *Tonight* is the first night
whose shift has not ended: at 00:01 and 05:00 it is still yesterday's date. The last minute of a
shift belongs to it: the night that ends at 05:00 is over at 05:01.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NIGHT_ENDS = time(5, 0)
NOON = time(12, 0)


def night_of(at: datetime, zone: str, ends: time = NIGHT_ENDS) -> date:
    """The night that an aware moment belongs to, in the community's zone."""
    local = at.astimezone(ZoneInfo(zone))
    to_the_minute = local.time().replace(second=0, microsecond=0)
    return local.date() - timedelta(days=1) if to_the_minute <= ends else local.date()


def moment(night: date, clock: str, zone: str, ends: time = NIGHT_ENDS) -> datetime:
    """The aware moment of a clock time "HH:MM" in a night; times up to `ends` are next morning."""
    hour, minute = (int(part) for part in clock.split(":"))
    at = time(hour, minute)
    day = night + timedelta(days=1) if at <= ends else night
    return datetime.combine(day, at, ZoneInfo(zone))


def span(night: date, opens: str, ends: str, zone: str) -> tuple[datetime, datetime]:
    """When a shift of a night begins and ends, from its clock times.

    What ends by the clock before it begins ends the next morning, however late that is; what
    begins after midnight ends by noon. Where it ends before it begins, it cannot be.
    """
    from_at, to_at = moment(night, opens, zone), moment(night, ends, zone)
    if to_at <= from_at:
        after_midnight = from_at.date() > night
        if not after_midnight or to_at.time() <= NOON:
            to_at = datetime.combine(night + timedelta(days=1), to_at.time(), ZoneInfo(zone))
    return from_at, to_at


@dataclass(frozen=True, slots=True)
class DemoClock:
    """A clock that stays inside one night of the flood season, whatever day it really is.

    It shows 20:30 of `night` when `started_at` was, runs at real speed, and after the shift's
    end at 05:00 begins again.
    """

    night: date
    started_at: datetime
    zone: str
    opens: str = "20:30"

    def now(self, real: datetime) -> datetime:
        """The moment that the demo shows when it is really `real`."""
        first = moment(self.night, self.opens, self.zone)
        length = moment(self.night, "04:59", self.zone) - first
        return first + (real - self.started_at) % length
