"""Rows to records and back: the one place that knows both."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, Row, Table
from sqlalchemy.engine import RowMapping

from data.tables import community, contact, hazard, office
from geo.communities import Community, Contact, Office
from geo.hazards import Hazard, Visit


def values_of(record: Any, table: Table) -> dict[str, Any]:
    """A frozen record as the values of its table's columns; JSON columns hold plain types."""
    columns = set(table.columns.keys())
    return {
        each.name: _plain(getattr(record, each.name))
        for each in dataclasses.fields(record)
        if each.name in columns
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _kept(row: RowMapping, kind: type, table: Table) -> dict[str, Any]:
    return {name: row[column] for name, column in _shared(kind, table)}


@cache
def _shared(kind: type, table: Table) -> list[tuple[str, Column[Any]]]:
    """(name, column) of each field of a record that its table keeps."""
    names = [each.name for each in dataclasses.fields(kind)]
    return [(name, table.c[name]) for name in names if name in table.c]


def community_of(row: Row[Any]) -> Community:
    """A row of `community` as its record."""
    return Community(**_kept(row._mapping, Community, community))


def office_of(row: Row[Any]) -> Office:
    """A row of `office` as its record."""
    return Office(**_kept(row._mapping, Office, office))


def contact_of(row: Row[Any]) -> Contact:
    """A row of `contact` as its record."""
    kept = _kept(row._mapping, Contact, contact)
    return Contact(**(kept | {"phones": tuple(kept["phones"])}))


def hazard_of(row: Row[Any]) -> Hazard:
    """A row of `hazard` as its record."""
    return Hazard(**_kept(row._mapping, Hazard, hazard))


def visit_of(row: Row[Any]) -> Visit:
    """A row of `visit` as its record."""
    return Visit(row.last_visited_at, row.next_due_at, row.overdue)
