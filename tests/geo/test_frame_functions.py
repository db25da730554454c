"""What every function on frames keeps: no coordinate system, no answer; any one in; the index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from geo import boundaries, coverage, hazards, passes, roads, trees
from geo.errors import BadGeometry
from geo.plan_frames import hazards_frame
from geo.rain import Levels
from geo.rules import Rules
from tests import town

Frame = gpd.GeoDataFrame
AT = datetime(2026, 7, 22, 15, 0, tzinfo=UTC)
CRS = ["OGC:CRS84", "EPSG:4326", "EPSG:4490", "EPSG:4548", "EPSG:3857"]

STREETS = roads.split_at_junctions(
    Frame(geometry=[each.geometry for each in town.streets()], crs="OGC:CRS84")
).reset_index(drop=True)
AREAS = Frame(geometry=[town.community().boundary], index=["town"], crs="OGC:CRS84")
STEMS = Frame(geometry=[Point(town.at(150, 108)), Point(town.at(410, 150))], crs="OGC:CRS84")
HAZARDS = hazards_frame(town.hazards())
LINES = Frame(
    geometry=[LineString([town.at(x, 3), town.at(x + 60, 3)]) for x in range(20, 400, 60)],
    crs="OGC:CRS84",
)  # fmt: skip


def seen(frame: Frame) -> Frame:
    return coverage.cells(AREAS, frame.assign(last_visited_at=AT), AT)


def needed(frame: Frame) -> Frame:
    return passes.needed(frame, Rules(), town.NIGHT, Levels(), town.ZONE)


# Each with a frame that it takes, and whether its rows are those of the frame.
FUNCTIONS: dict[str, tuple[Callable[[Frame], Frame], Frame, bool]] = {
    "boundaries.assign": (lambda frame: boundaries.assign(frame, AREAS), HAZARDS, True),
    "coverage.cells": (seen, HAZARDS, False),
    "hazards.check": (hazards.check, HAZARDS, True),
    "passes.needed": (needed, HAZARDS, False),
    "roads.snap": (lambda frame: roads.snap(frame, STREETS), LINES, True),
    "roads.split_at_junctions": (roads.split_at_junctions, LINES, True),
    "trees.nearest": (lambda frame: trees.nearest(frame, STEMS), STEMS, True),
}  # fmt: skip
# These add columns to the caller's own geometries, which stay as they are.
ADDING = ("boundaries.assign", "trees.nearest")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_frame_without_a_coordinate_system_is_refused(name: str) -> None:
    function, frame, _ = FUNCTIONS[name]
    with pytest.raises(BadGeometry, match="names no coordinate system"):
        function(frame.set_crs(None, allow_override=True))


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=5, deadline=None)
@given(crs=st.sampled_from(CRS), rows=st.data())
def test_any_coordinate_system_and_any_index(name: str, crs: str, rows: st.DataObject) -> None:
    function, frame, kept = FUNCTIONS[name]
    order = rows.draw(st.permutations(range(len(frame))))
    labels = rows.draw(st.lists(st.text(max_size=5), min_size=len(frame), max_size=len(frame),
                                unique=True))  # fmt: skip
    given_ = frame.iloc[order].set_axis(pd.Index(labels, name="label")).to_crs(crs)
    before = given_.copy()
    made = function(given_)
    assert str(made.crs) == (crs if name in ADDING else "OGC:CRS84")
    if kept:
        assert made.index.equals(given_.index)
    elif name == "passes.needed":
        assert set(made.index) <= set(given_.index)
    west, south, east, north = made.to_crs("OGC:CRS84").total_bounds
    assert 116.3 < west <= east < 116.4 and 39.8 < south <= north < 39.9
    # The caller's frame is as it was.
    assert given_.equals(before) and given_.crs == before.crs


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_rows_are_no_rows(name: str) -> None:
    function, frame, kept = FUNCTIONS[name]
    made = function(frame.iloc[:0])
    assert len(made) == 0 or name == "coverage.cells"
    assert made.crs is not None
    assert not kept or set(frame.columns) <= set(made.columns)
