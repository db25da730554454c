"""The walkable streets as a network: where a place meets the street, how far, which way.

Distances are exact for places in the middle of a street. Offsets along a street are in
metres from its from_node, on the scale of its geodesic length.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, STRtree
from shapely.geometry.base import BaseGeometry

from geo.closing import OPEN, Closed, Wet, closed_gates
from geo.crs import Metric
from geo.errors import NotReady
from geo.footing import ON_FOOT, Footing
from geo.ground import Gate, Street
from geo.places import EPS_M, Access, LonLat, Part
from geo.ways import Ways

__all__ = ["OPEN", "Access", "Closed", "StreetNetwork", "Wet", "closed_gates"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class StreetNetwork:
    """Streets that can be walked both ways, joined at their nodes.

    lines: the streets in metres; along_m: metres at each corner of each street, scaled to its
    geodesic length; ends: (m, 2) row numbers of the nodes in `nodes`.
    """

    streets: tuple[Street, ...]
    metric: Metric
    lines: NDArray[np.object_]
    along_m: tuple[Floats, ...]
    lengths: Floats
    ends: Ints
    nodes: Ints
    tree: STRtree
    _ways: dict[tuple[Closed, Footing], Ways] = field(default_factory=dict)

    @classmethod
    def of(cls, streets: Sequence[Street], gates: Sequence[Gate] = ()) -> StreetNetwork:
        """The network of these streets; gates matter only through `closed_gates`.

        Raises
        ------
        NotReady
            There is no street at all.
        """
        if not streets:
            raise NotReady("This community has no streets yet. Import a street map first.")
        geometries = np.array([street.geometry for street in streets], dtype=object)
        metric = Metric.around(shapely.box(*shapely.total_bounds(geometries)))
        lines = shapely.transform(geometries, metric.xy)
        lengths = np.array([street.length_m for street in streets])
        ids = np.array([(s.from_node, s.to_node) for s in streets], dtype=np.int64)
        nodes, ends = np.unique(ids, return_inverse=True)
        along = tuple(map(_along, lines, lengths))
        return cls(tuple(streets), metric, lines, along, lengths, ends.reshape(-1, 2), nodes,
                   STRtree(lines))  # fmt: skip

    def snap(self, place: BaseGeometry | LonLat, footing: Footing = ON_FOOT) -> Access:
        """The nearest place to a WGS84 geometry or (lon, lat) on any street fit for `footing`.

        Where no street is, the nearest on any.
        """
        there = self._in_metres(place)
        edge = int(self.tree.nearest(there))
        barred = footing.barred(self.streets)
        if edge in barred and len(barred) < len(self.streets):
            away = shapely.distance(self.lines, there)
            away[[*barred]] = np.inf
            edge = int(np.argmin(away))
        nearest = shapely.shortest_line(self.lines[edge], there)
        return self._access(edge, shapely.get_point(nearest, 0), there)

    def snap_outside(self, place: BaseGeometry | LonLat, metres: float) -> Access:
        """The nearest place on any street that is at least so far from `place`."""
        there = self._in_metres(place)
        # A circle of 64 straight sides lies inside the true one by up to 0.13 %.
        disc = there.buffer(metres * 1.002, quad_segs=16)
        near = self.tree.query(there.buffer(metres + 500), predicate="intersects")
        edges = near if len(near) else np.arange(len(self.lines))
        left = shapely.difference(self.lines[edges], disc)
        away = np.where(shapely.is_empty(left), np.inf, shapely.distance(left, there))
        best = int(np.argmin(away))
        if not np.isfinite(away[best]):
            return self.snap(place)
        point = shapely.get_point(shapely.shortest_line(left[best], there), 0)
        return self._access(int(edges[best]), point, there)

    def at(self, edge: int, offset_m: float) -> Access:
        """The place so many metres along a street."""
        offset = float(np.clip(offset_m, 0, self.lengths[edge]))
        return Access(edge, offset, self._lonlat(edge, offset))

    def _in_metres(self, place: BaseGeometry | LonLat) -> BaseGeometry:
        return self.metric.forward(Point(place) if isinstance(place, tuple) else place)

    def _access(self, edge: int, point: Point, there: BaseGeometry) -> Access:
        line = self.lines[edge]
        scale = self.lengths[edge] / line.length if line.length else 0.0
        offset = float(line.project(point) * scale)
        return Access(edge, offset, self._lonlat(edge, offset), float(point.distance(there)))

    def _lonlat(self, edge: int, offset_m: float) -> LonLat:
        corners = shapely.get_coordinates(self.streets[edge].geometry)
        lon = np.interp(offset_m, self.along_m[edge], corners[:, 0])
        lat = np.interp(offset_m, self.along_m[edge], corners[:, 1])
        return float(lon), float(lat)

    def open_ways(self, closed: Closed = OPEN, footing: Footing = ON_FOOT) -> Ways:
        """What is open to who walks like that."""
        key = closed, footing
        if key not in self._ways:
            if len(self._ways) > 64:
                self._ways.clear()
            barred = closed.with_edges(footing.barred(self.streets))
            factors = footing.factors(self.streets)
            self._ways[key] = Ways.of(self.lengths, self.ends, self.nodes, barred, factors)
        return self._ways[key]

    def ways(
        self, sources: Sequence[Access], targets: Sequence[Access], closed: Closed = OPEN,
        footing: Footing = ON_FOOT,
    ) -> tuple[Floats, Floats]:  # fmt: skip
        """(metres, cost_m), both (sources, targets), of the cheapest ways.

        metres: how long that way is, cost_m: what it counts; inf where there is no open way.
        """
        return self.open_ways(closed, footing).between(sources, targets)

    def distances(
        self, sources: Sequence[Access], targets: Sequence[Access], closed: Closed = OPEN
    ) -> Floats:
        """(sources, targets) metres to walk; inf where there is no open way."""
        return self.ways(sources, targets, closed)[0]

    def path(
        self, a: Access, b: Access, closed: Closed = OPEN, footing: Footing = ON_FOOT
    ) -> tuple[LineString, float]:
        """The way from one place to another that `ways` measures, WGS84, and its metres.

        The line starts exactly at `a.point` and ends exactly at `b.point`.

        Raises
        ------
        NotFound
            No open way joins them.
        """
        parts, length = self.parts(a, b, closed, footing)
        return self.line(a, b, parts), length

    def parts(
        self, a: Access, b: Access, closed: Closed = OPEN, footing: Footing = ON_FOOT
    ) -> tuple[list[Part], float]:
        """The streets of that way, each (edge, from metre, to metre), and its metres.

        Raises
        ------
        NotFound
            No open way joins them.
        """
        return self.open_ways(closed, footing).parts(a, b)

    def line(self, a: Access, b: Access, parts: Iterable[Part]) -> LineString:
        """The WGS84 line along parts of streets, from `a.point` to `b.point`."""
        points: list[LonLat] = [a.point]
        for edge, start, end in parts:
            corners = shapely.get_coordinates(self.streets[edge].geometry)
            at = self.along_m[edge]
            inside = (at > min(start, end) + EPS_M) & (at < max(start, end) - EPS_M)
            between = corners[inside] if start <= end else corners[inside][::-1]
            points += [(float(x), float(y)) for x, y in between]
            points.append(self._lonlat(edge, end))
        points[-1:] = [b.point] if len(points) > 1 else [points[-1], b.point]
        kept = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
        return LineString(kept if len(kept) > 1 else [a.point, b.point])


def _along(line: LineString, length_m: float) -> Floats:
    corners = shapely.get_coordinates(line)
    steps = np.hypot(*np.diff(corners, axis=0).T)
    total = float(steps.sum())
    return np.concatenate(([0.0], np.cumsum(steps))) * (length_m / total if total else 0.0)
