"""Where findings gather: counted in small square cells that keep their place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.found import Found
from geo.grid import Grid, label

# About a block: larger than what a phone errs by, small enough to name a corner.
HEAT_CELL_M = 100.0
# A night's hours from 05:00 to 05:00, in parts of so many.
PART_H = 3
_DAY_BEGINS_H = 5


def heat(
    found: Iterable[Found], area: BaseGeometry, cell_m: float = HEAT_CELL_M
) -> gpd.GeoDataFrame:
    """One row per cell in which something was found, OGC:CRS84, not clipped.

    Index `cell`, "column-row"; columns count (findings), weight (the sum of their ranks, 1 to 4
    each), kinds ({kind: findings}), geometry. Findings without a place are in no cell.

    area: a WGS84 shape of the community; it says which zone of the national grid counts.
    """
    grid = Grid.around(area, cell_m)
    placed = [(each, each.point) for each in found if each.point is not None]
    counted: dict[tuple[int, int], list[Found]] = defaultdict(list)
    if placed:
        at = grid.cells(np.array([point for _, point in placed]))
        for (each, _), (column, row) in zip(placed, at.tolist(), strict=True):
            counted[column, row].append(each)
    cells = sorted(counted, key=lambda cell: (cell[1], cell[0]))
    rows = [counted[cell] for cell in cells]
    return gpd.GeoDataFrame(
        {
            "count": [len(each) for each in rows],
            "weight": [sum(one.rank for one in each) for each in rows],
            "kinds": [dict(Counter(one.kind for one in each)) for each in rows],
        },
        geometry=[grid.square(*cell) for cell in cells],
        index=pd.Index([label(*cell) for cell in cells], name="cell", dtype=object),
        crs="OGC:CRS84",
    )


def by_night(found: Iterable[Found], nights: Sequence[date]) -> dict[date, list[Found]]:
    """The findings of each of these nights, of quiet ones too, in the order given."""
    parts: dict[date, list[Found]] = {night: [] for night in nights}
    for each in found:
        if each.night in parts:
            parts[each.night].append(each)
    return parts


def by_hour(found: Iterable[Found], zone: str) -> dict[int, list[Found]]:
    """The findings by the local hour, 5 to 26, with which their part of the night begins."""
    parts: dict[int, list[Found]] = {
        hour: [] for hour in range(_DAY_BEGINS_H, _DAY_BEGINS_H + 24, PART_H)
    }
    for each in found:
        parts[part_of(each.seen_at, zone)].append(each)
    return parts


def part_of(at: datetime, zone: str) -> int:
    """The hour with which the part of the night begins that a moment is in; 23 to 02 is 23."""
    since = (at.astimezone(ZoneInfo(zone)).hour - _DAY_BEGINS_H) % 24
    return _DAY_BEGINS_H + since // PART_H * PART_H
