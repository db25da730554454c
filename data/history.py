"""Triggers: who changed a hazard, what may never be changed, and the boxes of the list.

A trigger sees bulk updates too; it cannot see who, so each write sets changed_by and
changed_at on the row itself. Deleting is an UPDATE to a tombstone.
"""

from __future__ import annotations

from types import ModuleType

from sqlalchemy import Connection

from data import history_postgres, history_sqlite


def install(conn: Connection) -> None:
    """Make every trigger; the tables are there and have none."""
    for statement in _side(conn).CREATE:
        conn.exec_driver_sql(statement)


def drop(conn: Connection) -> None:
    """Take every trigger of ours off; an empty store has none."""
    for name, table in names(conn):
        on = f" ON {table}" if conn.dialect.name == "postgresql" else ""
        conn.exec_driver_sql(f'DROP TRIGGER "{name}"{on}')


def names(conn: Connection) -> list[tuple[str, str]]:
    """(name, table) of each trigger in the store, sorted."""
    return [(row[0], row[1]) for row in conn.exec_driver_sql(_side(conn).NAMES)]


def _side(conn: Connection) -> ModuleType:
    return history_sqlite if conn.dialect.name == "sqlite" else history_postgres
