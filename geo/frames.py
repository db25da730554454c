"""What every frame that comes in must be."""

from __future__ import annotations

from math import isnan

import geopandas as gpd
import pandas as pd

from geo.errors import BadGeometry, BadInput


def in_wgs84(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in WGS84 lon/lat, index kept.

    Raises
    ------
    BadGeometry
        It names no coordinate system, or has a missing or empty geometry.
    BadInput
        It is no GeoDataFrame, or two of its columns have one name.
    """
    refuse_without_crs(frame)
    if frame.geometry.isna().any() or frame.geometry.is_empty.any():
        raise BadGeometry("The table has rows without a geometry. Leave them out first.")
    return frame.to_crs("OGC:CRS84")


def refuse_without_crs(frame: gpd.GeoDataFrame) -> None:
    """Nothing, where the frame names its coordinate system.

    Raises
    ------
    BadGeometry
        It names none, or which of its columns is the geometry.
    BadInput
        As `in_wgs84`.
    """
    if not isinstance(frame, gpd.GeoDataFrame | gpd.GeoSeries):
        raise BadInput("A GeoDataFrame is needed here; this is a {type}.",
                       type=type(frame).__name__)  # fmt: skip
    if isinstance(frame, gpd.GeoDataFrame):
        _refuse_unclear_columns(frame)
    if frame.crs is None:
        raise BadGeometry("The table names no coordinate system. Set it first (set_crs).")


def _refuse_unclear_columns(frame: gpd.GeoDataFrame) -> None:
    twice = sorted({str(each) for each in frame.columns[frame.columns.duplicated()]})
    if twice:
        raise BadInput("The table has these columns twice: {names}. Rename or drop one of each.",
                       names=", ".join(twice))  # fmt: skip
    if frame.active_geometry_name not in frame.columns:
        raise BadGeometry("The table does not say which column is its geometry (set_geometry).")


def blank(value: object) -> bool:
    """Whether a cell holds nothing, in any of the ways in which tables say so."""
    return (
        value is None or value is pd.NaT or value is pd.NA
        or (isinstance(value, float) and isnan(value))
    )  # fmt: skip
