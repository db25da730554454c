"""Curves in the plane of the sample's drawing; everything here is in metres east and north."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon, affinity
from shapely.geometry.base import BaseGeometry

XY = tuple[float, float]


def smooth(points: Sequence[XY], step_m: float = 9.0, closed: bool = False) -> list[XY]:
    """A centripetal Catmull-Rom curve through all points, with a corner every `step_m`."""
    body = np.asarray(points, dtype=float)
    if closed:
        padded = np.vstack([body[-1], body, body[0], body[1]])
    else:
        padded = np.vstack([2 * body[0] - body[1], body, 2 * body[-1] - body[-2]])
    pieces = [
        _span(padded[i : i + 4], step_m, last=i == len(padded) - 4)
        for i in range(len(padded) - 3)
    ]  # fmt: skip
    return [(float(x), float(y)) for x, y in np.vstack(pieces)]


def _span(four: NDArray[np.float64], step_m: float, last: bool) -> NDArray[np.float64]:
    """The part between the second and third of four control points (Barry and Goldman)."""
    knots = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(four, axis=0), axis=1) ** 0.5)])
    count = max(2, round(float(np.linalg.norm(four[2] - four[1])) / step_m) + 1)
    at = np.linspace(knots[1], knots[2], count)[:, None]
    level = [four[i] for i in range(4)]
    for depth in (1, 2, 3):
        level = [
            _mix(level[i], level[i + 1], *_ends(knots, i, depth), at)
            for i in range(4 - depth)
        ]  # fmt: skip
    whole: NDArray[np.float64] = level[0] if last else level[0][:-1]
    return whole


def _ends(knots: NDArray[np.float64], i: int, depth: int) -> tuple[float, float]:
    # Barry and Goldman's pyramid: the third level narrows to the middle span again.
    return (knots[1], knots[2]) if depth == 3 else (knots[i], knots[i + depth])


def _mix(
    a: NDArray[np.float64], b: NDArray[np.float64], low: float, high: float, at: NDArray[np.float64]
) -> NDArray[np.float64]:
    mixed: NDArray[np.float64] = (a * (high - at) + b * (at - low)) / (high - low)
    return mixed


def heading(line: LineString, at_m: float) -> float:
    """Direction of a line at a distance along it, radians anticlockwise from east."""
    a = line.interpolate(max(0.0, at_m - 2))
    b = line.interpolate(min(line.length, at_m + 2))
    return math.atan2(b.y - a.y, b.x - a.x)


def beside(line: LineString, at_m: float, left_m: float) -> Point:
    """The point `left_m` to the left of a line at a distance along it."""
    on, turn = line.interpolate(at_m), heading(line, at_m) + math.pi / 2
    return Point(on.x + left_m * math.cos(turn), on.y + left_m * math.sin(turn))


def turned(shape: Polygon, at: Point, angle: float) -> Polygon:
    """A shape drawn around (0, 0), turned by radians and moved to a point."""
    spun = affinity.rotate(shape, angle, origin=(0, 0), use_radians=True)
    return affinity.translate(spun, at.x, at.y)


def rounded(area: Polygon, radius_m: float) -> Polygon:
    """An area with its outward corners rounded; its largest part where it falls apart."""
    opened = area.buffer(-radius_m).buffer(radius_m, quad_segs=5)
    return largest(opened)


def largest(area: BaseGeometry) -> Polygon:
    """The largest polygon of an area."""
    parts = [part for part in getattr(area, "geoms", [area]) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area)


def longest(line: BaseGeometry) -> LineString | None:
    """The longest line of a geometry, or None where it holds none."""
    parts = [part for part in getattr(line, "geoms", [line]) if isinstance(part, LineString)]
    return max(parts, key=lambda part: part.length, default=None)
