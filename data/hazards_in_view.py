"""The hazards in a box, worst first, without reading the rest: for the office's own map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from data.records import hazard_of, visit_of
from data.tables import hazard as _hazard
from data.tables import listed as _listed
from data.tables import visit as _visit
from geo.hazards import Hazard, Visit

Bounds = tuple[float, float, float, float]
NEVER = Visit(None, None, overdue=False)


@dataclass(frozen=True, slots=True)
class InView:
    """Hazards with their visits, cut at a limit; `matched` counts all that are in the box."""

    hazards: list[tuple[Hazard, Visit]]
    matched: int


def in_view(conn: Connection, community_id: str, bounds: Bounds | None, limit: int) -> InView:
    """The placed hazards of a community that may touch a box (west, south, east, north).

    Drafts are not listed and few: all of them are given.
    """
    wanted = _wanted(select(_hazard.c.id), community_id, bounds).subquery()
    matched = conn.scalar(select(func.count()).select_from(wanted)) or 0
    worst = _wanted(select(_hazard, _visit), community_id, bounds)
    worst = worst.order_by(_hazard.c.rank.desc(), _hazard.c.code).limit(limit)
    return InView([_both(row) for row in conn.execute(worst)], matched)


def _wanted(columns: Select[Any], community_id: str, bounds: Bounds | None) -> Select[Any]:
    joined = (
        columns.select_from(_hazard)
        .outerjoin(_listed, (_listed.c.id == _hazard.c.id) & (_listed.c.collection == "hazards"))
        .outerjoin(_visit, _visit.c.hazard_id == _hazard.c.id)
    )
    here = joined.where(
        _hazard.c.community_id == community_id,
        _hazard.c.status.in_(("active", "draft")),
        _hazard.c.deleted.is_(False),
        _hazard.c.geometry.is_not(None),
    )
    if bounds is None:
        return here
    west, south, east, north = bounds
    touching = (
        (_listed.c.east >= west) & (_listed.c.west <= east)
        & (_listed.c.north >= south) & (_listed.c.south <= north)
    )  # fmt: skip
    return here.where(or_(_listed.c.seq.is_(None), touching))


def _both(row: Any) -> tuple[Hazard, Visit]:
    mapped = row._mapping
    visited = mapped[_visit.c.hazard_id] is not None
    return hazard_of(row), visit_of(row) if visited else NEVER
