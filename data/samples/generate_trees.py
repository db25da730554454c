"""The sample's trees: rows along the streets, single ones in the park and in the hutongs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from shapely import LineString, Point, Polygon, prepare
from shapely.geometry.base import BaseGeometry

from data.samples.generate_curves import beside
from data.samples.generate_plan import Way

LOCUST, POPLAR, GINKGO, WILLOW, PINE, PLANE = "国槐", "毛白杨", "银杏", "垂柳", "油松", "悬铃木"
SPECIES_EN = {
    LOCUST: "Pagoda tree", POPLAR: "Chinese white poplar", GINKGO: "Ginkgo",
    WILLOW: "Weeping willow", PINE: "Chinese pine", PLANE: "Plane tree",
}  # fmt: skip

_BY_STREET = {
    "liuyin": WILLOW, "xidong": WILLOW, "xibian": WILLOW, "lakeside": WILLOW, "yinxing": GINKGO,
    "beiwang": POPLAR, "qingpu": POPLAR, "yuan": PLANE, "lianchi": WILLOW, "parknorth": PINE,
}  # fmt: skip
# Metres between trees by kind of street; nothing is planted where a kind is missing.
_SPACING_M = {
    "primary": 30.0, "secondary": 29.0, "tertiary": 24.0, "residential": 34.0,
    "living_street": 32.0, "service": 120.0, "footway": 120.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree, in the drawing's metres."""

    at: Point
    species: str


def trees(
    ways: Sequence[Way], near: Polygon, groves: Sequence[tuple[Polygon, int]],
    hard: BaseGeometry, random: Random,
) -> Iterable[Tree]:  # fmt: skip
    """Trees on soft ground in `near`, none closer than 4 m to another."""
    prepare(hard)
    prepare(near)
    planted: list[Point] = []
    scattered = [each for area, count in groves for each in _scattered(area, count, random)]
    for at, species in [*_rows(ways, random), *scattered]:
        free = near.contains(at) and not hard.intersects(at)
        if free and all(at.distance(other) > 4 for other in planted):
            planted.append(at)
            yield Tree(at, species)


def _rows(ways: Sequence[Way], random: Random) -> Iterable[tuple[Point, str]]:
    for way in ways:
        spacing = _SPACING_M.get(way.kind)
        if spacing is not None:
            line = LineString(way.points)
            species = _BY_STREET.get(way.code, LOCUST if way.width_m > 4 else PLANE)
            for side in (1, -1):
                yield from _row(line, side * (way.width_m / 2 + 1.6), spacing, species, random)


def _row(
    line: LineString, left_m: float, spacing_m: float, species: str, random: Random
) -> Iterable[tuple[Point, str]]:
    at = 9.0 + random.random() * 4
    while at < line.length - 9:
        # One in eight is missing: it died, or a driveway took its place.
        if random.random() > 0.13:
            yield beside(line, at, left_m + random.random() * 0.5), species
        at += spacing_m * (0.85 + random.random() * 0.3)


def _scattered(area: Polygon, count: int, random: Random) -> Iterable[tuple[Point, str]]:
    west, south, east, north = area.bounds
    inner = area.buffer(-3)
    while count > 0:
        x, y = random.random(), random.random()
        at = Point(west + x * (east - west), south + y * (north - south))
        if inner.contains(at):
            count -= 1
            yield at, (PINE, LOCUST, GINKGO, LOCUST)[int(random.random() * 4)]
