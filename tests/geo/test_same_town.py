"""What must not matter: which way a street is drawn, a mirror, a node where nothing turns off.

Of a street that nobody must walk, made into two, every distance stays. Of a flood segment whose
street gets a node in its middle, the plan grows no longer. Of a flood segment made into two, the
walk grows no longer, as long as every window has room for one more look: the two can be walked
one after the other as the one was.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.closing import OPEN
from geo.footing import Footing
from geo.itinerary import Plan
from geo.laying import along
from geo.network import StreetNetwork
from geo.passes import Rules, needed_for
from geo.plan_check import check
from geo.rain import Level, Levels
from geo.rounds import plan
from tests.geo.random_town import NIGHT, ZONE, Town, random_town
from tests.geo.same_town import backwards, mirrored, split, split_segment

few = settings(max_examples=10, deadline=None, derandomize=True)
FOOTINGS = [Footing(), Footing(unlit_factor=1.3), Footing(wheels=True, unlit_factor=1.3)]
Floats = np.typing.NDArray[np.float64]


def lonlats(town: Town) -> list[tuple[float, float]]:
    """Places in the middle of streets and at the teams' bases."""
    net = StreetNetwork.of(town.streets)
    return [net.at(n, 29.0 + n).point for n in range(0, len(town.streets), 2)]


def ways(town: Town, places: list[tuple[float, float]], footing: Footing) -> tuple[Floats, Floats]:
    net = StreetNetwork.of(town.streets)
    found = [net.snap(place) for place in places]
    return net.ways(found, found, OPEN, footing)


@few
@given(st.integers(1, 10_000), st.integers(0, 1_000), st.floats(0.05, 0.95))
def test_a_node_more_changes_no_distance(seed: int, number: int, share: float) -> None:
    town = random_town(seed, side=4)
    other = split(town, number % len(town.streets), share)
    places = lonlats(town)
    for footing in FOOTINGS:
        for a, b in zip(ways(town, places, footing), ways(other, places, footing), strict=True):
            assert b == pytest.approx(a, abs=0.01), f"seed {seed}"


@few
@given(st.integers(1, 10_000))
def test_a_mirror_and_streets_drawn_backwards_change_no_distance(seed: int) -> None:
    town = random_town(seed, side=4)
    places = lonlats(town)
    turned = [replace(town.teams[0], start=place, end=place) for place in places]
    seen = [team.start for team in mirrored(replace(town, teams=turned)).teams]
    for footing in FOOTINGS:
        metres, cost_m = ways(town, places, footing)
        for other, where in ((mirrored(town), seen), (backwards(town), places)):
            found, counted = ways(other, where, footing)
            assert found == pytest.approx(metres, rel=1e-5, abs=0.02), f"seed {seed}"
            assert counted == pytest.approx(cost_m, rel=1e-5, abs=0.02), f"seed {seed}"


def one_team(seed: int) -> Town:
    """Six hazards for one team, always on duty: so small that the search finds the least.

    Buildings are their middles: one that lies across a street is visited anywhere on it. No
    gate stands at the base itself, where nobody could say on which side of it the team begins.
    """
    town = random_town(seed, side=4, hazards=6, teams=1, full=True)
    free = [
        replace(each, must_be_keeper=False, visit_from=None, visit_to=None,
                geometry=each.geometry if each.kind == "flood_segment"
                else each.geometry and each.geometry.centroid)
        for each in town.hazards
    ]  # fmt: skip
    team = town.teams[0]
    first, last = team.shifts[0], team.shifts[-1]
    shift = replace(last, from_at=first.from_at, end=None)
    gates = [gate for gate in town.gates if gate.point.coords[0] != team.start]
    return replace(town, hazards=free, gates=gates, teams=[replace(team, shifts=(shift,))])


def night(town: Town) -> tuple[Plan, list[str]]:
    needs = needed_for(town.hazards, Rules(), NIGHT, Levels(Level.BLUE), ZONE)
    made = plan(town.hazards, needs, town.teams, StreetNetwork.of(town.streets), town.gates,
                ZONE, iterations=200)  # fmt: skip
    wrong = check(made, needs, town.hazards, town.teams, town.streets, town.gates, ZONE)
    return made, [str(each) for each in wrong]


def walked_m(made: Plan) -> dict[int, float]:
    return {one.no: sum(r.length_m for r in made.rounds if r.pass_no == one.no)
            for one in made.passes}  # fmt: skip


def flooded(town: Town) -> list[str]:
    return [each.id for each in town.hazards if each.kind == "flood_segment"]


@pytest.mark.parametrize("seed", range(1, 7))
def test_a_plan_in_the_mirror_is_as_long(seed: int) -> None:
    town = one_team(seed)
    (made, _), (other, wrong), (third, also) = map(night, (town, mirrored(town), backwards(town)))
    assert wrong == also == []
    assert walked_m(other) == pytest.approx(walked_m(made), rel=1e-5, abs=1.0)
    assert walked_m(third) == pytest.approx(walked_m(made), rel=1e-5, abs=1.0)


@pytest.mark.parametrize("seed", range(1, 7))
def test_a_plan_on_a_street_in_two_is_as_long(seed: int) -> None:
    """First a street that nobody must walk, then one that lies under a flood segment."""
    town = one_team(seed)
    net = StreetNetwork.of(town.streets)
    edges = [along(net, each.geometry).edges for each in town.hazards if each.id in flooded(town)]
    must = sorted({edge for each in edges for edge in each})
    spare = next(n for n in range(len(town.streets)) if n not in must)
    made, _ = night(town)
    other, wrong = night(split(town, spare, 0.45))
    assert wrong == []
    assert walked_m(other) == pytest.approx(walked_m(made), rel=1e-5, abs=1.0)
    # An end of a segment that lies beyond a node by less than 8 m is not walked.
    for number in must[:1]:
        other, wrong = night(split(town, number, 0.45))
        assert wrong == []
        assert no_longer(other, made)
        assert len(other.unserved) == len(made.unserved)


def no_longer(other: Plan, made: Plan) -> bool:
    """Whether no pass of a plan is walked further than in the other."""
    before = walked_m(made)
    return all(m <= before[no] * (1 + 1e-5) + 1.0 for no, m in walked_m(other).items())


@pytest.mark.parametrize("seed", range(1, 7))
def test_two_adjoining_segments_are_walked_as_the_one_was(seed: int) -> None:
    town = one_team(seed)
    made, _ = night(town)
    for hazard_id in flooded(town)[:2]:
        other, wrong = night(split_segment(town, hazard_id))
        assert wrong == []
        assert no_longer(other, made)
