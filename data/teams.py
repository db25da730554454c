"""Teams, the shifts written for a night, and who is on duty in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, insert, select

from data import tables
from data.records import values_of
from data.store import Tx
from geo.communities import Community
from geo.nights import moment
from geo.teams import Mode, Shift, Team

_team, _shift, _office = tables.team, tables.shift, tables.office


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """A team as it is kept; it starts and ends at its office.

    usual_shifts: where none is written for a night: {"from": "20:00", "to": "05:00", "members":
    [contact ids]}.
    """

    id: str
    community_id: str
    name: str
    speed_m_s: float
    office_id: str
    name_en: str = ""
    mode: Mode = "foot"
    usual_shifts: Sequence[Mapping[str, Any]] = ()


def add(tx: Tx, team: TeamRow) -> TeamRow:
    """Keep a new team."""
    row = values_of(team, _team) | {"usual_shifts": [dict(each) for each in team.usual_shifts]}
    tx.conn.execute(insert(_team).values(**row))
    return team


def of_community(conn: Connection, community_id: str) -> list[TeamRow]:
    """The teams of a community, by name."""
    found = select(_team).where(_team.c.community_id == community_id)
    return [
        TeamRow(**(dict(row._mapping) | {"usual_shifts": tuple(row.usual_shifts)}))
        for row in conn.execute(found.order_by(_team.c.name, _team.c.id))
    ]


def set_shifts(tx: Tx, night: date, shifts: Sequence[Shift]) -> None:
    """Write who is on duty in a night, in place of what was written for these communities.

    From then on only written shifts count in that night: a team without one is off duty.
    """
    teams = {each.team_id for each in shifts}
    concerned = select(_team.c.community_id).where(_team.c.id.in_(teams))
    theirs = select(_team.c.id).where(_team.c.community_id.in_(concerned))
    tx.conn.execute(delete(_shift).where(_shift.c.night == night, _shift.c.team_id.in_(theirs)))
    rows = [values_of(each, _shift) | {"id": str(uuid4()), "night": night} for each in shifts]
    if rows:
        tx.conn.execute(insert(_shift), rows)


def on_night(conn: Connection, community: Community, night: date) -> list[Team]:
    """The teams on duty in a night, by name: by its written shifts, else by their usual ones."""
    written = _written(conn, community.id, night)
    found = (
        select(_team, _office.c.point)
        .join(_office, _office.c.id == _team.c.office_id)
        .where(_team.c.community_id == community.id)
        .order_by(_team.c.name, _team.c.id)
    )
    teams = []
    for row in conn.execute(found):
        shifts = written.get(row.id, ()) if written else _usual(row, night, community.zone)
        if shifts:
            at = (row.point.x, row.point.y)
            teams.append(Team(row.id, row.name, row.mode, row.speed_m_s, at, at, tuple(shifts)))
    return teams


def _written(conn: Connection, community_id: str, night: date) -> dict[str, list[Shift]]:
    found = (
        select(_shift)
        .join(_team, _team.c.id == _shift.c.team_id)
        .where(_team.c.community_id == community_id, _shift.c.night == night)
        .order_by(_shift.c.from_at, _shift.c.id)
    )
    by_team: dict[str, list[Shift]] = {}
    for row in conn.execute(found):
        shift = Shift(row.team_id, row.from_at, row.to_at, tuple(row.member_ids))
        by_team.setdefault(row.team_id, []).append(shift)
    return by_team


def _usual(row: Any, night: date, zone: str) -> list[Shift]:
    return [
        Shift(row.id, moment(night, each["from"], zone), moment(night, each["to"], zone),
              tuple(each.get("members", ())))
        for each in row.usual_shifts
    ]  # fmt: skip
