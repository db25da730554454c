"""The checker's own ways: steps, lamps, gates; and that it finds who walked otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import inf

import pytest
from shapely import LineString

from geo.ground import Street
from geo.itinerary import Plan
from geo.network import StreetNetwork
from geo.passes import PassPlan, Rules, needed_for
from geo.plan_check import check
from geo.plan_check_ways import OwnWays, counts_of
from geo.rain import Level, Levels
from geo.rounds import plan
from geo.teams import Mode
from tests import town
from tests.geo.random_town import random_town


def own(streets: list[Street]) -> OwnWays:
    return OwnWays(streets, [street.geometry for street in streets])


def test_least_by_hand() -> None:
    streets = town.streets()
    on_foot = counts_of(streets, "foot", dark=False, unlit=1.3)
    a, b = (town.edge(0, 1), 30.0), (town.edge(6, 7), 40.0)
    assert own(streets).least(a, b, (), on_foot) == pytest.approx(170, rel=1e-3)
    assert own(streets).least(a, b, {0, 6}, on_foot) == pytest.approx(230, rel=1e-3)
    assert own(streets).least(a, (a[0], 70.0), (), on_foot) == pytest.approx(40)


def test_what_counts() -> None:
    streets = town.streets()
    steps, wall = town.edge(23, town.DEAD_END), town.edge(18, 19)
    by_night = counts_of(streets, "ebike", dark=True, unlit=1.3)
    assert (by_night[steps], by_night[wall], by_night[0]) == (inf, 1.3, 1.0)
    assert counts_of(streets, "foot", dark=False, unlit=1.3) == [1.0] * len(streets)
    far = own(streets).least((steps, 80.0), (wall, 0.0), (), by_night)
    assert far == inf
    foot = own(streets).least((steps, 0.0), (town.edge(22, 23), 100.0), (), by_night)
    assert foot == pytest.approx(0, abs=0.1)


PLACE = random_town(1, side=6, hazards=10, full=True)


@cache
def night(unlit_factor: float) -> tuple[Plan, PassPlan]:
    needs = needed_for(PLACE.hazards, Rules(), town.NIGHT, Levels(Level.BLUE), town.ZONE)
    net = StreetNetwork.of(PLACE.streets, PLACE.gates)
    made = plan(PLACE.hazards, needs, PLACE.teams, net, PLACE.gates, town.ZONE, iterations=40,
                rules=Rules(unlit_factor=unlit_factor))  # fmt: skip
    return made, needs


def broken(
    unlit_factor: float, *, made_with: float, streets: Sequence[Street] = PLACE.streets,
    mode: Mode | None = None,
) -> set[str]:  # fmt: skip
    made, needs = night(made_with)
    teams = [replace(team, mode=mode or team.mode) for team in PLACE.teams]
    found = check(made, needs, PLACE.hazards, teams, streets, PLACE.gates, town.ZONE,
                  rules=Rules(unlit_factor=unlit_factor))  # fmt: skip
    return {each.rule for each in found}


@pytest.mark.parametrize("made_with", [1.0, 5.0])
def test_a_plan_is_cheapest_for_its_own_rules_only(made_with: float) -> None:
    assert broken(made_with, made_with=made_with) == set()
    assert broken(6.0 - made_with, made_with=made_with) == {"detour"}


def test_legs_over_steps_are_found_for_an_ebike_alone() -> None:
    climbed = [replace(street, steps=True) for street in PLACE.streets]
    assert "steps" in broken(1.0, made_with=1.0, streets=climbed, mode="ebike")
    assert broken(1.0, made_with=1.0, streets=climbed, mode="foot") <= {"detour"}


def test_what_a_drawn_way_counts() -> None:
    """Each piece counts as the street it lies on, where two lie there as the better one."""
    line = LineString([(0, 0), (100, 0)])
    one = replace(town.streets()[0], geometry=line, length_m=100.0, lit=False)
    other = replace(one, geometry=LineString([(50, 0), (100, 0)]), lit=True)
    streets = [one, other]
    ways = own(streets)
    counts = counts_of(streets, "foot", dark=True, unlit=2.0)
    assert ways.walked(LineString([(0, 0), (50, 0), (100, 0)]), counts) == pytest.approx(150)
    assert ways.walked(LineString([(0, 9), (10, 9)]), counts) == pytest.approx(10)
