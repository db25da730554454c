"""What every frame that comes in must be."""

from __future__ import annotations

from math import isnan

import geopandas as gpd
import pandas as pd

from geo.errors import BadGeometry


def in_wgs84(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in WGS84 lon/lat, index kept.

    Raises
    ------
    BadGeometry
        It names no coordinate system, or has a missing or empty geometry.
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
        It names none.
    """
    if frame.crs is None:
        raise BadGeometry("The table names no coordinate system. Set it first (set_crs).")


def blank(value: object) -> bool:
    """Whether a cell holds nothing, in any of the ways in which tables say so."""
    return (
        value is None or value is pd.NaT or value is pd.NA
        or (isinstance(value, float) and isnan(value))
    )  # fmt: skip
