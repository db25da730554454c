"""Do a file's coordinates lie on what they should lie on: leaks on buildings, roads on streets?

In Beijing GCJ-02 is half a kilometre off, and a community is not much wider, so that being
inside the boundary proves little. Buildings and streets are the control points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.crs import Metric, geometry_to_wgs84
from geo.errors import BadGeometry

FEWEST = 3
NEAR_M = 8.0
_READINGS = ("EPSG:4326", "GCJ-02", "BD-09")
_SAME = {"OGC:CRS84": "EPSG:4326", "EPSG:4490": "EPSG:4326"}


@dataclass(frozen=True, slots=True)
class Fit:
    """Another reading that fits far better: `hits` of `total` geometries, against `hits_given`."""

    crs: str
    hits: int
    hits_given: int
    total: int


def better_fit(
    groups: Sequence[tuple[Sequence[BaseGeometry], Sequence[BaseGeometry]]], crs: str
) -> Fit | None:
    """The reading of the coordinates that fits far better than `crs`, if there is one.

    groups: geometries in `crs`, each with the WGS84 buildings or streets that they should be
    on. Fewer than three geometries prove nothing.
    """
    useful = [(given, marks) for given, marks in groups if len(given) and len(marks)]
    total = sum(len(given) for given, _ in useful)
    if total < FEWEST:
        return None
    trees = [_tree(marks) for _, marks in useful]
    hits = {
        reading: sum(
            _on(given, reading, *tree) for (given, _), tree in zip(useful, trees, strict=True)
        )
        for reading in dict.fromkeys((_SAME.get(crs, crs), *_READINGS))
    }
    best = max(hits, key=lambda reading: hits[reading])
    given_hits = hits[_SAME.get(crs, crs)]
    if hits[best] < 0.8 * total or given_hits > 0.5 * hits[best]:
        return None
    return Fit(best, hits[best], given_hits, total)


def _tree(marks: Sequence[BaseGeometry]) -> tuple[STRtree, Metric]:
    metric = Metric.around(shapely.box(*shapely.total_bounds(np.array(marks, dtype=object))))
    return STRtree(shapely.transform(np.array(marks, dtype=object), metric.xy)), metric


def _on(given: Sequence[BaseGeometry], crs: str, tree: STRtree, metric: Metric) -> int:
    points, owner = _samples(given, crs)
    if not len(points):
        return 0
    near = np.zeros(len(points), dtype=bool)
    placed = shapely.points(metric.xy(shapely.get_coordinates(points)))
    near[tree.query(placed, predicate="dwithin", distance=NEAR_M)[0]] = True
    return sum(bool(near[owner == one].all()) for one in np.unique(owner))


def _samples(
    given: Sequence[BaseGeometry], crs: str
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Points of each geometry that must all be near a mark, and whose they are."""
    points: list[BaseGeometry] = []
    owner: list[int] = []
    for number, each in enumerate(given):
        try:
            placed = geometry_to_wgs84(each, crs)
        except BadGeometry:
            continue
        along = placed.geom_type == "LineString"
        own = (
            [placed.interpolate(share, normalized=True) for share in (0, 0.5, 1)]
            if along
            else [placed.representative_point()]
        )
        points += own
        owner += [number] * len(own)
    return np.array(points, dtype=object), np.array(owner, dtype=np.int64)
