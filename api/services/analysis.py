"""What planners look back on: findings, water that came again, coverage, visits made in time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from api.services.clock import now_in, tonight_in
from data import asked_nights, checkins, communities, hazards, last_seen, streets, visits
from data.store import Connection
from geo import compliance, coverage
from geo.communities import Community
from geo.compliance import AskedNight, Judged
from geo.errors import BadQuery
from geo.found import Found, found_in
from geo.ground import Street
from geo.hazards import STATUSES, Hazard
from geo.kinds import FLOOD_SEGMENT, Kind
from geo.near_street import streets_beside
from geo.nights import moment
from geo.repeats import WetPlace, wet_places
from geo.rules import Rules

ONE_DAY = timedelta(days=1)
# Where nobody says which nights: the last so many, tonight counted.
USUAL_NIGHTS = 30
# A year and a little, so that two seasons can be laid side by side.
MOST_NIGHTS = 400
FIRST_NIGHT, LAST_NIGHT = date(2000, 1, 1), date(2199, 12, 31)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class AnalysisKind(StrEnum):
    """What can be looked back on."""

    HEAT = "heat"
    HEAT_TIME = "heat-time"
    COVERAGE = "coverage"
    COMPLIANCE = "compliance"
    REPEATS = "repeats"


@dataclass(frozen=True, slots=True)
class Period:
    """The nights from `first` to `last`, both counted."""

    first: date
    last: date

    @property
    def nights(self) -> list[date]:
        """Each of them, in order."""
        return [self.first + n * ONE_DAY for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Looked:
    """What every kind of analysis begins with. now: by the community's clock.

    season: the first and the last night so far of this year's flood season; None before it.
    hazards: by id, of every status. at: up to when the period is told: now, or its end.
    """

    community: Community
    period: Period
    season: tuple[date, date] | None
    tonight: date
    now: datetime
    at: datetime
    hazards: Mapping[str, Hazard]
    streets: Sequence[Street]
    kinds: Sequence[Kind]

    def active(self) -> dict[str, Hazard]:
        """Those on the list and on the map, by id."""
        return {
            key: each for key, each in self.hazards.items()
            if each.status == "active" and each.geometry is not None
        }  # fmt: skip

    def beside(self, places: Sequence[BaseGeometry]) -> list[Street | None]:
        """The street beside each place."""
        return streets_beside(places, self.streets)


def period_of(tonight: date, first: str, last: str) -> Period:
    """The nights that were asked for: dates YYYY-MM-DD, or "" for the usual ones up to tonight.

    Raises
    ------
    BadQuery
        A date cannot be read, the first night is after the last, or there are too many.
    """
    to = _night(last) if last else tonight
    since = _night(first) if first else to - (USUAL_NIGHTS - 1) * ONE_DAY
    if since > to:
        raise BadQuery("The first night, {first}, is after the last, {last}. Swap them.",
                       first=since.isoformat(), last=to.isoformat())  # fmt: skip
    if (to - since).days >= MOST_NIGHTS:
        raise BadQuery("That is more than {most} nights. Choose fewer.", most=MOST_NIGHTS)
    return Period(since, to)


def season_of(community: Community, tonight: date) -> tuple[date, date] | None:
    """The flood season of tonight's year up to tonight; None before it begins."""
    season = Rules.of(community.rules).season
    month, day = season.first
    first, last = date(tonight.year, month, day), tonight
    while last >= first and not season.holds(last):
        last -= ONE_DAY
    return (first, last) if last >= first else None


def look(
    conn: Connection, community_id: str, first: str, last: str, real: datetime,
    kinds: Sequence[Kind],
) -> Looked:  # fmt: skip
    """Read what every kind of analysis begins with.

    Raises
    ------
    NotFound
        No such community.
    BadQuery
        As `period_of`.
    """
    community = communities.one(conn, community_id)
    now = now_in(community, real)
    tonight = tonight_in(community, real)
    period = period_of(tonight, first, last)
    ends = moment(period.last, "05:00", community.zone)
    return Looked(
        community, period, season_of(community, tonight), tonight, now, min(now, ends),
        {each.id: each for each in hazards.of_community(conn, community.id, STATUSES)},
        streets.streets(conn, community.id), kinds,
    )  # fmt: skip


def findings(conn: Connection, looked: Looked) -> list[Found]:
    """What was found in the period, by now."""
    period = looked.period
    told = checkins.of_nights(conn, looked.community.id, period.first, period.last)
    return found_in(
        ((n, each) for n, each in told if each.seen_at <= looked.now), looked.hazards, looked.kinds
    )


def water(found: Sequence[Found], looked: Looked) -> list[WetPlace]:
    """The places where water was found, the most nights first."""
    segments = {
        key: each.geometry for key, each in looked.hazards.items()
        if each.kind == FLOOD_SEGMENT and each.geometry is not None
    }  # fmt: skip
    return wet_places(found, segments)


def asked(conn: Connection, looked: Looked) -> tuple[list[AskedNight], list[Judged]]:
    """What the published plans of the period asked for, and what became of each visit by now."""
    period = looked.period
    nights = asked_nights.asked_nights(conn, looked.community.id, period.first, period.last)
    told = checkins.of_nights(conn, looked.community.id, period.first, period.last)
    return nights, compliance.judged(nights, told, looked.now)


def covered(conn: Connection, looked: Looked) -> gpd.GeoDataFrame:
    """The squares of 250 m with hazards in them, as `geo.coverage.cells` has them.

    A visit is a check-in, or what is known of the hazard's last visit, up to the period's end.
    """
    told = last_seen.last_seen(conn, looked.community.id, looked.at)
    for key, visit in visits.visits(conn, looked.community.id).items():
        at = visit.last_visited_at
        if at is not None and at <= looked.at:
            told[key] = max(at, told.get(key, at))
    active = looked.active()
    seen = [told.get(key) for key in active]
    frame = gpd.GeoDataFrame(
        {"hazard_id": list(active), "last_visited_at": seen},
        geometry=[each.geometry for each in active.values()],
        crs="OGC:CRS84",
    )
    cells = coverage.cells(looked.community.boundary, frame, looked.at)
    return cells[cells["hazards"] > 0]


def _night(text: str) -> date:
    try:
        night = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        night = None
    if night is None or not FIRST_NIGHT <= night <= LAST_NIGHT:
        raise BadQuery(
            "“{text}” is no date. Write it as year, month and day, such as 2026-07-22.",
            text=text[:20],
        )
    return night
