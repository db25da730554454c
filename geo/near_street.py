"""Which street is beside a place, by the name on our own map."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import Metric
from geo.ground import Street

WITHIN_M = 120.0


def streets_beside(
    places: Sequence[BaseGeometry], streets: Sequence[Street], within_m: float = WITHIN_M
) -> list[Street | None]:
    """The nearest named street of each place (WGS84, any type), None where none is near."""
    named = [each for each in streets if each.name]
    if not places or not named:
        return [None] * len(places)
    metric = Metric.around(shapely.MultiPoint(shapely.get_coordinates(list(places))))
    tree = shapely.STRtree([metric.forward(each.geometry) for each in named])
    (rows, found) = tree.query_nearest(
        [metric.forward(each) for each in places], max_distance=within_m, all_matches=False
    )
    beside: list[Street | None] = [None] * len(places)
    for row, street in zip(rows.tolist(), found.tolist(), strict=True):
        beside[row] = named[street]
    return beside
