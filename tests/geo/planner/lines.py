"""A straight road with the base at 0 m: problems whose answers can be seen."""

from __future__ import annotations

import numpy as np

from geo.planner.problem import Ground, Problem, Task, Walker

DAY = 8 * 3600


def line(
    places: list[float], *, late_s: int = DAY, walkers: int = 1, service_s: int = 60,
    twins: tuple[tuple[int, int, float], ...] = (), extra: tuple[tuple[float, ...], ...] = (),
) -> Problem:  # fmt: skip
    """Places on a straight road, the base at 0 m; twins: two places of one street, its length."""
    at = np.array([0.0, *places])
    metres = np.abs(at[:, None] - at[None, :])
    through = np.zeros(len(at))
    paired = {a: b for a, b, _ in twins}
    for a, b, length in twins:
        through[[a, b]] = length
    tasks, skip = [], set(paired.values())
    for n in range(1, len(at)):
        if n not in skip:
            both = (n, paired[n]) if n in paired else (n,)
            tasks.append(Task(both, 0, DAY, service_s, 100_000))
    who = [
        Walker(0, 0, 0, late_s, 1.0, extra[n] if extra else (0.0,) * len(tasks))
        for n in range(walkers)
    ]
    return Problem((Ground(metres, metres, through),), tuple(tasks), tuple(who))
