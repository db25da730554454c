"""When a tour comes where, and what fits in."""

from __future__ import annotations

from geo.planner.problem import Found, Problem, Task, Tour
from geo.planner.timing import Clock, inserted
from tests.geo.planner.lines import line


def test_a_tour_is_timed_and_begun_as_late_as_it_may() -> None:
    problem = line([600, 1200])
    late = Problem(
        problem.grounds,
        (problem.tasks[0], Task((2,), 5000, 6000, 60, 1)), problem.walkers,
    )  # fmt: skip
    timing = Clock(late).time(Tour(0, (1, 2)))
    assert timing.etas_s == (4340, 5000)
    assert (timing.start_s, timing.end_s, timing.late_s) == (3740, 6260, 0)


def test_lateness_is_the_worst_of_windows_and_shift() -> None:
    timing = Clock(line([600, 1200], late_s=2000)).time(Tour(0, (1, 2)))
    assert timing.end_s == 2520
    assert timing.late_s == 520


def test_where_one_more_visit_fits() -> None:
    clock = Clock(line([100, 200, 300]))
    fit = clock.best_fit([Tour(0, (1, 3))], 1)
    assert fit is not None
    assert (fit.position, fit.place, fit.late_s, fit.added_m) == (1, 2, 0, 0.0)
    assert inserted(Tour(0, (1, 3)), 1, 2) == Tour(0, (1, 2, 3))


def test_what_fits_is_put_in_and_what_does_not_is_left() -> None:
    clock = Clock(line([100, 5000], late_s=1000))
    done = clock.completed(Found((Tour(0, ()),), (0, 1), 3))
    assert done == Found((Tour(0, (1,)),), (1,), 3)
