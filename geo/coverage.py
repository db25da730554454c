"""Coverage: how long ago each square of a community was last visited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from math import ceil, floor, isfinite
from numbers import Real

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.boundaries import checked
from geo.errors import BadInput, TooLarge
from geo.frames import blank, in_wgs84
from geo.grid import FALSE_EAST_M, Grid, label
from geo.schema import NEAR_M

CELL_M = 250.0
MOST_CELLS = 100_000

# What rounding leaves of a cell that only touches the boundary.
_LEAST_M2 = 1e-4


def cells(
    boundary: gpd.GeoDataFrame | gpd.GeoSeries | Polygon | MultiPolygon,
    visits: gpd.GeoDataFrame, at: datetime, cell_m: float = CELL_M,
) -> gpd.GeoDataFrame:  # fmt: skip
    """One row per square cell of the boundary, in OGC:CRS84, clipped to it; together they tile it.

    The squares lie on the national grid, so a cell keeps its place and its label (the index
    `cell`, "column-row" counted in cells) from night to night, when the boundary is drawn anew,
    and beside the neighbours' cells.

    Columns: hours_since (float; from the latest visit of any hazard in the cell to `at`, NaN
    where never), last_visited_at (aware, UTC; NaT where never), hazards (how many lie in it),
    visited (how many of them were visited by `at`), geometry.

    boundary: a frame or series in any CRS, or a WGS84 shape. visits: one row per hazard, or one
    per visit, in any CRS, of any geometry, with a column last_visited_at (aware, missing where
    never); rows with the same hazard_id (or id) are one hazard. A visit after `at` has not
    happened yet. A hazard is in the cell where its middle lies, one within 300 m outside the
    boundary in the nearest cell, one farther away in none. at: aware. cell_m: side in metres.

    Raises
    ------
    BadGeometry
        A frame names no coordinate system or has a missing or empty geometry; the boundary is
        no area.
    BadInput
        No column last_visited_at, a moment without an offset, or a size that no cell has.
    TooLarge
        More than 100,000 cells.
    """
    sized = isinstance(cell_m, Real) and not isinstance(cell_m, bool)
    if not (sized and isfinite(cell_m) and cell_m > 0):
        raise BadInput("A cell of {cell_m} m cannot be. Give its side in metres.", cell_m=cell_m)
    if not isinstance(at, datetime) or blank(at) or at.utcoffset() is None:
        raise BadInput("A moment without an offset can mean two nights. Give aware datetimes.")
    area, seen = _area(boundary), _latest(visits, at)
    metric = Grid.around(area, cell_m).metric
    labels, squares = _squares(metric.forward(area), cell_m)
    made = gpd.GeoDataFrame(
        _counted(squares, metric.forward(seen.geometry.to_numpy()), seen["last_visited_at"], at),
        geometry=gpd.GeoSeries(metric.back(squares), crs="OGC:CRS84"),
    )
    made.index = pd.Index(labels, name="cell")
    return made


def _area(boundary: gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry) -> Polygon | MultiPolygon:
    if isinstance(boundary, BaseGeometry):
        return checked(boundary)
    frame = boundary.to_frame("geometry") if isinstance(boundary, gpd.GeoSeries) else boundary
    return checked(in_wgs84(frame).geometry.union_all())


def _latest(visits: gpd.GeoDataFrame, at: datetime) -> gpd.GeoDataFrame:
    """One row per hazard, its last_visited_at the latest visit by `at`."""
    placed = in_wgs84(visits)
    if "last_visited_at" not in placed:
        raise BadInput("The table lacks these columns: {names}.", names="last_visited_at")
    _refuse_naive(placed["last_visited_at"])
    when = pd.to_datetime(placed["last_visited_at"].astype(object), utc=True)
    placed = placed.assign(last_visited_at=when.where(when <= at).astype("datetime64[us, UTC]"))
    key = next((name for name in ("hazard_id", "id") if name in placed.columns), None)
    if key is None:
        return placed
    placed = placed.sort_values("last_visited_at", na_position="first", kind="stable")
    return placed.drop_duplicates(key, keep="last")


def _refuse_naive(moments: pd.Series) -> None:
    if any(not isinstance(each, datetime) or each.utcoffset() is None for each in moments.dropna()):
        raise BadInput("A moment without an offset can mean two nights. Give aware datetimes.")


def _squares(area: BaseGeometry, cell_m: float) -> tuple[list[str], np.ndarray]:
    """Labels and shapes of the cells, south to north and west to east; area: in metres."""
    west, south, east, north = area.bounds
    columns = range(floor((west + FALSE_EAST_M) / cell_m), ceil((east + FALSE_EAST_M) / cell_m))
    rows = range(floor(south / cell_m), ceil(north / cell_m))
    if len(columns) * len(rows) > MOST_CELLS:
        raise TooLarge(
            "Cells of {cell_m:g} m would be more than {most:,} here. Choose larger ones.",
            cell_m=cell_m, most=MOST_CELLS,
        )  # fmt: skip
    row, column = (each.ravel() for each in np.meshgrid(rows, columns, indexing="ij"))
    left, below = column * cell_m - FALSE_EAST_M, row * cell_m
    shapely.prepare(area)
    parts = shapely.intersection(area, shapely.box(left, below, left + cell_m, below + cell_m))
    shapes = np.array([_surface(part) for part in parts], dtype=object)
    kept = shapely.area(shapes) > _LEAST_M2
    labels = [label(c, r) for c, r in zip(column[kept], row[kept], strict=True)]
    return labels, shapes[kept]


def _surface(part: BaseGeometry) -> BaseGeometry:
    """What of a clipped square is an area; it may touch the boundary in points and lines too."""
    if part.geom_type != "GeometryCollection":
        return part
    areas = list(_polygons(part))
    return areas[0] if len(areas) == 1 else MultiPolygon(areas)


def _polygons(part: BaseGeometry) -> Iterator[Polygon]:
    for each in part.geoms:
        if isinstance(each, Polygon):
            yield each
        elif isinstance(each, MultiPolygon):
            yield from each.geoms


def _counted(
    squares: np.ndarray, shapes: np.ndarray, last: pd.Series, at: datetime
) -> pd.DataFrame:
    middles = np.array([_middle(each) for each in shapes], dtype=object)
    hazard, cell = shapely.STRtree(squares).query_nearest(
        middles, max_distance=NEAR_M, all_matches=False
    )
    when = last.iloc[hazard]
    grouped = pd.DataFrame({"cell": cell, "at": when.to_numpy()}).groupby("cell")["at"]
    every = range(len(squares))
    latest = pd.to_datetime(grouped.max().reindex(every), utc=True).astype("datetime64[us, UTC]")
    return pd.DataFrame({
        "hours_since": (pd.Timestamp(at) - latest) / pd.Timedelta(hours=1),
        "last_visited_at": latest,
        "hazards": grouped.size().reindex(every, fill_value=0),
        "visited": grouped.count().reindex(every, fill_value=0),
    })  # fmt: skip


def _middle(shape: BaseGeometry) -> BaseGeometry:
    if shape.geom_type == "LineString":
        return shape.interpolate(0.5, normalized=True)
    return shape.representative_point()
