"""Search, then even out: nobody walks half the night while another team sits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

from geo.planner.leveling import leveled
from geo.planner.problem import Found, Problem, Tour
from geo.planner.repair import repaired, steep
from geo.planner.scale import Scale
from geo.planner.solve import Progress, solve

# Attempts to even out, and what part of the search each takes.
_ATTEMPTS = 5
_PART = 4
# Limits on the longest tour that are nearer than this are the same limit.
_NEAR_S = 30


@dataclass(frozen=True, slots=True)
class Even:
    """Even enough: the longest tour over the mean of all walkers that can be out, at most.

    cost_pct: how much more walking than without evening out that may take, per cent.
    """

    within: float = 1.2
    cost_pct: float = 5.0


def balanced(
    problem: Problem, *, seed: int, iterations: int, even: Even | None = None,
    progress: Progress | None = None,
) -> Found:  # fmt: skip
    """The cheapest tours found, evened out between the walkers within the bounds of `even`.

    The search takes `iterations`, each attempt to even out a quarter of that. Where no attempt
    is even enough, the most even one that does not cost too much is taken. iterations of the
    answer is the argument, so that it repeats the run.
    """
    if not problem.tasks or not problem.walkers:
        stay_in = tuple(Tour(n, ()) for n in range(len(problem.walkers)))
        return Found(stay_in, tuple(range(len(problem.tasks))), iterations)
    scale, share = Scale(problem), 1 / (1 + _ATTEMPTS / _PART)
    best = solve(problem, seed=seed, iterations=iterations, progress=_scaled(progress, 0, share))
    mended = repaired(scale.clock, best)
    if scale.missed(mended) < scale.missed(scale.clock.completed(best)):
        # From here on no number of lesser visits is worth one of a higher rank.
        scale = Scale(steep(problem))
        mended = _shorter(scale, mended, seed=seed, iterations=iterations // _PART)
    best = mended
    bounds, after = even or Even(), _scaled(progress, share, 1 - share)
    tries = [best, *attempts(scale, best, bounds, seed=seed, iterations=iterations, progress=after)]
    enough = [each for each in tries if scale.spread(each) <= bounds.within]
    taken = min(enough, key=scale.cost) if enough else min(tries, key=scale.spread)
    taken = taken if taken is best else repaired(scale.clock, taken)
    return replace(taken, iterations=iterations, cheapest_m=scale.metres(best))


def attempts(
    scale: Scale, best: Found, even: Even, *, seed: int, iterations: int,
    progress: Progress | None = None, most_m: float | None = None,
) -> Iterator[Found]:  # fmt: skip
    """Tours that leave out no more than `best` for little more walking, by shorter limits.

    most_m: metres that all may walk together; by default what `even` allows. Ends when one is
    even enough. The limit on the longest tour is halved between one that was kept and one that
    left something out or cost too much; at the end single visits change hands.
    """
    if len(scale.crews) < 2 or scale.spread(best) <= even.within:
        return
    if most_m is None:
        most_m = scale.metres(best) * (1 + even.cost_pct / 100)
    low, high = 0.0, float(max(scale.seconds(best).values()))
    problem, limit, begin = scale.problem, even.within * scale.mean_s(best), best
    kept = [best]
    for n in range(_ATTEMPTS):
        last = n == _ATTEMPTS - 1
        other = solve(
            _plain(problem) if last else problem, seed=seed + n + 1, iterations=iterations // _PART,
            longest_s=int(even.within * scale.mean_s(begin)) if last else int(limit),
            begin=begin.tours, progress=_scaled(progress, n / _ATTEMPTS, 1 / _ATTEMPTS),
        )  # fmt: skip
        other = scale.clock.completed(other)
        if scale.missed(other) > scale.missed(best) or scale.metres(other) > most_m:
            low = max(low, limit)
        else:
            yield other
            if scale.spread(other) <= even.within:
                return
            kept.append(other)
            begin, high = other, float(max(scale.seconds(other).values()))
        # Who walks more or less now moves the mean, and with it what is even enough.
        limit = even.within * scale.mean_s(begin)
        if limit < low + _NEAR_S:
            limit = (low + high) / 2
    yield from (leveled(scale, each, most_m, even.within) for each in kept)


def _shorter(scale: Scale, found: Found, *, seed: int, iterations: int) -> Found:
    """The shortest tours near to these that miss no more."""
    other = solve(scale.problem, seed=seed, iterations=iterations, begin=found.tours)
    other = repaired(scale.clock, other)
    return min(found, other, key=lambda each: (scale.missed(each), scale.cost(each)))


def _plain(problem: Problem) -> Problem:
    """The same where it is all one who of those that may goes: whom a visit suits is a wish."""
    walkers = (
        replace(who, extra_m=tuple(each if each == inf else 0.0 for each in who.extra_m))
        for who in problem.walkers
    )
    return replace(problem, walkers=tuple(walkers))


def _scaled(progress: Progress | None, begins: float, share: float) -> Progress | None:
    return progress and (lambda done: progress(begins + share * done))


def iterations_in(problem: Problem, *, seconds: float, passes: float, seed: int) -> int:
    """How many iterations fit in so many seconds, measured on this problem for a moment.

    passes: how many passes of this size the seconds must do for. The count is recorded and
    repeats the plan; a time limit would not (design notes, "Reproducible only by iterations").
    """
    moment = min(1.0, 0.08 * seconds)
    measured = solve(problem, seed=seed, seconds=moment)
    per_second = max(1.0, measured.iterations / moment)
    return max(20, round(per_second * 0.8 * (seconds - moment) / (passes * 1.2)))
