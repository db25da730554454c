"""Streets split where they meet, cut, joined, and lines laid onto them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, box

from geo import roads
from geo.errors import BadGeometry
from tests import town


def lines(*each: list[tuple[float, float]]) -> roads.Lines:
    made = np.empty(len(each), dtype=object)
    made[:] = [LineString([town.at(*point) for point in line]) for line in each]
    return made


CROSS = lines([(0, 0), (50, 0), (100, 0)], [(50, 0), (50, 80)], [(200, 0), (300, 0)])


def test_shared_corners_are_junctions_and_crossings_without_one_are_not() -> None:
    pieces = roads.split(CROSS)
    assert pieces.source.tolist() == [0, 0, 1, 2]
    assert len(pieces.nodes) == 6
    assert pieces.ends[0, 1] == pieces.ends[1, 0] == pieces.ends[2, 0]
    assert pieces.lengths().tolist() == pytest.approx([50, 50, 80, 100], rel=1e-4)
    bridge = roads.split(lines([(0, 0), (100, 0)], [(50, -50), (50, 50)]))
    assert len(bridge.lines) == 2


def test_a_gate_splits_too_and_is_found() -> None:
    pieces = roads.split(lines([(0, 0), (30, 0), (100, 0)]), also=np.array([town.at(30, 0)]))
    assert pieces.lengths().tolist() == pytest.approx([30, 70], rel=1e-4)
    assert pieces.node_of(np.array([town.at(30, 0)]))[0] == pieces.ends[0, 1]
    assert pieces.node_of(np.array([town.at(31, 0)]))[0] == -1


def test_a_ring_and_doubled_corners() -> None:
    ring = [(0.0, 0.0), (0.0, 0.0), (50.0, 0.0), (50.0, 50.0), (0.0, 0.0)]
    pieces = roads.split(lines(ring, [(0, 0), (-20, 0)]))
    assert len(pieces.lines) == 2
    assert pieces.ends[0, 0] == pieces.ends[0, 1]


corner = st.tuples(st.integers(0, 6), st.integers(0, 6))
walks = st.lists(st.lists(corner, min_size=2, max_size=8), min_size=1, max_size=8)


@given(walks)
def test_splitting_keeps_every_metre(each: list[list[tuple[int, int]]]) -> None:
    given_lines = lines(*[[(x * 10.0, y * 10.0) for x, y in line] for line in each])
    pieces = roads.split(given_lines)
    whole = sum(roads.geodesic_m(line) for line in given_lines)
    assert pieces.lengths().sum() == pytest.approx(whole, abs=1e-6)
    inner = [key for line in pieces.lines
             for key in roads.corner_keys(shapely.get_coordinates(line))[1:-1]]  # fmt: skip
    assert len(inner) == len(set(inner))
    assert not set(inner) & set(pieces.nodes.tolist())


def test_cut_and_largest_part() -> None:
    area = box(*town.at(-10, -10), *town.at(75, 200))
    kept, source = roads.cut(CROSS, area)
    assert source.tolist() == [0, 1]
    assert roads.geodesic_m(kept[0]) == pytest.approx(75, rel=1e-4)
    pieces = roads.split(CROSS)
    mask, parts = roads.largest_part(pieces.ends, pieces.lengths())
    assert (mask.tolist(), parts) == ([True, True, True, False], 2)
    only = pieces.only(mask)
    assert (only.ends.max(), len(only.nodes)) == (3, 4)
    assert roads.largest_part(np.empty((0, 2), np.int64), np.empty(0))[1] == 0


def test_frames_in_and_out() -> None:
    ways = gpd.GeoDataFrame({"name": list("abc")}, geometry=list(CROSS), index=[7, 8, 9],
                            crs="EPSG:4326")  # fmt: skip
    streets = roads.split_at_junctions(ways)
    assert streets.index.tolist() == [7, 7, 8, 9]
    assert streets["name"].tolist() == list("aabc")
    drawn = gpd.GeoDataFrame(
        {"code": ["JS-01"]}, geometry=[LineString([town.at(20, 4), town.at(90, -4)])],
        index=["x"], crs="EPSG:4326",
    ).to_crs("EPSG:4548")  # fmt: skip
    laid = roads.snap(drawn, streets.reset_index(drop=True))
    assert laid.index.tolist() == ["x"]
    assert laid.loc["x", "street"] == (0, 1)
    assert laid.loc["x", "length_m"] == pytest.approx(70, rel=1e-3)
    assert laid.loc["x", "away_m"] == pytest.approx(4, rel=1e-3)


def test_a_frame_without_crs_or_of_other_shapes_is_refused() -> None:
    with pytest.raises(BadGeometry, match="coordinate system"):
        roads.split_at_junctions(gpd.GeoDataFrame(geometry=list(CROSS)))
    points = gpd.GeoDataFrame(geometry=[shapely.Point(116, 39)], crs="EPSG:4326")
    with pytest.raises(BadGeometry, match="single lines"):
        roads.split_at_junctions(points)
