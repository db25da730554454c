"""Which community, and how far outside."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from shapely import Point, Polygon

from geo import boundaries
from geo.crs import from_wgs84
from geo.errors import BadGeometry, BadQuery
from tests import town

BOUNDARY = town.community().boundary


def test_assign_keeps_the_index_and_leaves_strangers_out() -> None:
    areas = gpd.GeoDataFrame(
        geometry=[BOUNDARY, shapely.box(*town.at(640, -60), *town.at(900, 360))],
        index=["town", "east"], crs="EPSG:4326",
    )  # fmt: skip
    places = [town.at(10, 10), town.at(700, 10), town.at(5000, 0), town.at(640, 10)]
    points = gpd.GeoDataFrame({"n": range(4)}, geometry=[Point(p) for p in places],
                              index=[5, 6, 7, 8], crs="EPSG:4326")  # fmt: skip
    found = boundaries.assign(points.to_crs("EPSG:3857"), areas)
    assert found.index.tolist() == [5, 6, 7, 8]
    assert found["community"].tolist()[:2] == ["town", "east"]
    assert found["community"].isna().tolist() == [False, False, True, False]
    assert found["n"].tolist() == [0, 1, 2, 3]
    assert str(found.crs) == "EPSG:3857"


def test_how_far_outside() -> None:
    assert boundaries.outside_m(BOUNDARY, Point(town.at(10, 10))) == 0
    assert boundaries.outside_m(BOUNDARY, Point(town.at(-160, 0))) == pytest.approx(100, rel=1e-3)
    assert boundaries.outside_m(BOUNDARY, Point(town.at(-359, 0))) <= 300
    assert boundaries.outside_m(BOUNDARY, Point(town.at(-362, 0))) > 300
    [shifted] = from_wgs84([town.at(-50, 350)], "BD-09")
    assert boundaries.outside_m(BOUNDARY, Point(*shifted)) > 300


def test_widened() -> None:
    wide = boundaries.widened(BOUNDARY, 300)
    assert wide.contains(Point(town.at(-355, 100)))
    assert not wide.contains(Point(town.at(-365, 100)))


@pytest.mark.parametrize(
    "box", [(2, 1, 1, 2), (1, 2, 2, 1), (1, 1, 2, 95), (float("nan"), 1, 2, 2), (-181, 1, 2, 2)]
)
def test_no_box(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(BadQuery):
        boundaries.of_box(*box)


@pytest.mark.parametrize(
    "shape",
    [Point(1, 1), Polygon(), Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]),
     Polygon([(0, 0), (500000, 0), (500000, 4400000)])],
)  # fmt: skip
def test_no_boundary(shape: shapely.Geometry) -> None:
    with pytest.raises(BadGeometry):
        boundaries.checked(shape)


def test_a_boundary() -> None:
    assert boundaries.checked(BOUNDARY) is BOUNDARY
