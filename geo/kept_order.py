"""Orders of hazards become orders of tasks: who keeps which tasks in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from geo.planner.problem import Problem


def keeping(
    problem: Problem, hazard_ids: Sequence[str], orders: Mapping[int, Sequence[str]],
    usual: Mapping[int, Sequence[str]] | None = None,
) -> Problem:  # fmt: skip
    """The problem in which walkers keep the order of what they may make.

    hazard_ids: by task. orders: by walker, hazard ids; what is not a task is passed over. A
    hazard with two tasks (one at each end) that is named once has both made there; named twice,
    one each time; the nearer end comes first. Who comes first in `orders` has a hazard that two
    orders name. usual: orders of what walkers happen to get, for those without one to keep.
    """
    taken: set[int] = set()
    walkers = list(problem.walkers)
    for number, order in orders.items():
        kept = _tasks(problem, number, hazard_ids, order, taken)
        taken |= set(kept)
        walkers[number] = replace(walkers[number], kept=kept)
    for number, order in (usual or {}).items():
        if number not in orders:
            tasks = _tasks(problem, number, hazard_ids, order, taken)
            walkers[number] = replace(walkers[number], usual=tasks)
    return replace(problem, walkers=tuple(walkers))


def _tasks(
    problem: Problem, walker: int, hazard_ids: Sequence[str], order: Sequence[str], taken: set[int]
) -> tuple[int, ...]:
    left = {
        n: hazard_id
        for n, hazard_id in enumerate(hazard_ids)
        if n not in taken and problem.may(walker, n)
    }
    at, kept = problem.walkers[walker].start, list[int]()
    for place, hazard_id in enumerate(order):
        here = [n for n, each in left.items() if each == hazard_id]
        again = order[place + 1 :].count(hazard_id)
        for _ in range(max(1, len(here) - again) if here else 0):
            task, at = _nearest(problem, walker, at, here)
            here.remove(task)
            del left[task]
            kept.append(task)
    return tuple(kept)


def _nearest(problem: Problem, walker: int, at: int, tasks: Sequence[int]) -> tuple[int, int]:
    """The task with the nearest place, and that place."""
    cost = problem.ground(walker).cost_m
    every = [(float(cost[at, place]), n, place) for n in tasks for place in problem.tasks[n].places]
    _, task, place = min(every)
    return task, place
