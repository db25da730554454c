"""What a valid layer is: shapes that can be true and lie where they say they do.

Checks on one row complain with problems, so that an import can name every bad row at once;
`check_geometry` raises them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo import crs as crss
from geo.boundaries import outside_m
from geo.errors import BadGeometry, Problem
from geo.kinds import Kind

MOST_CORNERS = 10_000
NEAR_M = 300.0

_PLANES = frozenset({"EPSG:4548", "EPSG:4527", "EPSG:3857"})

Boundary: TypeAlias = Polygon | MultiPolygon


def check_shape(
    kind: Kind | None, geometry: BaseGeometry, where: str = "geometry"
) -> list[Problem]:
    """What is wrong with a shape itself, wherever it lies: type, corners, rings; at most one.

    kind: None where any type of shape will do.
    """
    return [*islice(_faults(kind, geometry, where), 1)]


def _faults(kind: Kind | None, geometry: BaseGeometry, where: str) -> Iterator[Problem]:
    if geometry.is_empty:
        yield Problem(where, "The geometry is empty. Draw it again or leave the feature out.")
    if kind is not None and geometry.geom_type not in kind.shapes:
        yield Problem(
            where, "A {kind} cannot be a {type}. Draw it as: {shapes}.",
            {"kind": kind.en, "type": geometry.geom_type, "shapes": ", ".join(kind.shapes)},
        )  # fmt: skip
    points = shapely.get_coordinates(geometry)
    if not np.isfinite(points).all():
        yield Problem(where, "A coordinate is not a finite number.")
    if len(points) > MOST_CORNERS:
        yield Problem(
            where, "The shape has more than {most} corners. Simplify it.", {"most": MOST_CORNERS}
        )
    if not geometry.is_valid:
        yield Problem(
            where, "The shape is not valid: {why}. Draw it so that no side crosses another.",
            {"why": shapely.is_valid_reason(geometry)},
        )  # fmt: skip


def to_wgs84(geometry: BaseGeometry, crs: str, where: str = "geometry") -> BaseGeometry:
    """The geometry, given in `crs`, as WGS84 lon/lat.

    Raises
    ------
    BadGeometry
        With a problem that says what the numbers look like instead.
    """
    try:
        moved = crss.geometry_to_wgs84(geometry, crs)
    except BadGeometry as error:
        raise _refused(Problem(where, error.sentence, error.values)) from None
    west, _, east, _ = moved.bounds
    if east - west > 180:
        raise _refused(
            Problem(where, "The shape reaches around the world. Does it cross longitude 180°?")
        )
    return moved


@dataclass(frozen=True, slots=True)
class Reach:
    """The ground on which a community's hazards may lie: its boundary and some metres around.

    box: in degrees, roughly; ground: in metres, prepared for many questions.
    """

    boundary: Boundary
    metres: float
    box: BaseGeometry
    metric: crss.Metric
    ground: BaseGeometry

    @classmethod
    def of(cls, boundary: Boundary, metres: float = NEAR_M) -> Reach:
        """The ground within so many metres of a WGS84 boundary."""
        metric = crss.Metric.around(boundary)
        # The sides of a buffer's round corners lie inside the true circle by 0.1 %.
        ground = metric.forward(boundary).buffer(metres * 1.002)
        shapely.prepare(ground)
        # A degree is more than 50 km anywhere people live.
        return cls(boundary, metres, boundary.envelope.buffer(metres / 50_000), metric, ground)

    def holds(self, geometry: BaseGeometry) -> bool:
        """Whether all of a WGS84 geometry lies on this ground."""
        return bool(self.box.covers(geometry) and self.ground.covers(self.metric.forward(geometry)))

    def placed(self, given: BaseGeometry, crs: str, where: str = "geometry") -> BaseGeometry:
        """The geometry, given in `crs`, as WGS84.

        Raises
        ------
        BadGeometry
            Part of it lies elsewhere. Where another coordinate system or exchanged axes would
            bring it here, the problem says which.
        """
        try:
            moved = to_wgs84(given, crs, where)
        except BadGeometry as error:
            guess = self._likelier(given, crs, where)
            raise _refused(guess) if guess else error from None
        if not self.holds(moved):
            raise _refused(self._likelier(given, crs, where) or self._elsewhere(moved, where))
        return moved

    def _likelier(self, given: BaseGeometry, crs: str, where: str) -> Problem | None:
        if self._would_hold(_exchanged(given), crs):
            return Problem(
                where, "Longitude and latitude are exchanged: the other way round this lies in "
                "the community. Exchange them.",
            )  # fmt: skip
        for other in crss.KNOWN:
            if other != crs and self._would_hold(given, other):
                return Problem(
                    where, "Perhaps these coordinates are {other}, not {crs}: as {other} this "
                    "lies in the community. If so, import it as {other} (--crs {other}).",
                    {"other": other, "crs": crs},
                )  # fmt: skip
        # Somebody who said that these are metres knows it.
        if crs not in _PLANES and _in_metres(given):
            return Problem(
                where, "The coordinates look like metres, not degrees ({x}, {y}). Say in which "
                "coordinate system they are.", _first(given),
            )  # fmt: skip
        return None

    def _would_hold(self, given: BaseGeometry, crs: str) -> bool:
        try:
            with np.errstate(all="ignore"):  # a wrong guess may well overflow
                return self.holds(to_wgs84(given, crs))
        except BadGeometry:
            return False

    def _elsewhere(self, geometry: BaseGeometry, where: str) -> Problem:
        return Problem(
            where, "This lies {metres:,.0f} m outside the community ({x}, {y}). Is it this "
            "community, and the right coordinate system?",
            {"metres": outside_m(self.boundary, geometry), **_first(geometry)},
        )  # fmt: skip


def check_geometry(
    kind: Kind, geometry: BaseGeometry, boundary: Boundary, *, where: str = "geometry",
    metres: float = NEAR_M,
) -> BaseGeometry:  # fmt: skip
    """The WGS84 geometry itself, if a hazard of that kind can have it there.

    Raises
    ------
    BadGeometry
        The shape is broken, of the wrong type, or more than `metres` outside the boundary.
    """
    if problems := check_shape(kind, geometry, where):
        raise _refused(*problems)
    return Reach.of(boundary, metres).placed(geometry, "OGC:CRS84", where)


def _exchanged(geometry: BaseGeometry) -> BaseGeometry:
    turned: BaseGeometry = shapely.transform(geometry, lambda points: points[:, ::-1])
    return turned


def _in_metres(geometry: BaseGeometry) -> bool:
    return bool((np.abs(shapely.get_coordinates(geometry)) > 360).any(axis=1).all())


def _first(geometry: BaseGeometry) -> dict[str, object]:
    x, y = shapely.get_coordinates(geometry)[0].tolist()  # numpy's round overflows
    return {"x": round(x, 6), "y": round(y, 6)}


def _refused(*problems: Problem) -> BadGeometry:
    return BadGeometry("The geometry cannot be used.", problems=problems)
