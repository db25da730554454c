"""Tours around an order that somebody put by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations, product
from math import inf
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.planner.balance import balanced
from geo.planner.kept import CLEAR_M, arranged, as_usual
from geo.planner.kept_row import in_order
from geo.planner.problem import Found, Ground, Problem, Task, Tour, Walker
from geo.planner.timing import Clock
from tests.geo.planner.lines import line


def searched(problem: Problem) -> Found:
    return balanced(problem, seed=1, iterations=40)


def keeping(problem: Problem, kept: Sequence[int], walker: int = 0) -> Problem:
    walkers = list(problem.walkers)
    walkers[walker] = replace(walkers[walker], kept=tuple(kept))
    return replace(problem, walkers=tuple(walkers))


def test_without_an_order_it_is_the_search_alone() -> None:
    problem = line([100, 200, 300], walkers=2)
    assert arranged(problem, searched) == searched(problem)


def test_an_order_is_kept_however_far_it_is_to_walk() -> None:
    problem = keeping(line([100, 200, 300]), (2, 0, 1))
    found = arranged(problem, searched)
    assert found.tours == (Tour(0, (3, 1, 2)),)
    assert Clock(problem).length_m(found.tours[0]) == 300 + 200 + 100 + 200
    assert found.left_out == ()


def test_other_tasks_come_between_where_they_lie() -> None:
    problem = keeping(line([100, 200, 300, 150]), (2, 0))
    [tour] = arranged(problem, searched).tours
    order = [place for place in tour.places if place in (1, 3)]
    assert order == [3, 1]
    assert sorted(tour.places) == [1, 2, 3, 4]
    assert Clock(problem).length_m(tour) == 600


def test_what_is_kept_is_nobody_elses() -> None:
    problem = keeping(line([100, 200, -100, -200], walkers=2), (0, 2), walker=1)
    tours = arranged(problem, searched).tours
    assert [place for place in tours[1].places if place in (1, 3)] == [1, 3]
    assert not {1, 3} & set(tours[0].places)


def test_the_direction_of_a_street_is_chosen() -> None:
    # A street from 100 to 400: walked outwards on the way to 500, homewards after it.
    street = line([100, 400, 500], twins=((1, 2, 300.0),))
    # Place 1 is entered at 100 and left at 400, place 2 the other way round.
    leaves, enters = np.array([0, 400, 100, 500]), np.array([0, 100, 400, 500])
    metres = np.abs(leaves[:, None] - enters[None, :]).astype(float)
    through = np.array([0.0, 300.0, 300.0, 0.0])
    problem = replace(street, grounds=(Ground(metres, metres, through),))
    out, home = (in_order(Clock(problem), 0, order).tour for order in ((0, 1), (1, 0)))
    assert (out.places, home.places) == ((1, 3), (3, 2))
    assert Clock(problem).length_m(out) == Clock(problem).length_m(home) == 1000


def test_what_its_order_reaches_too_late_is_left_out_with_the_time() -> None:
    problem = line([1000, 100])
    late = replace(problem, tasks=(problem.tasks[0], replace(problem.tasks[1], late_s=500)))
    row = in_order(Clock(late), 0, (0, 1))
    assert row.tour.places == (1,)
    assert row.left_out == {1: 1000 + 60 + 900}
    found = arranged(keeping(late, (0, 1)), searched)
    assert found.left_out == (1,)


def test_it_is_left_out_even_if_another_could_make_it() -> None:
    problem = line([1000, 100], walkers=2)
    late = replace(problem, tasks=(problem.tasks[0], replace(problem.tasks[1], late_s=500)))
    assert arranged(keeping(late, (0, 1)), searched).left_out == (1,)


def test_the_worst_is_left_out_last() -> None:
    problem = line([1000, 100])
    near = replace(problem.tasks[1], late_s=500, prize_m=800_000)
    row = in_order(Clock(replace(problem, tasks=(problem.tasks[0], near))), 0, (0, 1))
    assert row.tour.places == (2,)
    assert row.left_out == {0: 1000}


def town(seed: int, tasks: int, walkers: int, *, tight: bool) -> Problem:
    """Points on a plane by seed, some of them streets with two places; kept orders by seed."""
    rng = Random(seed)
    entered = [(0.0, 0.0)]
    left = [(0.0, 0.0)]
    through = [0.0]
    made: list[Task] = []
    for _ in range(tasks):
        a = rng.uniform(-800, 800), rng.uniform(-800, 800)
        first = len(entered)
        ends = [(a, a)]
        if rng.random() < 0.4:
            b = a[0] + rng.uniform(-200, 200), a[1] + rng.uniform(-200, 200)
            ends = [(a, b), (b, a)]
        for one, other in ends:
            entered.append(one)
            left.append(other)
            through.append(float(np.hypot(one[0] - other[0], one[1] - other[1])))
        early = rng.choice([0, 0, 1200]) if tight else 0
        late = early + rng.choice([900, 1800, 5000]) if tight else 40_000
        places = tuple(range(first, len(entered)))
        made.append(Task(places, early, late, 120, rng.choice([100_000, 200_000, 400_000])))
    out, to = np.array(left), np.array(entered)
    metres = np.hypot(*(out[:, None, :] - to[None, :, :]).transpose(2, 0, 1))
    numbers = rng.sample(range(tasks), tasks)
    cut = rng.randint(1, tasks)
    kept = [numbers[:cut], []] + [[] for _ in range(walkers)]
    if walkers > 1 and rng.random() < 0.3:
        half = cut // 2
        kept[:2] = [numbers[:half], numbers[half:cut]]
    who = tuple(
        Walker(0, 0, 0, 6000 if tight else 50_000, rng.choice([1.0, 1.5]), (0.0,) * tasks,
               kept=tuple(kept[n]))
        for n in range(walkers)
    )  # fmt: skip
    return Problem((Ground(metres, metres, np.array(through)),), tuple(made), who)


def assert_kept(problem: Problem, found: Found) -> None:
    """Windows and shifts hold, every task is once made or left out, and no order is broken."""
    clock = Clock(problem)
    made = [clock.task_of[place] for tour in found.tours for place in tour.places]
    assert sorted([*made, *found.left_out]) == list(range(len(problem.tasks)))
    for tour in found.tours:
        assert clock.time(tour).late_s <= 0
        kept = problem.walkers[tour.walker].kept
        own = [clock.task_of[place] for place in tour.places]
        assert [n for n in own if n in kept] == [n for n in kept if n in own]
    for n, who in enumerate(problem.walkers):
        others = {clock.task_of[p] for t in found.tours if t.walker != n for p in t.places}
        assert not others & set(who.kept)


@given(st.integers(0, 10**6), st.integers(1, 9), st.integers(1, 3), st.booleans())
def test_an_order_is_never_broken(seed: int, tasks: int, walkers: int, tight: bool) -> None:
    problem = town(seed, tasks, walkers, tight=tight)
    assert_kept(problem, arranged(problem, searched))


def every_way(problem: Problem, walker: int, order: Sequence[int]) -> Iterator[Tour]:
    for chosen in product(*(problem.tasks[n].places for n in order)):
        yield Tour(walker, tuple(chosen))


def brute_row(problem: Problem, kept: Sequence[int]) -> tuple[int, float]:
    """(prize lost, metres) of the best tour through any of these in their order."""
    clock, best = Clock(problem), (10**9, inf)
    for chosen in product((True, False), repeat=len(kept)):
        order = [n for n, taken in zip(kept, chosen, strict=True) if taken]
        lost = sum(problem.tasks[n].prize_m for n in kept if n not in order)
        for tour in every_way(problem, 0, order):
            if clock.time(tour).late_s <= 0:
                best = min(best, (lost, clock.cost_m(tour)))
    return best


@pytest.mark.parametrize("seed", range(60))
def test_a_row_is_the_best_there_is(seed: int) -> None:
    problem = town(seed, 1 + seed % 6, 1, tight=True)
    kept = tuple(range(len(problem.tasks)))
    row = in_order(Clock(problem), 0, kept)
    lost, metres = brute_row(problem, kept)
    assert sum(problem.tasks[n].prize_m for n in row.left_out) == lost
    if not row.left_out:
        assert Clock(problem).cost_m(row.tour) == pytest.approx(metres)


def brute(problem: Problem) -> float:
    """Metres of the best tours that make every task and keep every order; at most six tasks."""
    clock, best = Clock(problem), inf
    tasks, walkers = range(len(problem.tasks)), range(len(problem.walkers))
    cheapest: dict[tuple[int, frozenset[int]], float] = {}
    for order in (o for r in range(len(tasks) + 1) for o in permutations(tasks, r)):
        for walker in walkers:
            kept = problem.walkers[walker].kept
            if [n for n in order if n in kept] == [n for n in kept if n in order]:
                least = min(clock.cost_m(tour) for tour in every_way(problem, walker, order))
                key = walker, frozenset(order)
                cheapest[key] = min(cheapest.get(key, inf), least)
    for whose in product(walkers, repeat=len(tasks)):
        shares = [frozenset(n for n in tasks if whose[n] == walker) for walker in walkers]
        fits = all(set(problem.walkers[w].kept) <= shares[w] for w in walkers)
        if fits:
            best = min(best, sum(cheapest[w, shares[w]] for w in walkers))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_what_comes_between_is_nearly_as_good_as_can_be(seed: int) -> None:
    problem = town(1000 + seed, 5, 1 + seed % 2, tight=False)
    found = arranged(problem, searched)
    assert_kept(problem, found)
    assert found.left_out == ()
    clock = Clock(problem)
    metres = sum(clock.cost_m(tour) for tour in found.tours)
    # Evenness costs walking of its own: that is not this module's to judge.
    slack = 1.1 if len(problem.walkers) == 1 else 1.4
    assert brute(problem) - 1e-6 <= metres <= slack * brute(problem) + CLEAR_M


@given(st.integers(0, 10**6), st.integers(1, 7), st.integers(1, 3), st.booleans())
def test_a_usual_order_moves_no_task_to_anybody_else(
    seed: int, tasks: int, walkers: int, tight: bool
) -> None:
    made = town(seed, tasks, walkers, tight=tight)
    usual = tuple(Random(seed).sample(range(tasks), tasks))
    who = tuple(replace(each, kept=(), usual=usual) for each in made.walkers)
    problem = replace(made, walkers=who)
    free = arranged(problem, searched)
    found = as_usual(problem, free)
    clock = Clock(problem)
    assert found.left_out == free.left_out
    for before, after in zip(free.tours, found.tours, strict=True):
        own = [clock.task_of[place] for place in after.places]
        assert sorted(own) == sorted(clock.task_of[place] for place in before.places)
        assert clock.time(after).late_s <= 0
        if not tight:
            assert own == [n for n in usual if n in own]


def test_of_a_usual_order_too_late_for_one_the_rest_is_kept() -> None:
    problem = line([1000, 100, 200])
    late = replace(problem.tasks[1], late_s=500)
    problem = replace(problem, tasks=(problem.tasks[0], late, problem.tasks[2]))
    problem = replace(problem, walkers=(replace(problem.walkers[0], usual=(0, 2, 1)),))
    found = as_usual(problem, arranged(problem, searched))
    assert found.left_out == ()
    assert found.tours == (Tour(0, (2, 1, 3)),)
