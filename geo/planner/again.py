"""The search when tours were walked already: from what there was, not from nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.planner.problem import Found, Problem, Tour
from geo.planner.solve import Progress, solve
from geo.planner.timing import Clock


def again(
    problem: Problem, *, begin: Sequence[Tour], seed: int, iterations: int,
    progress: Progress | None = None,
) -> Found:  # fmt: skip
    """The shortest tours found near those of before; what they left out goes in where it fits.

    begin: any place of each task that a walker had, in its order; places of no task are passed
    over. Nothing is evened out: who has what is worth more in a night that runs.
    """
    if not problem.tasks or not problem.walkers:
        stay_in = tuple(Tour(n, ()) for n in range(len(problem.walkers)))
        return Found(stay_in, tuple(range(len(problem.tasks))), iterations)
    tours = [_oriented(problem, tour) for tour in begin]
    found = solve(problem, seed=seed, iterations=iterations, begin=tours, progress=progress)
    return Clock(problem).completed(found)


def _oriented(problem: Problem, tour: Tour) -> Tour:
    """The tour with each task done at the place that is next on the way, where it may be."""
    task_of, who = problem.task_of(), problem.walkers[tour.walker]
    cost_m, at = problem.ground(tour.walker).cost_m, who.start
    places: list[int] = []
    for each in tour.places:
        number = task_of.get(each)
        if number is None or not problem.may(tour.walker, number):
            continue
        place = min(problem.tasks[number].places, key=lambda n: (float(cost_m[at, n]), n))
        if np.isfinite(cost_m[at, place]):
            places.append(place)
            at = place
    return Tour(tour.walker, tuple(places))
