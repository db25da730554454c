"""GCJ-02 and BD-09, the shifted coordinates of Chinese map services, to WGS84 and back.

The published formulas, on (n, 2) arrays of lon/lat degrees. The way back has no formula: it is
found as a fixed point, to about a nanometre.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

# Beyond it a number is no angle that anybody writes.
_MOST_DEGREES = 720.0

Floats = NDArray[np.float64]

# The Krassovsky ellipsoid, as the formula has it, and the box in which it shifts.
_A, _EE = 6378245.0, 0.00669342162296594323
_WEST, _SOUTH, _EAST, _NORTH = 72.004, 0.8293, 137.8347, 55.8271


def wgs84_to_gcj02(points: Floats) -> Floats:
    """(n, 2) GCJ-02 of (n, 2) WGS84; outside China the same."""
    inside = _in_china(points)[:, None]
    # What is not shifted is not computed either: the squares of huge numbers overflow.
    lon, lat = np.where(inside, points, (105.0, 35.0)).T
    x, y = lon - 105.0, lat - 35.0
    waves = _wave(6 * x, 20) + _wave(2 * x, 20)
    north = (-100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
             + (waves + _wave(y, 20) + _wave(y / 3, 40) + _wave(y / 12, 160) + _wave(y / 30, 320))
             * 2 / 3)  # fmt: skip
    east = (300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
            + (waves + _wave(x, 20) + _wave(x / 3, 40) + _wave(x / 12, 150) + _wave(x / 30, 300))
            * 2 / 3)  # fmt: skip
    rad = np.radians(lat)
    magic = 1 - _EE * np.sin(rad) ** 2
    shift = np.column_stack((
        np.degrees(east / (_A / np.sqrt(magic) * np.cos(rad))),
        np.degrees(north / (_A * (1 - _EE) / (magic * np.sqrt(magic)))),
    ))  # fmt: skip
    return points + np.where(inside, shift, 0.0)


def gcj02_to_wgs84(points: Floats) -> Floats:
    """(n, 2) WGS84 of (n, 2) GCJ-02; outside China the same."""
    return np.where(_in_china(points)[:, None], _undone(wgs84_to_gcj02, points), points)


def gcj02_to_bd09(points: Floats) -> Floats:
    """(n, 2) BD-09 of (n, 2) GCJ-02."""
    x, y = points[:, 0], points[:, 1]
    turn = np.pi * 3000 / 180
    radius = np.hypot(x, y) + 2e-5 * np.sin(y * turn)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * turn)
    return np.column_stack((radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006))


def bd09_to_gcj02(points: Floats) -> Floats:
    """(n, 2) GCJ-02 of (n, 2) BD-09; what is no degrees at all stays as it is."""
    degrees = np.all(np.abs(points) <= _MOST_DEGREES, axis=1, keepdims=True)
    return np.where(degrees, _undone(gcj02_to_bd09, np.where(degrees, points, 0.0)), points)


def _wave(x: Floats, height: float) -> Floats:
    return height * np.sin(x * np.pi)


def _in_china(points: Floats) -> NDArray[np.bool_]:
    lon, lat = points[:, 0], points[:, 1]
    return (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)


def _undone(shift: Callable[[Floats], Floats], points: Floats) -> Floats:
    found = points.copy()
    for _ in range(12):
        wrong = shift(found) - points
        found -= wrong
        if not np.abs(wrong).max(initial=0) > 1e-13:
            break
    return found
