"""Trees: which mapped tree is meant."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import Metric
from geo.frames import in_wgs84


def nearest(
    points: gpd.GeoDataFrame, trees: gpd.GeoDataFrame, within_m: float = 15.0
) -> gpd.GeoDataFrame:
    """The points with `tree` (label of the nearest mapped tree, or missing) and `away_m`.

    points, trees: in any CRS; the points' index, geometry and CRS stay. within_m: metres.

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
