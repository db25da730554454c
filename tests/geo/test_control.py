"""Control points: a file that lies beside everything is recognised, one that fits is not."""

from __future__ import annotations

import pytest
import shapely
from shapely import LineString

from geo.control import better_fit
from geo.crs import from_wgs84
from tests import town

HOUSES = [each.geometry for each in town.buildings()]
STREETS = [each.geometry for each in town.streets()]
ROADS = [LineString([town.at(110 + 100 * n, 0), town.at(180 + 100 * n, 0)]) for n in range(3)]


def _in(crs: str, geometries: list[shapely.Geometry]) -> list[shapely.Geometry]:
    return [shapely.transform(each, lambda points: from_wgs84(points, crs)) for each in geometries]


@pytest.mark.parametrize("crs", ["GCJ-02", "BD-09"])
def test_shifted_leaks_are_recognised(crs: str) -> None:
    fit = better_fit([(_in(crs, HOUSES), HOUSES)], "OGC:CRS84")
    assert fit is not None
    assert (fit.crs, fit.hits, fit.total) == (crs, 8, 8)
    assert fit.hits_given <= 4


@pytest.mark.parametrize("crs", ["OGC:CRS84", "EPSG:4326", "EPSG:4490", "GCJ-02", "BD-09"])
def test_what_fits_as_it_was_said_is_not_doubted(crs: str) -> None:
    groups = [(_in(crs, HOUSES[:4]), HOUSES), (_in(crs, ROADS), STREETS)]
    assert better_fit(groups, crs) is None


def test_two_things_prove_nothing_and_neither_does_bare_ground() -> None:
    shifted = _in("GCJ-02", HOUSES)
    assert better_fit([(shifted[:2], HOUSES)], "OGC:CRS84") is None
    assert better_fit([(shifted, [])], "OGC:CRS84") is None
    assert better_fit([], "OGC:CRS84") is None


def test_wgs84_said_to_be_gcj02_is_recognised_too() -> None:
    fit = better_fit([(HOUSES, HOUSES)], "GCJ-02")
    assert fit is not None
    assert fit.crs == "EPSG:4326"


def test_coordinates_that_fit_no_earth_are_no_hits() -> None:
    nowhere = [shapely.Point(500, 500)] * 3
    assert better_fit([(nowhere, HOUSES)], "OGC:CRS84") is None
