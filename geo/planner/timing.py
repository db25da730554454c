"""When a tour comes where, and where one more visit fits in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from geo.planner.problem import FAR_S, Floats, Found, Ints, Problem, Tour


@dataclass(frozen=True, slots=True)
class Timing:
    """A tour in time: leaving the start, entering each place, back at the end, whole seconds.

    late_s: by how much the worst of its windows or its shift is overrun; 0 where it is kept.
    """

    start_s: int
    etas_s: tuple[int, ...]
    end_s: int
    late_s: int


@dataclass(frozen=True, slots=True)
class Fit:
    """The best place for one more visit: late_s is 0 where it fits."""

    walker: int
    position: int
    place: int
    late_s: int
    added_m: float


class Clock:
    """Times the tours of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.task_of = problem.task_of()
        self._seconds: dict[tuple[float, int], Ints] = {}

    def seconds(self, walker: int) -> Ints:
        """The matrix of seconds at that walker's speed."""
        who = self.problem.walkers[walker]
        key = who.speed_m_s, who.ground
        if key not in self._seconds:
            self._seconds[key] = self.problem.ground(walker).seconds(who.speed_m_s)
        return self._seconds[key]

    def time(self, tour: Tour) -> Timing:
        """The tour as early as it can be done, begun as late as ends it no later.

        Nobody stands waiting in the rain for a window to open if he could have left later.
        """
        who, seconds = self.problem.walkers[tour.walker], self.seconds(tour.walker)
        tasks = [self.problem.tasks[self.task_of[place]] for place in tour.places]
        at, now, late = who.start, who.early_s, 0
        etas: list[int] = []
        for place, task in zip(tour.places, tasks, strict=True):
            now = max(now + int(seconds[at, place]), task.early_s)
            late = max(late, now - task.late_s)
            etas.append(now)
            now, at = now + task.service_s, place
        end = now + int(seconds[at, who.end]) if tour.places else now
        start, etas = self._pulled(tour, etas, end)
        return Timing(start, tuple(etas), end, max(late, end - who.late_s))

    def _pulled(self, tour: Tour, etas: list[int], end: int) -> tuple[int, list[int]]:
        who, seconds = self.problem.walkers[tour.walker], self.seconds(tour.walker)
        then, after, pulled = end, who.end, []
        for place, eta in zip(reversed(tour.places), reversed(etas), strict=True):
            task = self.problem.tasks[self.task_of[place]]
            then = then - int(seconds[place, after]) - task.service_s
            then = max(eta, min(then, task.late_s))
            pulled.append(then)
            after = place
        start = then - int(seconds[who.start, after]) if tour.places else who.early_s
        return start, pulled[::-1]

    def best_fit(self, tours: Sequence[Tour], task: int) -> Fit | None:
        """Where one more task costs the least lateness, then the least walking.

        None where no walker may or can go there.
        """
        fits = [
            fit
            for tour in tours
            if self.problem.may(tour.walker, task)
            for fit in self._fits(tour, task)
        ]
        return min(fits, key=lambda fit: (fit.late_s, fit.added_m), default=None)

    def takes_s(self, tours: Sequence[Tour], task: int, fit: Fit) -> int:
        """The seconds that one more task takes where it fits best: the way round and the stop."""
        tour = next(each for each in tours if each.walker == fit.walker)
        who, seconds = self.problem.walkers[fit.walker], self.seconds(fit.walker)
        stations = (who.start, *tour.places, who.end)
        before, then = stations[fit.position], stations[fit.position + 1]
        around = int(seconds[before, fit.place]) + int(seconds[fit.place, then])
        direct = int(seconds[before, then]) if tour.places else 0
        return around - direct + self.problem.tasks[task].service_s

    def _fits(self, tour: Tour, task: int) -> list[Fit]:
        who, cost_m = self.problem.walkers[tour.walker], self.problem.ground(tour.walker).cost_m
        seconds, wanted = self.seconds(tour.walker), self.problem.tasks[task]
        stations = (who.start, *tour.places, who.end)
        ready, after = self._ready(tour), self._after(tour)
        found = []
        for place in wanted.places:
            for position, (before, then) in enumerate(pairwise(stations)):
                added = cost_m[before, place] + cost_m[place, then]
                if np.isfinite(added):
                    free_s, late = ready[position]
                    begins = max(free_s + int(seconds[before, place]), wanted.early_s)
                    comes = begins + wanted.service_s + int(seconds[place, then])
                    slope, least = after[position]
                    late = max(late, begins - wanted.late_s, comes + slope, least)
                    added += who.extra_m[task] - (cost_m[before, then] if tour.places else 0)
                    found.append(Fit(tour.walker, position, place, late, float(added)))
        return found

    def _ready(self, tour: Tour) -> list[tuple[int, int]]:
        """For the start and each place, when the tour goes on from there, and how late it was."""
        who, seconds = self.problem.walkers[tour.walker], self.seconds(tour.walker)
        at, now, late = who.start, who.early_s, 0
        ready = [(now, late)]
        for place in tour.places:
            task = self.problem.tasks[self.task_of[place]]
            now = max(now + int(seconds[at, place]), task.early_s)
            late = max(late, now - task.late_s)
            now, at = now + task.service_s, place
            ready.append((now, late))
        return ready

    def _after(self, tour: Tour) -> list[tuple[int, int]]:
        """For each place and the end, (a, b): who comes there at t is max(t + a, b) late after."""
        who, seconds = self.problem.walkers[tour.walker], self.seconds(tour.walker)
        slope, least, then = -who.late_s, -FAR_S, who.end
        found = [(slope, least)]
        for place in reversed(tour.places):
            task = self.problem.tasks[self.task_of[place]]
            slope = max(-task.late_s, task.service_s + int(seconds[place, then]) + slope)
            least, then = max(least, task.early_s + slope), place
            found.append((slope, least))
        return found[::-1]

    def completed(self, found: Found) -> Found:
        """The same with every left-out task put in wherever it fits, the dearest first."""
        tours = {tour.walker: tour for tour in found.tours}
        left: list[int] = []
        for task in sorted(found.left_out, key=lambda n: (-self.problem.tasks[n].prize_m, n)):
            fit = self.best_fit([*tours.values()], task)
            if fit is None or fit.late_s > 0:
                left.append(task)
            else:
                tours[fit.walker] = inserted(tours[fit.walker], fit.position, fit.place)
        return Found(tuple(tours.values()), tuple(sorted(left)), found.iterations)

    def length_m(self, tour: Tour) -> float:
        """Metres walked, through places included."""
        return self._sum(tour, self.problem.ground(tour.walker).metres)

    def cost_m(self, tour: Tour) -> float:
        """What those metres count."""
        return self._sum(tour, self.problem.ground(tour.walker).cost_m)

    def _sum(self, tour: Tour, ways: Floats) -> float:
        if not tour.places:
            return 0.0
        who, ground = self.problem.walkers[tour.walker], self.problem.ground(tour.walker)
        stations = (who.start, *tour.places, who.end)
        steps = sum(float(ways[a, b]) for a, b in pairwise(stations))
        return steps + sum(float(ground.through_m[place]) for place in tour.places)


def inserted(tour: Tour, position: int, place: int) -> Tour:
    """The tour with one more place at a position."""
    return Tour(tour.walker, (*tour.places[:position], place, *tour.places[position:]))
