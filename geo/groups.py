"""Many places told as few: how many of which rank and kind stand in each cell of a grid.

Cells are squares of 64 pixels of Web Mercator at a whole zoom, as a map in the browser has them:
four cells of one zoom make one of the zoom before, so that who has the finer ones can put the
coarser ones together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.hazards import RANKS

CELL_PX = 64
# 9 m wide at 40° north: finer ones would only name single hazards.
CLOSEST = 18
# Of Web Mercator: beyond, there are no tiles and no cells.
_FARTHEST_NORTH = 85.0511287798

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Hazards as columns of one length: where their middles lie and what is counted of them.

    lon, lat: degrees. kind: which of `kinds`. rank: 1 to 4. overdue: whether a visit is.
    """

    kinds: tuple[str, ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    kind: NDArray[np.int64]
    rank: NDArray[np.int64]
    overdue: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one zoom: `columns` × `rows` of them from the north-west one (column, row) on."""

    zoom: int
    column: int
    row: int
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in one cell.

    lon, lat: the middle of all that stand there. ranks: how many of rank 1, 2, 3, 4; kinds: of
    each kind, in the order of `Groups.kinds`.
    """

    column: int
    row: int
    lon: float
    lat: float
    ranks: tuple[int, ...]
    kinds: tuple[int, ...]
    overdue: int


@dataclass(frozen=True, slots=True)
class Groups:
    """The cells of a grid that anything stands in."""

    grid: Grid
    kinds: tuple[str, ...]
    cells: tuple[Group, ...]

    @property
    def matched(self) -> int:
        """How many hazards they count."""
        return sum(sum(each.ranks) for each in self.cells)


def grid_over(box: Box, most: int) -> Grid:
    """The finest grid that covers a box (west, south, east, north) with at most so many cells."""
    for zoom in range(CLOSEST, -1, -1):
        (west, east), (south, north) = _cells(np.array(box[::2]), np.array(box[1::2]), zoom)
        grid = Grid(zoom, int(west), int(north), int(east - west) + 1, int(south - north) + 1)
        if grid.columns * grid.rows <= most:
            break
    return grid


def grid_around(spots: Spots, most: int) -> Grid:
    """The finest grid that covers all spots with at most so many cells."""
    if not len(spots.lon):
        return Grid(0, 0, 0, 0, 0)
    west, east = float(spots.lon.min()), float(spots.lon.max())
    return grid_over((west, float(spots.lat.min()), east, float(spots.lat.max())), most)


def box_of(grid: Grid) -> Box:
    """(west, south, east, north) of a grid, in degrees."""
    across = _across(grid.zoom)

    def lat(row: int) -> float:
        return float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * row / across)))))

    west, east = grid.column / across, (grid.column + grid.columns) / across
    return (west - 0.5) * 360, lat(grid.row + grid.rows), (east - 0.5) * 360, lat(grid.row)


def grouped(spots: Spots, grid: Grid) -> Groups:
    """Every spot in the grid, counted in its cell; what lies outside is not counted."""
    column, row = _cells(spots.lon, spots.lat, grid.zoom)
    right, down = column - grid.column, row - grid.row
    inside = (right >= 0) & (right < grid.columns) & (down >= 0) & (down < grid.rows)
    number = (down * max(grid.columns, 1) + right)[inside]
    cells, cell = np.unique(number, return_inverse=True)
    many = len(cells)

    def mean(of: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(cell, of[inside], many) / np.bincount(cell, minlength=many)

    def counts(of: NDArray[np.int64], choices: int) -> NDArray[np.int64]:
        return np.bincount(cell * choices + of[inside], minlength=many * choices)[
            : many * choices
        ].reshape(many, choices)

    lon, lat = mean(spots.lon), mean(spots.lat)
    ranks = counts(spots.rank - 1, len(RANKS))
    kinds = counts(spots.kind, max(len(spots.kinds), 1))
    overdue = np.bincount(cell, spots.overdue[inside], many).astype(int)
    return Groups(grid, spots.kinds, tuple(
        Group(
            grid.column + int(at % grid.columns), grid.row + int(at // grid.columns),
            float(lon[i]), float(lat[i]), tuple(map(int, ranks[i])), tuple(map(int, kinds[i])),
            int(overdue[i]),
        )
        for i, at in enumerate(cells)
    ))  # fmt: skip


def _across(zoom: int) -> int:
    """How many cells lie around the earth."""
    return 256 * (1 << zoom) // CELL_PX


def _cells(
    lon: NDArray[np.float64], lat: NDArray[np.float64], zoom: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Column and row of places; rows count from the north."""
    across = _across(zoom)
    north = np.radians(np.clip(lat, -_FARTHEST_NORTH, _FARTHEST_NORTH))
    right = (lon / 360 + 0.5) * across
    down = (0.5 - np.arcsinh(np.tan(north)) / (2 * np.pi)) * across
    return (
        np.clip(np.floor(right), 0, across - 1).astype(np.int64),
        np.clip(np.floor(down), 0, across - 1).astype(np.int64),
    )
