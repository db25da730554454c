"""Least walking, least left out, work shared."""

from __future__ import annotations

from dataclasses import replace

from geo.planner.balance import balanced, iterations_in
from geo.planner.problem import Tour
from geo.planner.timing import Clock
from tests.geo.planner.lines import line


def test_too_little_time_leaves_the_least_out() -> None:
    problem = line([100, 200, 4000], late_s=1000)
    found = balanced(problem, seed=1, iterations=30)
    assert found.left_out == (2,)


def test_the_worth_of_a_visit_decides_what_is_left_out() -> None:
    """One is 900 m west, one 900 m east, and time is for one; the nearer is worth less."""
    problem = line([-900, 1000], late_s=2100)
    worth = [100_000, 400_000]
    tasks = tuple(replace(t, prize_m=each) for t, each in zip(problem.tasks, worth, strict=True))
    found = balanced(replace(problem, tasks=tasks), seed=1, iterations=30)
    assert found.left_out == (0,)
    assert balanced(problem, seed=1, iterations=30).left_out == (1,)


def test_a_team_that_counts_less_is_chosen() -> None:
    problem = line([100, 120], walkers=2, extra=((500.0, 0.0), (0.0, 500.0)))
    found = balanced(problem, seed=1, iterations=50)
    assert {tour.walker: tour.places for tour in found.tours} == {0: (2,), 1: (1,)}


def test_two_walkers_share_the_work() -> None:
    places = [float(50 * n) for n in range(1, 13)]
    problem = line([*places, *(-each for each in places)], walkers=2, service_s=300)
    found = balanced(problem, seed=1, iterations=100)
    clock = Clock(problem)
    lengths = [(t := clock.time(tour)).end_s - t.start_s for tour in found.tours]
    assert max(lengths) <= 1.2 * sum(lengths) / 2


def test_the_same_seed_and_iterations_give_the_same_tours() -> None:
    problem = line([float(37 * n % 400) for n in range(1, 20)], walkers=2)
    assert balanced(problem, seed=3, iterations=80) == balanced(problem, seed=3, iterations=80)


def test_iterations_are_counted_out_of_seconds() -> None:
    assert iterations_in(line([100, 200]), seconds=0.5, passes=2, seed=1) >= 20


def test_a_pass_without_work_or_without_people() -> None:
    assert balanced(line([]), seed=1, iterations=10).tours == (Tour(0, ()),)
    alone = line([100], walkers=0)
    assert balanced(alone, seed=1, iterations=10).left_out == (0,)
