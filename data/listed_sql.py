"""The questions that lists are asked, as SQL for the drivers themselves.

Not through SQLAlchemy: a page of 100 features takes its driver less time than SQLAlchemy takes
to look up a compiled statement. Every text here is a constant; values travel as parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.boxes import COLLECTION_NUMBERS
from data.column_types import moment_text
from geo.errors import BadQuery
from geo.kinds import FLOOD_SEGMENT, LEAK_BUILDING, LEANING_TREE

Box = tuple[float, float, float, float]

# Hazards of one kind are collections of their own on the wire.
OF_KIND: Mapping[str, str] = {
    "flood_segments": FLOOD_SEGMENT, "leak_buildings": LEAK_BUILDING,
    "leaning_trees": LEANING_TREE,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a list is asked for; None means that it does not matter.

    collection: also "flood_segments", "leak_buildings", "leaning_trees". bbox: west, south,
    east, north; west > east crosses the antimeridian. community: an id or a 12-digit code.
    interval: first and last moment, either open with None. properties: (name, value) of the
    features themselves, for lists that are small: no index knows them. after_seq: go on behind
    this one.
    """

    collection: str = "hazards"
    bbox: Box | None = None
    kind: str | None = None
    rank: int | None = None
    min_rank: int | None = None
    code: str | None = None
    statuses: tuple[str, ...] | None = None
    community: str | None = None
    updated_since: datetime | None = None
    overdue: bool | None = None
    ids: tuple[str, ...] | None = None
    interval: tuple[datetime | None, datetime | None] | None = None
    properties: tuple[tuple[str, str | int | bool], ...] = ()
    after_seq: int | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on `listed l`, each after an AND, with their parameters."""

    sql: str
    values: tuple[Any, ...]


def kept_in(collection: str) -> str:
    """The collection that rows are kept under.

    Raises
    ------
    BadQuery
        No such collection.
    """
    kept = "hazards" if collection in OF_KIND else collection
    if kept not in COLLECTION_NUMBERS:
        raise BadQuery("There is no collection “{name}”. See /collections.", name=collection[:40])
    return kept


def filter_of(query: Query, *, postgres: bool) -> Filter:
    """Every condition of a query but its collection, its box and its page."""
    kind = OF_KIND.get(query.collection)
    sql: list[str] = []
    values: list[Any] = []
    said: list[tuple[str, Any]] = [
        ("l.kind = ?", kind), ("l.kind = ?", query.kind), ("l.rank = ?", query.rank),
        ("l.rank >= ?", query.min_rank), ("l.code = ?", query.code),
        ("l.overdue = ?", query.overdue),
        ("l.updated_at >= ?", _at(query.updated_since, postgres)),
    ]  # fmt: skip
    for condition, value in said:
        if value is not None:
            sql.append(condition)
            values.append(value)
    if query.community is not None:
        sql.append("l.community_id IN (SELECT id FROM community WHERE id = ? OR code = ?)")
        values += [query.community] * 2
    for column, choices in (("l.status", query.statuses), ("l.id", query.ids)):
        if choices is not None:
            sql.append(f"{column} IN ({', '.join('?' * len(choices))})" if choices else "1 = 0")
            values += choices
    for name, value in query.properties:
        sql.append(_IN_FEATURE[postgres])
        values += (name, _as_text(value)) if postgres else (f"$.properties.{name}", value)
    first, last = query.interval or (None, None)
    said = [("(l.to_at IS NULL OR l.to_at >= ?)", first),
            ("(l.from_at IS NULL OR l.from_at <= ?)", last)]  # fmt: skip
    for condition, moment in said:
        if moment is not None:
            sql.append(condition)
            values.append(_at(moment, postgres))
    return Filter("".join(f" AND {condition}" for condition in sql), tuple(values))


# By `postgres`. The name is a parameter too, so that no text of anybody's is SQL.
_IN_FEATURE = {
    False: "json_extract(l.feature, ?) = ?",
    True: "l.feature::json -> 'properties' ->> ? = ?",
}


def _as_text(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _at(moment: datetime | None, postgres: bool) -> Any:
    return moment if postgres or moment is None else moment_text(moment)
