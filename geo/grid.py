"""A grid of square cells in metres that stays where it is, whoever looks at it and when.

It is that of the 3-degree Gauss-Krüger planes of CGCS2000 (EPSG:4548 in Beijing), which count
eastings from 500 km west of their meridian: a cell keeps its place and its label for ever, and
the cells of neighbours fit together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.crs import Metric

ZONE_DEG, FALSE_EAST_M = 3, 500_000.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells of `cell_m` metres; a cell is (column, row)."""

    metric: Metric
    cell_m: float

    @classmethod
    def around(cls, area: BaseGeometry, cell_m: float) -> Grid:
        """The grid of the zone in which the middle of a WGS84 geometry lies."""
        west, _, east, _ = area.bounds
        meridian = float(ZONE_DEG * round((west + east) / 2 / ZONE_DEG))
        return cls(Metric((meridian, 0.0)), cell_m)

    def cells(self, lonlat: ArrayLike) -> NDArray[np.int64]:
        """(n, 2) columns and rows of the cells that (n, 2) lon/lat lie in."""
        xy = self.metric.xy(lonlat) + np.array((FALSE_EAST_M, 0.0))
        found: NDArray[np.int64] = np.floor(xy / self.cell_m).astype(np.int64)
        return found

    def square(self, column: int, row: int) -> Polygon:
        """The cell as a WGS84 polygon."""
        left, below = column * self.cell_m - FALSE_EAST_M, row * self.cell_m
        square: Polygon = shapely.box(left, below, left + self.cell_m, below + self.cell_m)
        return self.metric.back(square)


def label(column: int, row: int) -> str:
    """What a cell is called: "column-row"."""
    return f"{column}-{row}"
