"""The sample's buildings: rows of slabs, towers, courtyards along the hutongs, and civic ones."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from shapely import LineString, Point, Polygon, affinity, box, prepare, union_all
from shapely.geometry.base import BaseGeometry

from data.samples.generate_compounds import Laid
from data.samples.generate_curves import beside, heading, turned
from data.samples.generate_plan import Way

SLAB_DEPTH_M = 12.5
LANE_WALL_M = 0.8


@dataclass(frozen=True, slots=True)
class Building:
    """A building as drawn. use: "home", "courtyard", "school", "office" or "shop"."""

    outline: Polygon
    name: str
    name_en: str
    number: str
    street: str
    floors: int
    year: int
    use: str = "home"


class Site:
    """What is taken already; a building fits where nothing else stands.

    gardens: where blocks of a compound gave way to green.
    """

    def __init__(self, taken: BaseGeometry) -> None:
        self._taken = taken
        prepare(self._taken)
        self._standing: list[Polygon] = []
        self.gardens: list[tuple[Laid, Polygon]] = []

    def fits(self, outline: Polygon, apart_m: float) -> bool:
        """Whether the outline is clear of streets and water, and `apart_m` from buildings."""
        if self._taken.intersects(outline):
            return False
        return all(other.distance(outline) >= apart_m for other in self._standing)

    def take(self, outline: Polygon) -> None:
        """Build it."""
        self._standing.append(outline)

    def clear(self, laid: Laid, outlines: Sequence[Polygon]) -> None:
        """Take blocks away again and leave a garden."""
        gone = {id(outline) for outline in outlines}
        self._standing = [each for each in self._standing if id(each) not in gone]
        self.gardens.append((laid, union_all(list(outlines)).convex_hull.buffer(5)))


def estate(laid: Laid, site: Site, random: Random, street: str) -> list[Building]:
    """The blocks of one compound, numbered from the south-west along its rows."""
    outlines = (
        _slabs(laid, site, random) if laid.compound.style == "slab" else _towers(laid, site)
    )  # fmt: skip
    plan = laid.compound
    year = plan.year[0] + int(random.random() * (plan.year[1] - plan.year[0] + 1))
    return [
        Building(
            outline, f"{plan.name}{i}号楼", f"{plan.name_en}, Building {i}", f"{i}号楼", street,
            plan.floors[0] + int(random.random() * (plan.floors[1] - plan.floors[0] + 1)),
            year + i % 3,
        )
        for i, outline in enumerate(outlines, start=1)
    ]  # fmt: skip


def _slabs(laid: Laid, site: Site, random: Random) -> list[Polygon]:
    built: list[Polygon] = []
    spines = [LineString(way.points) for way in laid.ways if "s" in way.code.lstrip("c")]
    for row in laid.rows:
        for part in _between_spines(row, spines):
            for start, end in _shares(part.length, laid.compound.block_m, random):
                outline = _slab(part, start, end, random)
                if outline and laid.area.contains(outline) and site.fits(outline, 7.0):
                    site.take(outline)
                    built.append(outline)
    return _round_a_garden(built, laid, site)


def _round_a_garden(built: list[Polygon], laid: Laid, site: Site) -> list[Polygon]:
    """As many blocks as the compound has: the ones around its middle give way to a garden."""
    spare = len(built) - laid.compound.count
    middle = laid.area.centroid
    by_middle = sorted(built, key=lambda outline: outline.centroid.distance(middle))
    if spare <= 0:
        return built
    site.clear(laid, by_middle[:spare])
    gone = {id(outline) for outline in by_middle[:spare]}
    return [outline for outline in built if id(outline) not in gone]


def _between_spines(row: LineString, spines: Sequence[LineString]) -> list[LineString]:
    """A row cut where lanes cross it, with room for the lane."""
    rest: BaseGeometry = row
    for spine in spines:
        rest = rest.difference(spine.buffer(6.5))
    parts = getattr(rest, "geoms", [rest])
    return sorted((part for part in parts if part.length > 24), key=lambda part: part.bounds[0])


def _shares(length_m: float, target_m: float, random: Random) -> list[tuple[float, float]]:
    """Where slabs begin and end along a row, with gaps that a fire engine passes."""
    gap = 9 + random.random() * 5
    count = max(1, round((length_m + gap) / (target_m + gap)))
    each = (length_m - gap * (count - 1)) / count
    return [(i * (each + gap), i * (each + gap) + each) for i in range(count)]


def _slab(row: LineString, start: float, end: float, random: Random) -> Polygon | None:
    """One slab block; some step back in the middle, as long blocks of that age do."""
    length, middle = min(end - start, 78.0), (start + end) / 2
    if length < 24:
        return None
    half, deep = length / 2, SLAB_DEPTH_M / 2
    shape: BaseGeometry = box(-half, -deep, half, deep)
    if length > 46 and random.random() < 0.4:
        step = 2.6 if random.random() < 0.5 else -2.6
        shape = box(-half, -deep, 0, deep).union(box(-0.01, -deep + step, half, deep + step))
    return turned(Polygon(shape), row.interpolate(middle), heading(row, middle))


def _butterfly() -> Polygon:
    """The plan of a tower of that time: a core with four wings."""
    wings = [affinity.rotate(box(3, -5.4, 15, 5.4), angle, origin=(0, 0)) for angle in (28, 152)]
    wings += [affinity.rotate(box(3, -5.0, 12, 5.0), angle, origin=(0, 0)) for angle in (-38, 218)]
    shape = box(-6, -6, 6, 6).union(wings[0]).union(wings[1]).union(wings[2]).union(wings[3])
    return Polygon(shape.exterior)


def _towers(laid: Laid, site: Site) -> list[Polygon]:
    """Towers on staggered places, all facing south, as many as the compound has."""
    west, south, east, north = laid.area.bounds
    across, up = max(2, round((east - west) / 62)), max(2, round((north - south) / 52))
    tower, built = _butterfly(), []
    for j in range(up):
        for i in range(across):
            x = west + (east - west) * (i + 0.5 + (0.12 if j % 2 else -0.12)) / across
            y = south + (north - south) * (j + 0.5) / up
            spot = _first_free(laid, site, tower, (x, y))
            if spot is not None:
                site.take(spot)
                built.append(spot)
    return _round_a_garden(built, laid, site)


def _first_free(
    laid: Laid, site: Site, tower: Polygon, near: tuple[float, float]
) -> Polygon | None:
    for radius in (0, 5, 10, 15, 20):
        for turn in range(8 if radius else 1):
            at = Point(near[0] + radius * math.cos(turn * math.pi / 4),
                       near[1] + radius * math.sin(turn * math.pi / 4))  # fmt: skip
            outline = turned(tower, at, math.radians(laid.compound.angle_deg))
            if laid.area.contains(outline) and site.fits(outline, 16.0):
                return outline
    return None


def courtyards(
    lanes: Sequence[Way], quarter: Polygon, site: Site, random: Random, count: int
) -> list[Building]:
    """Courtyard houses along the hutongs, door to door, until there are `count`."""
    found = [
        (outline, lane, door)
        for lane in lanes
        for outline, door in _along(lane, quarter, site, random)
    ]
    return [
        Building(outline, f"{lane.name}{door}号", f"{lane.name_en} No. {door}", f"{door}号",
                 lane.name, 1 + (random.random() < 0.12), 1910 + int(random.random() * 40),
                 "courtyard")
        for outline, lane, door in _spread(found, count)
    ]  # fmt: skip


def _spread(found: list[tuple[Polygon, Way, int]], count: int) -> list[tuple[Polygon, Way, int]]:
    """The `count` largest houses, still in the order of their lanes and doors."""
    least = sorted((house[0].area for house in found), reverse=True)[: max(0, count)][-1]
    return [house for house in found if house[0].area >= least]


def _along(
    lane: Way, quarter: Polygon, site: Site, random: Random
) -> Iterable[tuple[Polygon, int]]:
    """Houses on both sides of one lane with their door numbers, odd ones on the left."""
    line = LineString(lane.points)
    for side in (1, -1):
        at, door = 5.0, 1 if side > 0 else 2
        while at < line.length - 4:
            front = 20 + random.random() * 9
            deep = 25 + random.random() * 5 if random.random() < 0.4 else 37 + random.random() * 5
            for wide, long in ((front, deep), (front, 24.0), (19.0, 20.0), (15.0, 17.0)):
                outline = _house(line, at + wide / 2, (wide, long), side * lane.width_m / 2)
                if quarter.contains(outline) and site.fits(outline, 0.8):
                    site.take(outline)
                    yield outline, door
                    at, door = at + wide + 1.0, door + 2
                    break
            else:
                at += 3.0


def _house(line: LineString, at: float, size: tuple[float, float], edge_m: float) -> Polygon:
    """One house around its court, or two courts one behind the other."""
    front, deep = size
    turn = heading(line, at)
    # Old houses keep to the compass: the lane turns, they hardly do.
    square = round(turn / (math.pi / 2)) * math.pi / 2
    away = edge_m + math.copysign(LANE_WALL_M + deep / 2, edge_m)
    wing = 4.2 if deep < 20 else 5.4
    halves = [(-1.0, 1.0)] if deep < 30 else [(-1.0, 0.0), (0.0, 1.0)]
    courts = [
        box(-front / 2 + wing, low * deep / 2 + (wing if low else wing / 2),
            front / 2 - wing, high * deep / 2 - (wing if high else wing / 2))
        for low, high in halves
    ]  # fmt: skip
    shape = Polygon(
        box(-front / 2, -deep / 2, front / 2, deep / 2).exterior.coords,
        [court.exterior.coords for court in courts],
    )
    return turned(shape, beside(line, at, away), turn + (square - turn) * 0.5)
