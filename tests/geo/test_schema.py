"""Shapes that can be true, where they say they are."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPoint, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo.crs import KNOWN, from_wgs84
from geo.errors import BadGeometry
from geo.hazards import DEFAULT_KINDS
from geo.schema import MOST_CORNERS, Reach, check_geometry, check_shape
from tests import town

WATER, LEAK, TREE = DEFAULT_KINDS
HOME = Point(town.at(300, 100))
BOUNDARY = town.community().boundary
REACH = Reach.of(BOUNDARY)


def _said(geometry: BaseGeometry, crs: str = "OGC:CRS84", reach: Reach = REACH) -> str:
    with pytest.raises(BadGeometry) as caught:
        reach.placed(geometry, crs, "row 7")
    assert "row 7" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("hazard", town.hazards(), ids=lambda hazard: hazard.code)
def test_every_hazard_of_the_town_is_valid(hazard: object) -> None:
    kind = next(kind for kind in DEFAULT_KINDS if kind.id == hazard.kind)  # type: ignore[attr-defined]
    assert check_geometry(kind, hazard.geometry, BOUNDARY) == hazard.geometry  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        (Point(), "empty"),
        (Polygon(), "empty"),
        (GeometryCollection([HOME]), "cannot be a GeometryCollection"),
        (MultiPoint([HOME]), "cannot be a MultiPoint"),
        (LineString([town.at(0, 0), town.at(9, 9)]), "cannot be a LineString"),
        (Point(float("nan"), 39), "not a finite number"),
        (Point(116, float("inf")), "not a finite number"),
        (Polygon([town.at(0, 0), town.at(9, 9), town.at(9, 0), town.at(0, 9)]), "not valid"),
        (HOME.buffer(0.001, quad_segs=MOST_CORNERS), "more than 10000 corners"),
    ],
)
def test_shapes_that_no_leak_can_have(geometry: BaseGeometry, says: str) -> None:
    (problem,) = check_shape(LEAK, geometry, "feature 3")
    assert says in str(problem)
    assert str(problem).startswith("feature 3: ")


@pytest.mark.parametrize("crs", KNOWN)
def test_every_known_system_is_brought_home(crs: str) -> None:
    given_there = shapely.transform(HOME, lambda points: from_wgs84(points, crs))
    kept = REACH.placed(given_there, crs)
    assert np.allclose(kept.coords[0], HOME.coords[0], atol=2e-7)


def test_exchanged_axes_are_recognised_both_ways() -> None:
    turned = Point(HOME.y, HOME.x)
    assert "exchanged" in _said(turned)
    assert "exchanged" in _said(turned, "GCJ-02")


@pytest.mark.parametrize("crs", ["GCJ-02", "BD-09", "EPSG:4548", "EPSG:4527", "EPSG:3857"])
def test_a_system_that_would_bring_it_inside_is_named(crs: str) -> None:
    small = Reach.of(HOME.buffer(0.002), 50)
    there = shapely.transform(HOME, lambda points: from_wgs84(points, crs))
    assert f"Perhaps these coordinates are {crs}" in _said(there, reach=small)


def test_what_was_wgs84_all_along_is_said_too() -> None:
    assert "Perhaps these coordinates are EPSG:4326, not GCJ-02" in _said(
        HOME, "GCJ-02", Reach.of(HOME.buffer(0.002), 50)
    )


@pytest.mark.parametrize(
    ("place", "says"),
    [
        (Point(116.36, 95), "latitude within"),
        (Point(0, 0), "outside the community"),
        (Point(4e5, 4.4e6), "look like metres"),
        (Point(1e300, 1e300), "look like metres"),
        (LineString([(179, 39), (-179, 39)]), "around the world"),
        (LineString([HOME.coords[0], (117, 40)]), "outside the community"),
    ],
)
def test_places_that_are_elsewhere(place: BaseGeometry, says: str) -> None:
    assert says in _said(place)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("crs", ["OGC:CRS84", "GCJ-02", "BD-09"])
def test_huge_numbers_are_said_back_and_never_converted(crs: str) -> None:
    assert "look like metres, not degrees (1.7e+308, -1.7e+308)" in _said(
        Point(1.7e308, -1.7e308), crs
    )


def test_three_hundred_metres_outside_are_near_and_the_number_is_a_setting() -> None:
    at_edge = town.at(-60 - 299, 100)
    assert REACH.holds(Point(at_edge))
    assert not REACH.holds(Point(town.at(-60 - 303, 100)))
    assert not Reach.of(BOUNDARY, 100).holds(Point(at_edge))
    assert check_geometry(TREE, Point(town.at(-500, 0)), BOUNDARY, metres=500)
    with pytest.raises(BadGeometry):
        check_geometry(TREE, Point(town.at(-500, 0)), BOUNDARY)


@settings(max_examples=300, deadline=None)
@given(
    st.floats(allow_nan=True, width=64), st.floats(allow_nan=True, width=64), st.sampled_from(KNOWN)
)
def test_any_two_numbers_are_placed_or_refused(x: float, y: float, crs: str) -> None:
    point = Point(x, y)
    if check_shape(TREE, point):
        return
    try:
        kept = REACH.placed(point, crs)
    except BadGeometry:
        return
    assert REACH.holds(kept)


@settings(max_examples=200, deadline=None)
@given(st.floats(-350, 930), st.floats(-350, 650), st.sampled_from(KNOWN))
def test_what_lies_inside_is_never_refused(east: float, north: float, crs: str) -> None:
    place = Point(town.at(east, north))
    if REACH.holds(place) and Reach.of(BOUNDARY, 299).holds(place):
        there = shapely.transform(place, lambda points: from_wgs84(points, crs))
        assert REACH.placed(there, crs).distance(place) < 1e-6


def test_a_boundary_of_two_parts() -> None:
    parts = shapely.union(
        box(*town.at(0, 0), *town.at(50, 50)), box(*town.at(500, 0), *town.at(550, 50))
    )
    reach = Reach.of(parts, 10)
    assert reach.holds(Point(town.at(520, 20)))
    assert not reach.holds(Point(town.at(250, 20)))


@pytest.mark.parametrize("crs", ["EPSG:4548", "EPSG:4527", "EPSG:3857"])
def test_metres_that_were_said_to_be_metres_are_elsewhere(crs: str) -> None:
    far = shapely.transform(Point(116.9, 40.3), lambda points: from_wgs84(points, crs))
    answer = _said(far, crs)
    assert "outside the community" in answer
    assert "metres, not degrees" not in answer
