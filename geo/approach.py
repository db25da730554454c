"""How each hazard is visited: from which place on the street, walking through or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from shapely import LineString, MultiLineString

from geo.errors import NotFound
from geo.footing import ON_FOOT, Footing
from geo.hazards import LEANING_TREE, Hazard
from geo.laying import Stretch, along
from geo.network import Access, Closed, StreetNetwork, Wet
from geo.planner.problem import Ground

TREE_HEIGHTS = 1.5
UNKNOWN_HEIGHT_M = 12.0  # a grown street tree, where nobody measured
_EPS_M = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way of making a visit: enter here, leave there, having walked `through`.

    edges: the streets that are walked through.
    """

    enters: Access
    leaves: Access
    through: LineString | None = None
    through_m: float = 0.0
    edges: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Approach:
    """The calls that one visit to a hazard takes, each made in one of several ways.

    A dry segment is one call in two directions; under water it is two calls, one at each dry
    end. lookout: seen from outside. too_near_m: how much nearer than allowed the only place is.
    """

    hazard: Hazard
    calls: tuple[tuple[Way, ...], ...]
    lookout: bool = False
    too_near_m: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """The streets of one pass: what is closed, and the stretches that hazards cover.

    seen, measured: what was asked before, by hazard and by places; the same is asked again in
    the other passes and whenever a pass is tried with a change.
    """

    network: StreetNetwork
    closed: Closed
    stretches: Mapping[str, Stretch]
    seen: dict[tuple[int, bool, bool], Approach] = field(default_factory=dict, init=False)
    measured: dict[tuple[object, ...], Ground] = field(default_factory=dict, init=False)

    def approach(self, hazard: Hazard, *, lookout: bool, wet: bool) -> Approach:
        """How a placed hazard is visited."""
        key = id(hazard), lookout, wet  # the answer holds the hazard, so the id stays its own
        if key not in self.seen:
            self.seen[key] = self._approach(hazard, lookout=lookout, wet=wet)
        return self.seen[key]

    def _approach(self, hazard: Hazard, *, lookout: bool, wet: bool) -> Approach:
        stretch = self.stretches.get(hazard.id)
        if stretch is None:
            return self._from_a_point(hazard, lookout)
        points = {access.point: access for access in (stretch.start, stretch.end)}
        ends = tuple((_still(access),) for access in points.values())
        if wet or lookout or self._interrupted(stretch):
            return Approach(hazard, ends, lookout=True)
        back = LineString(stretch.line.coords[::-1])
        there = Way(stretch.start, stretch.end, stretch.line, stretch.length_m, stretch.edges)
        again = Way(there.leaves, there.enters, back, there.through_m, there.edges)
        return Approach(hazard, ((there, again),))

    def ground(self, ways: Sequence[Way], footing: Footing) -> Ground:
        """How far the ways of making visits are from each other for who walks like that.

        A segment that lies on steps is not walked through on wheels. Walking through counts its
        metres, lit or not: the segment has to be seen whichever way leads to it.
        """
        key = footing, *((way.enters, way.leaves, way.through_m, way.edges) for way in ways)
        if key not in self.measured:
            self.measured[key] = self._ground(ways, footing)
        return self.measured[key]

    def _ground(self, ways: Sequence[Way], footing: Footing) -> Ground:
        leaves, enters = [way.leaves for way in ways], [way.enters for way in ways]
        metres, cost_m = self.network.ways(leaves, enters, self.closed, footing)
        barred = footing.barred(self.network.streets)
        stepped = [n for n, way in enumerate(ways) if way.edges & barred]
        for each in (metres, cost_m):
            each[stepped, :] = each[:, stepped] = np.inf
        return Ground(metres, cost_m, np.array([way.through_m for way in ways]))

    def base(
        self, point: tuple[float, float], targets: Sequence[Access], footing: Footing = ON_FOOT
    ) -> Access:
        """Where a team whose base is at `point` gets onto a street that it may use.

        Under water that is a dry end of it, the one from which more of the targets are reached.
        """
        access = self.network.snap(point, footing)
        ends = self.dry_ends(access)
        if not ends:
            return access
        reached = np.isfinite(self.network.distances(ends, targets, self.closed)).sum(axis=1)
        away = self.network.distances([access], ends)[0]
        return ends[min(range(len(ends)), key=lambda n: (-reached[n], away[n], n))]

    def dry_ends(self, access: Access) -> list[Access]:
        """The ends of the water that an access lies in; empty where it is dry."""
        return [end for each in self._around(access) for end in (each.start, each.end)]

    def _around(self, access: Access) -> list[Stretch]:
        """The stretches under water that an access lies in the middle of."""
        return [
            stretch
            for stretch in self.stretches.values()
            if set(stretch.parts) <= self.closed.wet and _within(stretch, access)
        ]

    def is_wet(self, point: tuple[float, float]) -> bool:
        """Whether who steps out there stands in reported water."""
        return bool(self._around(self.network.snap(point)))

    def _interrupted(self, stretch: Stretch) -> bool:
        """Whether a locked gate or the water of another hazard lies in the middle of it."""
        wet = any(
            max(part.from_m, low) + _EPS_M < min(part.to_m, high)
            for part in stretch.parts
            for low, high in self.closed.parts(part.edge, float(self.network.lengths[part.edge]))
        )
        return wet or bool(inner_nodes(self.network, stretch) & self.closed.nodes)

    def _from_a_point(self, hazard: Hazard, lookout: bool) -> Approach:
        assert hazard.geometry is not None
        access = self.network.snap(hazard.geometry)
        away = standing_off_m(hazard)
        if access.away_m < away:
            access = self.network.snap_outside(hazard.geometry, away)
        missing = max(0.0, away - access.away_m - _EPS_M)
        return Approach(hazard, ((_still(access),),), lookout, missing)


def _within(stretch: Stretch, access: Access) -> bool:
    return any(
        part.edge == access.edge
        and part.from_m - _EPS_M < access.offset_m < part.to_m + _EPS_M
        and access.point not in (stretch.start.point, stretch.end.point)
        for part in stretch.parts
    )


def standing_off_m(hazard: Hazard) -> float:
    """How far from it a patroller stays: 1.5 times the height of a leaning tree, else nothing.

    A tree that nobody measured may fall as well: it is taken as a grown one.
    """
    if hazard.kind != LEANING_TREE:
        return 0.0
    height = known_height_m(hazard)
    return TREE_HEIGHTS * (UNKNOWN_HEIGHT_M if height is None else height)


def known_height_m(hazard: Hazard) -> float | None:
    """The height of a tree where somebody measured it."""
    height = hazard.raw.get("height_m")
    return float(height) if isinstance(height, int | float) else None


def stretches_of(hazards: Iterable[Hazard], network: StreetNetwork) -> dict[str, Stretch]:
    """Where the hazards that are lines lie on the streets, by hazard id.

    A line whose ends no street joins has no stretch; it is seen from the street beside it.
    """
    found = {}
    for hazard in hazards:
        if isinstance(hazard.geometry, LineString | MultiLineString):
            with suppress(NotFound):
                found[hazard.id] = along(network, hazard.geometry)
    return found


def under_water(network: StreetNetwork, stretches: Iterable[Stretch]) -> Closed:
    """What these stretches close: the wet parts of streets and the junctions within them."""
    every = list(stretches)
    nodes = (inner_nodes(network, stretch) for stretch in every)
    wet: frozenset[Wet] = frozenset(part for stretch in every for part in stretch.parts)
    return Closed(nodes=frozenset().union(*nodes), wet=wet)


def inner_nodes(network: StreetNetwork, stretch: Stretch) -> frozenset[int]:
    """The street nodes that lie within a stretch, not at its ends."""
    met: list[int] = []
    for part in stretch.parts:
        street, length = network.streets[part.edge], float(network.lengths[part.edge])
        met += [street.from_node] if part.from_m < _EPS_M else []
        met += [street.to_node] if part.to_m > length - _EPS_M else []
    ends = {_node_at(network, stretch.start), _node_at(network, stretch.end)}
    return frozenset(node for node in met if met.count(node) > 1) - ends


def _node_at(network: StreetNetwork, access: Access) -> int:
    street, length = network.streets[access.edge], float(network.lengths[access.edge])
    if access.offset_m < _EPS_M:
        return street.from_node
    return street.to_node if access.offset_m > length - _EPS_M else -1


def _still(access: Access) -> Way:
    return Way(access, access)
