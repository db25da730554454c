"""Where a place meets the street, how far, and which way."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from geo.crs import Metric, geodesic_m
from geo.errors import NotFound, NotReady
from geo.network import OPEN, Access, Closed, StreetNetwork, Wet
from tests import town

NETWORK = StreetNetwork.of(town.streets(), town.gates())
GATE_SHUT = Closed(nodes=frozenset({town.GATE_NODE}))
ROUGH = 2e-4  # nominal metres of the town against geodesic ones


def node(number: int) -> Access:
    return NETWORK.snap(town.node_at(number))


def metres(a: Access, b: Access, closed: Closed = OPEN) -> float:
    return float(NETWORK.distances([a], [b], closed)[0, 0])


@pytest.mark.parametrize(
    ("a", "b", "closed", "expected"),
    [
        (9, 15, OPEN, 100), (9, 15, GATE_SHUT, 500), (0, 23, OPEN, 800), (5, 25, OPEN, 380),
        (13, 19, OPEN, 100),
    ],
)  # fmt: skip
def test_known_distances(a: int, b: int, closed: Closed, expected: float) -> None:
    assert metres(node(a), node(b), closed) == pytest.approx(expected, rel=ROUGH)


def test_without_the_private_lane() -> None:
    network = StreetNetwork.of(town.streets(private=False))
    a, b = network.snap(town.node_at(13)), network.snap(town.node_at(19))
    assert network.distances([a], [b])[0, 0] == pytest.approx(300, rel=ROUGH)


def test_places_in_the_middle_of_streets_are_exact() -> None:
    a, b = NETWORK.snap(town.at(130, 5)), NETWORK.snap(town.at(170, -5))
    assert (a.edge, b.edge) == (town.edge(1, 2),) * 2
    assert a.away_m == pytest.approx(5, rel=ROUGH)
    assert metres(a, b) == pytest.approx(40, rel=ROUGH)
    across = NETWORK.snap(town.at(30, 100))
    assert metres(a, across) == pytest.approx(200, rel=ROUGH)  # 30 back, 100 up, 70 back


def test_both_sides_of_a_shut_gate_can_be_reached() -> None:
    south, north = NETWORK.snap(town.at(300, 140)), NETWORK.snap(town.at(300, 160))
    assert metres(south, north) == pytest.approx(20, rel=ROUGH)
    assert metres(south, north, GATE_SHUT) == pytest.approx(580, rel=ROUGH)
    assert metres(node(9), south, GATE_SHUT) == pytest.approx(40, rel=ROUGH)


def test_a_wet_part_is_reached_from_its_dry_ends_and_never_crossed() -> None:
    edge = town.edge(1, 2)
    wet = Closed(wet=frozenset({Wet(edge, 20.0, 80.0)}))
    west, inside, east = (NETWORK.at(edge, at) for at in (20.0, 50.0, 80.0))
    assert metres(node(1), west, wet) == pytest.approx(20)
    assert metres(west, east, wet) == pytest.approx(340, rel=ROUGH)
    assert math.isinf(metres(node(1), inside, wet))
    assert metres(node(0), node(5), wet) == pytest.approx(700, rel=ROUGH)
    whole = Closed(edges=frozenset({edge}))
    assert metres(node(1), NETWORK.at(edge, 0), whole) == pytest.approx(0, abs=1e-6)
    assert math.isinf(metres(node(1), west, whole))


places = st.tuples(st.integers(0, 42), st.floats(0, 1))
closings = st.sampled_from([OPEN, GATE_SHUT, Closed(edges=frozenset({3})),
                            Closed(wet=frozenset({Wet(7, 10.0, 30.0)}))])  # fmt: skip


@given(places, places, closings)
def test_a_path_is_as_long_as_its_distance_and_joins_exactly(
    first: tuple[int, float], second: tuple[int, float], closed: Closed
) -> None:
    a, b = (NETWORK.at(e % len(town.streets()), 100 * share) for e, share in (first, second))
    length = metres(a, b, closed)
    if math.isinf(length):
        with pytest.raises(NotFound):
            NETWORK.path(a, b, closed)
        return
    line, walked = NETWORK.path(a, b, closed)
    assert walked == pytest.approx(length, abs=1e-6)
    assert geodesic_m(line) == pytest.approx(length, rel=1e-3, abs=1e-3)
    assert (line.coords[0], line.coords[-1]) == (a.point, b.point)
    streets = shapely.union_all([s.geometry for s in town.streets()])
    assert shapely.hausdorff_distance(line, streets.intersection(line.buffer(1e-9))) < 1e-7
    assert metres(b, a, closed) == pytest.approx(length, abs=1e-6)


def test_distances_keep_the_triangle() -> None:
    every = [NETWORK.at(e, 37.0) for e in range(len(town.streets()))]
    d = NETWORK.distances(every, every)
    assert np.allclose(d, d.T)
    some = range(0, len(every), 5)
    assert all(d[i, k] <= d[i, j] + d[j, k] + 1e-6 for i, j, k in itertools.product(some, repeat=3))


def test_a_ring_and_two_streets_between_the_same_nodes() -> None:
    def street(number: int, a: int, b: int, *points: tuple[float, float]) -> object:
        line = LineString([town.at(*p) for p in points])
        return town._streets()[0].__class__(
            id=str(number), community_id="", from_node=a, to_node=b, geometry=line,
            length_m=geodesic_m(line), kind="footway",
        )  # fmt: skip

    ring = street(0, 1, 1, (0, 0), (100, 0), (100, 100), (0, 100), (0, 0))
    short = street(1, 1, 2, (0, 0), (-100, 0))
    long = street(2, 1, 2, (0, 0), (0, -50), (-100, -50), (-100, 0))
    network = StreetNetwork.of([long, ring, short])  # type: ignore[list-item]
    far = network.snap(town.at(0, 60))
    assert network.distances([network.snap(town.at(-100, 0))], [far])[0, 0] == pytest.approx(
        160, rel=ROUGH
    )
    _, walked = network.path(network.snap(town.at(100, 20)), far)
    assert walked == pytest.approx(180, rel=ROUGH)  # 120 and 60, by way of the joint


def test_outside_a_fall_circle() -> None:
    tree = town.at(150, 8)
    stand = NETWORK.snap_outside(tree, 18.0)
    away = geodesic_m(LineString([stand.point, tree]))
    assert 18.0 <= away == pytest.approx(18, rel=0.01)
    assert NETWORK.snap_outside(town.at(150, 40), 20).away_m == pytest.approx(40, rel=ROUGH)


def test_no_streets_is_said() -> None:
    with pytest.raises(NotReady, match="street map"):
        StreetNetwork.of([])


def test_metres_agree_with_the_ellipsoid() -> None:
    metric = Metric.around(town.community().boundary)
    for street in town.streets():
        assert metric.forward(street.geometry).length == pytest.approx(street.length_m, rel=1e-6)
    assert metric.back(metric.forward(Point(town.at(10, 10)))).distance(
        Point(town.at(10, 10))
    ) == pytest.approx(0, abs=1e-12)
