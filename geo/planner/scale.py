"""How long, how far and how even the tours of a problem are."""

from __future__ import annotations

from geo.planner.problem import Found, Problem, Tour
from geo.planner.repair import missed
from geo.planner.timing import Clock


class Scale:
    """Measures the tours of one problem: how long, how far, how even."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.clock = problem, Clock(problem)
        able = (n for n in range(len(problem.walkers)) if self._can_be_out(n))
        self.crews = frozenset(_crew(problem, n) for n in able)

    def _can_be_out(self, walker: int) -> bool:
        """Whether it could make one visit at all; who cannot is no measure for the others."""
        alone = [Tour(walker, ())]
        fits = (self.clock.best_fit(alone, task) for task in range(len(self.problem.tasks)))
        return any(fit is not None and fit.late_s == 0 for fit in fits)

    def crew(self, walker: int) -> int:
        """The people that a walker is, as a number."""
        return _crew(self.problem, walker)

    def keeps(self, found: Found) -> bool:
        """Whether every tour keeps its windows and its shift and makes only what it may."""
        task_of = self.clock.task_of
        return all(
            self.clock.time(tour).late_s <= 0
            and all(self.problem.may(tour.walker, task_of[place]) for place in tour.places)
            for tour in found.tours
        )

    def seconds(self, found: Found) -> dict[int, int]:
        """How long each crew that can be out is out, on all of its shifts."""
        out = dict.fromkeys(sorted(self.crews), 0)
        for tour in found.tours:
            if tour.places:
                time = self.clock.time(tour)
                out[_crew(self.problem, tour.walker)] += time.end_s - time.start_s
        return out

    def mean_s(self, found: Found) -> float:
        """How long a crew that can be out is out in the mean."""
        return sum(self.seconds(found).values()) / max(1, len(self.crews))

    def spread(self, found: Found) -> float:
        """The longest over the mean; 1 where all are out equally long."""
        mean = self.mean_s(found)
        return max(self.seconds(found).values()) / mean if mean else 1.0

    def metres(self, found: Found) -> float:
        """Metres walked by all."""
        return sum(self.clock.length_m(tour) for tour in found.tours)

    def cost(self, found: Found) -> float:
        """What those metres count, and what the visits count more for who makes them."""
        extra = sum(
            self.problem.walkers[tour.walker].extra_m[self.clock.task_of[place]]
            for tour in found.tours
            for place in tour.places
        )
        return extra + sum(self.clock.cost_m(tour) for tour in found.tours)

    def missed(self, found: Found) -> tuple[int, ...]:
        """What the visits that nobody makes are worth, the dearest first."""
        return missed(self.problem, found.left_out)


def _crew(problem: Problem, walker: int) -> int:
    crew = problem.walkers[walker].crew
    return walker if crew is None else crew
