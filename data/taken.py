"""Which ids and codes were given before: those of deleted hazards stay taken."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from data.tables import hazard

_BATCH = 5_000


def codes_by_id(conn: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The codes of those of these ids that any hazard of any community has or had."""
    wanted = list(ids)
    found: dict[str, str] = {}
    for first in range(0, len(wanted), _BATCH):
        part = hazard.c.id.in_(wanted[first : first + _BATCH])
        found |= {
            row.id: row.code for row in conn.execute(select(hazard.c.id, hazard.c.code).where(part))
        }
    return found


def codes_of(conn: Connection, community_id: str) -> set[str]:
    """Every code that was ever given in a community."""
    given = select(hazard.c.code).where(hazard.c.community_id == community_id)
    return set(conn.scalars(given))
