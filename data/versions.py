"""The data version read on any connection, a driver's own included; `Store.data_version` is
for SQLAlchemy's and costs fifty times as much."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

_SAID = "SELECT value FROM meta WHERE name = 'data_version'"


def data_version(conn: Any) -> int:
    """How often the public lists have changed; the same number, the same lists."""
    raw = conn.connection.driver_connection if isinstance(conn, Connection) else conn
    return int(raw.execute(_SAID).fetchone()[0])
