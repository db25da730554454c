"""Ways between places on streets, some of them closed, some counting more than their metres.

The way that is taken is the one that counts least; what it takes to walk it are its metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.closing import Closed
from geo.errors import NotFound
from geo.graph import LIMIT_M, Graph, nodes_back
from geo.places import EPS_M, Access, Part, metres_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Of ways that count the same the shortest is taken, so that the metres of a way do not depend
# on how it was searched for.
_TIE = 1e-9
_ENDS = ((0, 0), (0, 1), (1, 0), (1, 1))


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The ways that are open: lengths (m,) of the streets, ends (m, 2) rows of their nodes.

    shut: (m, 2) whether a locked gate stands at that end. factor: (m,) what a metre counts.
    """

    lengths: Floats
    ends: Ints
    closed: Closed
    shut: NDArray[np.bool_]
    factor: Floats
    graph: Graph

    @classmethod
    def of(
        cls, lengths: Floats, ends: Ints, nodes: Ints, closed: Closed, factor: Floats
    ) -> Ways:  # fmt: skip
        """The ways on these streets; nodes: the ids of the rows that `ends` speaks of."""
        shut = np.isin(nodes[ends], [*closed.nodes])
        usable = ~np.isin(np.arange(len(lengths)), [*closed.touched()]) & ~shut.any(axis=1)
        plain = bool((factor == 1.0).all())
        counts = factor if plain else factor + _TIE
        graph = Graph.of(len(nodes), ends, lengths * counts, usable, None if plain else lengths)
        return cls(lengths, ends, closed, shut, counts, graph)

    def between(
        self, sources: Sequence[Access], targets: Sequence[Access]
    ) -> tuple[Floats, Floats]:
        """(metres, cost_m) of the ways, both (sources, targets); inf where none is open."""
        if not sources or not targets:
            nothing = np.empty((len(sources), len(targets)))
            return nothing, nothing
        from_ends, out_m, out = self._to_ends(sources)
        to_ends, in_m, into = self._to_ends(targets)
        starts, start_at = np.unique(from_ends, return_inverse=True)
        goals, goal_at = np.unique(to_ends, return_inverse=True)
        start_at, goal_at = start_at.reshape(-1, 2), goal_at.reshape(-1, 2)
        walked, weighed = self.graph.measured(starts, goals, LIMIT_M)
        least = np.full((len(sources), len(targets)), np.inf)
        metres = least if walked is weighed else least.copy()
        for i, j in _ENDS:
            rows = np.ix_(start_at[:, i], goal_at[:, j])
            cost = out[:, i, None] + weighed[rows] + into[None, :, j]
            if metres is not least:
                way = out_m[:, i, None] + walked[rows] + in_m[None, :, j]
                metres[cost < least] = way[cost < least]
            np.minimum(least, cost, out=least)
        self._along_one_street(metres, least, sources, targets)
        return metres, least

    def _to_ends(self, places: Sequence[Access]) -> tuple[Ints, Floats, Floats]:
        """Rows of the two end nodes of each place's street, metres to them, what those count."""
        edges = np.array([place.edge for place in places], dtype=np.int64)
        metres = np.array([self._ways_out(place) for place in places])
        return self.ends[edges], metres, metres * self.factor[edges, None]

    def _ways_out(self, place: Access) -> tuple[float, float]:
        edge, length = place.edge, float(self.lengths[place.edge])
        first, last = place.offset_m, length - place.offset_m
        if self.shut[edge, 0] or self._barred(edge, 0, place.offset_m):
            first = np.inf
        if self.shut[edge, 1] or self._barred(edge, place.offset_m, length):
            last = np.inf
        return first, last

    def _barred(self, edge: int, low: float, high: float) -> bool:
        parts = self.closed.parts(edge, float(self.lengths[edge]))
        return any(max(low, start) + EPS_M < min(high, end) for start, end in parts)

    def _along_one_street(
        self, metres: Floats, least: Floats, sources: Sequence[Access], targets: Sequence[Access]
    ) -> None:
        on_edge: dict[int, list[int]] = {}
        for column, target in enumerate(targets):
            on_edge.setdefault(target.edge, []).append(column)
        for row, source in enumerate(sources):
            for column in on_edge.get(source.edge, ()):
                direct = self._direct(source, targets[column])
                if direct * self.factor[source.edge] <= least[row, column]:
                    least[row, column] = direct * self.factor[source.edge]
                    metres[row, column] = direct

    def _direct(self, a: Access, b: Access) -> float:
        low, high = sorted((a.offset_m, b.offset_m))
        return np.inf if a.edge != b.edge or self._barred(a.edge, low, high) else high - low

    def parts(self, a: Access, b: Access) -> tuple[list[Part], float]:
        """The streets of the way that `between` measures, and its metres.

        Raises
        ------
        NotFound
            No open way joins them.
        """
        out, into = self._to_ends([a])[2], self._to_ends([b])[2]
        weights, before = self.graph.ways([int(end) for end in self.ends[a.edge]])
        best, i, j = min(
            (out[0, i] + weights[i, self.ends[b.edge, j]] + into[0, j], i, j) for i, j in _ENDS
        )
        direct = self._direct(a, b)
        if np.isfinite(direct) and direct * self.factor[a.edge] <= best:
            return [(a.edge, a.offset_m, b.offset_m)], direct
        if not np.isfinite(best):
            raise NotFound(
                "No open way joins these two places. A gate is locked, a street is closed, or "
                "the map lacks a street."
            )
        nodes = nodes_back(before[i], int(self.ends[b.edge, j]))
        middle = [self._whole(self.graph.between[pair], pair[0]) for pair in pairwise(nodes)]
        leaves = (a.edge, a.offset_m, float(self.lengths[a.edge]) * i)
        comes = (b.edge, float(self.lengths[b.edge]) * j, b.offset_m)
        every = [part for part in (leaves, *middle, comes) if abs(part[2] - part[1]) > EPS_M]
        return every, metres_of(every)

    def _whole(self, edge: int, first: int) -> Part:
        length = float(self.lengths[edge])
        return (edge, 0.0, length) if self.ends[edge, 0] == first else (edge, length, 0.0)
