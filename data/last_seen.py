"""When each hazard was last seen by anybody, up to a moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from data.tables import checkin as _checkin


def last_seen(conn: Connection, community_id: str, at: datetime) -> dict[str, datetime]:
    """By hazard id, the last check-in there by `at`; hazards without one are left out."""
    found = select(_checkin.c.hazard_id, func.max(_checkin.c.seen_at).label("seen_at"))
    found = found.where(_checkin.c.community_id == community_id, _checkin.c.seen_at <= at)
    found = found.where(_checkin.c.hazard_id.is_not(None)).group_by(_checkin.c.hazard_id)
    return {row.hazard_id: row.seen_at for row in conn.execute(found)}
