"""The independent checker's own eyes on the ground: its own metres, its own Dijkstra.

Knows streets as records only. A plan's leg must lie on them, be as long as it says, lead from
stop to stop by a way that is cheapest for that team in that light, and pass neither a locked
gate nor reported water, nor steps with an e-bike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from math import cos, inf, radians, sin, sqrt
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Point, STRtree
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from geo.ground import Gate, Street
from geo.hazards import Hazard
from geo.itinerary import Leg, Round, Stop
from geo.passes import Pass
from geo.plan_check_ways import NEAR_M, Counts, OwnWays, Spot, counts_of
from geo.sun import is_dark
from geo.teams import Team

LonLat = tuple[float, float]
Problems = Iterator[tuple[str, str]]

# A drawn segment lies beside its street; a hazard's own street may be chosen a little off.
_DRAWN_M = 25.0
_SAMPLE_M = 2.0
_CORNER_M = 10.0
_UNMEASURED_M = 12.0
# A street that passes over another at an angle is near it for so long.
_BRIDGE_M = 4.0


class StreetCheck:
    """The streets of one community, for the plans of one night."""

    def __init__(
        self, streets: Sequence[Street], gates: Sequence[Gate], zone: str,
        hazards: Sequence[Hazard], wet_ids: Collection[str], unlit: float = 1.0,
    ) -> None:  # fmt: skip
        self.streets, self.gates, self.zone = list(streets), list(gates), ZoneInfo(zone)
        self.hazards = {hazard.id: hazard for hazard in hazards}
        west, south, east, north = shapely.total_bounds([street.geometry for street in streets])
        self.origin = (west + east) / 2, (south + north) / 2
        self.lines = [self.metres(street.geometry) for street in streets]
        self.tree = STRtree(self.lines)
        self.nodes = shapely.get_point(np.array([*self.lines, *self.lines], dtype=object),
                                       [0] * len(self.lines) + [-1] * len(self.lines))  # fmt: skip
        self.ways, self.unlit = OwnWays(self.streets, self.lines), unlit
        self.wet_ids = set(wet_ids)
        self.water = {key: self._water(self.hazards[key]) for key in sorted(self.wet_ids)}

    def metres(self, geometry: BaseGeometry) -> BaseGeometry:
        """WGS84 as metres around the middle, by the ellipsoid's radii there."""
        lon0, lat0 = self.origin
        sine = sin(radians(lat0))
        bend = 1 - 0.00669437999014 * sine * sine
        north_m = radians(6378137.0 * (1 - 0.00669437999014) / bend**1.5)
        east_m = radians(6378137.0 / sqrt(bend)) * cos(radians(lat0))
        return shapely.transform(geometry, lambda xy: (xy - (lon0, lat0)) * (east_m, north_m))

    def round(
        self, each: Round, team: Team, one: Pass, start: LonLat, ends: Sequence[LonLat]
    ) -> Problems:  # fmt: skip
        """What is wrong with the legs and stops of one round from `start` to one of `ends`."""
        points = {stop.seq: stop for stop in each.stops}
        last, counts = len(each.stops) + 1, self._counts(team, one)
        here: LonLat | None = None
        for leg in each.legs:
            stop = points.get(leg.seq)
            yield from self._on_streets(leg, each)
            if here is None:
                yield from self._at_base(leg.geometry.coords[0], [start], counts)
            elif not self._same(here, leg.geometry.coords[0]):
                yield "continuity", f"leg {leg.seq} does not begin where the one before ended"
            goal = stop and (stop.leaves if leg.through else stop.point)
            if goal and not self._same(goal, leg.geometry.coords[-1]):
                yield "continuity", f"leg {leg.seq} does not lead to its stop"
            if not leg.through:
                yield from self._cheapest(leg, one, counts)
            if self.ways.walked(self.metres(leg.geometry), counts) == inf:
                yield "steps", f"leg {leg.seq} leads over steps with an e-bike"
            here = leg.geometry.coords[-1]
        if here is not None:
            yield from self._at_base(here, ends, counts)
        if each.legs and each.legs[-1].seq != last:
            yield "continuity", "the round does not end at its base"
        for stop in each.stops:
            through = [leg for leg in each.legs if leg.through and leg.seq == stop.seq]
            yield from self._at_hazard(stop, through)

    def _same(self, a: LonLat, b: LonLat) -> bool:
        return bool(self.metres(Point(a)).distance(self.metres(Point(b))) <= NEAR_M)

    def _at_base(self, place: LonLat, bases: Sequence[LonLat], counts: Counts) -> Problems:
        if not any(self._is_at(place, base, counts) for base in bases):
            yield "base", "begins or ends elsewhere than where the team is or ends"

    def _is_at(self, place: LonLat, base: LonLat, counts: Counts) -> bool:
        there, home = self.metres(Point(place)), self.metres(Point(base))
        # A base under water is left from a dry end of it; the last metres of a drawn line are
        # not among the water here, though somebody may stand there.
        place_m = self._on_street(home)
        wet = [w for w in self.water.values() if w.distance(place_m) < _CORNER_M + 3.0]
        dry_end = any(each.distance(there) < _CORNER_M + 5.0 for each in wet)
        return dry_end or there.distance(home) <= self._to_street(home, counts) + 1.0

    def _to_street(self, geometry: BaseGeometry, counts: Counts | None = None) -> float:
        """How far it is to the nearest street, or to the nearest that can be used."""
        nearest = int(self.tree.nearest(geometry))
        usable = [line for line, c in zip(self.lines, counts or (), strict=False) if c < inf]
        if counts is None or counts[nearest] < inf or not usable:
            return float(self.lines[nearest].distance(geometry))
        return float(shapely.distance(usable, geometry).min())

    def _on_streets(self, leg: Leg, walk: Round) -> Problems:
        line = self.metres(leg.geometry)
        if abs(line.length - leg.length_m) > 0.5 + 0.002 * leg.length_m:
            yield "length", f"leg {leg.seq} is {line.length:.0f} m long, not {leg.length_m:.0f} m"
        close = line.segmentize(_SAMPLE_M) if line.length else line  # GEOS fails on no length
        samples = shapely.points(shapely.get_coordinates(close))
        nearest = self.tree.query_nearest(samples, return_distance=True, all_matches=False)
        if (nearest[1] > NEAR_M).any():
            yield "off street", f"leg {leg.seq} leaves the streets"
        # A round may be home at the minute in which a gate is locked.
        last = max(walk.starts_at, walk.ends_at - timedelta(seconds=1))
        for gate in self.gates:
            if gate.closed_from is None or gate.closed_to is None:
                continue
            if self._through_gate(line, gate) and self._shut(gate, walk.starts_at, last):
                yield "gate", f"leg {leg.seq} passes a gate that is locked then"
        for hazard_id, water in self.water.items():
            if self._wades(line, water):
                yield "water", f"leg {leg.seq} crosses the water of {self.hazards[hazard_id].code}"

    def _through_gate(self, line: BaseGeometry, gate: Gate) -> bool:
        point = self.metres(gate.point)
        ends = (Point(line.coords[0]), Point(line.coords[-1]))
        return line.distance(point) < NEAR_M and all(end.distance(point) > NEAR_M for end in ends)

    def _shut(self, gate: Gate, from_at: datetime, to_at: datetime) -> bool:
        """Whether the gate is shut in any minute of that time."""
        if gate.closed_from is None or gate.closed_to is None:
            return False
        shut, opens = (int(c[:2]) * 60 + int(c[3:]) for c in (gate.closed_from, gate.closed_to))
        minutes = int((to_at - from_at).total_seconds() // 60) + 1
        for n in range(minutes):
            local = (from_at + timedelta(minutes=n)).astimezone(self.zone)
            minute = local.hour * 60 + local.minute
            inside = shut <= minute < opens if shut < opens else not opens <= minute < shut
            if inside:
                return True
        return False

    def _water(self, hazard: Hazard) -> BaseGeometry:
        """The middle of a drawn line, laid on the streets sample by sample; its ends are dry."""
        drawn = self.metres(_one_line(hazard.geometry))
        count = max(3, int(drawn.length / _SAMPLE_M))
        # The ends are dry, and the last metres of a drawn line may turn a corner.
        dry = min(_CORNER_M, drawn.length / 3)
        inner = [
            self._on_street(drawn.interpolate(n / count, normalized=True))
            for n in range(count + 1)
            if dry <= drawn.length * n / count <= drawn.length - dry
        ]
        ends = [self._on_street(drawn.interpolate(n, normalized=True)) for n in (0, 1)]
        wet = [each for each in inner if min(each.distance(end) for end in ends) > 2 * NEAR_M]
        return shapely.multipoints(wet) if wet else shapely.MultiPoint()

    def _wades(self, line: BaseGeometry, water: BaseGeometry) -> bool:
        """Whether a way leads along the water, or over a junction that stands in it.

        A street that crosses it with no junction between them is a bridge or a tunnel.
        """
        course = LineString(water.geoms) if len(water.geoms) > 1 else water
        if course.is_empty or line.distance(course) >= NEAR_M:
            return False
        along_m = line.intersection(course.buffer(NEAR_M)).length
        if along_m > min(_BRIDGE_M, 2 * NEAR_M + course.length / 2):
            return True
        nodes = self.nodes[shapely.distance(self.nodes, course) < NEAR_M]
        return bool((shapely.distance(nodes, line) < NEAR_M).any())

    def _on_street(self, point: BaseGeometry) -> BaseGeometry:
        line = self.lines[int(self.tree.nearest(point))]
        return line.interpolate(line.project(point))

    def _at_hazard(self, stop: Stop, through: Sequence[Leg]) -> Problems:
        hazard = self.hazards.get(stop.hazard_id)
        if hazard is None or hazard.geometry is None:
            yield "place", f"stop {stop.seq} is at a hazard that has no place"
            return
        shape, here = self.metres(hazard.geometry), self.metres(Point(stop.point))
        if "LineString" in hazard.geometry.geom_type:
            yield from self._at_segment(stop, hazard, through)
            return
        away = _falls_m(hazard)
        if here.distance(shape) < away - 0.1 and self._room(shape, away):
            yield "too near", f"stop {stop.seq} is within 1.5 times the height of {hazard.code}"
        if here.distance(shape) > max(self._to_street(shape), away) * 1.1 + _DRAWN_M:
            yield "place", f"stop {stop.seq} is not at {hazard.code}"
        if through:
            yield "place", f"stop {stop.seq} walks through {hazard.code}"

    def _room(self, shape: BaseGeometry, away: float) -> bool:
        """Whether any street passes the tree at that distance: one that crosses the circle."""
        reach = shape.buffer(away * 1.05)
        near = [self.lines[n] for n in self.tree.query(reach, predicate="intersects")]
        return any(line.difference(shape.buffer(away)).length > 0.5 for line in near)

    def _at_segment(self, stop: Stop, hazard: Hazard, through: Sequence[Leg]) -> Problems:
        drawn = self.metres(_one_line(hazard.geometry))
        ends = Point(drawn.coords[0]), Point(drawn.coords[-1])
        entered, left = self.metres(Point(stop.point)), self.metres(Point(stop.leaves))
        if stop.lookout or hazard.id in self.wet_ids:
            if through or not stop.lookout:
                yield "water", f"stop {stop.seq} walks into {hazard.code}"
            if min(entered.distance(end) for end in ends) > _DRAWN_M:
                yield "place", f"stop {stop.seq} is at neither end of {hazard.code}"
            return
        walked = min(max(entered.distance(a), left.distance(b)) for a, b in (ends, ends[::-1]))
        line = shapely.union_all([self.metres(leg.geometry) for leg in through])
        if len(through) != 1 or walked > _DRAWN_M or line.length < 0.7 * drawn.length - _DRAWN_M:
            yield "through", f"stop {stop.seq} does not walk {hazard.code} end to end"

    def _cheapest(self, leg: Leg, one: Pass, counts: Counts) -> Problems:
        ends = self._offset(leg.geometry.coords[0]), self._offset(leg.geometry.coords[-1])
        least = self.ways.least(*ends, set(), [1.0] * len(self.streets))
        if leg.length_m < least * 0.998 - 1.0:
            yield "shortcut", f"leg {leg.seq} is shorter than any way on the streets"
        shut = self._locked(one, timedelta(minutes=30))
        least = self.ways.least(*ends, shut, counts)
        walked = self.ways.walked(self.metres(leg.geometry), counts)
        if not self.water and walked > least * 1.002 + 1.0:
            yield "detour", f"leg {leg.seq} counts {walked:.0f} m where {least:.0f} m would do"

    def _locked(self, one: Pass, after: timedelta) -> set[int]:
        return {
            gate.node for gate in self.gates
            if gate.node is not None and self._shut(gate, one.from_at, one.to_at + after)
        }  # fmt: skip

    def _counts(self, team: Team, one: Pass) -> Counts:
        """What the streets count for a team; dark is when the middle of the pass is."""
        middle = one.from_at + (one.to_at - one.from_at) / 2
        dark = is_dark(middle, *self.origin, str(self.zone))
        return counts_of(self.streets, team.mode, dark=dark, unlit=self.unlit)

    def _offset(self, place: LonLat) -> Spot:
        point = self.metres(Point(place))
        edge = int(self.tree.nearest(point))
        line, length = self.lines[edge], self.streets[edge].length_m
        return edge, float(line.project(point) / line.length * length if line.length else 0.0)

    def reaches(self, team: Team, hazard: Hazard, one: Pass, hours: timedelta) -> bool:
        """Whether that team could surely walk to a hazard; False where water leaves doubt.

        hours: how long its visit may begin.
        """
        if self.water or hazard.geometry is None or "Line" in hazard.geometry.geom_type:
            return False
        if hazard.kind == "leaning_tree" and (team.mode == "ebike" or _falls_m(hazard)):
            return False  # the only street that passes far enough off may be steps, or shut away
        shut = self._locked(one, timedelta(minutes=30))
        counts, shape = self._counts(team, one), self.metres(hazard.geometry)
        homes = [shift.end for shift in team.shifts if shift.end]
        there, goes = self._nearest(shape, None), (team.start, team.end, *homes)
        start, end, *others = (self._nearest(self.metres(Point(each)), counts) for each in goes)
        # Nothing counts less than its metres. Who cannot get home ends at the base.
        back = [self.ways.least(there, each, shut, counts) for each in (end, *others)]
        far = self.ways.least(start, there, shut, counts) + max(
            [back[0], *(each for each in back[1:] if each < inf)]
        )
        return far < 0.25 * team.speed_m_s * hours.total_seconds()

    def way_m(self, a: LonLat, b: LonLat, team: Team, one: Pass) -> float:
        """What the cheapest way of a team counts, no less than its metres; inf for none."""
        counts, shut = self._counts(team, one), self._locked(one, timedelta(minutes=30))
        start, end = (self._nearest(self.metres(Point(each)), counts) for each in (a, b))
        return self.ways.least(start, end, shut, counts)

    def _nearest(self, shape: BaseGeometry, counts: Counts | None) -> Spot:
        """The nearest place on a street, or on one that can be used."""
        edge = int(self.tree.nearest(shape))
        if counts is not None and counts[edge] == inf:
            away = [inf if c == inf else line.distance(shape)
                    for line, c in zip(self.lines, counts, strict=True)]  # fmt: skip
            edge = away.index(min(away))
        line, length = self.lines[edge], self.streets[edge].length_m
        near = line.project(Point(shapely.shortest_line(line, shape).coords[0]))
        return edge, float(near / line.length * length if line.length else 0.0)


def _one_line(geometry: BaseGeometry | None) -> LineString:
    if isinstance(geometry, MultiLineString):
        merged = linemerge(geometry)
        if isinstance(merged, MultiLineString):
            return LineString([xy for part in geometry.geoms for xy in part.coords])
        return merged
    assert isinstance(geometry, LineString)
    return geometry


def _falls_m(hazard: Hazard) -> float:
    """How far off a leaning tree must be passed; one that nobody measured is a grown one."""
    if hazard.kind != "leaning_tree":
        return 0.0
    height = hazard.raw.get("height_m")
    return 1.5 * (float(height) if isinstance(height, int | float) else _UNMEASURED_M)
