"""Tasks that cannot wait: who is there first, and by when that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from geo.planner.problem import Problem, Tour
from geo.planner.timing import Clock


@dataclass(frozen=True, slots=True, eq=False)
class Hurried:
    """A problem in which some tasks have a time by which to begin, and tours that keep it."""

    problem: Problem
    tours: tuple[Tour, ...]


def hurried(problem: Problem, tasks: Sequence[int], by_s: int) -> Hurried:
    """The problem in which these tasks are begun by then, or as early as anybody can.

    Each in turn goes to who is there first after those before it; so all of these latest times
    can be kept together. A task that nobody can make keeps its own window.
    """
    places: dict[int, list[int]] = {n: [] for n in range(len(problem.walkers))}
    clock, tours = Clock(problem), {n: (w.start, w.early_s) for n, w in enumerate(problem.walkers)}
    late = {}
    for number in sorted(tasks, key=lambda n: (-problem.tasks[n].prize_m, n)):
        task, arrivals = problem.tasks[number], []
        for walker, (at, now) in tours.items():
            if not problem.may(walker, number):
                continue
            who, seconds = problem.walkers[walker], clock.seconds(walker)
            metres = problem.ground(walker).metres
            for place in task.places:
                eta = max(now + int(seconds[at, place]), task.early_s)
                leaves = eta + task.service_s
                home = leaves + int(seconds[place, who.end])
                walkable = np.isfinite(metres[at, place] + metres[place, who.end])
                if walkable and eta <= task.late_s and home <= who.late_s:
                    arrivals.append((eta, walker, place, leaves))
        if arrivals:
            eta, walker, place, leaves = min(arrivals)
            late[number] = max(by_s, eta)
            tours[walker] = place, leaves
            places[walker].append(place)
    timed = tuple(
        replace(task, late_s=min(task.late_s, late.get(n, task.late_s)))
        for n, task in enumerate(problem.tasks)
    )
    first = tuple(Tour(n, tuple(each)) for n, each in places.items())
    return Hurried(replace(problem, tasks=timed), first)
