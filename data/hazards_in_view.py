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
class Wanted:
    """Which hazards a map asks for; what is None or False asks for all.

    bounds: (west, south, east, north); a hazard that may touch the box is in it.
    """

    bounds: Bounds | None = None
    kinds: tuple[str, ...] | None = None
    ranks: tuple[int, ...] | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class InView:
    """Hazards with their visits, cut at a limit; `matched` counts all that are in the box."""

    hazards: list[tuple[Hazard, Visit]]
    matched: int


def in_view(conn: Connection, community_id: str, wanted: Wanted, limit: int) -> InView:
    """The placed hazards of a community that a map asks for, at most `limit` of them.

    Drafts are not listed and few: the box leaves none of them out.
    """
    every = _wanted(select(_hazard.c.id), community_id, wanted).subquery()
    matched = conn.scalar(select(func.count()).select_from(every)) or 0
    worst = _wanted(select(_hazard, _visit), community_id, wanted)
    worst = worst.order_by(_hazard.c.rank.desc(), _hazard.c.code).limit(limit)
    return InView([_both(row) for row in conn.execute(worst)], matched)


def _wanted(columns: Select[Any], community_id: str, wanted: Wanted) -> Select[Any]:
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
    if wanted.kinds is not None:
        here = here.where(_hazard.c.kind.in_(wanted.kinds))
    if wanted.ranks is not None:
        here = here.where(_hazard.c.rank.in_(wanted.ranks))
    if wanted.overdue:
        here = here.where(_visit.c.overdue.is_(True))
    if wanted.bounds is None:
        return here
    west, south, east, north = wanted.bounds
    touching = (
        (_listed.c.east >= west) & (_listed.c.west <= east)
        & (_listed.c.north >= south) & (_listed.c.south <= north)
    )  # fmt: skip
    return here.where(or_(_listed.c.seq.is_(None), touching))


def _both(row: Any) -> tuple[Hazard, Visit]:
    mapped = row._mapping
    visited = mapped[_visit.c.hazard_id] is not None
    return hazard_of(row), visit_of(row) if visited else NEVER
