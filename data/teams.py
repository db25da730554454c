"""Teams, the shifts written for a night, and who is on duty in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from shapely import Point
from sqlalchemy import Connection, delete, insert, select

from data import absences, tables
from data.records import values_of
from data.store import Tx
from geo.communities import Community
from geo.nights import NIGHT_ENDS, moment, night_of
from geo.roster import People, RosterNight, UsualTeam, asked_for, roster_nights, teams_of
from geo.rules import Rules
from geo.teams import Mode, Shift, Team

ONE_DAY = timedelta(days=1)
# So far back it is looked who stood in for whom.
FURTHEST = timedelta(days=60)
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


def set_shifts(tx: Tx, community_id: str, night: date, shifts: Sequence[Shift]) -> None:
    """Write who is on duty in a night, in place of what was written for the community.

    From then on only written shifts count in that night: a team without one is off duty.
    """
    forget_shifts(tx, community_id, night)
    rows = [_row_of(each, night) for each in shifts]
    # A shift of no length says "off duty", so that a night without any team can be written.
    noon, there = datetime.combine(night, time(12), UTC), {each.team_id for each in shifts}
    rows += [
        _row_of(Shift(each.id, noon, noon, ()), night)
        for each in usual(tx.conn, community_id) if each.id not in there
    ]  # fmt: skip
    if rows:
        tx.conn.execute(insert(_shift), rows)


def forget_shifts(tx: Tx, community_id: str, night: date) -> None:
    """Let the usual shifts count again in a night."""
    theirs = select(_team.c.id).where(_team.c.community_id == community_id)
    tx.conn.execute(delete(_shift).where(_shift.c.night == night, _shift.c.team_id.in_(theirs)))


def _row_of(shift: Shift, night: date) -> dict[str, Any]:
    end = Point(shift.end) if shift.end else None
    return values_of(shift, _shift) | {"id": str(uuid4()), "night": night, "end_point": end}


def on_night(conn: Connection, community: Community, night: date) -> list[Team]:
    """The teams on duty in a night, by name, with the people who are there."""
    [found] = roster(conn, community, night, 1)
    return teams_of(usual(conn, community.id), found.shifts)


def roster(conn: Connection, community: Community, first: date, count: int) -> list[RosterNight]:
    """So many nights from `first` on: their shifts and who has each place of them."""
    opening, after = _opening(conn, community, first), first + timedelta(days=count)
    nights = (after - opening).days
    kept = written(conn, community.id, opening - ONE_DAY, after + ONE_DAY)
    people = people_of(conn, community, opening, nights)
    known = usual(conn, community.id)
    found = roster_nights(known, kept, people, opening, nights, community.zone)
    return found[(first - opening).days :]


def _opening(conn: Connection, community: Community, first: date) -> date:
    """The night before which nobody stood in who would need rest by `first`.

    Who stands in tonight may hang on who did last night, and so on, back to the first night
    that somebody was away.
    """
    opening, deputies, zone = first, absences.deputies(conn, community.id), community.zone
    while first - opening < FURTHEST:
        begun, over = moment(opening - 2 * ONE_DAY, "05:00", zone), moment(opening, "16:00", zone)
        away = [
            each.from_at for each in absences.between(conn, community.id, begun, over)
            if each.contact_id in deputies
        ]  # fmt: skip
        earlier = night_of(min(away), zone) - ONE_DAY if away else opening
        if earlier >= opening:
            break
        opening = earlier
    return max(opening, first - FURTHEST)


def asked_shifts(
    conn: Connection, community: Community, first: date, count: int
) -> dict[date, list[Shift]]:
    """The shifts of each night as they were written, else as they are usually."""
    known = usual(conn, community.id)
    kept = written(conn, community.id, first, first + timedelta(days=count))
    nights = [first + timedelta(days=ahead) for ahead in range(count)]
    return {night: asked_for(known, kept.get(night), night, community.zone) for night in nights}


def people_of(conn: Connection, community: Community, first: date, count: int) -> People:
    """Who is away in these nights, who stands in for whom, how long they rest."""
    before_it = NIGHT_ENDS.strftime("%H:%M")
    from_at = moment(first - timedelta(days=2), before_it, community.zone)
    # The last shift of a night may end the next day.
    to_at = moment(first + timedelta(days=count), "16:00", community.zone)
    return People(
        absences=absences.between(conn, community.id, from_at, to_at),
        deputies=absences.deputies(conn, community.id),
        rest=timedelta(hours=Rules.of(community.rules).rest_h),
    )


def usual(conn: Connection, community_id: str) -> list[UsualTeam]:
    """The teams as they are every night, by name."""
    found = (
        select(_team, _office.c.point)
        .join(_office, _office.c.id == _team.c.office_id)
        .where(_team.c.community_id == community_id)
        .order_by(_team.c.name, _team.c.id)
    )
    return [
        UsualTeam(id=row.id, name=row.name, mode=row.mode, speed_m_s=row.speed_m_s,
                  point=(row.point.x, row.point.y), usual_shifts=row.usual_shifts)
        for row in conn.execute(found)
    ]  # fmt: skip


def written(
    conn: Connection, community_id: str, first: date, before: date
) -> dict[date, list[Shift]]:
    """What is written for the nights from `first` to before `before`; others are left out."""
    found = (
        select(_shift)
        .join(_team, _team.c.id == _shift.c.team_id)
        .where(_team.c.community_id == community_id)
        .where(_shift.c.night >= first, _shift.c.night < before)
        .order_by(_shift.c.night, _shift.c.from_at, _shift.c.id)
    )
    by_night: dict[date, list[Shift]] = defaultdict(list)
    for row in conn.execute(found):
        own = by_night[row.night]
        if row.from_at < row.to_at:
            end = (row.end_point.x, row.end_point.y) if row.end_point else None
            own.append(Shift(row.team_id, row.from_at, row.to_at, tuple(row.member_ids), end))
    return dict(by_night)
