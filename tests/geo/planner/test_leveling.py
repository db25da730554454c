"""Single visits that change hands until the tours are even."""

from __future__ import annotations

from math import inf

from geo.planner.leveling import SMALL, leveled
from geo.planner.problem import Found, Problem, Tour
from geo.planner.scale import Scale
from tests.geo.planner.lines import line


def one_sided(problem: Problem) -> Found:
    """The first walker makes everything."""
    places = tuple(range(1, len(problem.tasks) + 1))
    return Found((Tour(0, places), Tour(1, ())), (), 1)


def test_visits_go_to_who_sits() -> None:
    problem = line([100, 200, -100, -200], walkers=2)
    found = leveled(Scale(problem), one_sided(problem), inf, 1.2)
    assert Scale(problem).spread(found) <= 1.2
    assert sorted(place for tour in found.tours for place in tour.places) == [1, 2, 3, 4]


def test_not_for_more_walking_than_allowed() -> None:
    problem = line([100, 110, 120, 130], walkers=2)
    begun = one_sided(problem)
    assert Scale(problem).metres(begun) == 260
    assert leveled(Scale(problem), begun, 270, 1.2) == begun
    assert leveled(Scale(problem), begun, 520, 1.2) != begun


def test_only_to_who_may() -> None:
    problem = line([100, 200], walkers=2, extra=((0.0, 0.0), (inf, 0.0)))
    found = leveled(Scale(problem), one_sided(problem), inf, 1.0)
    assert 1 in found.tours[0].places


def test_a_large_pass_is_the_searchs_business() -> None:
    problem = line([float(10 * n) for n in range(1, SMALL + 2)], walkers=2)
    begun = one_sided(problem)
    assert leveled(Scale(problem), begun, inf, 1.2) is begun
