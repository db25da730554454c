"""The public lists, read: pages by keyset, single features, and how far a collection reaches.

Every function takes a SQLAlchemy connection or a driver's own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from data.fragments import PUBLIC_FIELDS
from data.listed_boxes import Source, meeting, source_of
from data.listed_sql import Box, Query

__all__ = ["PUBLIC_FIELDS", "Extent", "Page", "Query", "extent", "item", "matched", "page"]

# Exact counts stop here: beyond, nobody reads the number, and counting costs more than the page.
COUNTED_TO = 2000


@dataclass(frozen=True, slots=True)
class Page:
    """Features as JSON texts, in the order of their numbers.

    next_after: `after_seq` of the next page; None on the last one. matched: how many features
    the query has on all its pages; None above 2,000.
    """

    features: list[str]
    next_after: int | None
    matched: int | None


@dataclass(frozen=True, slots=True)
class Extent:
    """The box (west, south, east, north) and the first and last moment of a collection."""

    bbox: Box
    from_at: datetime | None
    to_at: datetime | None


def page(conn: Any, query: Query) -> Page:
    """One page of a list.

    Raises
    ------
    BadQuery
        No such collection.
    """
    raw = _driver(conn)
    source = source_of(raw, query)
    features, next_after = slice_of(raw, source, query)
    if query.after_seq is None and next_after is None:
        return Page(features, None, capped(len(features)))
    return Page(features, next_after, _count(raw, source, query))


def slice_of(raw: Any, source: Source, query: Query) -> tuple[list[str], int | None]:
    """The features of a page and where the next one begins, without counting the rest."""
    sql = (
        f"SELECT l.seq, l.feature, {source.unsure} FROM listed l "  # noqa: S608
        f"WHERE {source.where} AND l.seq > ? ORDER BY l.seq LIMIT ?"
    )
    values = (*source.unsure_values, *source.values)
    hits: list[Sequence[Any]] = []
    after, most = query.after_seq or 0, query.limit + 1
    while len(hits) < most:
        wanted = most - len(hits)
        rows = _run(raw, sql, (*values, after, wanted)).fetchall()
        hits += meeting(rows, query.bbox)
        if len(rows) < wanted:
            break
        after = rows[-1][0]
    shown = hits[: query.limit]
    return [row[1] for row in shown], shown[-1][0] if len(hits) == most else None


def matched(conn: Any, query: Query) -> int | None:
    """How many features a query has on all its pages; None above 2,000."""
    raw = _driver(conn)
    return _count(raw, source_of(raw, query), query)


def item(conn: Any, collection: str, feature_id: str) -> str | None:
    """One feature as JSON text; None where the list has no such one."""
    raw = _driver(conn)
    source = source_of(raw, Query(collection=collection, ids=(feature_id,)))
    sql = f"SELECT l.feature FROM listed l WHERE {source.where}"  # noqa: S608
    found = _run(raw, sql, source.values).fetchone()
    return None if found is None else str(found[0])


def extent(conn: Any, collection: str) -> Extent | None:
    """How far a collection reaches; None for an empty one. Reads the whole of it."""
    raw = _driver(conn)
    source = source_of(raw, Query(collection=collection))
    sql = (
        "SELECT min(l.west), min(l.south), max(l.east), max(l.north), min(l.from_at), "  # noqa: S608
        f"max(l.to_at) FROM listed l WHERE {source.where}"
    )
    west, south, east, north, first, last = _run(raw, sql, source.values).fetchone()
    if west is None:
        return None
    return Extent((west, south, east, north), _moment(first), _moment(last))


def _count(raw: Any, source: Source, query: Query) -> int | None:
    most = COUNTED_TO + 1
    if source.unsure == "NULL":
        inner = f"SELECT 1 FROM listed l WHERE {source.where} LIMIT ?"  # noqa: S608
        counted = _run(raw, f"SELECT count(*) FROM ({inner}) c", (*source.values, most))  # noqa: S608
        return capped(counted.fetchone()[0])
    sql = f"SELECT {source.unsure} FROM listed l WHERE {source.where} LIMIT ?"  # noqa: S608
    # Unsure rows are few: at most what lies across the border of the box.
    rows = _run(raw, sql, (*source.unsure_values, *source.values, 2 * most)).fetchall()
    return capped(len(meeting(rows, query.bbox)))


def capped(count: int) -> int | None:
    """A count that is exact, or None: see `COUNTED_TO`."""
    return count if count <= COUNTED_TO else None


def _driver(conn: Any) -> Any:
    return conn.connection.driver_connection if isinstance(conn, Connection) else conn


def _run(raw: Any, sql: str, values: Sequence[Any]) -> Any:
    if not isinstance(raw, sqlite3.Connection):
        sql = sql.replace("?", "%s")
    return raw.execute(sql, values)


def _moment(at: str | datetime | None) -> datetime | None:
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return at and at.astimezone(UTC)
