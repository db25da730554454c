"""Visits left out that can be made after all: by exchange, or in the place of lesser ones.

The search adds prizes up, so that many lesser visits outweigh a great one, and it moves one visit
at a time, so that it may leave out one that fits only where another goes elsewhere first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, islice

from geo.planner.problem import Found, Problem, Tour
from geo.planner.timing import Clock, Fit, inserted

Tours = Mapping[int, Tour]

# Positions looked at in all, some twenty microseconds each: a small pass needs fewer.
_LOOKS = 30_000
# Up to so many visits of a tour every set of them is tried, fewest first; beyond, one by one.
_SMALL = 8
# How many visits may give way one to the other.
_DEPTH = 2
# How many visits of one worth outweigh one of the next in a search; more, and it ends too late.
_STEP = 8


def missed(problem: Problem, left_out: Iterable[int]) -> tuple[int, ...]:
    """What the left-out tasks are worth, the dearest first: the smaller, the better.

    One dear task counts more than any number of cheaper ones.
    """
    return tuple(sorted((problem.tasks[n].prize_m for n in left_out), reverse=True))


def steep(problem: Problem) -> Problem:
    """The same in a search of which even several cheaper tasks do not outweigh a dearer one."""
    worths = sorted({task.prize_m for task in problem.tasks})
    steeper = {worth: worths[0] * _STEP**n for n, worth in enumerate(worths)}
    tasks = (replace(task, prize_m=steeper[task.prize_m]) for task in problem.tasks)
    return replace(problem, tasks=tuple(tasks))


def repaired(clock: Clock, found: Found, *, fixed: Collection[int] = ()) -> Found:
    """The same with left-out tasks put in, the dearest first, as long as that misses less.

    What stands in the way goes elsewhere, or is left out where it is worth less. fixed: tasks
    that stay where they are. Bounded by what is looked at, not by time: it can be repeated.
    """
    whole = clock.completed(found)
    now = replace(found, tours=whole.tours, left_out=whole.left_out)
    repair = _Repair(clock, frozenset(fixed))
    while now.left_out:
        better = repair.better(now)
        if better is None:
            break
        now = better
    return now


class _Repair:
    """Looks for tours that miss less, until it has looked at enough."""

    def __init__(self, clock: Clock, fixed: frozenset[int]) -> None:
        self.clock, self.problem, self.fixed, self.left = clock, clock.problem, fixed, _LOOKS

    def better(self, now: Found) -> Found | None:
        """The first tours found that miss less; None where there are none or it was enough."""
        before = missed(self.problem, now.left_out)
        tours = {tour.walker: tour for tour in now.tours}
        for task in self._dearest(now.left_out):
            rest = [n for n in now.left_out if n != task]
            for new, out in self._tried(tours, task):
                after = self._filled(new, [*rest, *out])
                if missed(self.problem, after.left_out) < before:
                    return replace(now, tours=after.tours, left_out=after.left_out)
            if self.left <= 0:
                break
        return None

    def _tried(self, tours: Tours, task: int) -> Iterator[tuple[Tours, Sequence[int]]]:
        """Tours with that task in them, and the tasks that it put out."""
        for depth in range(1, _DEPTH + 1):
            new = self._chained(tours, task, depth, frozenset({task}))
            if new is not None:
                yield new, ()
                break
        worth = self.problem.tasks[task].prize_m
        yield from self._pushed(tours, task, worth)
        for changed, other in self._swapped(tours, task, frozenset({task})):
            yield from self._pushed(changed, other, worth)

    def _chained(
        self, tours: Tours, task: int, depth: int, moving: frozenset[int]
    ) -> Tours | None:  # fmt: skip
        """The tours with one more task for which one after another goes elsewhere."""
        for changed, other in self._swapped(tours, task, moving):
            last = self._with(changed.values(), other)
            if last is not None:
                return {**changed, last.walker: last}
            if depth > 1:
                further = self._chained(changed, other, depth - 1, moving | {other})
                if further is not None:
                    return further
        return None

    def _swapped(
        self, tours: Tours, task: int, moving: frozenset[int]
    ) -> Iterator[tuple[Tours, int]]:  # fmt: skip
        """The tours with the task in the place of one other, and that other."""
        for tour in tours.values():
            if not self.problem.may(tour.walker, task):
                continue
            for place in tour.places:
                other = self.clock.task_of[place]
                if other in self.fixed or other in moving:
                    continue
                new = self._with([_without(tour, {place})], task)
                if new is not None:
                    yield {**tours, tour.walker: new}, other

    def _pushed(
        self, tours: Tours, task: int, worth: int
    ) -> Iterator[tuple[Tours, Sequence[int]]]:  # fmt: skip
        """The task in the place of some that are worth less than that."""
        for tour in tours.values():
            if self.problem.may(tour.walker, task):
                yield from self._pushed_into(tours, tour, task, worth)

    def _pushed_into(
        self, tours: Tours, tour: Tour, task: int, worth: int
    ) -> Iterator[tuple[Tours, Sequence[int]]]:  # fmt: skip
        """The same in one tour, the least of what is put out first."""
        less = {
            place: self.problem.tasks[number].prize_m
            for place in tour.places
            if (number := self.clock.task_of[place]) not in self.fixed
            and self.problem.tasks[number].prize_m < worth
        }
        for out in _sets(less) if len(less) <= _SMALL else self._least(tour, task, less):
            new = self._with([_without(tour, set(out))], task)
            if new is not None:
                yield (
                    {**tours, tour.walker: new}, [self.clock.task_of[place] for place in out]
                )  # fmt: skip
            if self.left <= 0:
                break

    def _least(
        self, tour: Tour, task: int, less: Mapping[int, int]
    ) -> Iterator[tuple[int, ...]]:  # fmt: skip
        """Of many cheaper ones: each alone, then the cheapest and longest until it fits."""
        saves = {place: self._takes_s(tour, place) for place in less}
        order = sorted(less, key=lambda place: (less[place], -saves[place], place))
        for place in islice(order, 2 * _SMALL):
            yield (place,)
        for count in range(2, len(order) + 1):
            if self._with([_without(tour, set(order[:count]))], task) is not None:
                yield tuple(order[:count])
                break

    def _takes_s(self, tour: Tour, place: int) -> int:
        """The seconds that a tour spends for one of its places."""
        who, seconds = self.problem.walkers[tour.walker], self.clock.seconds(tour.walker)
        stations = (who.start, *tour.places, who.end)
        at = stations.index(place, 1)
        before, after = stations[at - 1], stations[at + 1]
        around = seconds[before, place] + seconds[place, after] - seconds[before, after]
        return int(around) + self.problem.tasks[self.clock.task_of[place]].service_s

    def _filled(self, tours: Tours, left_out: Iterable[int]) -> Found:
        """The tours with those tasks put in that fit, the dearest first."""
        now, left = dict(tours), list[int]()
        for task in self._dearest(left_out):
            new = self._with(now.values(), task)
            if new is None:
                left.append(task)
            else:
                now[new.walker] = new
        return Found(tuple(now.values()), tuple(sorted(left)), 0)

    def _with(self, tours: Iterable[Tour], task: int) -> Tour | None:
        """The tour that has the task where it fits best; None where it fits nowhere."""
        into = [*tours]
        self.left -= sum(len(tour.places) + 3 for tour in into)
        fit: Fit | None = self.clock.best_fit(into, task) if self.left > 0 else None
        if fit is None or fit.late_s > 0:
            return None
        tour = next(each for each in into if each.walker == fit.walker)
        return inserted(tour, fit.position, fit.place)

    def _dearest(self, tasks: Iterable[int]) -> list[int]:
        return sorted(tasks, key=lambda n: (-self.problem.tasks[n].prize_m, n))


def _without(tour: Tour, out: Collection[int]) -> Tour:
    return replace(tour, places=tuple(place for place in tour.places if place not in out))


def _sets(worth: Mapping[int, int]) -> list[tuple[int, ...]]:
    """Every set of these places, those that are worth the least first."""
    sets = (each for n in range(1, len(worth) + 1) for each in combinations(worth, n))
    return sorted(sets, key=lambda each: sorted((worth[place] for place in each), reverse=True))
