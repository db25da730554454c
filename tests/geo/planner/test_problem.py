"""Numbers of one pass."""

from __future__ import annotations

from math import inf

import numpy as np

from geo.planner.problem import FAR_S, Ground, walk_s
from tests.geo.planner.lines import line


def test_seconds_count_the_walk_through_and_the_way_on() -> None:
    problem = line([100, 300], twins=((1, 2, 50.0),))
    seconds = problem.grounds[0].seconds(2.0)
    assert seconds[0, 1] == 50
    assert seconds[1, 0] == 25 + 50
    nowhere = np.full((2, 2), inf)
    cut = Ground(nowhere, nowhere, np.zeros(2))
    assert cut.seconds(1.0)[0, 1] == FAR_S
    assert walk_s(100.0, 1.2) == 84
