"""Streets as lines: split where they meet, cut to an area, the part that hangs together.

Streets meet where they share a corner, as OpenStreetMap means it: coordinates equal to seven
digits. A bridge over a road shares none.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from geo.crs import geodesic_m
from geo.errors import BadGeometry
from geo.frames import in_wgs84
from geo.ground_frames import streets_of
from geo.laying import along
from geo.network import StreetNetwork

Lines = NDArray[np.object_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_DIGITS = 7


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Lines between junctions.

    lines: (m,) WGS84. source: (m,) which of the given lines each is part of. ends: (m, 2) node
    numbers. nodes: (n,) key of each node's corner, sorted; see `corner_keys`.
    """

    lines: Lines
    source: Ints
    ends: Ints
    nodes: Ints

    def node_of(self, points: Floats) -> Ints:
        """(k,) node number at each of (k, 2) lon/lat; -1 where there is none."""
        keys = corner_keys(points)
        at = np.searchsorted(self.nodes, keys).clip(0, max(len(self.nodes) - 1, 0))
        return np.where(self.nodes[at] == keys, at, -1) if len(self.nodes) else np.full(len(at), -1)

    def only(self, kept: NDArray[np.bool_]) -> Pieces:
        """The pieces that are kept, their nodes numbered anew."""
        used, ends = np.unique(self.ends[kept], return_inverse=True)
        return Pieces(self.lines[kept], self.source[kept], ends.reshape(-1, 2), self.nodes[used])

    def lengths(self) -> Floats:
        """(m,) geodesic metres."""
        return np.array([geodesic_m(line) for line in self.lines])


def corner_keys(points: Floats) -> Ints:
    """(n,) one whole number for each of (n, 2) lon/lat: equal where a map's corners are one."""
    whole = np.round(points * 10**_DIGITS).astype(np.int64)
    keys: Ints = ((whole[:, 0] + 180 * 10**_DIGITS) << 32) + (whole[:, 1] + 90 * 10**_DIGITS)
    return keys


def split(lines: Lines, also: Floats | None = None) -> Pieces:
    """The lines split wherever a corner is shared, and at the (k, 2) corners in `also`."""
    points, owner = shapely.get_coordinates(lines, return_index=True)
    keys = corner_keys(points)
    fresh = np.ones(len(keys), dtype=bool)  # a corner said twice in a row is one corner
    fresh[1:] = (keys[1:] != keys[:-1]) | (owner[1:] != owner[:-1])
    points, owner, keys = points[fresh], owner[fresh], keys[fresh]
    breaks = _breaks(owner, keys, also)
    at = np.flatnonzero(breaks)
    joined = owner[at[1:]] == owner[at[:-1]]
    starts, stops = at[:-1][joined], at[1:][joined]
    nodes, number = np.unique(keys[at], return_inverse=True)
    node = np.full(len(keys), -1)
    node[at] = number
    made = [shapely.LineString(points[a : b + 1]) for a, b in zip(starts, stops, strict=True)]
    whole = np.empty(len(made), dtype=object)
    whole[:] = made
    return Pieces(whole, owner[starts], np.column_stack((node[starts], node[stops])), nodes)


def _breaks(owner: Ints, keys: Ints, also: Floats | None) -> NDArray[np.bool_]:
    _, number, uses = np.unique(keys, return_inverse=True, return_counts=True)
    breaks = uses[number] > 1
    change = owner[1:] != owner[:-1]
    breaks[1:] |= change
    breaks[:-1] |= change
    breaks[:1] = breaks[-1:] = True
    if also is not None and len(also):
        breaks |= np.isin(keys, corner_keys(also))
    return np.asarray(breaks, dtype=bool)


def cut(lines: Lines, area: BaseGeometry) -> tuple[Lines, Ints]:
    """The parts of the lines inside an area (WGS84), and which line each is part of."""
    shapely.prepare(area)
    source = np.arange(len(lines))
    inside = shapely.contains_properly(area, lines)
    crossing = shapely.intersects(area, lines) & ~inside
    parts, of = shapely.get_parts(shapely.intersection(lines[crossing], area), return_index=True)
    of = source[crossing][of]
    useful = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    kept = np.concatenate((lines[inside], parts[useful]))
    owners = np.concatenate((source[inside], of[useful]))
    order = np.argsort(owners, kind="stable")
    return kept[order], owners[order]


def largest_part(ends: Ints, lengths: Floats) -> tuple[NDArray[np.bool_], int]:
    """(m,) which pieces belong to the connected part of most metres, and how many parts are."""
    if not len(ends):
        return np.zeros(0, dtype=bool), 0
    nodes = int(ends.max()) + 1
    joined = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    parts, part = connected_components(joined, directed=False)
    of = part[ends[:, 0]]
    metres = np.bincount(of, weights=lengths, minlength=parts)
    return of == int(np.argmax(metres)), int((metres > 0).sum())


def split_at_junctions(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The streets between junctions in OGC:CRS84, with from_node, to_node and geodesic length_m.

    streets: single lines in any CRS. Every other column and the index are repeated for each part
    of a line.

    Raises
    ------
    BadGeometry
        The frame names no coordinate system, or holds something else than lines.
    """
    frame = in_wgs84(streets)
    if not frame.geom_type.eq("LineString").all():
        raise BadGeometry("Streets must be single lines. Split multi-lines first (explode).")
    pieces = split(np.asarray(frame.geometry.array, dtype=object))
    made = frame.iloc[pieces.source].set_geometry(gpd.GeoSeries(
        pieces.lines, index=frame.index[pieces.source], crs=frame.crs))  # fmt: skip
    return made.assign(
        from_node=pieces.ends[:, 0], to_node=pieces.ends[:, 1], length_m=pieces.lengths()
    )


def snap(lines: gpd.GeoDataFrame, streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Each line laid onto the streets in OGC:CRS84, its index and columns kept.

    lines, streets: in any CRS; streets as `split_at_junctions` gives them. Adds length_m, away_m
    (how far the drawn ends were from the street) and street (labels of those it lies on).

    Raises
    ------
    BadGeometry
        A frame names no coordinate system, or has a missing or empty geometry.
    BadInput
        The streets lack a column.
    NotFound
        A line's two ends lie on streets that are not joined.
    """
    drawn, ground = in_wgs84(lines), in_wgs84(streets)
    network = StreetNetwork.of(streets_of(ground))
    laid = [along(network, line) for line in drawn.geometry]
    labels = ground.index
    return drawn.set_geometry(
        gpd.GeoSeries([each.line for each in laid], index=drawn.index, crs=drawn.crs)
    ).assign(
        length_m=[each.length_m for each in laid],
        away_m=[_ends_away(network, line) for line in drawn.geometry],
        street=pd.Series([tuple(labels[sorted(each.edges)]) for each in laid], index=drawn.index,
                         dtype=object),
    )  # fmt: skip


def _ends_away(network: StreetNetwork, line: BaseGeometry) -> float:
    corners = shapely.get_coordinates(line)
    first, last = (float(x) for x in corners[0]), (float(x) for x in corners[-1])
    return max(network.snap(shapely.Point(*each)).away_m for each in (first, last))
