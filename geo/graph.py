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
class Hops:
    """The metres of every step from one node to the next, found by `a * nodes + b`."""

    keys: Ints
    metres: Floats
    nodes: int

    def along(self, before: Ints) -> Floats:
        """(sources, nodes) metres of the ways that end at each node.

        before: (sources, nodes) the node before each, negative at a source and where no way is.
        Every round doubles how much of each way is added up, so a way of n steps takes log2 n.
        """
        here = np.broadcast_to(np.arange(self.nodes), before.shape)
        leads = before >= 0
        metres = np.zeros(before.shape)
        keys = before[leads].astype(np.int64) * self.nodes + here[leads]
        metres[leads] = self.metres[np.searchsorted(self.keys, keys)]
        back = np.where(leads, before, here)
        while True:
            further = np.take_along_axis(back, back, axis=1)
            if np.array_equal(further, back):
                return metres
            metres += np.take_along_axis(metres, back, axis=1)
            back = further


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Nodes 0 to n - 1 joined by weighted edges that can be used both ways.

    between: the edge to take from one node to the next, the lightest where there are several.
    hops: where the weights are not metres, the metres.
    """

    matrix: csr_array
    between: dict[tuple[int, int], int]
    hops: Hops | None = None

    @classmethod
    def of(
        cls, nodes: int, ends: Ints, weights: Floats, usable: NDArray[np.bool_],
        lengths: Floats | None = None,
    ) -> Graph:  # fmt: skip
        """The graph of the usable edges: ends (m, 2), weights (m,).

        lengths: (m,) metres of the edges where those are not their weights.
        """
        between: dict[tuple[int, int], int] = {}
        for edge in np.argsort(-weights, kind="stable"):  # the lightest is written last
            if usable[edge]:
                a, b = int(ends[edge, 0]), int(ends[edge, 1])
                between[a, b] = between[b, a] = int(edge)
        rows, columns = np.array([*between], dtype=np.int64).reshape(-1, 2).T
        edges = np.fromiter(between.values(), np.int64, len(between))
        # A weight of zero would be no edge at all in a sparse matrix.
        used = np.maximum(weights[edges], 1e-6)
        hops = None
        if lengths is not None:
            keys = rows * nodes + columns
            order = np.argsort(keys)
            hops = Hops(keys[order], lengths[edges][order], nodes)
        return cls(csr_array((used, (rows, columns)), shape=(nodes, nodes)), between, hops)

    def measured(
        self, sources: Ints, targets: Ints, limit: float = LIMIT_M
    ) -> tuple[Floats, Floats]:
        """(metres, weights) of the lightest ways, both (sources, targets), inf where none is."""
        if self.hops is None:
            weights = self.weights(sources, targets, limit)
            return weights, weights
        metres, weights = self._measured(sources, targets, limit)
        short = np.flatnonzero(~np.isfinite(weights).all(axis=1))
        if len(short):
            metres[short], weights[short] = self._measured(sources[short], targets, np.inf)
        return metres, weights

    def _measured(self, sources: Ints, targets: Ints, limit: float) -> tuple[Floats, Floats]:
        assert self.hops is not None
        metres = np.empty((len(sources), len(targets)))
        weights = np.empty_like(metres)
        for start in range(0, len(sources), _CHUNK):
            rows = slice(start, start + _CHUNK)
            least, before = dijkstra(
                self.matrix, directed=True, indices=sources[rows], limit=limit,
                return_predecessors=True,
            )  # fmt: skip
            weights[rows] = least[:, targets]
            walked = self.hops.along(before)[:, targets]
            metres[rows] = np.where(np.isfinite(weights[rows]), walked, np.inf)
        return metres, weights

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
