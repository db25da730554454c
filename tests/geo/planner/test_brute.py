"""The search against all there is, up to 8 tasks, 3 walkers, windows, twins, bars and prizes."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.planner.solve import solve
from tests.geo.planner.brute import cost_m, least_by_permutation_m, least_m
from tests.geo.planner.lines import line
from tests.geo.planner.random_problem import backwards, missed_by_m, random_problem

# Fixed: the same problems every time, and others by `make campaign NAME=brute`.
few = settings(max_examples=50, deadline=None, derandomize=True)


@pytest.mark.parametrize("seed", range(1, 25))
def test_the_exact_answer_is_that_of_every_permutation(seed: int) -> None:
    problem = random_problem(seed, tasks=1 + seed % 4, walkers=1 + seed % 2)
    assert least_m(problem) == least_by_permutation_m(problem)


def test_the_exact_answer_of_a_road() -> None:
    assert least_m(line([100, 300, -200])) == 1000
    assert least_m(line([100, 5000], late_s=1000)) == 200 + 100_000


@few
@given(st.integers(1, 1_000_000))
@example(9)  # one walker must take over what two had
@example(1757)  # a search that ended with every prize, too late, and so with nothing
def test_the_search_finds_the_least(seed: int) -> None:
    assert missed_by_m(seed) == pytest.approx(0, abs=0.1), f"seed {seed}"


@pytest.mark.parametrize("seed", range(1, 41))
def test_all_streets_and_rounds_the_other_way_cost_the_same(seed: int) -> None:
    """Without windows a tour walked backwards is as long: its mirror image in time."""
    problem = random_problem(seed, windows=False)
    mirrored = backwards(problem)
    least = least_m(problem)
    assert least_m(mirrored) == least
    assert cost_m(mirrored, solve(mirrored, seed=1, iterations=300)) == pytest.approx(least)


@pytest.mark.xfail(strict=True, reason="both walkers must change at once; see docs/campaigns.md")
def test_what_the_search_does_not_find() -> None:
    assert missed_by_m(802, iterations=1000, windows=False) == pytest.approx(0, abs=0.1)


def test_what_a_longer_search_finds() -> None:
    assert missed_by_m(445, iterations=3000, windows=False) == pytest.approx(0, abs=0.1)
