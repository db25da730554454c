"""Which levels are in force in a night: warnings as issued and the office's own response."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from api.services.clock import now_in
from data import warnings
from data.store import Connection
from geo.communities import Community
from geo.nights import moment
from geo.rain import Level, Levels, WeatherWarning, in_force


def levels_of(conn: Connection, community: Community, night: date, real: datetime) -> Levels:
    """The worst levels in force at any time from now, or the night's morning, to its end."""
    opens, ends = span_of(community, night)
    ruling = warnings.response(conn, community.id, night)
    since = min(max(opens, now_in(community, real)), ends)
    issued = warnings.of_night(conn, community.id, since, ends)
    return worst(issued, since, ruling.level if ruling else Level.NONE)


def span_of(community: Community, night: date) -> tuple[datetime, datetime]:
    """The moments between which a night lasts: from the end of the one before to its own end."""
    ends = moment(night, "05:00", community.zone)
    return ends - timedelta(days=1), ends


def worst(issued: Sequence[WeatherWarning], since: datetime, response: Level) -> Levels:
    """The worst of each kind at any time from `since` on."""
    levels = Levels(response=response)
    for warning in issued:
        then = in_force(issued, max(since, warning.from_at))
        levels = Levels(
            max(levels.rain, then.rain),
            max(levels.wind, then.wind),
            response,
            levels.thunder or then.thunder,
        )
    return levels
