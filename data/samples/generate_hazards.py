"""The sample's forty hazards: where water stands, which roofs leak, which trees lean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from data.samples.generate_buildings import Building
from data.samples.generate_curves import XY
from data.samples.generate_people import QUARTERS
from data.samples.generate_place import Place
from data.samples.generate_streets import Edge
from geo.hazards import code_of, rank_of
from geo.kinds import FLOOD_SEGMENT, LEAK_BUILDING, LEANING_TREE, kind_named


@dataclass(frozen=True, slots=True)
class Found:
    """A hazard as drawn, its geometry still in metres."""

    code: str
    kind: str
    rank: int
    geometry: BaseGeometry
    name: str
    address: str
    keeper: str
    deputy: str
    raw: dict[str, object] = field(default_factory=dict)
    note: str = ""
    must_be_keeper: bool = False


# (way, near, length_m, depth_cm, drains, what lifts it, name)
_FLOODS: tuple[tuple[str, XY, float, int, int, str, str], ...] = (
    ("xidong", (-432, -5), 92, 38, 6, "underpass", "溪东路下凹桥"),
    ("yuan", (-230, -40), 118, 20, 8, "", "雨安路南井胡同口"),
    ("liuyin", (-48, -150), 108, 31, 6, "", "柳荫街南段"),
    ("zhulian", (-228, 108), 74, 18, 1, "", "竹帘胡同中段"),
    ("jingtai", (-340, 268), 66, 10, 3, "", "井台街西口"),
    ("wangxi", (-280, -170), 96, 29, 2, "", "望溪巷弯道"),
    ("lianchi", (120, -232), 104, 22, 4, "", "莲池路西段"),
    ("shusheng", (240, -110), 64, 12, 4, "", "书声街"),
    ("xingtan", (206, -320), 70, 16, 3, "cover_missing", "杏坛巷校门口"),
    ("huan", (300, 330), 84, 8, 5, "", "听雨环路东北角"),
    ("c2ring", (-430, -250), 80, 17, 2, "", "望河苑西侧环路"),
    ("c1ring", (-75, -330), 60, 7, 2, "", "柳荫小区东门内"),
    ("caochang", (386, -330), 72, 14, 2, "", "操场巷"),
    ("hefeng", (76, 45), 78, 52, 3, "", "荷风巷低洼处"),
)

# (building name, or a point in the hutongs; scale; doors; live wire)
_LEAKS: tuple[tuple[str | XY, str, tuple[str, ...], bool], ...] = (
    ("柳荫小区5号楼", "L2", ("2单元601",), False),
    ("柳荫小区9号楼", "L3", ("1单元602", "3单元601"), False),
    ("柳荫小区14号楼", "L1", ("4单元502",), False),
    ("望河苑10号楼", "L1", ("1单元701",), False),
    ("北望里1号楼", "L3", ("2单元501", "2单元502"), False),
    ("北望里6号楼", "L2", ("3单元401",), False),
    ("槐安里2号楼", "L2", ("1单元601",), False),
    ("槐安里8号楼", "L1", ("5单元602",), False),
    ("雨安新村3号楼", "L1", ("2单元602",), False),
    ("雨安里1号楼", "L1", ("3单元601",), False),
    ((-345, 150), "L4", ("北房", "东房"), False),
    ((-255, 165), "L2", ("北房",), False),
    ((-395, 120), "L2", ("西房",), True),
    ((-160, 50), "L1", ("南房",), False),
)

# (near, scale, height_m, lean_deg, would hit, live wire)
_TREES: tuple[tuple[XY, str, float, float, str, bool], ...] = (
    ((-74, 300), "T3", 14, 24, "path", False),
    ((-445, 60), "T1", 12, 9, "nothing", False),
    ((-300, 60), "T2", 9, 15, "roof", False),
    ((-258, 196), "T4", 13, 33, "roof", False),
    ((-360, 262), "T1", 11, 8, "path", False),
    ((470, 252), "T2", 10, 14, "car", False),
    ((310, 240), "T1", 9, 7, "path", False),
    ((350, -250), "T3", 12, 22, "wire", False),
    ((-280, -280), "T2", 13, 16, "car", False),
    ((450, 300), "T1", 8, 10, "car", False),
    ((130, 95), "T2", 10, 17, "path", False),
    ((540, -60), "T1", 15, 6, "path", False),
)


def hazards(place: Place) -> list[Found]:
    """All hazards, numbered within their kind."""
    return [*_numbered(FLOOD_SEGMENT, _floods(place)), *_numbered(LEAK_BUILDING, _leaks(place)),
            *_numbered(LEANING_TREE, _leaning(place))]  # fmt: skip


Drawn = tuple[BaseGeometry, str, str, dict[str, object]]


def _numbered(kind: str, drawn: Iterable[Drawn]) -> Iterable[Found]:
    spec = kind_named(kind)
    for number, (geometry, name, address, raw) in enumerate(drawn, start=1):
        keeper, deputy = _people(geometry)
        yield Found(
            code_of(spec, number), kind, rank_of(spec, raw) or 1, geometry, name, address, keeper,
            deputy, raw, must_be_keeper=kind == LEAK_BUILDING and number == 9,
        )  # fmt: skip


def _people(geometry: BaseGeometry) -> tuple[str, str]:
    middle = geometry.centroid
    _, keeper, deputy = min(QUARTERS, key=lambda each: middle.distance(Point(each[0])))
    return keeper, deputy


def _floods(place: Place) -> Iterable[Drawn]:
    for way, near, length_m, depth_cm, drains, lift, name in _FLOODS:
        edges = [edge for edge in place.network.edges if edge.way.code == way]
        raw: dict[str, object] = {"depth_cm": depth_cm, "drains": drains}
        raw |= {lift: True} if lift else {}
        yield _slice(edges, Point(near), length_m), name, edges[0].way.name, raw


def _slice(edges: Sequence[Edge], near: Point, length_m: float) -> LineString:
    """Whole corners of one way around a point: a line that lies on the street exactly."""
    points = list(edges[0].points)
    for edge in edges[1:]:
        points += edge.points[1:]
    first = last = min(range(len(points)), key=lambda i: Point(points[i]).distance(near))
    while last - first < 1 or LineString(points[first : last + 1]).length < length_m:
        first, last = max(0, first - 1), min(len(points) - 1, last + 1)
    return LineString(points[first : last + 1])


def _leaks(place: Place) -> Iterable[Drawn]:
    for where, scale, doors, live_wire in _LEAKS:
        building = _building(place.buildings, where)
        raw: dict[str, object] = {
            "scale": scale, "year": building.year, "floors": building.floors, "doors": list(doors),
        }  # fmt: skip
        raw |= {"live_wire": True} if live_wire else {}
        # A courtyard house has its street's name in its own.
        own = building.name.startswith(building.street)
        address = building.name if own else f"{building.street} {building.name}"
        yield building.outline, building.name, address, raw


def _building(buildings: Sequence[Building], where: str | XY) -> Building:
    if isinstance(where, str):
        return next(each for each in buildings if each.name == where)
    houses = (each for each in buildings if each.use == "courtyard")
    return min(houses, key=lambda house: house.outline.distance(Point(where)))


def _leaning(place: Place) -> Iterable[Drawn]:
    for near, scale, height_m, lean_deg, target, live_wire in _TREES:
        tree = min(place.trees, key=lambda each: each.at.distance(Point(near)))
        street = min(
            (edge for edge in place.network.edges if edge.way.name),
            key=lambda edge: LineString(edge.points).distance(tree.at),
        )
        raw: dict[str, object] = {
            "scale": scale, "species": tree.species, "height_m": height_m, "lean_deg": lean_deg,
            "target": target,
        }  # fmt: skip
        raw |= {"live_wire": True} if live_wire else {}
        yield tree.at, f"{street.way.name}{tree.species}", street.way.name, raw
