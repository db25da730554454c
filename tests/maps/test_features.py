"""Only the columns that a map asks for leave a frame, in WGS84 and as JSON holds them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from geo.errors import BadGeometry, BadInput
from maps.features import bounds_of, checked, features, needed, value_of
from maps.inert import inert
from tests import town
from tests.hostile import PAYLOADS

HERE = Point(*town.node_at(8))


def frame(**columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({**columns}, geometry=[HERE], crs="OGC:CRS84")


def test_a_column_that_was_not_asked_for_stays_behind() -> None:
    [row] = features(frame(code=["JS-01"], phone=["13900000000"], name=["x"]), ("code", "rank"))
    assert row["properties"] == {"id": "0", "code": "JS-01"}
    assert "13900000000" not in json.dumps(row)


@pytest.mark.parametrize("crs", ["EPSG:4548", "EPSG:3857", "EPSG:4326", "EPSG:32650"])
def test_any_crs_comes_out_as_lon_lat(crs: str) -> None:
    [row] = features(frame().to_crs(crs), ())
    assert row["geometry"]["coordinates"] == pytest.approx(HERE.coords[0], abs=1e-7)  # type: ignore[index]


def test_height_is_left_out_and_places_are_to_a_centimetre() -> None:
    line = LineString([(116.123456789, 39.9, 51.0), (116.2, 39.9, 52.0)])
    [row] = features(gpd.GeoDataFrame(geometry=[line], crs="OGC:CRS84"), ())
    assert row["geometry"]["coordinates"] == ((116.1234568, 39.9), (116.2, 39.9))  # type: ignore[index]


def test_a_frame_that_cannot_be_drawn_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadGeometry, match="names no coordinate system"):
        checked(gpd.GeoDataFrame(geometry=[HERE]))
    with pytest.raises(BadGeometry, match="without a geometry"):
        checked(gpd.GeoDataFrame(geometry=[HERE, None], crs="OGC:CRS84"))
    with pytest.raises(BadGeometry, match="finite"):
        checked(gpd.GeoDataFrame(geometry=[Point(np.inf, 1)], crs="OGC:CRS84"))
    with pytest.raises(BadInput, match="GeoDataFrame"):
        checked(pd.DataFrame({"a": [1]}))
    with pytest.raises(BadInput, match="kind, rank"):
        needed(frame(), ("kind", "rank"))


VALUES = (
    st.text() | st.sampled_from(PAYLOADS) | st.integers() | st.floats() | st.booleans()
    | st.none() | st.datetimes(timezones=st.just(UTC)) | st.dates()
    | st.sampled_from([pd.NaT, pd.NA, np.float64("nan"), np.int64(3), np.bool_(True), object()])
    | st.lists(st.text(), max_size=2)
)  # fmt: skip


@given(VALUES)
def test_whatever_a_cell_holds_json_holds_what_comes_out(value: object) -> None:
    assert json.loads(inert(value_of(value))) == value_of(value)


def test_moments_are_rfc_3339_and_days_are_days() -> None:
    at = datetime(2026, 7, 22, 20, 35, tzinfo=UTC)
    assert value_of(pd.Timestamp(at)) == value_of(at) == "2026-07-22T20:35:00+00:00"
    assert value_of(date(2026, 7, 22)) == "2026-07-22"


def test_the_box_is_around_all_and_never_without_a_width() -> None:
    west, south, east, north = bounds_of([frame()]) or (0, 0, 0, 0)
    assert west < HERE.x < east and south < HERE.y < north
    assert bounds_of([]) is None
    assert bounds_of([frame().iloc[:0]]) is None
