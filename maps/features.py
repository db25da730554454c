"""Rows of a frame as GeoJSON features: only columns that were asked for, only what JSON holds.

A map shows what it is told to and nothing else, since what an analyst saves is what somebody
forwards: a column gets in by its name here, never because the frame happened to have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from math import isfinite
from numbers import Integral, Real

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from geo.errors import BadGeometry, BadInput
from geo.frames import in_wgs84, refuse_without_crs

# 1e-7 degree is about a centimetre.
DIGITS = 7
LONGEST = 500

Feature = dict[str, object]
Bounds = tuple[float, float, float, float]


def features(frame: gpd.GeoDataFrame, columns: Iterable[str]) -> list[Feature]:
    """One GeoJSON feature per row, in OGC:CRS84, two-dimensional, with those columns it has.

    Values become what JSON holds: text (at most 500 characters), numbers, booleans, moments as
    RFC 3339; missing values and what is not finite become null. `id` is the column of that name,
    or the row's own label.

    Raises
    ------
    BadGeometry
        It names no coordinate system, has a missing or empty geometry, a collection of several
        kinds, or a coordinate that is not finite or nowhere on the earth.
    BadInput
        It is no GeoDataFrame, or two of its columns or ids are the same.
    """
    placed = checked(frame)
    _refuse_undrawable(placed)
    names = [name for name in columns if name in placed.columns]
    ids = placed["id"] if "id" in placed.columns else placed.index
    told = [[value_of(each) for each in placed[name]] for name in names]
    return [
        {
            "type": "Feature",
            "geometry": _geometry(shape),
            "properties": {"id": str(key), **dict(zip(names, row, strict=True))},
        }
        for key, shape, row in zip(ids, placed.geometry, _rows(told, len(placed)), strict=True)
    ]


def checked(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in WGS84 lon/lat, every coordinate finite.

    Raises
    ------
    BadGeometry, BadInput
        As `features`.
    """
    _refuse_no_frame(frame)
    placed = in_wgs84(frame)
    corners = shapely.get_coordinates(placed.geometry)
    if not np.isfinite(corners).all():
        raise BadGeometry("A coordinate is not a finite number.")
    if (np.abs(corners) > (180, 90)).any():
        raise BadGeometry("A coordinate is nowhere on the earth. Is it the right coordinate system "
                          "(set_crs)?")  # fmt: skip
    return placed


def needed(frame: gpd.GeoDataFrame, names: Sequence[str]) -> None:
    """Refuse a frame without one of those columns.

    Raises
    ------
    BadInput
        It lacks one; the sentence names which. Or it is no GeoDataFrame, or two of its columns
        have one name.
    BadGeometry
        It names no coordinate system, or which column is its geometry.
    """
    _refuse_no_frame(frame)
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise BadInput("The table lacks these columns: {names}.", names=", ".join(missing))


def bounds_of(frames: Iterable[gpd.GeoDataFrame]) -> Bounds | None:
    """(west, south, east, north) around checked frames, at least 100 m wide; None around none."""
    boxes = [frame.total_bounds for frame in frames if len(frame)]
    if not boxes:
        return None
    west, south = np.min(boxes, axis=0)[:2].tolist()
    east, north = np.max(boxes, axis=0)[2:].tolist()
    spare = 0.0005
    return (
        max(west - spare, -180.0), max(south - spare, -90.0),
        min(east + spare, 180.0), min(north + spare, 90.0),
    )  # fmt: skip


def collection(found: Sequence[Feature]) -> dict[str, object]:
    """Features as one FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(found)}


def value_of(value: object) -> object:
    """A cell of a frame as JSON holds it."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value) if isfinite(value) else None
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)[:LONGEST]


def _refuse_no_frame(frame: object) -> None:
    if not isinstance(frame, gpd.GeoDataFrame):
        raise BadInput("A GeoDataFrame is needed here; this is a {type}.",
                       type=type(frame).__name__)  # fmt: skip
    refuse_without_crs(frame)


def _refuse_undrawable(placed: gpd.GeoDataFrame) -> None:
    """Refuse collections, and an id that two rows have: a map finds rows by it."""
    odd = placed.index[placed.geom_type == "GeometryCollection"]
    if len(odd):
        raise BadGeometry("Row {row}: a collection of several kinds is not drawn. Take it apart "
                          "first (explode).", row=str(odd[0])[:40])  # fmt: skip
    if "id" in placed.columns:
        twice = placed["id"][placed["id"].astype(str).duplicated()]
        if len(twice):
            raise BadInput("Two rows have “{id}” in column id. Leave one out or rename the column.",
                           id=str(twice.iloc[0])[:40])  # fmt: skip


def _geometry(shape: shapely.Geometry) -> object:
    flat = shapely.transform(
        shapely.force_2d(shape), lambda points: np.round(points, DIGITS), include_z=False
    )
    # GeoJSON has no rings of their own.
    return mapping(shapely.LineString(flat) if flat.geom_type == "LinearRing" else flat)


def _rows(columns: Sequence[Sequence[object]], count: int) -> Iterator[Sequence[object]]:
    return zip(*columns, strict=True) if columns else iter([()] * count)
