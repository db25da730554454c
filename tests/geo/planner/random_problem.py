"""Small problems by seed: streets walked either way, windows, two grounds, teams that differ."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from random import Random

import numpy as np

from geo.planner.balance import balanced
from geo.planner.problem import Floats, Ground, Problem, Task, Walker
from geo.planner.solve import solve
from tests.geo.planner.brute import cost_m, least_m

HOUR = 3600


def random_problem(
    seed: int, *, tasks: int | None = None, walkers: int | None = None, windows: bool = True
) -> Problem:  # fmt: skip
    """Up to 8 tasks and 3 walkers on whole metres; what is not given is chosen by the seed."""
    rng = Random(seed)
    count = rng.randint(1, 8) if tasks is None else tasks
    bases = rng.randint(1, 2)
    enters = [_spot(rng) for _ in range(bases)]
    leaves, through, made = [*enters], [0.0] * bases, []
    for _ in range(count):
        a, b = _spot(rng), _spot(rng)
        ways = [(a, b), (b, a)] if rng.random() < 0.4 else [(a, a)]
        made.append(_task(rng, tuple(range(len(enters), len(enters) + len(ways))), windows=windows))
        enters += [way[0] for way in ways]
        leaves += [way[1] for way in ways]
        through += [float(abs(a[0] - to[0]) + abs(a[1] - to[1])) for to in [ways[0][1]] * len(ways)]
    metres = _manhattan(leaves, enters)
    grounds = _grounds(rng, metres, np.array(through), bases)
    teams = rng.randint(1, 3) if walkers is None else walkers
    return Problem(grounds, tuple(made), tuple(
        _walker(rng, bases, count, rng.randrange(len(grounds))) for _ in range(teams)
    ))  # fmt: skip


def _spot(rng: Random) -> tuple[int, int]:
    return rng.randint(0, 12) * 50, rng.randint(0, 12) * 50


def _manhattan(leaves: list[tuple[int, int]], enters: list[tuple[int, int]]) -> Floats:
    a, b = np.array(leaves, dtype=float), np.array(enters, dtype=float)
    metres: Floats = np.abs(a[:, None] - b[None, :]).sum(axis=2)
    return metres


def _grounds(rng: Random, metres: Floats, through: Floats, bases: int) -> tuple[Ground, ...]:
    """One on foot; sometimes another in the dark, on which some places cannot be reached."""
    on_foot = Ground(metres, metres, through)
    if rng.random() < 0.5:
        return (on_foot,)
    unlit = np.array([[rng.random() < 0.5 for _ in row] for row in metres])
    further = metres + 50.0 * np.array([[rng.randint(0, 1) for _ in row] for row in metres])
    cost_m = np.where(unlit, further + (further // 100) * 30, further)
    barred = [n for n in range(bases, len(metres)) if rng.random() < 0.1]
    for each in (further, cost_m):
        each[barred, :] = each[:, barred] = inf
    return on_foot, Ground(further, cost_m, through)


def _task(rng: Random, places: tuple[int, ...], *, windows: bool) -> Task:
    early = rng.choice([0, 0, 0, rng.randint(0, 2 * HOUR)]) if windows else 0
    late = rng.choice([4 * HOUR, 4 * HOUR, early + rng.randint(0, HOUR)]) if windows else 9 * HOUR
    prize = rng.choice([100_000, 100_000, 400_000, rng.randint(1, 40) * 50])
    return Task(places, early, late, rng.choice([0, 60, 240, 900]), prize)


def _walker(rng: Random, bases: int, tasks: int, ground: int) -> Walker:
    early = rng.choice([0, 0, rng.randint(0, HOUR)])
    late = early + rng.choice([4 * HOUR, 2 * HOUR, rng.randint(600, HOUR)])
    extra = tuple(rng.choice([0.0, 0.0, 200.0, 800.0, inf]) for _ in range(tasks))
    start, end = rng.randrange(bases), rng.randrange(bases)
    return Walker(start, end, early, late, rng.choice([1.0, 2.5]), extra, ground)


def backwards(problem: Problem) -> Problem:
    """Every way and every street the other way round, every walker from its end to its start.

    A street's other direction takes the number of this one, so that both keep their places.
    """
    other = {
        a: b for task in problem.tasks for a, b in zip(task.places, task.places[::-1], strict=True)
    }
    order = [other.get(place, place) for place in range(problem.places)]
    grounds = (
        Ground(each.metres[np.ix_(order, order)].T, each.cost_m[np.ix_(order, order)].T,
               each.through_m[order])
        for each in problem.grounds
    )  # fmt: skip
    walkers = (replace(who, start=who.end, end=who.start) for who in problem.walkers)
    return Problem(tuple(grounds), problem.tasks, tuple(walkers))


def missed_by_m(seed: int, *, iterations: int = 300, windows: bool = True) -> float:
    """By how much the search is dearer than the best there is, on the problem of that seed."""
    problem = random_problem(seed, windows=windows)
    found = solve(problem, seed=1, iterations=iterations)
    return cost_m(problem, found) - least_m(problem)


# What the ranks of hazards are worth, as geo/assembly.py says.
RANKS_M = (100_000, 200_000, 400_000, 800_000)


def tight_problem(seed: int) -> Problem:
    """Up to 6 tasks of four ranks, some soon too late, some of them barred to all but the last."""
    rng = Random(seed)
    count, teams = rng.randint(2, 6), rng.randint(1, 3)
    at = [(rng.randint(0, 8) * 100, rng.randint(0, 6) * 100) for _ in range(teams + count)]
    metres = _manhattan(at, at)
    tasks = tuple(
        Task((teams + n,), 0, rng.choice([300, 600, 900, 1800, 7200, 7200]),
             rng.choice([240, 600]), rng.choice(RANKS_M))
        for n in range(count)
    )  # fmt: skip
    barred = tuple(inf if rng.random() < 0.5 else 0.0 for _ in tasks)
    last_s = rng.choice([9000, 9000, 1200, 2400])
    walkers = (
        Walker(n, n, 0, last_s, rng.choice([1.2, 3.0]),
               tuple(rng.choice([0.0, 0.0, 200.0]) for _ in tasks) if n == teams - 1 else barred)
        for n in range(teams)
    )  # fmt: skip
    return Problem((Ground(metres, metres, np.zeros(len(at))),), tasks, tuple(walkers))


def misses_of_tight(seed: int, *, iterations: int = 100) -> tuple[float, float]:
    """What is left out of the tight problem of that seed, and the least that can be.

    In numbers in which one task of a rank is more than all those below it together.
    """
    problem = tight_problem(seed)
    found = balanced(problem, seed=1, iterations=iterations)
    worth = {each: 10 ** (6 + n) for n, each in enumerate(RANKS_M)}
    tasks = tuple(replace(task, prize_m=worth[task.prize_m]) for task in problem.tasks)
    ranked = replace(problem, tasks=tasks)
    return cost_m(ranked, found) // 10**6, least_m(ranked) // 10**6
