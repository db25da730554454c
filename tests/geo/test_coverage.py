"""Cells tile the boundary, keep their places, and tell when each was last visited."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import cos, pi, sin

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon

from geo import coverage
from geo.crs import Metric, area_m2
from geo.errors import BadGeometry, BadInput, TooLarge
from tests import town

AT = datetime(2026, 7, 22, 15, 0, tzinfo=UTC)
BOUNDARY = town.community().boundary


def visits(
    *seen: tuple[object, datetime | None], crs: str | None = "OGC:CRS84"
) -> gpd.GeoDataFrame:
    """One row per (geometry, when)."""
    return gpd.GeoDataFrame(
        {"last_visited_at": pd.Series([when for _, when in seen], dtype=object)},
        geometry=[shape for shape, _ in seen], crs=crs,
    )  # fmt: skip


@st.composite
def areas(draw: st.DrawFn) -> Polygon:
    """A star-shaped boundary of 100 m to 3 km somewhere in China, perhaps with a courtyard."""
    lon, lat = draw(st.floats(100, 122)), draw(st.floats(20, 45))
    metric = Metric((round(lon, 2), round(lat, 2)))
    reach = draw(st.lists(st.floats(100, 1500), min_size=3, max_size=12))
    ring = [
        (r * cos(2 * pi * n / len(reach)), r * sin(2 * pi * n / len(reach)))
        for n, r in enumerate(reach)
    ]
    hole = Point(0, 0).buffer(20) if draw(st.booleans()) else Polygon()
    area = Polygon(ring).difference(hole)
    return metric.back(area)


@settings(max_examples=60, deadline=None)
@given(areas(), st.sampled_from([250.0, 100.0, 333.3]))
def test_cells_tile_the_boundary(area: Polygon, cell_m: float) -> None:
    if not area.is_valid:
        return
    made = coverage.cells(area, visits(), AT, cell_m)
    assert made.crs == "OGC:CRS84"
    assert made.index.is_unique
    assert set(made.geom_type) <= {"Polygon", "MultiPolygon"}
    assert sum(map(area_m2, made.geometry)) == pytest.approx(area_m2(area), rel=1e-3)
    metric = Metric.around(area)
    shapes = metric.forward(made.geometry.to_numpy())
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))[one < other]
    assert shared.sum() < 1e-3 * metric.forward(area).area


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-50, 630), st.floats(-50, 350), st.booleans()), max_size=20))
def test_every_hazard_is_counted_once(places: list[tuple[float, float, bool]]) -> None:
    seen = visits(*((Point(town.at(x, y)), AT if done else None) for x, y, done in places))
    made = coverage.cells(BOUNDARY, seen, AT)
    assert made["hazards"].sum() == len(places)
    assert made["visited"].sum() == sum(done for _, _, done in places)
    assert (made["hours_since"].isna() == (made["visited"] == 0)).all()


def test_a_cell_tells_its_latest_visit() -> None:
    here = Point(town.at(300, 150))
    early, late = AT - timedelta(hours=30), AT - timedelta(hours=1.5)
    made = coverage.cells(BOUNDARY, visits((here, early), (here, late), (here, None)), AT)
    [cell] = made[made["hazards"] > 0].to_dict("records")
    assert (cell["hazards"], cell["visited"], cell["hours_since"]) == (3, 2, 1.5)
    assert cell["last_visited_at"] == late


def test_what_comes_after_has_not_happened_yet() -> None:
    here = Point(town.at(300, 150))
    many = visits((here, AT - timedelta(hours=5)), (here, AT + timedelta(hours=1)))
    made = coverage.cells(BOUNDARY, many.assign(hazard_id="a"), AT)
    assert made["hazards"].sum() == 1
    assert made["hours_since"].max() == 5
    never = coverage.cells(BOUNDARY, many, AT - timedelta(days=1))
    assert never["visited"].sum() == 0 and never["hours_since"].isna().all()


def test_the_middle_of_a_line_says_which_cell() -> None:
    line = LineString([town.at(0, 0), town.at(600, 0)])
    made = coverage.cells(BOUNDARY, visits((line, AT)), AT)
    [cell] = made[made["hazards"] > 0].geometry
    assert cell.intersects(Point(town.at(300, 0)).buffer(1e-6))


def test_outside_by_a_little_is_in_the_nearest_cell_and_by_much_in_none() -> None:
    near, far = Point(town.at(-300, 100)), Point(town.at(-500, 100))
    made = coverage.cells(BOUNDARY, visits((near, AT), (far, AT)), AT)
    assert made["hazards"].sum() == 1
    nearest = made.loc[made["hazards"] > 0].bounds["minx"].item()
    assert nearest == pytest.approx(made.total_bounds[0], abs=1e-7)


def test_a_cell_keeps_its_label_when_the_boundary_is_drawn_anew() -> None:
    wider = shapely.box(*town.at(-700, -700), *town.at(1200, 900))
    before, after = (coverage.cells(area, visits(), AT) for area in (BOUNDARY, wider))
    whole = coverage.cells(wider, visits(), AT).loc[before.index]
    assert set(before.index) < set(after.index)
    # What is straight in metres bends by millimetres in degrees.
    assert (shapely.hausdorff_distance(
        shapely.intersection(whole.geometry.array, BOUNDARY), before.geometry.array
    ) < 1e-6).all()  # fmt: skip


def test_any_crs_comes_back_in_crs84() -> None:
    frame = gpd.GeoDataFrame(geometry=[BOUNDARY], crs="OGC:CRS84")
    seen = visits((Point(town.at(300, 150)), AT))
    plain = coverage.cells(BOUNDARY, seen, AT)
    for crs in ("EPSG:3857", "EPSG:4548", "EPSG:4326"):
        moved = coverage.cells(frame.to_crs(crs), seen.to_crs(crs), AT)
        series = coverage.cells(frame.to_crs(crs).geometry, seen, AT)
        assert moved.crs == series.crs == "OGC:CRS84"
        assert moved["hazards"].to_dict() == plain["hazards"].to_dict()


def test_what_cannot_be_is_refused() -> None:
    here = Point(town.at(300, 150))
    with pytest.raises(BadGeometry, match="coordinate system"):
        coverage.cells(BOUNDARY, visits((here, AT), crs=None), AT)
    with pytest.raises(BadGeometry, match="coordinate system"):
        coverage.cells(gpd.GeoSeries([BOUNDARY]), visits(), AT)
    with pytest.raises(BadGeometry, match="must be an area"):
        coverage.cells(here, visits(), AT)
    with pytest.raises(BadInput, match="last_visited_at"):
        coverage.cells(BOUNDARY, visits().drop(columns="last_visited_at"), AT)
    naive = datetime(2026, 7, 22)
    with pytest.raises(BadInput, match="offset"):
        coverage.cells(BOUNDARY, visits((here, naive)), AT)
    with pytest.raises(BadInput, match="offset"):
        coverage.cells(BOUNDARY, visits(), naive)
    for size in (0, -5, float("nan"), float("inf")):
        with pytest.raises(BadInput, match="cell"):
            coverage.cells(BOUNDARY, visits(), AT, size)
    with pytest.raises(TooLarge, match="larger"):
        coverage.cells(BOUNDARY, visits(), AT, 0.5)
