"""The way that counts least is taken, and its own metres are told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.closing import OPEN, Closed, Wet
from geo.errors import NotFound
from geo.footing import ON_FOOT, Footing
from geo.network import StreetNetwork
from geo.places import Access
from tests import town
from tests.geo.random_town import random_town

NETWORK = StreetNetwork.of(town.streets(), town.gates())
ROUGH = 2e-4
RIDES = Footing(wheels=True)


def node(number: int) -> Access:
    return NETWORK.snap(town.node_at(number))


def way(a: int, b: int, footing: Footing, network: StreetNetwork = NETWORK) -> tuple[float, float]:
    ends = [network.snap(town.node_at(n)) for n in (a, b)]
    metres, cost_m = network.ways(ends[:1], ends[1:], OPEN, footing)
    return float(metres[0, 0]), float(cost_m[0, 0])


def test_a_lit_way_is_taken_unless_it_is_much_longer() -> None:
    """From 18 to 21 it is 300 m on the unlit wall road and 500 m by the lit lane below."""
    lane = {town.edge(12, 18), town.edge(12, 13), town.edge(13, 14), town.edge(14, 15),
            town.edge(15, 21)}  # fmt: skip
    lit = [replace(each, lit=True) if n in lane else each for n, each in enumerate(town.streets())]
    network = StreetNetwork.of(lit)
    assert way(18, 21, ON_FOOT, network) == pytest.approx((300, 300), rel=ROUGH)
    assert way(18, 21, Footing(unlit_factor=1.6), network) == pytest.approx((300, 480), rel=ROUGH)
    assert way(18, 21, Footing(unlit_factor=1.8), network) == pytest.approx((500, 500), rel=ROUGH)


def test_steps_are_no_way_for_wheels() -> None:
    assert way(5, 25, ON_FOOT) == pytest.approx((380, 380), rel=ROUGH)
    assert way(5, 25, RIDES) == (np.inf, np.inf)
    with pytest.raises(NotFound):
        NETWORK.path(node(5), node(25), OPEN, RIDES)
    foot = NETWORK.at(town.edge(23, 25), 0.0)  # the foot of the steps belongs to the street
    assert NETWORK.ways([node(23)], [foot], OPEN, RIDES)[0][0, 0] == pytest.approx(0, abs=0.1)


def test_who_rides_gets_onto_a_street_beside_the_steps() -> None:
    beside = town.at(540, 305)
    assert NETWORK.snap(beside).edge == town.edge(23, 25)
    rides = NETWORK.snap(beside, RIDES)
    assert rides.edge != town.edge(23, 25)
    assert rides.away_m == pytest.approx(40, abs=1)


def test_where_all_is_steps_the_nearest_is_taken() -> None:
    only = StreetNetwork.of([each for each in town.streets() if each.steps])
    assert only.snap(town.node_at(23), RIDES).edge == 0


closings = st.sampled_from([OPEN, Closed(nodes=frozenset({6})), Closed(edges=frozenset({3})),
                            Closed(wet=frozenset({Wet(7, 10.0, 30.0)}))])  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), closings, st.booleans(), st.sampled_from([1.0, 1.3, 2.5]))
def test_ways_in_the_dark(seed: int, closed: Closed, wheels: bool, unlit: float) -> None:
    """What a way counts is its length in a town whose unlit streets are as much longer."""
    streets = random_town(seed, side=4).streets
    footing, network = Footing(wheels, unlit), StreetNetwork.of(streets)
    factor = footing.factors(streets)
    longer = StreetNetwork.of(
        [replace(each, length_m=each.length_m * f) for each, f in zip(streets, factor, strict=True)]
    )
    places = [network.at(n, 31.0 * (n % 3)) for n in range(0, len(streets), 3)]
    scaled = [longer.at(each.edge, each.offset_m * factor[each.edge]) for each in places]
    over = Closed(
        closed.edges | footing.barred(streets), closed.nodes,
        frozenset(Wet(w.edge, w.from_m * factor[w.edge], w.to_m * factor[w.edge])
                  for w in closed.wet),
    )  # fmt: skip
    metres, cost_m = network.ways(places, places, closed, footing)
    assert cost_m == pytest.approx(longer.distances(scaled, scaled, over), abs=1e-4)
    assert (metres <= cost_m + 1e-9).all()
    plain = network.distances(places, places, closed)
    assert (metres >= plain - 1e-6).all()
    for i, a in enumerate(places[:4]):
        for j, b in enumerate(places):
            if np.isinf(metres[i, j]):
                continue
            parts, length = network.parts(a, b, closed, footing)
            walked = [abs(end - start) for _, start, end in parts]
            assert length == pytest.approx(metres[i, j], abs=1e-6)
            counted = sum(w * factor[n] for w, (n, _, _) in zip(walked, parts, strict=True))
            assert counted == pytest.approx(cost_m[i, j], abs=1e-4)
            assert not wheels or not any(
                streets[n].steps and w > 1e-6 for w, (n, _, _) in zip(walked, parts, strict=True)
            )


def test_of_ways_that_count_the_same_the_shortest_is_taken() -> None:
    """130 m of lit street count as much as 100 m of unlit street at 1.3."""
    one, *_ = town.streets()
    streets = [
        replace(one, from_node=0, to_node=1, length_m=130.0, lit=True),
        replace(one, from_node=0, to_node=1, length_m=100.0, lit=False),
        replace(one, from_node=1, to_node=2, length_m=50.0, lit=True),
        replace(one, from_node=2, to_node=3, length_m=50.0, lit=True),
    ]
    for order in (streets, streets[::-1]):
        network = StreetNetwork.of(order)
        where = {(s.from_node, s.to_node, s.lit): n for n, s in enumerate(order)}
        last = where[2, 3, True]
        first = [n for key, n in where.items() if key[:2] == (0, 1)]
        dark = Footing(unlit_factor=1.3)
        a, b = network.at(first[0], 0.0), network.at(last, 50.0)
        metres, cost_m = network.ways([a], [b], OPEN, dark)
        assert (metres[0, 0], cost_m[0, 0]) == pytest.approx((200, 230))
        assert network.parts(a, b, OPEN, dark)[1] == pytest.approx(200)


def test_nothing_to_nowhere_is_an_empty_matrix() -> None:
    metres, cost_m = NETWORK.ways([], [node(1)])
    assert metres.shape == cost_m.shape == (0, 1)
