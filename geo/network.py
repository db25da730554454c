"""The walkable streets as a network: where a place meets the street, how far, which way.

Distances are exact for places in the middle of a street. Offsets along a street are in
metres from its from_node, on the scale of its geodesic length.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, Point, STRtree
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geo.closing import OPEN, Closed, Wet, closed_gates
from geo.crs import Metric
from geo.errors import NotFound, NotReady
from geo.graph import LIMIT_M, Graph, nodes_back
from geo.ground import Gate, Street

__all__ = ["OPEN", "Access", "Closed", "StreetNetwork", "Stretch", "Wet", "closed_gates"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LonLat = tuple[float, float]

Part = tuple[int, float, float]

_EPS_M = 1e-6
# A street this far beside a drawn flood segment counts twice its length when the segment is
# laid onto the streets; an end that sticks into a side street by less is cut off.
_ASIDE_M, _STUB_M = 4.0, 8.0


@dataclass(frozen=True, slots=True)
class Access:
    """A place on a street: which (its place in the sequence), how far along it, lon/lat.

    away_m: straight distance from what was snapped to here.
    """

    edge: int
    offset_m: float
    point: LonLat
    away_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a flood segment lies on the streets: from one place to another along `parts`."""

    start: Access
    end: Access
    parts: tuple[Wet, ...]
    line: LineString
    length_m: float

    @property
    def edges(self) -> frozenset[int]:
        """The streets it lies on, wholly or in part."""
        return frozenset(part.edge for part in self.parts)


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
    _graphs: dict[tuple[frozenset[int], frozenset[int]], Graph] = field(default_factory=dict)

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

    def snap(self, place: BaseGeometry | LonLat) -> Access:
        """The nearest place on any street to a WGS84 geometry or (lon, lat)."""
        there = self._in_metres(place)
        edge = int(self.tree.nearest(there))
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

    def graph(self, closed: Closed = OPEN) -> Graph:
        """The graph of the streets that can be walked from end to end."""
        key = closed.touched(), closed.nodes
        if key not in self._graphs:
            if len(self._graphs) > 64:
                self._graphs.clear()
            self._graphs[key] = self._graph(closed, np.ones(len(self.streets)))
        return self._graphs[key]

    def _graph(self, closed: Closed, dearer: Floats) -> Graph:
        usable = ~np.isin(np.arange(len(self.streets)), [*closed.touched()])
        usable &= ~np.isin(self.nodes[self.ends], [*closed.nodes]).any(axis=1)
        return Graph.of(len(self.nodes), self.ends, self.lengths * dearer, usable)

    def distances(
        self, sources: Sequence[Access], targets: Sequence[Access], closed: Closed = OPEN
    ) -> Floats:
        """(sources, targets) metres to walk; inf where there is no open way."""
        if not sources or not targets:
            return np.empty((len(sources), len(targets)))
        from_ends, from_cost = self._to_ends(sources, closed)
        to_ends, to_cost = self._to_ends(targets, closed)
        starts, start_at = np.unique(from_ends, return_inverse=True)
        goals, goal_at = np.unique(to_ends, return_inverse=True)
        between = self.graph(closed).weights(starts, goals, LIMIT_M)
        start_at, goal_at = start_at.reshape(-1, 2), goal_at.reshape(-1, 2)
        least = np.full((len(sources), len(targets)), np.inf)
        for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
            way = between[np.ix_(start_at[:, i], goal_at[:, j])]
            np.minimum(least, from_cost[:, i, None] + way + to_cost[None, :, j], out=least)
        self._along_one_street(least, sources, targets, closed)
        return least

    def _to_ends(self, places: Sequence[Access], closed: Closed) -> tuple[Ints, Floats]:
        edges = np.array([place.edge for place in places], dtype=np.int64)
        cost = np.array([self._ways_out(place, closed) for place in places])
        return self.ends[edges], cost

    def _ways_out(self, place: Access, closed: Closed) -> tuple[float, float]:
        length, (a, b) = float(self.lengths[place.edge]), self.nodes[self.ends[place.edge]]
        first = place.offset_m if int(a) not in closed.nodes else np.inf
        last = length - place.offset_m if int(b) not in closed.nodes else np.inf
        if self._barred(place.edge, 0, place.offset_m, closed):
            first = np.inf
        if self._barred(place.edge, place.offset_m, length, closed):
            last = np.inf
        return first, last

    def _barred(self, edge: int, low: float, high: float, closed: Closed) -> bool:
        parts = closed.parts(edge, float(self.lengths[edge]))
        return any(max(low, start) + _EPS_M < min(high, end) for start, end in parts)

    def _along_one_street(
        self, least: Floats, sources: Sequence[Access], targets: Sequence[Access], closed: Closed
    ) -> None:
        on_edge: dict[int, list[int]] = {}
        for column, target in enumerate(targets):
            on_edge.setdefault(target.edge, []).append(column)
        for row, source in enumerate(sources):
            for column in on_edge.get(source.edge, ()):
                direct = self._direct(source, targets[column], closed)
                least[row, column] = min(least[row, column], direct)

    def _direct(self, a: Access, b: Access, closed: Closed) -> float:
        low, high = sorted((a.offset_m, b.offset_m))
        if a.edge != b.edge or self._barred(a.edge, low, high, closed):
            return np.inf
        return high - low

    def path(self, a: Access, b: Access, closed: Closed = OPEN) -> tuple[LineString, float]:
        """The shortest way from one place to another, WGS84, and its metres.

        The line starts exactly at `a.point` and ends exactly at `b.point`.

        Raises
        ------
        NotFound
            No open way joins them.
        """
        parts, length = self.parts(a, b, closed)
        return self.line(a, b, parts), length

    def parts(
        self, a: Access, b: Access, closed: Closed = OPEN, dearer: Floats | None = None
    ) -> tuple[list[Part], float]:
        """The streets of the shortest way, each (edge, from metre, to metre), and its metres.

        dearer: (m,) by how much each street counts more than its metres in choosing the way.

        Raises
        ------
        NotFound
            No open way joins them.
        """
        factor = np.ones(len(self.streets)) if dearer is None else dearer
        graph = self.graph(closed) if dearer is None else self._graph(closed, dearer)
        out = np.multiply(self._ways_out(a, closed), factor[a.edge])
        into = np.multiply(self._ways_out(b, closed), factor[b.edge])
        weights, before = graph.ways([int(end) for end in self.ends[a.edge]])
        best = min(
            (out[i] + weights[i, self.ends[b.edge, j]] + into[j], i, j)
            for i in (0, 1) for j in (0, 1)
        )  # fmt: skip
        direct = self._direct(a, b, closed)
        if np.isfinite(direct) and direct * factor[a.edge] <= best[0]:
            return [(a.edge, a.offset_m, b.offset_m)], direct
        if not np.isfinite(best[0]):
            raise NotFound(
                "No open way joins these two places. A gate is locked, a street is closed, or "
                "the map lacks a street."
            )
        _, i, j = best
        nodes = nodes_back(before[i], int(self.ends[b.edge, j]))
        middle = [self._whole(graph.between[pair], pair[0]) for pair in pairwise(nodes)]
        leaves = (a.edge, a.offset_m, float(self.lengths[a.edge]) * i)
        comes = (b.edge, float(self.lengths[b.edge]) * j, b.offset_m)
        every = [part for part in (leaves, *middle, comes) if abs(part[2] - part[1]) > _EPS_M]
        return every, _metres(every)

    def _whole(self, edge: int, first: int) -> Part:
        length = float(self.lengths[edge])
        return (edge, 0.0, length) if self.ends[edge, 0] == first else (edge, length, 0.0)

    def line(self, a: Access, b: Access, parts: Iterable[Part]) -> LineString:
        """The WGS84 line along parts of streets, from `a.point` to `b.point`."""
        points: list[LonLat] = [a.point]
        for edge, start, end in parts:
            corners = shapely.get_coordinates(self.streets[edge].geometry)
            at = self.along_m[edge]
            inside = (at > min(start, end) + _EPS_M) & (at < max(start, end) - _EPS_M)
            between = corners[inside] if start <= end else corners[inside][::-1]
            points += [(float(x), float(y)) for x, y in between]
            points.append(self._lonlat(edge, end))
        points[-1:] = [b.point] if len(points) > 1 else [points[-1], b.point]
        kept = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
        return LineString(kept if len(kept) > 1 else [a.point, b.point])

    def along(self, drawn: LineString | MultiLineString) -> Stretch:
        """The stretch of street that a drawn WGS84 line lies on.

        Raises
        ------
        NotFound
            The streets at its two ends are not joined.
        """
        parts = self._laid(self.metric.forward(_as_one(drawn)), depth=3)
        while len(parts) > 1 and _metres(parts[:1]) < _STUB_M:
            parts = parts[1:]
        while len(parts) > 1 and _metres(parts[-1:]) < _STUB_M:
            parts = parts[:-1]
        (first, start, _), (last, _, end) = parts[0], parts[-1]
        a, b = self.at(first, start), self.at(last, end)
        covered = tuple(Wet(edge, min(p, q), max(p, q)) for edge, p, q in parts)
        return Stretch(a, b, covered, self.line(a, b, parts), _metres(parts))

    def _laid(self, drawn: LineString, depth: int) -> list[Part]:
        a, b = (self.snap(self.metric.back(shapely.get_point(drawn, at))) for at in (0, -1))
        parts, length = self.parts(a, b, dearer=self._aside(drawn))
        if depth and length < drawn.length / 2:  # the line goes round, a ring for example
            middle = drawn.length / 2
            halves = (substring(drawn, 0, middle), substring(drawn, middle, drawn.length))
            parts = [part for half in halves for part in self._laid(half, depth - 1)]
        return _joined(parts) or [(a.edge, a.offset_m, b.offset_m)]

    def _aside(self, drawn: LineString) -> Floats:
        places = np.linspace(0.1, 0.9, 5)
        samples = shapely.line_interpolate_point(self.lines[:, None], places, normalized=True)
        aside = np.minimum(shapely.distance(samples, drawn).mean(axis=1), 100 * _ASIDE_M)
        dearer: Floats = 1 + aside / _ASIDE_M
        return dearer


def _as_one(drawn: LineString | MultiLineString) -> LineString:
    merged = shapely.line_merge(drawn)
    if merged.geom_type == "LineString":
        return merged
    return LineString(shapely.get_coordinates(drawn))


def _joined(parts: Sequence[Part]) -> list[Part]:
    """The parts with those of one street, one after the other, as one."""
    joined: list[Part] = []
    for edge, start, end in parts:
        if joined and joined[-1][0] == edge and abs(joined[-1][2] - start) < _EPS_M:
            joined[-1] = (edge, joined[-1][1], end)
        else:
            joined.append((edge, start, end))
    return joined


def _metres(parts: Iterable[Part]) -> float:
    return sum(abs(end - start) for _, start, end in parts)


def _along(line: LineString, length_m: float) -> Floats:
    corners = shapely.get_coordinates(line)
    steps = np.hypot(*np.diff(corners, axis=0).T)
    total = float(steps.sum())
    return np.concatenate(([0.0], np.cumsum(steps))) * (length_m / total if total else 0.0)
