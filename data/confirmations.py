"""Which teams have seen and accepted a plan that came while they were out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from data.store import Tx
from data.tables import confirmation as _confirmation


def confirm(tx: Tx, plan_id: str, team_id: str, at: datetime) -> datetime:
    """Keep that a team accepted a plan; the moment of its first word, which stays.

    at: by the community's clock.
    """
    before = of_plan(tx.conn, plan_id).get(team_id)
    if before is not None:
        return before
    said = {"plan_id": plan_id, "team_id": team_id, "at": at, "changed_by": tx.actor}
    tx.conn.execute(insert(_confirmation).values(**said))
    return at


def of_plan(conn: Connection, plan_id: str) -> dict[str, datetime]:
    """When each team accepted a plan, by team id; a team that has not is left out."""
    found = select(_confirmation).where(_confirmation.c.plan_id == plan_id)
    return {row.team_id: row.at for row in conn.execute(found)}
