"""Towns by seed: a bent grid of lanes lit and unlit, gates, hazards of all kinds, small teams."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from pyproj import Geod
from shapely import LineString, Point, box

from geo.ground import Gate, Street
from geo.hazards import Hazard
from geo.network import StreetNetwork
from geo.nights import moment
from geo.passes import Rules, needed_for
from geo.plan_check import check
from geo.rain import Level, Levels
from geo.rounds import Plan, plan
from geo.rules import Windows
from geo.teams import SPEED_M_S, Mode, Shift, Team
from geo.underway import Underway

ZONE = "Asia/Shanghai"
NIGHT = date(2026, 7, 22)
_GEOD = Geod(ellps="WGS84")
_EAST, _NORTH = 1.17e-5, 9.0e-6  # degrees of a metre at 39.9° north, nearly
_SCALES: dict[str, dict[str, Any]] = {
    "flood_segment": {"depth_cm": 20},
    "leak_building": {"scale": "L2"},
    "leaning_tree": {"scale": "T2"},
}


Nodes = dict[tuple[int, int], tuple[float, float]]


@dataclass(frozen=True)
class Town:
    """Streets, gates, hazards and teams that belong together."""

    streets: list[Street]
    gates: list[Gate]
    hazards: list[Hazard]
    teams: list[Team]


def random_town(
    seed: int, *, side: int = 5, hazards: int = 8, teams: int = 2, gates: int = 1,
    full: bool = False,
) -> Town:  # fmt: skip
    """The town of that seed: side x side junctions about 100 m apart; full: teams of two only."""
    rng = Random(seed)
    nodes = {
        (i, j): (116.3 + (100 * i + rng.uniform(-25, 25)) * _EAST,
                 39.9 + (100 * j + rng.uniform(-25, 25)) * _NORTH)
        for i in range(side) for j in range(side)
    }  # fmt: skip
    streets = _lit(Random(f"lamps {seed}"), _streets(rng, nodes, side))
    return Town(
        streets=streets,
        gates=[_gate(rng, n, nodes) for n in range(gates)],
        hazards=_with_hours(
            Random(f"hours {seed}"), [_hazard(rng, n, streets) for n in range(hazards)]
        ),
        teams=_with_homes(
            Random(f"homes {seed}"), nodes, [_team(rng, n, nodes, side, full) for n in range(teams)]
        ),
    )


def _streets(rng: Random, nodes: Nodes, side: int) -> list[Street]:
    number = {node: n for n, node in enumerate(nodes)}
    made = []
    for i, j in nodes:
        for other in ((i + 1, j), (i, j + 1)):
            # The first row and column stay whole, and so does one way to every junction.
            keep = i == 0 or other[0] == i + 1 or rng.random() < 0.6
            if other in nodes and keep:
                a, b = nodes[i, j], nodes[other]
                x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
                bend = rng.uniform(-8, 8) * _EAST, rng.uniform(-8, 8) * _NORTH
                line = LineString([a, (x + bend[0], y + bend[1]), b])
                made.append(
                    Street(id=f"street {len(made)}", community_id="c", from_node=number[i, j],
                           to_node=number[other], geometry=line,
                           length_m=_GEOD.geometry_length(line), kind="residential")
                )  # fmt: skip
    return made


def _lit(rng: Random, streets: list[Street]) -> list[Street]:
    """Some of them without lamps, some nobody looked at, a few of them steps."""
    lamps = (True, False, False, None)
    return [
        replace(each, lit=rng.choice(lamps), steps=rng.random() < 0.06) for each in streets
    ]  # fmt: skip


def _gate(rng: Random, n: int, nodes: Nodes) -> Gate:
    node = rng.choice([*nodes][1:])
    return Gate(id=f"gate {n}", community_id="c", point=Point(nodes[node]), kind="gate",
                node=[*nodes].index(node), name=f"门{n}", closed_from="23:00",
                closed_to="05:00")  # fmt: skip


def _hazard(rng: Random, n: int, streets: list[Street]) -> Hazard:
    kind = rng.choice([*_SCALES])
    street = rng.choice(streets)
    low = rng.uniform(0.05, 0.5)
    at = street.geometry.interpolate(low, normalized=True)
    shape: Any = Point(at.x + rng.uniform(-15, 15) * _EAST, at.y + rng.uniform(-15, 15) * _NORTH)
    raw = dict(_SCALES[kind])
    if kind == "flood_segment":
        high = rng.uniform(low + 0.2, 0.95)
        corners = [street.geometry.interpolate(each, normalized=True) for each in (low, high)]
        middle = street.geometry.interpolate(0.5, normalized=True)
        inner = [middle] if low < 0.5 < high else []
        shape = LineString([corners[0], *inner, corners[1]])
    elif kind == "leak_building":
        shape = box(shape.x, shape.y, shape.x + 12 * _EAST, shape.y + 8 * _NORTH)
    else:
        raw["height_m"] = rng.choice([4.0, 8.0, 14.0])
    people = [f"staff {k}" for k in range(8)]
    return Hazard(
        id=f"hazard {n}", code=f"{kind[:2].upper()}-{n:02d}", kind=kind, community_id="c",
        rank=rng.choice([1, 2, 2, 3, 4]), raw=raw, geometry=shape, keeper_id=rng.choice(people),
        deputy_id=rng.choice(people), must_be_keeper=rng.random() < 0.1,
    )  # fmt: skip


def _team(rng: Random, n: int, nodes: Nodes, side: int, full: bool) -> Team:
    mode: Mode = rng.choice(["foot", "foot", "ebike"])
    base = nodes[rng.choice([*nodes])] if not full else nodes[side // 2, side // 2]
    night = [f"staff {2 * n}", f"staff {2 * n + 1}"]
    if not full and rng.random() < 0.25:
        night.pop()
    day = night[:1]
    hours = [("08:00", "18:00", day), ("18:00", "20:00", day), ("20:00", "05:00", night)]
    if not full and rng.random() < 0.25:
        hours.pop(rng.randrange(3))
    shifts = tuple(
        Shift(f"team {n}", moment(NIGHT, a, ZONE), moment(NIGHT, b, ZONE), tuple(who))
        for a, b, who in hours
    )
    return Team(f"team {n}", f"巡查{n}组", mode, SPEED_M_S[mode], base, base, shifts)


# Clock times between which a few hazards want to be seen: of one pass, of none, over midnight.
_HOURS = (("20:30", "21:30"), ("21:00", "23:00"), ("01:00", "02:30"), ("22:00", "02:00"),
          ("09:00", "11:00"), ("23:20", "00:40"))  # fmt: skip


def _with_hours(rng: Random, hazards: list[Hazard]) -> list[Hazard]:
    """One in five of them to be seen in hours of its own."""
    return [
        replace(each, visit_from=hours[0], visit_to=hours[1]) if rng.random() < 0.2 else each
        for each in hazards
        for hours in [rng.choice(_HOURS)]
    ]


def _with_homes(rng: Random, nodes: Nodes, teams: list[Team]) -> list[Team]:
    """Some of their shifts end at a home, and some nights are two shifts of other people."""
    return [
        replace(each, shifts=tuple(
            replace(part, end=nodes[rng.choice([*nodes])] if rng.random() < 0.3 else None)
            for shift in each.shifts
            for part in (_halves(shift) if rng.random() < 0.2 else [shift])
        ))
        for each in teams
    ]  # fmt: skip


def _halves(shift: Shift) -> list[Shift]:
    """The same hours by two crews, relieved in the middle of a pass."""
    relieved = shift.from_at + (shift.to_at - shift.from_at) * 0.4
    others = tuple(f"{who} relieved" for who in shift.member_ids)
    return [replace(shift, to_at=relieved), replace(shift, from_at=relieved, member_ids=others)]


def _rules(rng: Random) -> Rules:
    """The usual rules, or night passes that overlap, tighter gaps, darker streets."""
    nights = Windows(
        night_two=(("20:00", "00:30"), ("22:30", "05:00")),
        night_three=(("20:00", "23:00"), ("22:00", "02:00"), ("01:00", "05:00")),
    )
    most = rng.choice([None, None, 150, 300])
    rows = tuple(replace(each, max_gap_min=most) for each in Rules().table)
    return Rules(
        windows=rng.choice([Windows(), nights]), table=rows, unlit_factor=rng.choice([1, 1.3, 3])
    )


def checked_night_of(seed: int) -> tuple[Plan, list[str]]:
    """A night of the town of that seed, of any size and warning, and what the checker says."""
    rng = Random(seed)
    place = random_town(seed, side=rng.randint(2, 5), hazards=rng.randint(1, 10),
                        teams=rng.randint(1, 3), gates=rng.randint(0, 3))  # fmt: skip
    net = StreetNetwork.of(place.streets, place.gates)
    levels = Levels(Level(rng.randint(0, 4)), Level(rng.randint(0, 3)))
    rules = _rules(Random(f"rules {seed}"))
    needs = needed_for(place.hazards, rules, NIGHT, levels, ZONE, leader="王书记")
    wet = frozenset(h.id for h in place.hazards if h.kind == "flood_segment" and rng.random() < 0.3)
    made = plan(place.hazards, needs, place.teams, net, place.gates, ZONE, iterations=15,
                rules=rules, underway=Underway(under_water=wet))  # fmt: skip
    wrong = check(made, needs, place.hazards, place.teams, place.streets, place.gates, ZONE,
                  closed_hazard_ids=wet, rules=rules)  # fmt: skip
    return made, [str(each) for each in wrong]
