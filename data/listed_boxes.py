"""Where a list's rows come from: with a box, through the R*Tree or PostGIS's index."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from data.boxes import COLLECTION_NUMBERS
from data.listed_sql import Box, Query, filter_of, kept_in

# A box with more candidates is dense: walking the list in its order then finds a page sooner
# than sorting all that the tree finds.
DENSE = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """The WHERE of one question to `listed l`. unsure: a column that holds the geometry of the
    rows whose box meets the asked one though they may not, else null.
    """

    where: str
    values: tuple[Any, ...]
    unsure: str = "NULL"
    unsure_values: tuple[Any, ...] = ()


def source_of(raw: Any, query: Query) -> Source:
    """How the rows of a query are found, on a driver's connection."""
    embedded = isinstance(raw, sqlite3.Connection)
    kept, narrowed = kept_in(query.collection), filter_of(query, postgres=not embedded)
    listed = Source(f"l.collection = ?{narrowed.sql}", (kept, *narrowed.values))
    if query.bbox is None:
        return listed
    if not embedded:
        return _on_postgis(query.bbox, listed)
    if query.bbox[0] > query.bbox[2]:
        return _over_antimeridian(query.bbox, listed)
    tree = (*_tree(query.bbox), COLLECTION_NUMBERS[kept])
    (candidates,) = raw.execute(_COUNT, (*tree, DENSE + 1)).fetchone()
    if candidates > DENSE:
        return _in_boxes(query.bbox, listed)
    # The tree holds each collection apart: to name it besides would lead SQLite to the other index.
    return _in_boxes(query.bbox, Source(f"{_IN_TREE}{narrowed.sql}", (*tree, *narrowed.values)))


def meeting(rows: Sequence[Any], box: Box | None) -> Sequence[Any]:
    """The rows that meet the box; the last column of an unsure row is its geometry as WKB."""
    unsure = [row[-1] for row in rows if row[-1] is not None]
    if not unsure or box is None:
        return rows
    met = iter(shapely.intersects(shapely.from_wkb(unsure), area(box)))
    return [row for row in rows if row[-1] is None or next(met)]


def area(box: Box) -> BaseGeometry:
    """A box as a shape; in two parts where it crosses the antimeridian."""
    west, south, east, north = box
    if west < east and south < north:
        return shapely.box(west, south, east, north)
    if west <= east:
        # A point or a line where it has no width: a flat polygon would meet nothing.
        return shapely.MultiPoint([(west, south), (east, north)]).envelope
    halves = [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
    return shapely.MultiPolygon(halves)


_TREE = "b.west <= ? AND b.east >= ? AND b.south <= ? AND b.north >= ? AND b.first = ?"
_COUNT = f"SELECT count(*) FROM (SELECT 1 FROM listed_box b WHERE {_TREE} LIMIT ?)"  # noqa: S608
# Found by number and in their order, so that no whole features are sorted. A join would need to.
_IN_TREE = f"l.seq IN (SELECT b.seq FROM listed_box b WHERE {_TREE})"  # noqa: S608
_BOXES = "l.west <= ? AND l.east >= ? AND l.south <= ? AND l.north >= ?"
# What lies between two meridians or parallels of the box, and is in one piece, must cross it.
# The type is the second byte of WKB: 4 and more are of several pieces.
_UNSURE = """CASE WHEN l.west >= ? AND l.east <= ? AND l.south >= ? AND l.north <= ? THEN NULL
    WHEN ((l.west >= ? AND l.east <= ?) OR (l.south >= ? AND l.north <= ?))
        AND substr(l.geometry, 2, 1) < x'04' THEN NULL
    ELSE l.geometry END"""


def _tree(box: Box) -> Box:
    west, south, east, north = box
    return east, west, north, south


def _in_boxes(box: Box, found: Source) -> Source:
    """The tree is float32, rounded outward: the exact boxes are asked for besides."""
    west, south, east, north = box
    where, values = f"{found.where} AND {_BOXES}", (*found.values, *_tree(box))
    return Source(where, values, _UNSURE, (west, east, south, north) * 2)


def _over_antimeridian(box: Box, listed: Source) -> Source:
    west, south, east, north = box
    where = f"{listed.where} AND (l.east >= ? OR l.west <= ?) AND l.south <= ? AND l.north >= ?"
    return Source(where, (*listed.values, west, east, north, south), "l.geometry")


def _on_postgis(box: Box, listed: Source) -> Source:
    where = f"{listed.where} AND ST_Intersects(l.geometry, ST_GeomFromWKB(?, 4326))"
    return Source(where, (*listed.values, shapely.to_wkb(area(box))))
