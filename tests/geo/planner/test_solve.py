"""The adapter to PyVRP, on problems small enough to see through."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.planner.problem import Ground, Problem, Task, Tour, Walker
from geo.planner.solve import solve
from geo.planner.timing import Clock
from tests.geo.planner.lines import DAY, line


def test_nobody_may_go() -> None:
    problem = line([100], extra=((inf,),))
    assert not problem.may(0, 0)
    assert Clock(problem).best_fit([Tour(0, ())], 0) is None
    assert solve(problem, seed=1, iterations=10).left_out == (0,)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=2, max_size=5))
def test_small_problems_are_solved_to_the_end(points: list[tuple[int, int]]) -> None:
    at = np.array([(450, 450), *points], dtype=float)
    metres = np.abs(at[:, None] - at[None, :]).sum(axis=2)
    tasks = tuple(Task((n,), 0, DAY, 60, 100_000) for n in range(1, len(at)))
    who = Walker(0, 0, 0, DAY, 1.0, (0.0,) * len(tasks))
    problem = Problem((Ground(metres, metres, np.zeros(len(at))),), tasks, (who,))
    clock = Clock(problem)
    found = solve(problem, seed=1, iterations=150)
    assert found.left_out == ()
    best = min(clock.length_m(Tour(0, order)) for order in permutations(range(1, len(at))))
    assert clock.length_m(found.tours[0]) == pytest.approx(best)


def test_a_street_is_walked_in_the_direction_that_is_shorter() -> None:
    """The street leads away from the base: entered at its near end, it is left far out."""
    metres = np.array([[0, 10, 110], [110, 0, 0], [10, 0, 0]], dtype=float)
    through = np.array([0.0, 100.0, 100.0])
    task = Task((1, 2), 0, DAY, 60, 100_000)
    who = Walker(0, 0, 0, DAY, 1.0, (0.0,))
    problem = Problem((Ground(metres, metres, through),), (task,), (who,))
    found = solve(problem, seed=1, iterations=20)
    assert len(found.tours[0].places) == 1
    assert Clock(problem).length_m(found.tours[0]) == pytest.approx(220)


def test_of_two_directions_one_is_walked() -> None:
    problem = line([100, 300, 500], twins=((1, 2, 200.0),))
    found = solve(problem, seed=1, iterations=50)
    assert found.left_out == ()
    assert sum(place in (1, 2) for place in found.tours[0].places) == 1


@pytest.mark.parametrize(("walkers", "left_out"), [(1, 14), (2, 4)])
def test_far_too_much_of_great_worth_is_no_reason_to_do_nothing(
    walkers: int, left_out: int
) -> None:
    """One second too late must never be worth a prize."""
    road = line([40.0 * (n % 13 + 1) * (-1) ** n for n in range(24)], late_s=1500, walkers=walkers)
    dear = replace(road, tasks=tuple(replace(task, prize_m=800_000) for task in road.tasks))
    assert len(solve(dear, seed=1, iterations=60).left_out) == left_out
