"""The independent checker's own ways: a plain Dijkstra over street records.

A street counts its metres, times what a metre of it counts for who walks there; where that is
inf, nobody walks, though its two ends belong to the streets they join.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from heapq import heappop, heappush
from math import inf

import numpy as np
import shapely
from shapely import LineString, STRtree

from geo.ground import Street
from geo.teams import Mode

# What lies so near to a street is on it.
NEAR_M = 0.5

Counts = Sequence[float]
# A place on a street: which, and how many metres from its first node.
Spot = tuple[int, float]


def counts_of(streets: Sequence[Street], mode: Mode, *, dark: bool, unlit: float) -> Counts:
    """What a metre of each street counts: inf on steps for an e-bike, more where it is unlit."""
    return [
        inf if mode == "ebike" and street.steps
        else unlit if dark and street.lit is False
        else 1.0
        for street in streets
    ]  # fmt: skip


class OwnWays:
    """The streets as a graph of records."""

    def __init__(self, streets: Sequence[Street], lines: Sequence[LineString]) -> None:
        self.streets, self.tree = streets, STRtree(lines)
        self.around: dict[int, list[tuple[int, int]]] = {}
        for n, street in enumerate(streets):
            a, b = street.from_node, street.to_node
            self.around.setdefault(a, []).append((b, n))
            self.around.setdefault(b, []).append((a, n))

    def least(self, a: Spot, b: Spot, shut: Collection[int], counts: Counts) -> float:
        """What the cheapest way between two places counts; inf where there is none."""
        (first, from_m), (last, to_m) = a, b
        start, goal = self.streets[first], self.streets[last]
        best = _times(abs(from_m - to_m), counts[first]) if first == last else inf
        into = {goal.from_node: _times(to_m, counts[last])}
        end = _times(goal.length_m - to_m, counts[last])
        into[goal.to_node] = min(into.get(goal.to_node, inf), end)
        queue: list[tuple[float, int]] = []
        heappush(queue, (_times(from_m, counts[first]), start.from_node))
        heappush(queue, (_times(start.length_m - from_m, counts[first]), start.to_node))
        done: set[int] = set()
        while queue:
            cost, node = heappop(queue)
            if cost >= best:
                break
            if node in done or node in shut:
                continue
            done.add(node)
            best = min(best, cost + into.get(node, inf))
            for other, n in self.around.get(node, ()):
                heappush(queue, (cost + _times(self.streets[n].length_m, counts[n]), other))
        return best

    def walked(self, line: LineString, counts: Counts) -> float:
        """What a drawn way in metres counts, each of its pieces as the street that it lies on.

        Where several streets lie there, the one that counts least.
        """
        corners = shapely.get_coordinates(line)
        long_m = np.hypot(*np.diff(corners, axis=0).T)
        middles = shapely.points((corners[:-1] + corners[1:]) / 2)
        piece, street = self.tree.query(middles, predicate="dwithin", distance=NEAR_M)
        each = np.full(len(long_m), inf)
        np.minimum.at(each, piece, np.asarray(counts)[street])
        # What lies on no street at all is another rule's business.
        each[~np.isin(np.arange(len(each)), piece)] = 1.0
        return float(sum(_times(float(m), float(f)) for m, f in zip(long_m, each, strict=True)))


def _times(metres: float, counts: float) -> float:
    return 0.0 if metres < NEAR_M and counts == inf else metres * counts
