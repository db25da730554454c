"""Coordinates that come in from elsewhere, and metres."""

from __future__ import annotations

import numpy as np
import prcoords
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from geo import crs
from geo.errors import BadGeometry, BadInput
from tests import town

lons, lats = st.floats(73.7, 134.7), st.floats(18.2, 53.5)
PLACE = np.array([[116.36, 39.86], [116.31, 39.99]])


@given(lons, lats)
def test_gcj02_and_bd09_as_the_oracle_says(lon: float, lat: float) -> None:
    [[x, y]] = crs.from_wgs84([[lon, lat]], "GCJ-02")
    said = prcoords.wgs_gcj((lat, lon))
    assert (x, y) == pytest.approx((said.lon, said.lat), abs=1e-10)
    [[x, y]] = crs.from_wgs84([[lon, lat]], "BD-09")
    said = prcoords.wgs_bd((lat, lon))
    assert (x, y) == pytest.approx((said.lon, said.lat), abs=1e-10)


@given(st.lists(st.tuples(lons, lats), min_size=1, max_size=20), st.sampled_from(crs.KNOWN))
def test_there_and_back_to_a_micrometre(places: list[tuple[float, float]], name: str) -> None:
    if name in ("EPSG:4548", "EPSG:4527"):
        places = [(116 + lon % 2, lat) for lon, lat in places]  # its zone is 115.5 to 118.5
    back = crs.to_wgs84(crs.from_wgs84(places, name), name)
    assert np.abs(back - np.array(places)).max() < 1e-11


def test_outside_china_nothing_is_shifted() -> None:
    assert crs.from_wgs84([[2.35, 48.85]], "GCJ-02").tolist() == [[2.35, 48.85]]
    assert crs.to_wgs84([[2.35, 48.85]], "GCJ-02").tolist() == [[2.35, 48.85]]


@pytest.mark.parametrize("name", ["EPSG:4548", "EPSG:4527"])
def test_gauss_kruger_northing_first_or_last(name: str) -> None:
    east_first = crs.from_wgs84(PLACE, name)
    assert crs.to_wgs84(east_first, name) == pytest.approx(PLACE, abs=1e-9)
    assert crs.to_wgs84(east_first[:, ::-1], name) == pytest.approx(PLACE, abs=1e-9)
    assert east_first[0] == pytest.approx(
        [445_236.277 + (39e6 if name == "EPSG:4527" else 0), 4_414_180.403], abs=0.01
    )


@pytest.mark.parametrize(
    ("said", "name"),
    [("epsg:4326", "EPSG:4326"), ("WGS 84", "EPSG:4326"), ("CGCS2000", "EPSG:4490"),
     ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"), ("gcj02", "GCJ-02"), ("gcj_02", "GCJ-02"),
     ("高德", "GCJ-02"), ("百度", "BD-09"), (" 4548 ", "EPSG:4548")],
)  # fmt: skip
def test_spellings(said: str, name: str) -> None:
    assert crs.named(said) == name


def test_what_is_not_known_is_refused_with_the_remedy() -> None:
    with pytest.raises(BadInput, match=r"Use one of: EPSG:4326"):
        crs.named("EPSG:32650")
    with pytest.raises(BadInput, match="three control points"):
        crs.named("北京地方坐标系")


@pytest.mark.parametrize(
    ("points", "name"),
    [([[39.86, 116.36]], "EPSG:4326"), ([[116.36, 95.0]], "EPSG:4326"),
     ([[np.nan, 1.0]], "EPSG:4326"), ([[np.inf, 1.0]], "GCJ-02"),
     ([[445236.0, 4414180.0]], "EPSG:4326"), ([[116.36, 39.86]], "EPSG:4548"),
     ([[445236.0, 4414180.0]], "EPSG:4527"), ([[1e300, 1e300]], "EPSG:3857")],
)  # fmt: skip
def test_numbers_that_cannot_be(points: list[list[float]], name: str) -> None:
    with pytest.raises(BadGeometry):
        crs.to_wgs84(points, name)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["GCJ-02", "BD-09"])
@pytest.mark.parametrize("huge", [1e5, 1e200, -1.7e308])
def test_huge_numbers_are_refused_before_they_are_converted(name: str, huge: float) -> None:
    for point in ([huge, 39.9], [116.3, huge], [huge, huge]):
        with pytest.raises(BadGeometry):
            crs.to_wgs84([point, [116.3, 39.9]], name)


def test_geometry_and_lengths() -> None:
    line = LineString([town.at(0, 0), town.at(300, 0)])
    shifted = LineString(crs.from_wgs84(line.coords, "GCJ-02"))
    assert crs.geometry_to_wgs84(shifted, "GCJ-02").equals_exact(line, 1e-11)
    assert crs.geodesic_m(line) == pytest.approx(300, rel=1e-6)
    assert crs.area_m2(Point(town.at(0, 0))) == 0
    boundary = town.community().boundary
    assert crs.area_m2(boundary) == pytest.approx(700 * 420, rel=1e-3)


def test_a_pin_of_a_chinese_map_lies_half_a_kilometre_off() -> None:
    [moved] = crs.from_wgs84([town.at(0, 0)], "GCJ-02")
    assert 100 < crs.geodesic_m(LineString([town.at(0, 0), moved])) < 700
