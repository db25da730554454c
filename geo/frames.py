"""What every frame that comes in must be."""

from __future__ import annotations

import geopandas as gpd

from geo.errors import BadGeometry


def in_wgs84(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in WGS84 lon/lat, index kept.

    Raises
    ------
    BadGeometry
        It names no coordinate system, or has a missing or empty geometry.
    """
    if frame.crs is None:
        raise BadGeometry("The table names no coordinate system. Set it first (set_crs).")
    if frame.geometry.isna().any() or frame.geometry.is_empty.any():
        raise BadGeometry("The table has rows without a geometry. Leave them out first.")
    return frame.to_crs("OGC:CRS84")
