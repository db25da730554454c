"""What time it is for a community: the real time, or its demo night's."""

from __future__ import annotations

from datetime import date, datetime

from geo.communities import Community
from geo.nights import DemoClock, night_of


def now_in(community: Community, real: datetime) -> datetime:
    """The moment that the community lives in when it is really `real`, an aware moment."""
    if community.demo_night is None or community.demo_started_at is None:
        return real
    return DemoClock(community.demo_night, community.demo_started_at, community.zone).now(real)


def tonight_in(community: Community, real: datetime) -> date:
    """The date of the community's tonight when it is really `real`."""
    return night_of(now_in(community, real), community.zone)
