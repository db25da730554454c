"""Shortest ways on numbers alone."""

from __future__ import annotations

import numpy as np
import pytest

from geo.graph import Graph, nodes_back

ENDS = np.array([[0, 1], [1, 2], [0, 2], [0, 2], [3, 4], [2, 2]])
WEIGHTS = np.array([5000.0, 4000.0, 20000.0, 10000.0, 0.0, 1.0])
ALL = np.ones(6, dtype=bool)


def test_beyond_the_limit_the_full_search_answers() -> None:
    graph = Graph.of(5, ENDS, WEIGHTS, ALL)
    found = graph.weights(np.array([0, 3]), np.array([0, 1, 2, 4]))
    assert found[0].tolist() == pytest.approx([0, 5000, 9000, np.inf])
    assert found[1].tolist() == pytest.approx([np.inf, np.inf, np.inf, 0], abs=1e-5)


def test_the_lightest_of_two_edges_is_taken() -> None:
    usable = np.array([False, True, True, True, True, True])
    graph = Graph.of(5, ENDS, WEIGHTS, usable)
    assert graph.between[0, 2] == 3
    weights, before = graph.ways([1])
    assert weights[0, 0] == 14000
    assert nodes_back(before[0], 0) == [1, 2, 0]


def test_an_edge_of_no_weight_still_joins() -> None:
    parts = Graph.of(5, ENDS, WEIGHTS, ALL).components()
    assert len(set(parts[:3])) == 1
    assert parts[3] == parts[4] != parts[0]


def test_nothing_usable_is_no_crash() -> None:
    graph = Graph.of(5, ENDS, WEIGHTS, ~ALL)
    assert np.isinf(graph.weights(np.array([0]), np.array([1]))).all()
