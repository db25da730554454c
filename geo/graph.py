"""Shortest ways on a graph of undirected edges: numbers only, scipy underneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LIMIT_M = 6_000.0
_CHUNK = 256


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Nodes 0 to n - 1 joined by weighted edges that can be used both ways.

    between: the edge to take from one node to the next, the lightest where there are several.
    """

    matrix: csr_array
    between: dict[tuple[int, int], int]

    @classmethod
    def of(cls, nodes: int, ends: Ints, weights: Floats, usable: NDArray[np.bool_]) -> Graph:
        """The graph of the usable edges: ends (m, 2), weights (m,)."""
        between: dict[tuple[int, int], int] = {}
        for edge in np.argsort(-weights, kind="stable"):  # the lightest is written last
            if usable[edge]:
                a, b = int(ends[edge, 0]), int(ends[edge, 1])
                between[a, b] = between[b, a] = int(edge)
        rows, columns = np.array([*between], dtype=np.int64).reshape(-1, 2).T
        # A weight of zero would be no edge at all in a sparse matrix.
        used = np.maximum(weights[np.fromiter(between.values(), np.int64, len(between))], 1e-6)
        return cls(csr_array((used, (rows, columns)), shape=(nodes, nodes)), between)

    def weights(self, sources: Ints, targets: Ints, limit: float = LIMIT_M) -> Floats:
        """(sources, targets) matrix of least weights; inf where there is no way.

        Searches up to `limit` first, which is most of the work saved, and without it only from
        the sources that left a target unreached.
        """
        found = self._from(sources, targets, limit)
        short = np.flatnonzero(~np.isfinite(found).all(axis=1))
        if len(short):
            found[short] = self._from(sources[short], targets, np.inf)
        return found

    def _from(self, sources: Ints, targets: Ints, limit: float) -> Floats:
        found = np.empty((len(sources), len(targets)))
        for start in range(0, len(sources), _CHUNK):
            chunk = sources[start : start + _CHUNK]
            rows = dijkstra(self.matrix, directed=True, indices=chunk, limit=limit)
            found[start : start + _CHUNK] = rows[:, targets]
        return found

    def ways(self, sources: Sequence[int]) -> tuple[Floats, Ints]:
        """(sources, nodes) least weights, and the node before each on that way (< 0: none)."""
        weights, before = dijkstra(
            self.matrix, directed=True, indices=np.asarray(sources), return_predecessors=True
        )
        return weights, before

    def components(self) -> Ints:
        """(nodes,) number of the connected part that each node belongs to."""
        return np.asarray(connected_components(self.matrix, directed=False)[1], dtype=np.int64)


def nodes_back(before: Ints, target: int) -> list[int]:
    """The nodes of the way that ends at `target`, first to last; `before` is one row."""
    nodes = [target]
    while before[nodes[-1]] >= 0:
        nodes.append(int(before[nodes[-1]]))
    return nodes[::-1]
