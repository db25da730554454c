"""Places where water came again and again: counted by nights, at hazards and off the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import Metric
from geo.found import Found, LonLat
from geo.kinds import FLOOD_SEGMENT

# From so many nights on a place is told: once is weather, twice is chance, three times is a
# place that needs a drain.
TIMES = 3
# As near as that two people mean one puddle.
NEAR_M = 30.0


@dataclass(frozen=True, slots=True)
class WetPlace:
    """A place and the nights in which water was found there, in the order of time.

    hazard_id: None of a place that is on no list. rank: of the worst that was found.
    """

    hazard_id: str | None
    point: LonLat
    nights: tuple[date, ...]
    rank: int

    @property
    def times(self) -> int:
        """In how many nights."""
        return len(self.nights)


def wet_places(
    found: Iterable[Found], segments: Mapping[str, BaseGeometry], near_m: float = NEAR_M
) -> list[WetPlace]:
    """Every place where water was found, the most nights first.

    segments: the flood segments on the list by id, WGS84. Water found elsewhere within `near_m`
    of one is that one's. What is left is gathered around the first that was found, each within
    `near_m` of it. However often it was said in a night, it is one time.
    """
    water = sorted(
        (each for each in found if each.kind == FLOOD_SEGMENT and each.point is not None),
        key=lambda each: (each.night, each.seen_at, each.point),
    )
    gathered = _Gathered(segments, [*segments.values(), *_points(water)], near_m)
    for each in water:
        gathered.add(each)
    return sorted(
        gathered.places(), key=lambda each: (-each.times, -each.rank, each.hazard_id or "~")
    )


def _points(found: Iterable[Found]) -> list[BaseGeometry]:
    return [shapely.Point(each.point) for each in found if each.point is not None]


class _Gathered:
    """Findings by the place that they are of."""

    def __init__(
        self, segments: Mapping[str, BaseGeometry], shapes: list[BaseGeometry], near_m: float
    ) -> None:
        self._ids = list(segments)
        self._near_m = near_m
        self._by_hazard: dict[str, list[Found]] = {}
        self._elsewhere: list[tuple[BaseGeometry, list[Found]]] = []
        if shapes:
            self._metric = Metric.around(shapely.GeometryCollection(shapes))
            self._lines = np.array([self._metric.forward(each) for each in segments.values()])

    def add(self, found: Found) -> None:
        if found.hazard_id in self._ids:
            self._by_hazard.setdefault(str(found.hazard_id), []).append(found)
            return
        point = self._metric.forward(shapely.Point(found.point))
        near = self._segment_near(point)
        if near is not None:
            self._by_hazard.setdefault(near, []).append(found)
            return
        for middle, own in self._elsewhere:
            if middle.distance(point) <= self._near_m:
                own.append(found)
                return
        self._elsewhere.append((point, [found]))

    def places(self) -> list[WetPlace]:
        listed = [_place(hazard_id, found) for hazard_id, found in self._by_hazard.items()]
        return [*listed, *(_place(None, found) for _, found in self._elsewhere)]

    def _segment_near(self, point: BaseGeometry) -> str | None:
        if not self._ids:
            return None
        far = shapely.distance(self._lines, point)
        nearest = int(np.argmin(far))
        return self._ids[nearest] if far[nearest] <= self._near_m else None


def _place(hazard_id: str | None, found: list[Found]) -> WetPlace:
    nights = tuple(sorted({each.night for each in found}))
    point = found[0].point
    assert point is not None
    return WetPlace(hazard_id, point, nights, max(each.rank for each in found))
