"""Boundaries: which community a point is in, how far outside a thing lies."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.crs import Metric
from geo.errors import BadGeometry, BadQuery
from geo.frames import in_wgs84


def assign(points: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The points with a column `community`: the label of the community each is in, or missing.

    points: of any shape, in any CRS; index, geometry and CRS stay. communities: polygons in any
    CRS, labelled by their index; on a shared border the first one wins.

    Raises
    ------
    BadGeometry
        A frame names no coordinate system or has empty geometries.
    """
    here, areas = in_wgs84(points), in_wgs84(communities)
    tree = shapely.STRtree(areas.geometry.array)
    row, area = tree.query(here.geometry.array, predicate="intersects")
    order = np.lexsort((area, row))
    row, first = np.unique(row[order], return_index=True)
    label = pd.Series(pd.NA, index=range(len(here)), dtype=object)
    label.iloc[row] = areas.index.to_numpy(dtype=object)[area[order][first]]
    return points.assign(community=label.to_numpy())


def widened(boundary: BaseGeometry, metres: float) -> BaseGeometry:
    """The WGS84 area so many metres around a boundary, the boundary included."""
    metric = Metric.around(boundary)
    return metric.back(metric.forward(boundary).buffer(metres))


def outside_m(boundary: BaseGeometry, geometry: BaseGeometry) -> float:
    """How far the farthest corner of a WGS84 geometry lies outside the boundary; 0 inside."""
    metric = Metric.around(boundary)
    corners = shapely.points(metric.xy(shapely.get_coordinates(geometry)))
    return float(shapely.distance(metric.forward(boundary), corners).max(initial=0.0))


def of_box(west: float, south: float, east: float, north: float) -> Polygon:
    """The boundary that a box of WGS84 degrees gives.

    Raises
    ------
    BadQuery
        The numbers are no box on the earth.
    """
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise BadQuery(
            "The box must be west,south,east,north in degrees, west smaller than east and south "
            "smaller than north."
        )
    return shapely.box(west, south, east, north)


def checked(boundary: BaseGeometry) -> Polygon | MultiPolygon:
    """A WGS84 geometry as a boundary.

    Raises
    ------
    BadGeometry
        It is no area, is empty, crosses itself or does not lie on the earth.
    """
    if not isinstance(boundary, Polygon | MultiPolygon) or boundary.is_empty:
        raise BadGeometry("A boundary must be an area (a polygon).")
    corners = shapely.get_coordinates(boundary)
    if not (np.isfinite(corners).all() and (np.abs(corners) <= (180, 90)).all()):
        raise BadGeometry(
            "The boundary's coordinates are not degrees: longitude must be within ±180 and "
            "latitude within ±90."
        )
    if not boundary.is_valid:
        raise BadGeometry(
            "The boundary crosses itself: {why}. Draw it again so that its lines do not cross.",
            why=shapely.is_valid_reason(boundary),
        )
    return boundary
