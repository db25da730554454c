"""From where a hazard is visited."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from shapely import LineString, Point

from geo.approach import (
    Approach,
    Surroundings,
    inner_nodes,
    standing_off_m,
    stretches_of,
    under_water,
)
from geo.closing import OPEN, Closed
from geo.network import StreetNetwork
from tests import town

HAZARDS = {hazard.code: hazard for hazard in town.hazards()}


@cache
def network() -> StreetNetwork:
    return StreetNetwork.of(town.streets(), town.gates())


def approach(
    code: str, closed: Closed = OPEN, *, lookout: bool = False, wet: bool = False
) -> Approach:
    stretches = stretches_of(HAZARDS.values(), network())
    around = Surroundings(network(), closed, stretches)
    return around.approach(HAZARDS[code], lookout=lookout, wet=wet)


def test_a_dry_segment_is_one_call_in_two_directions() -> None:
    (call,) = approach("JS-04").calls
    there, back = call
    assert there.enters == back.leaves
    assert there.leaves == back.enters
    assert there.through_m == pytest.approx(100, abs=0.2)
    assert there.through is not None
    assert back.through is not None
    assert list(there.through.coords) == list(back.through.coords)[::-1]


@pytest.mark.parametrize("how", [{"wet": True}, {"lookout": True}])
def test_a_wet_segment_is_two_calls_at_its_ends(how: dict[str, bool]) -> None:
    seen = approach("JS-03", **how)
    assert seen.lookout
    points = [call[0].enters.point for call in seen.calls]
    assert min(points) == pytest.approx(town.node_at(3))
    assert max(points) == pytest.approx(town.node_at(4))
    assert all(len(call) == 1 and call[0].through is None for call in seen.calls)


def test_a_gate_in_its_middle_makes_two_ends_of_a_segment() -> None:
    across = replace(HAZARDS["JS-04"], geometry=LineString([town.at(300, 120), town.at(300, 180)]))
    around = Surroundings(network(), Closed(nodes=frozenset({town.GATE_NODE})),
                          stretches_of([across], network()))  # fmt: skip
    assert len(around.approach(across, lookout=False, wet=False).calls) == 2
    open_ = replace(around, closed=OPEN)
    assert len(open_.approach(across, lookout=False, wet=False).calls) == 1


def test_a_segment_that_shares_another_ones_water_is_not_entered() -> None:
    longer = replace(HAZARDS["JS-03"], id="longer",
                     geometry=LineString([town.at(250, 0), town.at(450, 0)]))  # fmt: skip
    stretches = stretches_of([longer, HAZARDS["JS-03"]], network())
    water = under_water(network(), [stretches[HAZARDS["JS-03"].id]])
    seen = Surroundings(network(), water, stretches).approach(longer, lookout=False, wet=False)
    assert seen.lookout


def test_a_leak_home_is_seen_from_the_street_beside_it() -> None:
    ((way,),) = approach("LD-01").calls
    assert way.enters.away_m == pytest.approx(20, abs=0.1)
    assert way.enters == way.leaves


@pytest.mark.parametrize("rank", [1, 2, 3, 4])
def test_a_tree_is_seen_from_outside_its_reach(rank: int) -> None:
    code = f"SM-0{rank}"
    away = 1.5 * (8 + rank)
    assert standing_off_m(HAZARDS[code]) == away
    seen = approach(code)
    assert seen.calls[0][0].enters.away_m >= away - 0.02
    assert seen.too_near_m == 0


def test_a_tree_that_nobody_measured_is_passed_as_far_off_as_a_grown_one() -> None:
    tree = replace(HAZARDS["SM-02"], raw={"scale": "T2"})
    assert standing_off_m(tree) == 18
    seen = Surroundings(network(), OPEN, {}).approach(tree, lookout=False, wet=False)
    assert seen.calls[0][0].enters.away_m >= 18 - 0.02


def test_what_is_no_tree_or_already_far_is_seen_from_the_nearest_place() -> None:
    tree = HAZARDS["SM-02"]
    assert standing_off_m(replace(HAZARDS["LD-01"], raw={"height_m": 9})) == 0
    far = replace(tree, geometry=Point(town.at(450, 50)))
    around = Surroundings(network(), OPEN, {})
    assert around.approach(far, lookout=False, wet=False).calls[0][0].enters.away_m < 51


def test_water_closes_the_junction_inside_a_stretch_but_not_its_ends() -> None:
    stretches = stretches_of(HAZARDS.values(), network())
    through, whole = stretches[HAZARDS["JS-04"].id], stretches[HAZARDS["JS-03"].id]
    assert inner_nodes(network(), through) == {8}
    assert inner_nodes(network(), whole) == frozenset()
    closed = under_water(network(), [through, whole])
    assert closed.nodes == {8}
    assert {part.edge for part in closed.wet} == through.edges | whole.edges


def test_a_line_that_no_street_joins_is_seen_from_beside_it() -> None:
    island = [s for s in town.streets() if {s.from_node, s.to_node} in ({0, 1}, {22, 23})]
    apart = replace(HAZARDS["JS-04"], geometry=LineString([town.node_at(0), town.node_at(23)]))
    net = StreetNetwork.of(island)
    assert stretches_of([apart], net) == {}
    seen = Surroundings(net, OPEN, {}).approach(apart, lookout=False, wet=False)
    assert len(seen.calls) == 1
