"""What no map can be made of is refused by one of our errors, with what to do about it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import GeometryCollection, LinearRing, LineString, MultiPoint, Point, Polygon, box

from geo import coverage
from geo.errors import BadGeometry, BadInput
from maps.notebook import coverage_map, hazard_map, night_map
from tests.maps.test_notebook import BASES, BOUNDARY, cells, told

AT = datetime(2026, 7, 22, 14, tzinfo=UTC)
HERE = Point(116.36, 39.86)
ONE = gpd.GeoDataFrame({"kind": ["x"], "rank": [2]}, geometry=[HERE], crs="OGC:CRS84")
STOPS = gpd.GeoDataFrame(
    {"team_id": ["a", "a"], "seq": [1, 2]}, geometry=[HERE, Point(116.361, 39.86)], crs="OGC:CRS84"
)
LEGS = STOPS.set_geometry([LineString([HERE, (116.361, 39.86)])] * 2)
CELL = gpd.GeoDataFrame({"hours_since": [1.0]}, geometry=[HERE.buffer(0.01)], crs="OGC:CRS84")


def twice(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        pd.concat([frame, frame[[name]]], axis=1), geometry="geometry", crs=frame.crs
    )


@pytest.mark.parametrize("draw", [hazard_map, night_map, coverage_map])
@pytest.mark.parametrize("odd", [None, {}, [1], "x", ONE.geometry, pd.DataFrame(ONE)])
def test_what_is_no_table_is_refused(draw: Any, odd: object) -> None:
    with pytest.raises(BadInput, match="GeoDataFrame"):
        draw(odd)


@pytest.mark.parametrize(
    ("draw", "frame"), [(hazard_map, ONE), (night_map, STOPS), (coverage_map, CELL)]
)
def test_a_table_that_can_be_drawn_is_and_is_refused_once_it_is_odd(
    draw: Any, frame: gpd.GeoDataFrame
) -> None:
    assert draw(frame).html
    with pytest.raises(BadGeometry, match="set_geometry"):
        draw(gpd.GeoDataFrame(pd.DataFrame(frame).rename(columns={"geometry": "place"})))
    with pytest.raises(BadInput, match="twice"):
        draw(twice(frame, frame.columns[0]))
    with pytest.raises(BadInput, match="column id"):
        draw(gpd.GeoDataFrame(pd.concat([frame, frame]).assign(id="one"), crs=frame.crs))
    for lang in ("de", "", None):
        with pytest.raises(BadInput, match=r"lang is one of zh_CN, en"):
            draw(frame, lang=lang)
    with pytest.raises(BadInput, match="theme is one of auto, light, dark, not “purple”"):
        draw(frame, theme="purple")


@pytest.mark.parametrize("zone", ["Mars/X", "", None, 8, "../../etc/passwd"])
def test_a_zone_that_is_none_is_refused(zone: Any) -> None:
    with pytest.raises(BadInput, match="no time zone"):
        hazard_map(ONE, zone=zone)
    with pytest.raises(BadInput, match="no time zone"):
        night_map(STOPS, zone=zone)


@pytest.mark.parametrize("at", ["2026-07-02", datetime(2026, 7, 2), 5])
def test_a_moment_without_an_offset_is_refused(at: Any) -> None:
    with pytest.raises(BadInput, match="at is a datetime with an offset"):
        hazard_map(ONE, at=at)
    with pytest.raises(BadInput, match="last_visited_at is a datetime"):
        hazard_map(ONE.assign(last_visited_at=at))
    assert hazard_map(ONE.assign(last_visited_at=AT, next_due_at=pd.NaT), at=AT).html


def test_stops_and_legs_have_numbers() -> None:
    with pytest.raises(BadInput, match="Row 1: column seq"):
        night_map(STOPS.assign(seq=[1, np.nan]))
    with pytest.raises(BadInput, match="column seq"):
        night_map(STOPS.assign(seq=["1", "2"]))
    with pytest.raises(BadInput, match="no number of a stop"):
        night_map(STOPS, LEGS.assign(seq=["1", "x"]))
    with pytest.raises(BadGeometry, match="stops first, then the legs"):
        night_map(LEGS, STOPS)
    with pytest.raises(BadInput, match="hours_since"):
        coverage_map(CELL.assign(hours_since="much"))


def test_an_extra_pass_that_nobody_says_is_none() -> None:
    extra = pd.array([None, True], dtype="boolean")
    made = night_map(STOPS.assign(pass_no=[1, 2], extra=extra))
    assert [each["extra"] for each in told(made, "data-passes")] == [False, True]


def test_hazards_are_of_any_shape_but_a_collection() -> None:
    shapes = [
        HERE,
        MultiPoint([HERE, (116.37, 39.86)]),
        LinearRing([HERE, (116.37, 39.86), (116.37, 40)]),
    ]
    many = gpd.GeoDataFrame({"kind": ["x"] * 3, "rank": 1}, geometry=shapes, crs="OGC:CRS84")
    drawn = told(hazard_map(many), "data-hazards")["features"]
    assert [row["geometry"]["type"] for row in drawn] == ["Point", "MultiPoint", "LineString"]
    mixed = gpd.GeoDataFrame(
        {"kind": ["x"], "rank": 1}, index=["row a"], geometry=[GeometryCollection(shapes)],
        crs="OGC:CRS84",
    )  # fmt: skip
    with pytest.raises(BadGeometry, match="Row row a: a collection"):
        hazard_map(mixed)
    blank = told(hazard_map(ONE.assign(kind=None, rank=np.nan)), "data-hazards")["features"]
    assert (blank[0]["properties"]["kind"], blank[0]["properties"]["rank"]) == ("", None)


@pytest.mark.parametrize("shape", [HERE, LineString([HERE, (116.37, 39.86)]), MultiPoint([HERE])])
def test_a_cell_is_an_area(shape: Any) -> None:
    with pytest.raises(BadGeometry, match="Row 0: a cell is an area"):
        coverage_map(CELL.set_geometry([shape]))


def test_a_map_may_reach_the_edges_of_the_earth_and_not_beyond() -> None:
    edge: list[Polygon] = [box(-180, -90, 180, 90)]
    assert hazard_map(ONE.set_geometry(edge)).html
    assert hazard_map(ONE.set_geometry([Point(180, 90)])).html
    with pytest.raises(BadGeometry, match="nowhere on the earth"):
        hazard_map(ONE.set_geometry([Point(440_000, 4_400_000)]))


@pytest.mark.parametrize("odd", [None, "2026-07-22", datetime(2026, 7, 22), pd.NaT])
def test_cells_are_of_an_aware_moment_and_a_size(odd: Any) -> None:
    seen = ONE.assign(last_visited_at=AT)
    assert len(coverage.cells(BOUNDARY, seen, AT))
    with pytest.raises(BadInput, match="aware"):
        coverage.cells(BOUNDARY, seen, odd)
    for size in ("250", None, True, float("nan"), -1):
        with pytest.raises(BadInput, match="cannot be"):
            coverage.cells(BOUNDARY, seen, AT, size)  # type: ignore[arg-type]
    nothing: Any = None
    for boundary, visits in ((nothing, seen), (BOUNDARY, nothing)):
        with pytest.raises(BadInput):
            coverage.cells(boundary, visits, AT)


def test_the_ground_beside_is_refused_as_well() -> None:
    odd: Any = {}
    with pytest.raises(BadInput, match="GeoDataFrame"):
        hazard_map(ONE, streets=odd)
    with pytest.raises(BadInput, match="GeoDataFrame"):
        hazard_map(ONE, boundary=odd)
    with pytest.raises(BadInput, match="GeoDataFrame"):
        night_map(STOPS, LEGS, bases=odd)
    with pytest.raises(BadInput, match="GeoDataFrame"):
        night_map(STOPS, odd)
    assert night_map(STOPS, LEGS, bases=BASES).html and len(cells())
