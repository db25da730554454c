"""The whole of a small box in one question: on SQLite, where nothing but a box is asked for.

What a map asks with each move. The general way counts the candidates, puts them in order, and
then looks them up; here they are looked up as the R*Tree finds them, and put in order after:
half the time for 50 features. Each candidate is an answer, but for some at the border, so that
the limit bounds the work.
"""

from __future__ import annotations

import sqlite3
from operator import itemgetter
from typing import Any

from data.boxes import COLLECTION_NUMBERS
from data.listed_boxes import meeting
from data.listed_sql import Query

_INSIDE = "l.west >= ? AND l.east <= ? AND l.south >= ? AND l.north <= ?"
_ACROSS = "((l.west >= ? AND l.east <= ?) OR (l.south >= ? AND l.north <= ?))"
_MEETS = "l.west <= ? AND l.east >= ? AND l.south <= ? AND l.north >= ?"
# As in `listed_boxes`; the tree's own boxes are float32, so that the exact ones are asked here.
_SQL = f"""SELECT l.seq, l.feature,
    CASE WHEN {_INSIDE} THEN NULL
        WHEN {_ACROSS} AND {_MEETS} AND substr(l.geometry, 2, 1) < x'04' THEN NULL
        ELSE l.geometry END
    FROM listed_box b CROSS JOIN listed l ON l.seq = b.seq
    WHERE b.west <= ? AND b.east >= ? AND b.south <= ? AND b.north >= ? AND b.first = ?
    LIMIT ?"""  # noqa: S608


def few(raw: Any, query: Query) -> list[Any] | None:
    """All features that meet a box, in their order; None where this is not the way to ask."""
    if query.bbox is None or not isinstance(raw, sqlite3.Connection):
        return None
    west, south, east, north = query.bbox
    number = COLLECTION_NUMBERS.get(query.collection)
    only = Query(collection=query.collection, bbox=query.bbox, limit=query.limit)
    if number is None or west > east or query != only:
        return None
    meets = (east, west, north, south)
    inside = (west, east, south, north)
    values = (*inside, *inside, *meets, *meets, number, query.limit + 1)
    rows = raw.execute(_SQL, values).fetchall()
    if len(rows) > query.limit:
        return None
    rows.sort(key=itemgetter(0))
    return [row[1] for row in meeting(rows, query.bbox)]
