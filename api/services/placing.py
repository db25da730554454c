"""Where a hazard may lie, and how a drawn line or a tapped point becomes its geometry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from data import communities, streets
from data.store import Connection
from geo.communities import Community
from geo.errors import BadGeometry, NotFound, Problem
from geo.ground import GroundFeature
from geo.hazards import Kind
from geo.laying import along
from geo.network import StreetNetwork
from geo.schema import NEAR_M, Reach, check_shape

# A drawn road is laid onto the street it follows; further away than this it follows none.
AWAY_M = 30.0
# A road tapped at one point reaches so far along the street on either side.
HALF_M = 20.0
_READINGS = ("GCJ-02", "BD-09", "EPSG:4326")
# A finger beside a wall means the house.
BESIDE_M = 5.0


@dataclass(frozen=True)
class Site:
    """A community's ground as placing needs it, read when it is first asked for."""

    conn: Connection
    community: Community
    near_m: float = NEAR_M

    @classmethod
    def of(cls, conn: Connection, community_id: str, near_m: float = NEAR_M) -> Site:
        """The ground of a community; raises NotFound where there is none of that id."""
        return cls(conn, communities.one(conn, community_id), near_m)

    @cached_property
    def reach(self) -> Reach:
        """Where hazards may lie."""
        return Reach.of(self.community.boundary, self.near_m)

    @cached_property
    def network(self) -> StreetNetwork | None:
        """The streets, or None before any were imported."""
        known = streets.streets(self.conn, self.community.id)
        return StreetNetwork.of(known) if known else None

    @cached_property
    def buildings(self) -> list[GroundFeature]:
        """The buildings."""
        return streets.ground(self.conn, self.community.id, "building")

    def building_at(self, point: Point) -> GroundFeature | None:
        """The building in which, or close to whose wall, a WGS84 point lies."""
        there = self.reach.metric.forward(point)
        near = [(self.reach.metric.forward(b.geometry).distance(there), b.id, b)
                for b in self.buildings if b.geometry.distance(point) < 0.001]  # fmt: skip
        away, _, building = min(near, key=lambda each: each[:2], default=(BESIDE_M + 1, "", None))
        return building if away <= BESIDE_M else None


def placed(
    site: Site, kind: Kind, given: BaseGeometry, *, crs: str = "OGC:CRS84",
    where: str = "geometry",
) -> BaseGeometry:  # fmt: skip
    """The geometry of a hazard of that kind as it is kept: WGS84, roads laid onto the streets.

    Raises
    ------
    BadGeometry
        The shape is broken or of the wrong type, lies outside the community, or is a road that
        follows no street.
    """
    if problems := check_shape(kind, given, where):
        raise BadGeometry("The geometry cannot be used.", problems=problems)
    moved = site.reach.placed(given, crs, where)
    if not is_road(kind):
        return moved
    try:
        return _laid(site, moved, where)
    except BadGeometry:
        for other in _READINGS:
            if other != crs and _follows(site, given, other):
                raise _refused(
                    Problem(
                        where, "As {crs} this road follows no street, as {other} it does. If it "
                        "is {other}, import it as that (--crs {other}).",
                        {"crs": crs, "other": other},
                    )
                ) from None  # fmt: skip
        raise


def tapped(site: Site, kind: Kind, given: BaseGeometry, where: str = "geometry") -> BaseGeometry:
    """As `placed`; a single point also stands for the road or the house under the finger.

    Raises
    ------
    BadGeometry
        As `placed` does.
    """
    if not isinstance(given, Point) or given.is_empty:
        return placed(site, kind, given, where=where)
    point = site.reach.placed(given, "OGC:CRS84", where)
    if is_road(kind):
        return _stretch(site, point, where)
    building = site.building_at(point) if "Polygon" in kind.shapes else None
    return placed(site, kind, building.geometry if building else point, where=where)


def is_road(kind: Kind) -> bool:
    """Whether hazards of a kind are stretches of street."""
    return set(kind.shapes) <= {"LineString", "MultiLineString"}


def _follows(site: Site, given: BaseGeometry, crs: str) -> bool:
    try:
        return bool(_laid(site, site.reach.placed(given, crs), ""))
    except BadGeometry:
        return False


def _laid(site: Site, line: BaseGeometry, where: str) -> BaseGeometry:
    if site.network is None:
        return line
    try:
        stretch = along(site.network, line)
    except NotFound as error:
        raise _refused(Problem(where, error.sentence, error.values)) from None
    metric = site.reach.metric
    away = shapely.hausdorff_distance(metric.forward(line), metric.forward(stretch.line), 0.1)
    if away > AWAY_M or stretch.length_m < 1:
        raise _refused(
            Problem(
                where, "The line follows no street: it is up to {away:.0f} m away from the nearest "
                "one. Draw it along the street, or check the coordinate system.",
                {"away": away},
            )
        )  # fmt: skip
    return stretch.line


def _stretch(site: Site, point: BaseGeometry, where: str) -> LineString:
    if site.network is None:
        raise _refused(Problem(where, "There are no streets here yet. Draw the road as a line."))
    access = site.network.snap(point)
    if access.away_m > AWAY_M:
        raise _refused(
            Problem(
                where, "The nearest street is {away:.0f} m away. Tap on the street itself.",
                {"away": access.away_m},
            )
        )  # fmt: skip
    low = site.network.at(access.edge, access.offset_m - HALF_M)
    high = site.network.at(access.edge, access.offset_m + HALF_M)
    return site.network.line(low, high, [(access.edge, low.offset_m, high.offset_m)])


def _refused(problem: Problem) -> BadGeometry:
    return BadGeometry("The geometry cannot be used.", problems=[problem])
