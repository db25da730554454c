"""Walls, gates, loop roads and rows of the sample's compounds, laid into their blocks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shapely import (
    LineString,
    MultiLineString,
    Point,
    Polygon,
    affinity,
    box,
    line_merge,
    unary_union,
)
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points, substring

from data.samples.generate_curves import XY, largest, longest, rounded, smooth
from data.samples.generate_plan import Compound, Door, Way

PAVEMENT_M = 5.0
LOOP_INSET_M = 11.0
GATE_GAP_M = 8.0
# From the loop road's south side to the middle of the first row of blocks.
FIRST_ROW_M = 17.0


@dataclass(frozen=True, slots=True)
class GateSpot:
    """A gate in its place: on the way of `way`, in the line of the wall."""

    name: str
    name_en: str
    door: Door
    way: str
    at: Point


@dataclass(frozen=True, slots=True)
class Laid:
    """A compound in its block.

    area: inside the wall. ring: its loop road. rows: centre lines of its rows of blocks, south
    to north.
    """

    compound: Compound
    area: Polygon
    ring: LineString
    ways: tuple[Way, ...]
    gates: tuple[GateSpot, ...]
    rows: tuple[LineString, ...]


def blocks(ways: Sequence[Way]) -> list[Polygon]:
    """The blocks between public streets, pavements taken off."""
    lines = [LineString(way.points) for way in ways]
    paved = unary_union(
        [line.buffer(way.width_m / 2 + PAVEMENT_M) for line, way in zip(lines, ways, strict=True)]
    )  # fmt: skip
    return [block for block in box(*paved.bounds).difference(paved).geoms if block.area > 1200]


def lay(compound: Compound, block: Polygon, number: int, public: Sequence[Way]) -> Laid:
    """A compound's wall, loop, gates and rows."""
    area = rounded(block, 9.0)
    loop = largest(area.buffer(-LOOP_INSET_M - 10)).buffer(10, quad_segs=6)
    ring = _started(LineString(loop.exterior.coords).simplify(0.4), compound.doors[0].at)
    prefix = f"c{number}"
    access = "private" if compound.walled else ""
    ways = [
        Way(f"{prefix}ring", f"{compound.name}环路", f"{compound.name_en} Loop", "service",
            _points(ring), compound.lit, access, curved=False, closed=True)
    ]  # fmt: skip
    entries = [
        _entry(f"{prefix}in{i}", compound, door, area, ring, public)
        for i, door in enumerate(compound.doors)
    ]
    ways += [way for way, _ in entries]
    gates = [
        _gate(compound, door, way, spot)
        for door, (way, spot) in zip(compound.doors, entries, strict=True)
        if compound.walled
    ]
    inner = Polygon(ring)
    if compound.style == "slab":
        rows, walks = _rows(compound, inner)
        ways += _spines(compound, inner, prefix, access)
    else:
        rows, walks = [], _garden(inner, number)
    for i, walk in enumerate(walks):
        ways.append(Way(f"{prefix}w{i}", "", "", "footway", _points(walk),
                        compound.footway_lit and i % 3 != 2, access, curved=False))  # fmt: skip
    return Laid(compound, area, ring, tuple(ways), tuple(gates), tuple(rows))


def _gate(compound: Compound, door: Door, way: Way, spot: Point) -> GateSpot:
    return GateSpot(compound.name + door.side, f"{compound.name_en}, {door.side_en}", door,
                    way.code, spot)  # fmt: skip


def campus(name: str, name_en: str, block: Polygon, door: Door, public: Sequence[Way]) -> Laid:
    """A walled ground with one gate and a drive that ends inside."""
    area = rounded(block, 9.0)
    spot = nearest_points(area.exterior, Point(door.at))[0]
    outer = nearest_points(_street_at(spot, public), spot)[0]
    deep = [(spot.x + (spot.x - outer.x) * t, spot.y + (spot.y - outer.y) * t) for t in (1.5, 3.2)]
    drive = Way("school", "", "", "service", ((outer.x, outer.y), (spot.x, spot.y), *deep),
                access="private", curved=False)  # fmt: skip
    plan = Compound(name, name_en, (spot.x, spot.y), "campus", 0, (1, 4), (1991, 1991), (door,))
    gate = GateSpot(f"{name}{door.side}", f"{name_en}, {door.side_en}", door, drive.code, spot)
    return Laid(plan, area, LineString(), (drive,), (gate,), ())


def _street_at(spot: Point, public: Sequence[Way]) -> LineString:
    lines = (LineString(way.points) for way in public if way.kind != "footway")
    return min(lines, key=lambda line: line.distance(spot))


def wall(laid: Laid) -> BaseGeometry:
    """The wall of a compound, open at its gates."""
    gaps = unary_union([spot.at.buffer(GATE_GAP_M / 2) for spot in laid.gates])
    line = LineString(laid.area.exterior.coords).simplify(0.3).difference(gaps)
    return line if isinstance(line, LineString) else MultiLineString(_joined(line))


def _joined(line: BaseGeometry) -> list[LineString]:
    merged = line_merge(line)
    return [part for part in getattr(merged, "geoms", [merged]) if part.length > 1]


def _points(line: LineString) -> tuple[XY, ...]:
    return tuple((x, y) for x, y in line.coords)


def _started(ring: LineString, at: XY) -> LineString:
    """The same ring begun at its point nearest to `at`, so that no junction is made for it."""
    start = ring.project(Point(at))
    tail, head = substring(ring, start, ring.length), substring(ring, 0, start)
    return LineString([*tail.coords, *head.coords[1:]])


def _entry(
    code: str, compound: Compound, door: Door, area: Polygon, ring: LineString,
    public: Sequence[Way],
) -> tuple[Way, Point]:  # fmt: skip
    """The way in from the street through one gate to the loop, and where the gate stands."""
    spot = nearest_points(area.exterior, Point(door.at))[0]
    outer = nearest_points(_street_at(spot, public), spot)[0]
    inner = nearest_points(ring, spot)[0]
    kind = "service" if door.kind == "lift_gate" else "footway"
    points = tuple((p.x, p.y) for p in (outer, spot, inner))
    return Way(code, "", "", kind, points, True, "", curved=False), spot


def _frame(compound: Compound, inner: Polygon) -> tuple[Point, Polygon]:
    """The area turned so that its rows run due east, about its own middle."""
    middle = inner.centroid
    return middle, affinity.rotate(inner, -compound.angle_deg, origin=middle)


def _rows(compound: Compound, inner: Polygon) -> tuple[list[LineString], list[LineString]]:
    """Centre lines of the rows, and the footways along the doors on their north side."""
    middle, turned = _frame(compound, inner)
    west, south, east, north = turned.bounds
    rows, walks = [], []
    at, number = south + FIRST_ROW_M + abs(compound.bow_m), 0
    while at < north - 12:
        rows.append(_bowed(compound, turned, at, (west, east), turned.buffer(-5.5)))
        walk = _bowed(compound, turned, at + 12.5, (west, east), turned)
        if walk is not None and _clear_of_ring(walk, turned):
            # Every fourth walk ends at the last door: nobody goes on from there.
            walks.append(substring(walk, 0, 0.72, normalized=True) if number % 4 == 1 else walk)
        at, number = at + compound.pitch_m, number + 1
    back = [
        [affinity.rotate(line, compound.angle_deg, origin=middle) for line in lines if line]
        for lines in (rows, walks)
    ]
    return back[0], back[1]


def _clear_of_ring(walk: LineString, inner: Polygon) -> bool:
    middle = walk.interpolate(0.5, normalized=True)
    return bool(inner.exterior.distance(middle) > 9 and walk.length > 40)


def _bowed(
    compound: Compound, turned: Polygon, at: float, span: XY, clip: Polygon
) -> LineString | None:
    """A row line at a height, bent like the street beside it, within an area."""
    west, east = span
    half, middle = (east - west) / 2, (west + east) / 2
    points = [
        (middle + t * half, at + compound.bow_m * (1 - t * t))
        for t in [i / 12 - 1 for i in range(25)]
    ]
    return longest(LineString(points).intersection(clip))


def _spines(compound: Compound, inner: Polygon, prefix: str, access: str) -> list[Way]:
    """Lanes that cross the rows from south to north."""
    middle, turned = _frame(compound, inner)
    west, south, east, north = turned.bounds
    ways = []
    for i in range(compound.spines):
        x = west + (east - west) * (i + 1) / (compound.spines + 1) + (-1) ** i * 6
        points = [
            (x + 5 * math.sin(step / 2.2 + i), south + (north - south) * step / 10)
            for step in range(-1, 12)
        ]
        line = longest(LineString(smooth(points, 12.0)).intersection(turned))
        if line is not None:
            back = affinity.rotate(line, compound.angle_deg, origin=middle).simplify(0.4)
            ways.append(Way(f"{prefix}s{i}", "", "", "service", _points(back), compound.lit,
                            access, curved=False))  # fmt: skip
    return ways


def _garden(inner: Polygon, number: int) -> list[LineString]:
    """Two winding garden paths through a compound of towers."""
    west, south, east, north = inner.bounds
    width, height = east - west, north - south
    phase = number * 1.3
    flat: list[XY] = [
        (west + width * (t / 8), south + height * (0.5 + 0.17 * math.sin(t * 0.9 + phase)))
        for t in range(-1, 10)
    ]
    steep: list[XY] = [
        (west + width * (0.5 + 0.13 * math.sin(t * 0.8 + phase)), south + height * t / 8)
        for t in range(-1, 10)
    ]
    lines = [
        longest(LineString(smooth(points, 8.0)).intersection(inner)) for points in (flat, steep)
    ]
    return [line.simplify(0.4) for line in lines if line is not None]
