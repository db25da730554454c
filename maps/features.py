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
from geo.frames import in_wgs84

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
        It names no coordinate system, has a missing or empty geometry, or a coordinate that is
        not finite.
    BadInput
        It is no GeoDataFrame.
    """
    placed = checked(frame)
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
    if not isinstance(frame, gpd.GeoDataFrame):
        raise BadInput("A map is drawn from a GeoDataFrame; this is a {type}.", type=_type(frame))
    placed = in_wgs84(frame)
    if not np.isfinite(shapely.get_coordinates(placed.geometry)).all():
        raise BadGeometry("A coordinate is not a finite number.")
    return placed


def needed(frame: gpd.GeoDataFrame, names: Sequence[str]) -> None:
    """Refuse a frame without one of those columns.

    Raises
    ------
    BadInput
        It lacks one; the sentence names which.
    """
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
    return (west - spare, south - spare, east + spare, north + spare)


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


def _geometry(shape: shapely.Geometry) -> object:
    flat = shapely.transform(
        shapely.force_2d(shape), lambda points: np.round(points, DIGITS), include_z=False
    )
    return mapping(flat)


def _rows(columns: Sequence[Sequence[object]], count: int) -> Iterator[Sequence[object]]:
    return zip(*columns, strict=True) if columns else iter([()] * count)


def _type(value: object) -> str:
    return type(value).__name__
