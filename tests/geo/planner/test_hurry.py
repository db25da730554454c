"""What cannot wait gets a time by which it is begun, and always one that can be kept."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.planner.again import again
from geo.planner.hurry import hurried
from geo.planner.problem import Ground, Problem, Task, Tour, Walker
from geo.planner.solve import solve
from geo.planner.timing import Clock


def a_line(places: list[float], teams: int, count: int, service_s: int = 60) -> Problem:
    """Tasks on a straight road, 1 m/s; place 0 is everybody's base at 0 m."""
    at = np.array([0.0, *places])
    metres = np.abs(at[:, None] - at[None, :])
    tasks = tuple(
        Task((n + 1,), 0, 20_000, service_s, 1_600_000 if n < count else 100_000)
        for n in range(len(places))
    )
    walker = Walker(0, 0, 0, 30_000, 1.0, (0.0,) * len(places))
    return Problem((Ground(metres, metres, np.zeros(len(at))),), tasks, (walker,) * teams)


def test_it_is_begun_by_then_where_anybody_can():
    late = [task.late_s for task in hurried(a_line([500, 100], 1, 1), [0], 1800).problem.tasks]
    assert late == [1800, 20_000]


def test_else_as_early_as_anybody_can():
    assert hurried(a_line([5000, 100], 1, 1), [0], 1800).problem.tasks[0].late_s == 5000


def test_one_team_makes_two_of_them_one_after_the_other():
    late = [task.late_s for task in hurried(a_line([500, -500], 1, 2), [0, 1], 60).problem.tasks]
    assert late == [500, 500 + 60 + 1000]


def test_two_teams_share_two_of_them():
    late = [task.late_s for task in hurried(a_line([500, -500], 2, 2), [0, 1], 60).problem.tasks]
    assert late == [500, 500]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-3000, 3000), min_size=1, max_size=8), st.integers(1, 3),
       st.integers(1, 8), st.integers(0, 3000))  # fmt: skip
def test_the_times_can_all_be_kept(places, teams, count, by_s):
    count = min(count, len(places))
    hurry = hurried(a_line(places, teams, count), [*range(count)], by_s)
    clock = Clock(hurry.problem)
    assert all(clock.time(tour).late_s == 0 for tour in hurry.tours)
    assert {clock.task_of[p] for tour in hurry.tours for p in tour.places} == set(range(count))
    found = again(hurry.problem, begin=hurry.tours, seed=1, iterations=20)
    assert not set(found.left_out) & set(range(count))
    assert all(clock.time(tour).late_s == 0 for tour in found.tours)


def test_from_tours_that_are_as_short_as_can_be_nothing_changes():
    problem = a_line([100, 200, -100, -200], 2, 0)
    begin = [Tour(0, (1, 2)), Tour(1, (3, 4))]
    found = again(problem, begin=begin, seed=1, iterations=50)
    assert {frozenset(tour.places) for tour in found.tours} == {
        frozenset({1, 2}), frozenset({3, 4})
    }  # fmt: skip


def test_what_the_tours_did_not_have_is_put_in():
    problem = a_line([100, 200, 300], 1, 0)
    found = again(problem, begin=[Tour(0, (3,))], seed=1, iterations=20)
    assert found.left_out == ()


def test_tours_that_are_too_late_begin_with_what_is_in_time():
    problem = a_line([100, 29_000, 200], 1, 0)
    found = again(problem, begin=[Tour(0, (2, 1, 3, 99))], seed=1, iterations=20)
    cold = solve(problem, seed=1, iterations=200)
    assert Clock(problem).time(found.tours[0]).late_s == 0
    assert len(found.left_out) == len(cold.left_out) == 1


def test_nobody_and_nothing():
    nobody = a_line([100], 0, 0)
    assert again(nobody, begin=[], seed=1, iterations=5).left_out == (0,)
