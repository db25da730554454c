"""What a report reads besides plans and check-ins: which nights there are, places, whose stops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Connection, select, union

from data import tables
from data.fragments import PUBLIC_STATUSES
from geo.rules import PassName

_plan, _round, _stop = tables.plan, tables.round_, tables.stop
_hazard, _checkin = tables.hazard, tables.checkin
# Of drafts nothing was ever on a phone.
_SENT = ("published", "replaced")


@dataclass(frozen=True, slots=True)
class Place:
    """What a report calls a hazard by; public: whether it is on the public lists now."""

    code: str
    kind: str
    rank: int
    public: bool


def nights(conn: Connection, community_id: str) -> list[date]:
    """The nights with a plan that was sent to the phones, or with a check-in; newest first."""
    planned = select(_plan.c.night).where(
        _plan.c.community_id == community_id, _plan.c.status.in_(_SENT)
    )
    said = select(_checkin.c.night).where(_checkin.c.community_id == community_id)
    return sorted(conn.scalars(union(planned, said)), reverse=True)


def places(conn: Connection, community_id: str) -> dict[str, Place]:
    """Every hazard that a community ever had, by id; those that were removed since, too."""
    columns = (
        _hazard.c.id, _hazard.c.code, _hazard.c.kind, _hazard.c.rank, _hazard.c.status,
        _hazard.c.deleted, _hazard.c.geometry.is_(None).label("unplaced"),
    )  # fmt: skip
    found = select(*columns).where(_hazard.c.community_id == community_id)
    return {
        row.id: Place(
            row.code, row.kind, row.rank,
            row.status in PUBLIC_STATUSES and not row.deleted and not row.unplaced,
        )
        for row in conn.execute(found)
    }  # fmt: skip


def walks_of_stops(
    conn: Connection, community_id: str, first: date, last: date
) -> dict[str, tuple[str, PassName]]:
    """(team id, pass) by the id of each stop that was on the phones in these nights.

    Stops of plans that were replaced are in it: check-ins name them too.
    """
    found = select(_stop.c.id, _round.c.team_id, _round.c.pass_name)
    found = found.join(_round, _round.c.id == _stop.c.round_id)
    found = found.join(_plan, _plan.c.id == _round.c.plan_id)
    found = found.where(_plan.c.community_id == community_id, _plan.c.status.in_(_SENT))
    found = found.where(_plan.c.night >= first, _plan.c.night <= last)
    return {row.id: (row.team_id, cast(PassName, row.pass_name)) for row in conn.execute(found)}
