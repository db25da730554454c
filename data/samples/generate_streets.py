"""The sample's street network: every way cut where it meets another, ends exactly on nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from shapely import LineString, Point, STRtree, union_all
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from data.samples.generate_curves import XY, smooth
from data.samples.generate_plan import APART, Way

# Two cuts nearer to each other than this are one junction.
JOIN_M = 1.6


@dataclass(frozen=True, slots=True)
class Edge:
    """A street between two nodes, in the drawing's metres."""

    way: Way
    from_node: int
    to_node: int
    points: tuple[XY, ...]
    bridge: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """All edges, and where each node is."""

    edges: tuple[Edge, ...]
    nodes: dict[int, XY]

    def nearest_node(self, at: Point) -> int:
        """The number of the node nearest to a point."""
        return min(self.nodes, key=lambda node: Point(self.nodes[node]).distance(at))


def drawn(ways: Iterable[Way]) -> list[Way]:
    """Ways with their curves worked out to corners."""
    return [
        replace(way, points=tuple(smooth(way.points)), curved=False) if way.curved else way
        for way in ways
    ]


def joined(ways: Sequence[Way], reach_m: float = 14.0) -> list[Way]:
    """Ways whose loose ends are put onto the nearest other way within reach."""
    lines = [LineString(way.points) for way in ways]
    result = []
    for i, way in enumerate(ways):
        others = [line for j, line in enumerate(lines) if j != i]
        points = list(way.points)
        if not way.closed:
            points[0] = _onto(points[0], others, reach_m)
            points[-1] = _onto(points[-1], others, reach_m)
        result.append(replace(way, points=tuple(points)))
    return result


def _onto(end: XY, others: Sequence[LineString], reach_m: float) -> XY:
    here = Point(end)
    near = min(others, key=lambda line: line.distance(here))
    if near.distance(here) > reach_m:
        return end
    on = near.interpolate(near.project(here))
    return (on.x, on.y)


def network(
    ways: Sequence[Way], gates: Sequence[tuple[str, Point]], water: BaseGeometry
) -> Network:
    """Cut all ways at each other and at their gates, and number the nodes along them."""
    lines = [LineString(way.points) for way in ways]
    cuts: list[list[float]] = [
        [0.0] if way.closed else [0.0, line.length]
        for way, line in zip(ways, lines, strict=True)
    ]  # fmt: skip
    tree = STRtree(lines)
    for i, j in tree.query(lines, predicate="dwithin", distance=0.02).T:
        if i < j and frozenset({ways[i].code, ways[j].code}) not in APART:
            for at in _meetings(lines[i], lines[j]):
                cuts[i].append(lines[i].project(at))
                cuts[j].append(lines[j].project(at))
    codes = {way.code: i for i, way in enumerate(ways)}
    for code, at in gates:
        cuts[codes[code]].append(lines[codes[code]].project(at))
    return _numbered(ways, lines, cuts, water)


def _meetings(a: LineString, b: LineString) -> list[Point]:
    """Where two lines cross or where one ends on the other."""
    ends = [Point(line.coords[k]) for line, other in ((a, b), (b, a)) for k in (0, -1)
            if other.distance(Point(line.coords[k])) < 0.02]  # fmt: skip
    crossed = a.intersection(b)
    points = [part for part in getattr(crossed, "geoms", [crossed]) if isinstance(part, Point)]
    return [*ends, *(point for point in points if not point.is_empty)]


def _numbered(
    ways: Sequence[Way], lines: Sequence[LineString], cuts: Sequence[list[float]],
    water: BaseGeometry,
) -> Network:  # fmt: skip
    nodes: dict[int, XY] = {}
    edges: list[Edge] = []
    for way, line, measures in zip(ways, lines, cuts, strict=True):
        chain = _chain(line, measures, nodes, way.closed)
        for (start, a), (end, b) in pairwise(chain):
            points = _between(line, start, end, nodes[a], nodes[b])
            wet = LineString(points).intersection(water).length > 2
            edges.append(Edge(way, a, b, points, wet))
    return Network(tuple(edges), nodes)


def _chain(
    line: LineString, measures: Iterable[float], nodes: dict[int, XY], closed: bool
) -> list[tuple[float, int]]:
    """The nodes along one line, with their distances; new nodes are added to `nodes`."""
    chain: list[tuple[float, int]] = []
    for measure in sorted(measures):
        at = line.interpolate(measure)
        node = _node_at(at, nodes)
        if not chain or chain[-1][1] != node:
            chain.append((measure, node))
    if closed:
        if len(chain) > 1 and chain[-1][1] == chain[0][1]:
            chain.pop()
        chain.append((line.length, chain[0][1]))
    return chain


def _node_at(at: Point, nodes: dict[int, XY]) -> int:
    for number, (x, y) in nodes.items():
        if (x - at.x) ** 2 + (y - at.y) ** 2 < JOIN_M**2:
            return number
    number = len(nodes) + 1
    nodes[number] = (at.x, at.y)
    return number


def _between(line: LineString, start: float, end: float, a: XY, b: XY) -> tuple[XY, ...]:
    inner = [
        (x, y) for x, y in substring(line, start, end).coords[1:-1]
        if Point(x, y).distance(Point(a)) > JOIN_M and Point(x, y).distance(Point(b)) > JOIN_M
    ]  # fmt: skip
    return (a, *inner, b)


def carriageways(ways: Iterable[Way], beside_m: float) -> BaseGeometry:
    """The ground that streets cover, with a strip beside them."""
    return union_all([LineString(way.points).buffer(way.width_m / 2 + beside_m) for way in ways])
