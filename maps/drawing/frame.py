"""From degrees to the pixels of a picture: true to scale, north up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from geo.crs import Metric

Floats = NDArray[np.float64]
Shape = TypeVar("Shape", bound=BaseGeometry)

# A round of one stop is not drawn at a scale of centimetres.
LEAST_M = 160.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture's piece of the ground: metres around `metric`'s origin, pixels down from the top.

    left_m, top_m: its upper left corner; px_per_m: its scale, the same both ways.
    """

    metric: Metric
    left_m: float
    top_m: float
    px_per_m: float
    width_px: float
    height_px: float

    @classmethod
    def around(
        cls, lonlat: ArrayLike, width_px: float, height_px: float, margin_px: float
    ) -> Frame:
        """The frame that holds all these (n, 2) degrees with so much room around them."""
        given = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
        metric = Metric.around(shapely.MultiPoint(given))
        xy = metric.xy(given)
        (left, bottom), (right, top) = xy.min(axis=0), xy.max(axis=0)
        scale = min(
            (width_px - 2 * margin_px) / max(right - left, LEAST_M),
            (height_px - 2 * margin_px) / max(top - bottom, LEAST_M),
        )
        return cls(
            metric, (left + right - width_px / scale) / 2, (top + bottom + height_px / scale) / 2,
            scale, width_px, height_px,
        )  # fmt: skip

    def px(self, lonlat: ArrayLike) -> Floats:
        """(n, 2) pixels of (n, 2) degrees, from the upper left corner."""
        return self._px(self.metric.xy(np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)))

    def drawn(self, geometry: Shape) -> Shape:
        """The WGS84 geometry in pixels."""
        moved: Shape = shapely.transform(geometry, self.px)
        return moved

    def _px(self, xy: Floats) -> Floats:
        return (xy - (self.left_m, self.top_m)) * (self.px_per_m, -self.px_per_m)


def height_for(lonlat: ArrayLike, width_px: float, least_px: float, most_px: float) -> float:
    """How tall a picture of that width is to be for these degrees to fill it, within bounds."""
    given = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    xy = Metric.around(shapely.MultiPoint(given)).xy(given)
    wide, high = np.maximum(xy.max(axis=0) - xy.min(axis=0), LEAST_M)
    return float(np.clip(round(width_px * high / wide), least_px, most_px))
