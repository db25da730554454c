"""When a tour comes where, and what fits in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

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


_WINDOWS = st.tuples(st.integers(0, 4000), st.integers(0, 4000), st.integers(0, 900))


@given(st.lists(st.tuples(st.integers(-900, 900), _WINDOWS), min_size=1, max_size=6),
       st.integers(500, 6000))  # fmt: skip
def test_how_late_one_more_visit_makes_a_tour_is_what_the_longer_tour_says(
    places: list[tuple[int, tuple[int, int, int]]], late_s: int
) -> None:
    problem = line([float(at) for at, _ in places], late_s=late_s)
    tasks = tuple(
        Task((n,), early, early + wide, stays, 1)
        for n, (_, (early, wide, stays)) in enumerate(places, 1)
    )
    clock = Clock(Problem(problem.grounds, tasks, problem.walkers))
    tour = Tour(0, tuple(range(1, len(places))))
    lates = [
        clock.time(inserted(tour, position, len(places))).late_s for position in range(len(places))
    ]
    fit = clock.best_fit([tour], len(places) - 1)
    assert fit is not None
    assert fit.late_s == min(lates) == lates[fit.position]
