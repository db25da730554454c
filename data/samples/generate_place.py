"""The whole place in the drawing's metres: streets, compounds, water, buildings and trees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from shapely import LineString, Point, Polygon, polygonize, unary_union, union_all
from shapely.geometry.base import BaseGeometry

from data.samples import generate_plan as plan
from data.samples.generate_buildings import Building, Site, courtyards, estate
from data.samples.generate_civic import TRACK, civic
from data.samples.generate_compounds import Laid, blocks, campus, lay
from data.samples.generate_curves import XY, largest, rounded, smooth
from data.samples.generate_plan import Door, Way
from data.samples.generate_streets import Network, carriageways, drawn, joined, network
from data.samples.generate_trees import Tree, trees

BUILDINGS = 150
QUARTER = (-300.0, 150.0)
SCHOOL = (280.0, -340.0)
POCKETS = (
    ("雨安街心花园", "Yu'an Corner Garden", (-150.0, -30.0)),
    ("井台口袋公园", "Jingtai Pocket Park", (-430.0, 225.0)),
    ("竹帘小园", "Zhulian Green", (-175.0, 150.0)),
    ("灯草小园", "Dengcao Green", (-300.0, 230.0)),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Everything on the ground. parks: name, English name and area."""

    ways: tuple[Way, ...]
    network: Network
    laid: tuple[Laid, ...]
    water: tuple[tuple[str, str, Polygon], ...]
    parks: tuple[tuple[str, str, Polygon], ...]
    buildings: tuple[Building, ...]
    boundary: Polygon
    trees: tuple[Tree, ...]


def place(random: Random) -> Place:
    """Yu'anli, drawn."""
    river = LineString(smooth(plan.RIVER, 16.0))
    bed, lake = river.buffer(plan.RIVER_WIDTH_M / 2, cap_style="flat"), _lake()
    public = joined(drawn(plan.STREETS))
    lanes = _hutongs(public)
    around = [way for way in public if way.code != "xibian"]
    faces = blocks(around)
    laid = _compounds(faces, public)
    ways = (*public, *lanes, *_paths(public, lake), *(way for each in laid for way in each.ways))
    site = Site(union_all([carriageways(ways, 0.4), bed, lake]))
    fronts = [*lanes, *(way for way in public if way.code in ("jingtai", "xidong"))]
    quarter = _face(faces, QUARTER)
    buildings = _buildings(site, laid, fronts, quarter, random)
    gardens = [
        *_gardens(site, ways, buildings),
        *_pockets(blocks([*around, *lanes]), quarter, buildings),
    ]
    parks, boundary = _parks(faces, bed, around), _boundary(public, river)
    groves = [(parks[0][2], 120), (quarter, 60)]
    groves += [(green, round(green.area / 220)) for _, _, green in gardens]
    hard = [carriageways(ways, 0.3), bed, lake, *(each.outline.buffer(1.8) for each in buildings)]
    return Place(
        ways,
        network(ways, [(spot.way, spot.at) for each in laid for spot in each.gates],
                union_all([bed, lake])),
        tuple(laid),
        (("雨溪", "Yuxi Stream", bed), ("听雨湖", "Tingyu Lake", lake)),
        (*parks, *gardens), tuple(buildings), boundary,
        tuple(trees(ways, boundary.buffer(30), groves, union_all(hard), random)),
    )  # fmt: skip


def _compounds(faces: Sequence[Polygon], public: Sequence[Way]) -> list[Laid]:
    laid = [
        lay(compound, _face(faces, compound.inside), number, public)
        for number, compound in enumerate(plan.COMPOUNDS, start=1)
    ]
    door = Door((198, -300), "校门", "School Gate")
    school = campus("雨安小学", "Yu'an Primary School", _face(faces, SCHOOL), door, public)
    return [*laid, school]


def _paths(public: Sequence[Way], lake: Polygon) -> list[Way]:
    """Footways of the park and the stream's banks, put onto the streets and each other."""
    paths = drawn([*plan.PARK_WAYS, *_bank_steps(), _lakeside(lake)])
    return joined([*public, *paths])[len(public) :]


def _lake() -> Polygon:
    return Polygon(smooth(plan.LAKE, 9.0, closed=True), [smooth(plan.ISLAND, 6.0, closed=True)])


def _lakeside(lake: Polygon) -> Way:
    around = Polygon(lake.exterior).buffer(9, quad_segs=5).simplify(0.4).exterior
    points = tuple((x, y) for x, y in around.coords)
    return Way("lakeside", "听雨湖步道", "Tingyu Lakeside Walk", "footway", points, curved=False,
               closed=True)  # fmt: skip


def _bank_steps() -> list[Way]:
    return [
        Way(code, "溪岸台阶", "Bank Steps", "steps", points, lit=False, curved=False)
        for code, points in plan.BANK_STEPS
    ]  # fmt: skip


def _hutongs(public: Sequence[Way]) -> list[Way]:
    lanes = [
        Way(code, name, name_en, "living_street", points, lit=i % 3 != 2, curved=False)
        for i, (code, name, name_en, points) in enumerate(plan.HUTONGS)
    ]
    return joined([*public, *lanes])[len(public) :]


def _face(faces: Sequence[Polygon], inside: XY) -> Polygon:
    return next(face for face in faces if face.contains(Point(inside)))


def _buildings(
    site: Site, laid: Sequence[Laid], lanes: Sequence[Way], quarter: Polygon, random: Random
) -> list[Building]:
    built = civic(site)
    for each in laid:
        if each.compound.count:
            built += estate(each, site, random, _street_of(each))
    # Houses also stand along two streets of the quarter, at the back of their pavements.
    return built + courtyards(lanes, quarter.buffer(4.4), site, random, BUILDINGS - len(built))


def _street_of(laid: Laid) -> str:
    """The public street at a compound's first gate, which its address names."""
    first = LineString(laid.ways[1].points)
    named = [way for way in drawn(plan.STREETS) if way.kind != "footway"]
    return min(named, key=lambda way: LineString(way.points).distance(Point(first.coords[0]))).name


def _parks(
    faces: Sequence[Polygon], bed: Polygon, public: Sequence[Way]
) -> tuple[tuple[str, str, Polygon], ...]:
    park = rounded(_face(faces, (100.0, 250.0)), 6.0)
    bank = next(way for way in public if way.code == "xidong")
    road = LineString(bank.points)
    strip = Polygon([*road.coords, *reversed(_bank(road))]).buffer(0)
    green = largest(strip.difference(union_all([bed.buffer(1), carriageways(public, 1.5)])))
    corner = rounded(_face(faces, (-432.0, 70.0)), 3.0)
    x, y, wide, high = TRACK
    track = LineString([(x, y - high / 2), (x, y + high / 2)]).buffer(wide / 2, quad_segs=6)
    return (
        ("听雨公园", "Tingyu Park", park),
        ("溪畔绿地", "Streamside Green", green),
        ("雨安桥绿地", "Yu'an Bridge Green", corner),
        ("雨安小学操场", "Yu'an Primary School Ground", track),
    )  # fmt: skip


def _gardens(
    site: Site, ways: Sequence[Way], buildings: Sequence[Building]
) -> Iterable[tuple[str, str, Polygon]]:
    """Greens inside compounds, where blocks gave way to them."""
    hard = union_all(
        [carriageways(ways, 1.0), *(each.outline.buffer(5) for each in buildings)]
    )  # fmt: skip
    for laid, ground in site.gardens:
        parts = getattr(ground.difference(hard), "geoms", [ground.difference(hard)])
        for part in parts:
            green = part.buffer(-3).buffer(3, quad_segs=4)
            if green.area > 250:
                plan = laid.compound
                yield f"{plan.name}花园", f"{plan.name_en} Garden", largest(green)


def _pockets(
    faces: Sequence[Polygon], quarter: Polygon, buildings: Sequence[Building]
) -> Iterable[tuple[str, str, Polygon]]:
    """The largest open grounds among the hutongs, green by now."""
    houses = union_all([each.outline.buffer(4) for each in buildings])
    free = [face.difference(houses).buffer(-8) for face in faces if quarter.contains(face.centroid)]
    parts = [part for each in free for part in getattr(each, "geoms", [each]) if part.area > 60]
    for name, name_en, at in POCKETS:
        part = min(parts, key=lambda part: part.distance(Point(at)))
        yield name, name_en, part.buffer(7, quad_segs=4)


def _bank(road: LineString) -> list[tuple[float, float]]:
    """Points of the river's middle beside each point of the road."""
    return [(x - 26, y) for x, y in road.coords]


def _boundary(public: Sequence[Way], river: LineString) -> Polygon:
    """Inside the middle of three main roads and of the river."""
    main: list[BaseGeometry] = [
        LineString(way.points) for way in public if way.code in plan.BOUNDARY_WAYS
    ]
    cut = unary_union([*main, river])
    faces = polygonize(list(cut.geoms))
    return max(faces.geoms, key=lambda face: face.area)
