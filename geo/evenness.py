"""What keeps the rounds of a pass from being even, found by leaving out one thing at a time.

Each thing that could prevent it is taken away in turn and the pass is solved again: what makes
even rounds possible, at no more walking than the rules allow, is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from math import ceil, inf
from typing import Literal

from geo.binding import Binding, all_of, bindings
from geo.needs import PASS_WORDS
from geo.one_pass import Prepared
from geo.planner.balance import Even, attempts, balanced
from geo.planner.problem import Found, Problem
from geo.planner.scale import Scale
from geo.sentences import Sentence, reason

Kind = Literal["by hand", "keepers", "hours", "shift", "ways", "together", "few"]

# Of the search in the pass, what one thing left out is tried with; a small pass takes a moment
# only and is searched well, since there each visit counts.
_PART = 4
_LEAST, _LEAST_SMALL, _SMALL = 60, 120, 40
_ANOTHER = 1000
_CHEAPER = 2
_NO_MATTER_PCT = 1e6
# So many of a kind are tried apart before all of them are named.
_APART = 4


@dataclass(frozen=True, slots=True, eq=False)
class Cause:
    """What prevents even rounds, and the pass without it.

    percent: how much more walking it then is, where that is a part of it.
    """

    kind: Kind
    why: Sentence
    without: Problem
    percent: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """The tours to take; where they are not even, the cause and the note that names it."""

    found: Found
    cause: Cause | None = None
    note: Sentence | None = None


def looked_through(
    prepared: Prepared, found: Found, even: Even, *, seed: int, iterations: int
) -> Looked:
    """The tours of a pass with the cause of their unevenness.

    seed, iterations: of the search that found them. Should a trial meet tours that are even and
    break nothing, those are taken instead.
    """
    least = _LEAST_SMALL if len(prepared.problem.tasks) <= _SMALL else _LEAST
    trial = _Trial(prepared.problem, found, even, seed, max(least, iterations // _PART))
    if trial.is_even:
        return Looked(found)
    for cause, tours in _causes(trial, prepared):
        if trial.is_allowed(tours):
            return Looked(replace(tours, iterations=iterations, cheapest_m=found.cheapest_m))
        return Looked(found, cause, _note(trial, prepared, cause))
    why = reason("no more even sharing of its {count} visits was found.",
                 count=len({visit.need.hazard_id for visit, _ in prepared.calls}))  # fmt: skip
    cause = Cause("few", why, prepared.problem)
    return Looked(found, cause, _note(trial, prepared, cause))


def _causes(trial: _Trial, prepared: Prepared) -> Iterator[tuple[Cause, Found]]:
    """Each cause with the even tours that leaving it out makes possible, the simplest first."""
    longest = trial.longest_tasks()
    kinds = [each for each in bindings(prepared, longest) if each]
    for things in kinds:
        whole = all_of(things)
        tours = trial.without(whole)
        if tours is not None:
            for one in things[:_APART] if len(things) > 1 else ():
                alone = trial.without(one)
                if alone is not None:
                    yield _cause(one, prepared.problem), alone
            yield _cause(whole, prepared.problem), tours
    dear = trial.cheapest(prepared.problem)
    if dear is not None:
        yield Cause("ways", _dear(trial, dear), prepared.problem, trial.percent(dear)), dear
    lifted = reduce(lambda problem, things: all_of(things).lift(problem), kinds, prepared.problem)
    free = trial.even_tours(lifted, inf) if kinds else None
    if free is not None:
        whys = [all_of(each).why for each in kinds]
        if trial.scale.metres(free) > trial.most_m:
            whys.append(_dear(trial, free))
        yield Cause("together", _listed(whys), lifted, trial.percent(free)), free


def _cause(thing: Binding, problem: Problem) -> Cause:
    return Cause(thing.kind, thing.why, thing.lift(problem))


def _dear(trial: _Trial, tours: Found) -> Sentence:
    return reason("evening out would cost {percent} % more walking.", percent=trial.percent(tours))


def _listed(whys: list[Sentence]) -> Sentence:
    return reduce(lambda a, b: reason("{first} {next}", first=a, next=b), whys)


class _Trial:
    """One pass, to be solved again and again, each time without something."""

    def __init__(
        self, problem: Problem, found: Found, even: Even, seed: int, iterations: int
    ) -> None:
        self.problem, self.found, self.bounds = problem, found, even
        self.seed, self.iterations = seed, iterations
        self.scale = Scale(problem)
        metres = self.scale.metres(found)
        self.cheapest_m = metres if found.cheapest_m is None else found.cheapest_m
        self.most_m = max(metres, self.cheapest_m * (1 + even.cost_pct / 100))

    @property
    def is_even(self) -> bool:
        return len(self.scale.crews) < 2 or self.scale.spread(self.found) <= self.bounds.within

    def percent(self, tours: Found) -> int:
        """How much more walking tours are than the cheapest, rounded up."""
        return ceil(100 * (self.scale.metres(tours) / max(1.0, self.cheapest_m) - 1))

    def longest_tasks(self) -> set[int]:
        """The tasks of the crew that is out longest."""
        seconds = self.scale.seconds(self.found)
        longest = max(seconds, key=lambda crew: seconds[crew])
        return {
            self.scale.clock.task_of[place]
            for tour in self.found.tours
            if self.scale.crew(tour.walker) == longest
            for place in tour.places
        }

    def without(self, thing: Binding) -> Found | None:
        """Even tours within the bounds, were that thing not."""
        return self.even_tours(thing.lift(self.problem), self.most_m)

    def even_tours(self, problem: Problem, most_m: float) -> Found | None:
        """Even tours of a problem that leave no more out; None where none are found."""
        scale = Scale(problem)
        tries = attempts(
            scale, self.found, self.bounds, seed=self.seed + _ANOTHER, iterations=self.iterations,
            most_m=most_m,
        )  # fmt: skip
        return next((each for each in tries if scale.spread(each) <= self.bounds.within), None)

    def cheapest(self, problem: Problem) -> Found | None:
        """Even tours at any cost, then for less and less more walking."""
        best = self.even_tours(problem, inf) or self._afresh(problem)
        for _ in range(_CHEAPER if best is not None else 0):
            assert best is not None
            bound = (self.most_m + self.scale.metres(best)) / 2
            best = self.even_tours(problem, bound) or best
        return best

    def _afresh(self, problem: Problem) -> Found | None:
        """Even tours from a search of its own, before it is said that none were found."""
        if len(problem.tasks) > _SMALL:
            return None
        free = Even(self.bounds.within, _NO_MATTER_PCT)
        found = balanced(problem, seed=self.seed, iterations=2 * _LEAST_SMALL, even=free)
        even = self.scale.spread(found) <= self.bounds.within
        return found if even and self.scale.missed(found) <= self.scale.missed(self.found) else None

    def is_allowed(self, tours: Found) -> bool:
        """Whether tours of another problem keep everything in this one, and are even in it."""
        by_hand = any(who.kept for who in self.problem.walkers)
        return (
            not by_hand
            and self.scale.keeps(tours)
            and self.scale.missed(tours) <= self.scale.missed(self.found)
            and self.scale.metres(tours) <= self.most_m
            and self.scale.spread(tours) <= self.bounds.within
        )


def _note(trial: _Trial, prepared: Prepared, cause: Cause) -> Sentence:
    seconds = trial.scale.seconds(trial.found)
    order = sorted(seconds, key=lambda crew: -seconds[crew])
    names = {trial.scale.crew(n): duty.team.name for n, duty in enumerate(prepared.duties)}
    return reason(
        "{pass_name} is uneven ({longest} {most} min, {shortest} {least} min): {why}",
        pass_name=PASS_WORDS[prepared.plan.one.name], why=cause.why,
        longest=names[order[0]], most=round(seconds[order[0]] / 60),
        shortest=names[order[-1]], least=round(seconds[order[-1]] / 60),
    )  # fmt: skip
