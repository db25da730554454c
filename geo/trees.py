"""Trees: how far to stand from one, and which mapped tree is meant."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import Metric
from geo.frames import in_wgs84

FALL_FACTOR = 1.5
UNKNOWN_HEIGHT_M = 12.0  # a grown street tree, where nobody measured


def stand_off_m(height_m: float | None) -> float:
    """How far from the stem people must stay: 1.5 times the tree's height."""
    return FALL_FACTOR * (UNKNOWN_HEIGHT_M if height_m is None else height_m)


def nearest(
    points: gpd.GeoDataFrame, trees: gpd.GeoDataFrame, within_m: float = 15.0
) -> gpd.GeoDataFrame:
    """The points with `tree` (label of the nearest mapped tree, or missing) and `away_m`.

    Raises
    ------
    BadGeometry
        A frame names no coordinate system or has empty geometries.
    """
    here, stems = in_wgs84(points), in_wgs84(trees)
    label = pd.Series(pd.NA, index=range(len(here)), dtype=object)
    away = np.full(len(here), np.nan)
    if len(here) and len(stems):
        metric = Metric.around(shapely.box(*stems.total_bounds))
        tree = shapely.STRtree([metric.forward(stem) for stem in stems.geometry])
        (row, stem), metres = tree.query_nearest(
            [metric.forward(point) for point in here.geometry], max_distance=within_m,
            return_distance=True, all_matches=False,
        )  # fmt: skip
        label.iloc[row] = stems.index.to_numpy(dtype=object)[stem]
        away[row] = metres
    return points.assign(tree=label.to_numpy(), away_m=away)
