"""Search, then even out: nobody walks half the night while another team sits."""

from __future__ import annotations

from dataclasses import replace

from geo.planner.problem import Found, Problem, Tour
from geo.planner.solve import Progress, solve
from geo.planner.timing import Clock

# Even enough: the longest round over the mean of all teams that are on duty.
LONGEST_TO_MEAN = 1.2
# What unevenness is worth in walking: a team that sits while another does all of the work of
# two (2 to the mean) is worth a fifth more walking; never more than DEAREST.
UNEVEN = 0.25
DEAREST = 1.3
_LIMITS = (1.1, 1.2, 1.35)


def balanced(
    problem: Problem, *, seed: int, iterations: int, progress: Progress | None = None
) -> Found:
    """The shortest tours found, evened out between the walkers where that costs little.

    The search takes `iterations`, each attempt to even out a quarter of that. iterations of the
    answer is the argument, so that it repeats the run.
    """
    if not problem.tasks or not problem.walkers:
        stay_in = tuple(Tour(n, ()) for n in range(len(problem.walkers)))
        return Found(stay_in, tuple(range(len(problem.tasks))), iterations)
    clock, share = Clock(problem), 1 / (1 + len(_LIMITS) / 4)
    best = solve(problem, seed=seed, iterations=iterations, progress=_scaled(progress, 0, share))
    best = clock.completed(best)
    least = _cost(clock, best)
    for n, limit in enumerate(_LIMITS):
        spread, mean_s = _spread(clock, best)
        if len(best.tours) < 2 or spread <= LONGEST_TO_MEAN:
            break
        other = solve(
            problem, seed=seed + n + 1, iterations=iterations // 4,
            longest_s=round(mean_s * limit), begin=best.tours,
            progress=_scaled(progress, share * (1 + n / 4), share / 4),
        )  # fmt: skip
        worse = _missed(problem, other) > _missed(problem, best)
        dear = _cost(clock, other) > DEAREST * least
        if not worse and not dear and _weighed(clock, other) < _weighed(clock, best):
            best = other
    return replace(best, iterations=iterations)


def _scaled(progress: Progress | None, begins: float, share: float) -> Progress | None:
    return progress and (lambda done: progress(begins + share * done))


def _spread(clock: Clock, found: Found) -> tuple[float, float]:
    """The longest tour over the mean of all walkers that can be out, and that mean."""
    times = [clock.time(tour) for tour in found.tours]
    lengths = [timing.end_s - timing.start_s for timing in times]
    mean = sum(lengths) / max(1, len(lengths))
    return (max(lengths) / mean if mean else 0.0), mean


def _cost(clock: Clock, found: Found) -> float:
    """Metres walked, and what the visits count more for the teams that make them."""
    extra = sum(
        clock.problem.walkers[tour.walker].extra_m[clock.task_of[place]]
        for tour in found.tours
        for place in tour.places
    )
    return extra + sum(clock.cost_m(tour) for tour in found.tours)


def _weighed(clock: Clock, found: Found) -> float:
    """The cost of walking, dearer the more uneven the tours are."""
    over = max(0.0, _spread(clock, found)[0] - LONGEST_TO_MEAN)
    return _cost(clock, found) * (1 + UNEVEN * over)


def _missed(problem: Problem, found: Found) -> int:
    return sum(problem.tasks[n].prize_m for n in found.left_out)


def iterations_in(problem: Problem, *, seconds: float, passes: float, seed: int) -> int:
    """How many iterations fit in so many seconds, measured on this problem for a moment.

    passes: how many passes of this size the seconds must do for. The count is recorded and
    repeats the plan; a time limit would not (design notes, "Reproducible only by iterations").
    """
    moment = min(1.0, 0.08 * seconds)
    measured = solve(problem, seed=seed, seconds=moment)
    per_second = max(1.0, measured.iterations / moment)
    return max(20, round(per_second * 0.8 * (seconds - moment) / (passes * 1.2)))
