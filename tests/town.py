"""A small town in code, with known answers.

Six by four junctions, 100 m apart, numbered west to east and south to north (row * 6 + col);
`at(east_m, north_m)` is measured from the south-west junction. Lengths agree with the nominal
metres to 0.01 %.

    3  18---19---20---21---22---23---25      25: dead end, 80 m of steps
       |    :         |         |            19-13 (":"): a private lane
    2  12---13---14---15---16---17
       |              |         |            15-24-9: the shortcut, a gate on 24,
       |              24        |            closed 23:00-05:00
       |              |         |
    1  6----7----8----9----10---11
       |    |    |    |    |    |
    0  0----1----2----3----4----5            the office stands at 2

Known: 9 to 15 is 100 m by day and 500 m while the gate is closed; 13 to 19 is 100 m by the
private lane and 300 m without it; 0 to 23 is 800 m; 5 to 25 is 380 m.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pyproj import Geod
from shapely import LineString, Point, Polygon, box

from geo.communities import Community, Contact, Office
from geo.ground import Gate, GroundFeature, Street
from geo.hazards import DEFAULT_KINDS, Hazard, code_of, kind_named, rank_of
from geo.nights import moment
from geo.teams import SPEED_M_S, Mode, Shift, Team

WEST, SOUTH = 116.36, 39.86
STEP_M = 100.0
COLUMNS, ROWS = 6, 4
GATE_NODE, DEAD_END = 24, 25
NIGHT = date(2026, 7, 22)
ZONE = "Asia/Shanghai"

_geod = Geod(ellps="WGS84")
_EAST = (_geod.fwd(WEST, SOUTH, 90, 1000)[0] - WEST) / 1000
_NORTH = (_geod.fwd(WEST, SOUTH, 0, 1000)[1] - SOUTH) / 1000

_ROW_NAMES = (("槐安路", "Huai'an Road"), ("柳巷", "Willow Lane"),
              ("竹巷", "Bamboo Lane"), ("北墙路", "North Wall Road"))  # fmt: skip


def id_of(name: str) -> str:
    """The same UUID for the same name, every time."""
    return str(uuid5(NAMESPACE_URL, f"town/{name}"))


COMMUNITY = id_of("community")
OFFICE = id_of("office")


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """(lon, lat) so many metres from the south-west junction."""
    return WEST + east_m * _EAST, SOUTH + north_m * _NORTH


def node_at(node: int) -> tuple[float, float]:
    """(lon, lat) of a street node."""
    if node == GATE_NODE:
        return at(300, 150)
    if node == DEAD_END:
        return at(580, 300)
    return at(node % COLUMNS * STEP_M, node // COLUMNS * STEP_M)


def community() -> Community:
    """The town, with a boundary 60 m around its streets; rules empty, so the defaults."""
    return Community(
        id=COMMUNITY, name="柳堤社区（虚构）", name_en="Willow Dyke (invented)",
        boundary=box(*at(-60, -60), *at(640, 360)), code="110106990001",
        street_code="110106990", district_code="110106", zone=ZONE, invented=True,
    )  # fmt: skip


def office() -> Office:
    """The office, at junction 2."""
    return Office(
        id=OFFICE, community_id=COMMUNITY, name="社区居委会", name_en="Community office",
        point=Point(node_at(2)),
    )  # fmt: skip


def contacts() -> list[Contact]:
    """Three keepers, six patrollers, the desk, a property company and a repair unit."""
    people = [
        ("keeper 1", "张槐", "keeper"), ("keeper 2", "李柳", "keeper"),
        ("keeper 3", "王竹", "keeper"), ("staff 1", "赵一", "staff"), ("staff 2", "钱二", "staff"),
        ("staff 3", "孙三", "staff"), ("staff 4", "周四", "staff"), ("staff 5", "吴五", "staff"),
        ("staff 6", "郑六", "staff"), ("desk", "值班室", "desk"),
        ("property", "安居物业", "property"), ("repair", "抢险一队", "repair"),
    ]  # fmt: skip
    return [
        Contact(id=id_of(key), community_id=COMMUNITY, name=name, role=role,  # type: ignore[arg-type]
                phones=(f"1390000{number:04d}",))
        for number, (key, name, role) in enumerate(people, 1)
    ]  # fmt: skip


# (name, English name, mode, shifts): as `team.usual_shifts` keeps them.
_TEAMS: tuple[tuple[str, str, Mode, list[dict[str, Any]]], ...] = (
    ("巡查一组", "Team 1", "foot", [
        {"from": "08:00", "to": "20:00", "members": [id_of("staff 1"), id_of("staff 2")]},
        {"from": "20:00", "to": "05:00", "members": [id_of("staff 3"), id_of("staff 4")]},
    ]),
    ("巡查二组", "Team 2", "ebike", [
        {"from": "20:00", "to": "05:00", "members": [id_of("staff 5"), id_of("staff 6")]},
    ]),
)  # fmt: skip


def team_rows() -> list[Any]:
    """The two teams as `data.teams.TeamRow`, with their usual shifts."""
    from data.teams import TeamRow

    return [
        TeamRow(id=id_of(en), community_id=COMMUNITY, name=name, name_en=en, mode=mode,
                speed_m_s=SPEED_M_S[mode], office_id=OFFICE, usual_shifts=usual)
        for name, en, mode, usual in _TEAMS
    ]  # fmt: skip


def teams(night: date = NIGHT) -> list[Team]:
    """The two teams on a night, their usual shifts written out."""
    base = node_at(2)
    return [
        Team(id_of(en), name, mode, SPEED_M_S[mode], base, base, tuple(
            Shift(id_of(en), moment(night, each["from"], ZONE), moment(night, each["to"], ZONE),
                  tuple(each["members"]))
            for each in usual
        ))
        for name, en, mode, usual in _TEAMS
    ]  # fmt: skip


def _links() -> list[tuple[int, int]]:
    across = [(row * 6 + col, row * 6 + col + 1) for row in range(ROWS) for col in range(5)]
    up_south = [(col, col + 6) for col in range(COLUMNS)]
    up_middle = [(6, 12), (9, GATE_NODE), (GATE_NODE, 15), (11, 17)]
    up_north = [(12, 18), (13, 19), (15, 21), (17, 23)]
    return [*across, *up_south, *up_middle, *up_north, (23, DEAD_END)]


@cache
def _streets() -> tuple[Street, ...]:
    return tuple(_street(a, b) for a, b in _links())


def _street(a: int, b: int) -> Street:
    line = LineString([node_at(a), node_at(b)])
    private, dead_end = (a, b) == (13, 19), b == DEAD_END
    along_row = b == a + 1 and a < GATE_NODE
    name, name_en = _ROW_NAMES[a // COLUMNS] if along_row else ("", "")
    return Street(
        id=id_of(f"street {a}-{b}"), community_id=COMMUNITY, from_node=a, to_node=b,
        geometry=line, length_m=_geod.geometry_length(line),
        kind="steps" if dead_end else "service" if private else "residential",
        name=name, name_en=name_en, lit={0: True, 3: False}.get(a // COLUMNS),
        steps=dead_end, access="private" if private else "",
    )  # fmt: skip


def streets(*, private: bool = True) -> list[Street]:
    """The streets; without `private` the lane 13-19 is left out."""
    return [street for street in _streets() if private or not street.access]


def edge(a: int, b: int, among: Sequence[Street] | None = None) -> int:
    """Which of the streets joins two nodes: its place in the sequence."""
    every = streets() if among is None else among
    return next(i for i, s in enumerate(every) if {s.from_node, s.to_node} == {a, b})


def gates() -> list[Gate]:
    """The gate on the shortcut, closed 23:00-05:00, and one at junction 0 that never closes."""
    return [
        Gate(id=id_of("gate"), community_id=COMMUNITY, point=Point(node_at(GATE_NODE)),
             kind="gate", node=GATE_NODE, name="竹巷门", name_en="Bamboo Gate",
             closed_from="23:00", closed_to="05:00"),
        Gate(id=id_of("main gate"), community_id=COMMUNITY, point=Point(node_at(0)),
             kind="lift_gate", node=0, name="南大门", name_en="South Gate"),
    ]  # fmt: skip


def _block(east_m: float, north_m: float, width_m: float, depth_m: float) -> Polygon:
    return box(*at(east_m, north_m), *at(east_m + width_m, north_m + depth_m))


def buildings() -> list[GroundFeature]:
    """Buildings 1 to 6, one per block, a school by name, and a second 1号楼 on another street."""
    homes = [
        GroundFeature(id=id_of(f"building {n}"), community_id=COMMUNITY, kind="building",
                      geometry=_block(100 * (n - 1) + 20, 30, 60, 14), number=f"{n}号楼",
                      street_name="槐安路", floors=6)
        for n in range(1, 6)
    ]  # fmt: skip
    return [
        *homes,
        GroundFeature(id=id_of("building 6"), community_id=COMMUNITY, kind="building",
                      geometry=_block(20, 230, 60, 14), number="6号楼", floors=5),
        GroundFeature(id=id_of("school"), community_id=COMMUNITY, kind="building",
                      geometry=_block(420, 230, 60, 40), name="柳堤小学",
                      name_en="Willow Dyke School", floors=4),
        GroundFeature(id=id_of("building 1 north"), community_id=COMMUNITY, kind="building",
                      geometry=_block(320, 230, 60, 14), number="1号楼", street_name="北墙路",
                      floors=3),
    ]  # fmt: skip


def ground() -> list[GroundFeature]:
    """Everything that is drawn: buildings, two trees, a pond, a park and a wall."""
    return [
        *buildings(),
        GroundFeature(id=id_of("oak"), community_id=COMMUNITY, kind="tree",
                      geometry=Point(at(150, 108))),
        GroundFeature(id=id_of("elm"), community_id=COMMUNITY, kind="tree",
                      geometry=Point(at(410, 150))),
        GroundFeature(id=id_of("pond"), community_id=COMMUNITY, kind="water", name="柳塘",
                      name_en="Willow Pond", geometry=_block(120, 125, 60, 40)),
        GroundFeature(id=id_of("park"), community_id=COMMUNITY, kind="park", name="柳园",
                      name_en="Willow Park", geometry=_block(105, 110, 90, 80)),
        GroundFeature(id=id_of("wall"), community_id=COMMUNITY, kind="wall",
                      geometry=LineString([at(205, 150), at(295, 150)])),
    ]  # fmt: skip


def _hazard(kind_id: str, number: int, raw: Mapping[str, object], **own: Any) -> Hazard:
    kind = kind_named(kind_id, DEFAULT_KINDS)
    code, rank = code_of(kind, number), rank_of(kind, raw)
    assert rank is not None
    keeper, deputy = id_of(f"keeper {number % 3 + 1}"), id_of(f"keeper {(number + 1) % 3 + 1}")
    return Hazard(id=id_of(code), code=code, kind=kind_id, community_id=COMMUNITY, rank=rank,
                  raw=raw, keeper_id=keeper, deputy_id=deputy, **own)  # fmt: skip


def hazards() -> list[Hazard]:
    """Twelve hazards: of each kind one of each rank, number n has rank n.

    JS-01 and JS-02 lie on one street each, JS-03 covers 3-4 whole, JS-04 goes through
    junction 8; the trees stand 8 m beside a street, the leaks are buildings 1 to 4.
    """
    water = (
        (10, [at(120, 0), at(180, 0)]), (20, [at(500, 130), at(500, 170)]),
        (30, [at(300, 0), at(400, 0)]), (60, [at(150, 100), at(250, 100)]),
    )  # fmt: skip
    trees = (at(150, 108), at(408, 50), at(350, 208), at(292, 250))
    return [
        *(_hazard("flood_segment", n, {"depth_cm": depth, "drains": n}, name=f"积水点{n}",
                  geometry=LineString(line)) for n, (depth, line) in enumerate(water, 1)),
        *(_hazard("leak_building", n, {"scale": f"L{n}", "year": 1980 + n, "floors": 6,
                                       "doors": [f"{n}01"]},
                  name=f"{n}号楼", address=f"槐安路{n}号楼", geometry=buildings()[n - 1].geometry)
          for n in range(1, 5)),
        *(_hazard("leaning_tree", n, {"scale": f"T{n}", "species": "国槐", "height_m": 8.0 + n,
                                      "lean_deg": 5.0 * n, "target": "path"},
                  name=f"国槐{n}", geometry=Point(trees[n - 1])) for n in range(1, 5)),
    ]  # fmt: skip
