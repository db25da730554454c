"""The search when tours were walked already: from what there was, not from nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.planner.problem import Found, Problem, Tour
from geo.planner.repair import repaired
from geo.planner.solve import Progress, solve
from geo.planner.timing import Clock, inserted


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
    clock = Clock(problem)
    tours = [_in_time(clock, tour) for tour in begin]
    found = solve(problem, seed=seed, iterations=iterations, begin=tours, progress=progress)
    return repaired(clock, found)


def _in_time(clock: Clock, tour: Tour) -> Tour:
    """The tour, each task done at the place that is next on the way, without what is too late.

    The search must begin with tours that can be walked: only then does it end no worse.
    """
    problem = clock.problem
    cost_m, at = problem.ground(tour.walker).cost_m, problem.walkers[tour.walker].start
    kept = Tour(tour.walker, ())
    for each in tour.places:
        number = clock.task_of.get(each)
        if number is None or not problem.may(tour.walker, number):
            continue
        if number in {clock.task_of[place] for place in kept.places}:
            continue
        for place in sorted(problem.tasks[number].places, key=lambda n: float(cost_m[at, n])):
            longer = inserted(kept, len(kept.places), place)
            if np.isfinite(cost_m[at, place]) and clock.time(longer).late_s <= 0:
                kept, at = longer, place
                break
    return kept
