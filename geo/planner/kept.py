"""Tours in which some tasks keep an order that somebody put by hand.

The order of a walker's kept tasks is never changed and nobody else makes them; other tasks may
come between. No solver can hold an order, so the search divides the work with the order left
free, and the tours of those walkers are then built anew around it. A usual order only says in
which order a walker makes what the search gave it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from math import inf, isfinite

from geo.planner.kept_row import in_order
from geo.planner.problem import Found, Problem, Task, Tour
from geo.planner.repair import repaired
from geo.planner.timing import Clock, inserted

Search = Callable[[Problem], Found]

# A task changes the tour only where that saves so many metres: less is not worth the change.
CLEAR_M = 30.0
# Nobody is given more by it than so many times the mean of all tours.
LONGEST_TO_MEAN = 1.2
_ROUNDS = 4


def arranged(problem: Problem, search: Search) -> Found:
    """What the search finds, with the kept orders kept; the search alone where there are none.

    A kept task that its order reaches too late is left out, never given to another walker.
    """
    if not any(who.kept for who in problem.walkers):
        return search(problem)
    own = _barred(problem)
    clock = Clock(own)
    rows = {n: in_order(clock, n, who.kept) for n, who in enumerate(own.walkers) if who.kept}
    late = {task: at for row in rows.values() for task, at in row.left_out.items()}
    kept = {task for who in own.walkers for task in who.kept}
    if len(kept) == len(own.tasks):
        tours = [rows[n].tour if n in rows else Tour(n, ()) for n in range(len(own.walkers))]
        return Found(tuple(tours), tuple(sorted(late)), 0, late)
    found = _searched(own, search, late.keys())
    tours, left = _around(clock, found, {n: row.tour for n, row in rows.items()})
    whole = repaired(clock, Found(tuple(tours), tuple(left), found.iterations), fixed=kept)
    tours = _Better(clock, kept).tours(whole.tours, set(rows))
    left_out = tuple(sorted({*whole.left_out, *late}))
    return Found(tuple(tours), left_out, found.iterations, late)


def as_usual(problem: Problem, found: Found) -> Found:
    """The tours, those of walkers with a usual order in that order; each makes what it made.

    What that order reaches too late is made where it fits; a tour in which it then fits nowhere
    stays as it is, for no visit is worth less than an order.
    """
    if not any(who.usual for who in problem.walkers):
        return found
    clock = Clock(problem)
    return replace(found, tours=tuple(_usual(clock, tour) for tour in found.tours))


def _usual(clock: Clock, tour: Tour) -> Tour:
    made = {clock.task_of[place] for place in tour.places}
    usual = tuple(n for n in clock.problem.walkers[tour.walker].usual if n in made)
    if [n for n in map(clock.task_of.__getitem__, tour.places) if n in usual] == [*usual]:
        return tour  # it is in that order already
    row = in_order(clock, tour.walker, usual).tour
    [new], left = _around(clock, Found((tour,), (), 0), {tour.walker: row})
    return tour if left else new


def _barred(problem: Problem) -> Problem:
    """The problem in which only a kept task's own walker may make it."""
    owner = {task: n for n, who in enumerate(problem.walkers) for task in who.kept}
    walkers = tuple(
        replace(who, extra_m=tuple(
            inf if owner.get(task, n) != n else extra for task, extra in enumerate(who.extra_m)
        ))
        for n, who in enumerate(problem.walkers)
    )  # fmt: skip
    return replace(problem, walkers=walkers)


def _searched(problem: Problem, search: Search, left: Set[int]) -> Found:
    """What the search finds when some tasks are not there; with the problem's own numbers."""
    numbers = [n for n in range(len(problem.tasks)) if n not in left]
    tasks: tuple[Task, ...] = tuple(problem.tasks[n] for n in numbers)
    walkers = tuple(
        replace(who, kept=(), usual=(), extra_m=tuple(who.extra_m[n] for n in numbers))
        for who in problem.walkers
    )
    found = search(replace(problem, tasks=tasks, walkers=walkers))
    return replace(found, left_out=tuple(numbers[n] for n in found.left_out))


def _around(clock: Clock, found: Found, rows: Mapping[int, Tour]) -> tuple[list[Tour], list[int]]:
    """The tours with those of kept orders built anew around them, and what is then left out."""
    kept = {clock.task_of[place] for row in rows.values() for place in row.places}
    left = [n for n in found.left_out if n not in kept]
    tours = []
    for tour in found.tours:
        row = rows.get(tour.walker)
        if row is not None:
            own = [n for n in (clock.task_of[place] for place in tour.places) if n not in kept]
            for number in sorted(own, key=lambda n: -clock.problem.tasks[n].prize_m):
                fit = _cheapest(clock, row, number)
                left += [number] if fit is None else []
                row = fit[1] if fit else row
        tours.append(row or tour)
    return tours, left


def _cheapest(clock: Clock, tour: Tour, number: int) -> tuple[float, Tour] | None:
    """What one more task costs at least where every window is kept, and the tour with it."""
    problem = clock.problem
    who, ways = problem.walkers[tour.walker], problem.ground(tour.walker)
    if not problem.may(tour.walker, number):
        return None
    stations = (who.start, *tour.places, who.end)
    places = problem.tasks[number].places
    extra = who.extra_m[number]
    adds = []
    for position in range(len(tour.places) + 1):
        before, after = stations[position], stations[position + 1]
        direct = float(ways.cost_m[before, after]) if tour.places else 0.0
        for place in places:
            through = float(ways.cost_m[before, place] + ways.cost_m[place, after])
            if isfinite(through):
                more = through - direct + extra + float(ways.through_m[place])
                adds.append((more, position, place))
    for more, position, place in sorted(adds):
        longer = inserted(tour, position, place)
        if clock.time(longer).late_s <= 0:
            return more, longer
    return None


class _Better:
    """Gives tasks to or takes them from the tours with a kept order where that clearly saves."""

    def __init__(self, clock: Clock, kept: set[int]) -> None:
        self.clock, self.kept = clock, kept

    def tours(self, tours: Sequence[Tour], ordered: set[int]) -> list[Tour]:
        """The tours after some rounds of that; ordered: walkers with a kept order."""
        now = {tour.walker: tour for tour in tours}
        for _ in range(_ROUNDS):
            moves = [
                self._moved(now, place, walker, ordered)
                for walker in now
                for place in now[walker].places
                if self.clock.task_of[place] not in self.kept
            ]
            if not any(moves):
                break
        return [now[tour.walker] for tour in tours]

    def _moved(self, now: dict[int, Tour], place: int, walker: int, ordered: set[int]) -> bool:
        tour, number = now[walker], self.clock.task_of[place]
        if place not in tour.places:
            return False  # moved within this round already
        without = Tour(walker, tuple(each for each in tour.places if each != place))
        saved = self._counts(tour) - self._counts(without)
        if self.clock.time(without).late_s > 0:
            return False  # the dear way it saves may have been the quick one
        others = now if walker in ordered else [walker, *ordered]
        best = None
        for other in others:
            fit = _cheapest(self.clock, without if other == walker else now[other], number)
            better = fit is not None and (best is None or fit[0] < best[0])
            if fit is not None and better and self._even(now, tour, fit[1]):
                best = fit
        if best is None or best[0] > saved - CLEAR_M:
            return False
        now[walker] = without
        now[best[1].walker] = best[1]
        return True

    def _counts(self, tour: Tour) -> float:
        who = self.clock.problem.walkers[tour.walker]
        return self.clock.cost_m(tour) + sum(
            who.extra_m[self.clock.task_of[place]] for place in tour.places
        )

    def _even(self, now: Mapping[int, Tour], before: Tour, after: Tour) -> bool:
        if before.walker == after.walker:
            return True
        lengths = {walker: self._takes_s(tour) for walker, tour in now.items()}
        mean = sum(lengths.values()) / len(lengths)
        return self._takes_s(after) <= max(LONGEST_TO_MEAN * mean, *lengths.values())

    def _takes_s(self, tour: Tour) -> int:
        timing = self.clock.time(tour)
        return timing.end_s - timing.start_s
