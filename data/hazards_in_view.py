"""The hazards in a box, worst first, without reading the rest: for the office's own map."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
    true,
)

from data.records import hazard_of, visit_of
from data.tables import hazard as _hazard
from data.tables import listed as _listed
from data.tables import visit as _visit
from geo.groups import Spots
from geo.hazards import Hazard, Visit

Bounds = tuple[float, float, float, float]
NEVER = Visit(None, None, overdue=False)


@dataclass(frozen=True, slots=True)
class DueSpan:
    """The visits that are due from one moment on and before another; None for an open end.

    seen: only of hazards that were visited before, or only of those that never were.
    """

    since: datetime | None = None
    before: datetime | None = None
    seen: bool | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which hazards a map asks for; what is None or False asks for all.

    bounds: (west, south, east, north); a hazard that may touch the box is in it. due: in any of
    these spans.
    """

    bounds: Bounds | None = None
    kinds: tuple[str, ...] | None = None
    ranks: tuple[int, ...] | None = None
    overdue: bool = False
    due: tuple[DueSpan, ...] | None = None


@dataclass(frozen=True, slots=True)
class InView:
    """Hazards with their visits, cut at a limit; `matched` counts all that are in the box."""

    hazards: list[tuple[Hazard, Visit]]
    matched: int


def in_view(conn: Connection, community_id: str, wanted: Wanted, limit: int) -> InView:
    """The placed hazards of a community that a map asks for, at most `limit` of them.

    Drafts are not listed and few: the box leaves none of them out.
    """
    worst = _wanted(select(_hazard, _visit), community_id, wanted)
    worst = worst.order_by(_hazard.c.rank.desc(), _hazard.c.code).limit(limit)
    found = [_both(row) for row in conn.execute(worst)]
    cut = len(found) == limit
    return InView(found, matched(conn, community_id, wanted) if cut else len(found))


def matched(conn: Connection, community_id: str, wanted: Wanted) -> int:
    """How many hazards a map asks for."""
    every = _wanted(select(_hazard.c.id), community_id, wanted).subquery()
    return conn.scalar(select(func.count()).select_from(every)) or 0


def spots(conn: Connection, community_id: str, wanted: Wanted, now: datetime) -> Spots:
    """The middles of all hazards that a map asks for, with what is counted of them."""
    late = case((_visit.c.next_due_at < now, 1), else_=0)
    # Drafts are not listed: their boxes are taken from their shapes.
    shape = case((_listed.c.seq.is_(None), _hazard.c.geometry))
    columns = (_listed.c.west, _listed.c.south, _listed.c.east, _listed.c.north,
               _hazard.c.kind, _hazard.c.rank, late, shape)  # fmt: skip
    rows = conn.execute(_wanted(select(*columns), community_id, wanted)).all()
    names = sorted({row[4] for row in rows})
    number = {name: at for at, name in enumerate(names)}
    boxes = np.array([row[:4] if row[7] is None else row[7].bounds for row in rows], float)
    west, south, east, north = boxes.reshape(-1, 4).T
    return Spots(
        kinds=tuple(names), lon=(west + east) / 2, lat=(south + north) / 2,
        kind=np.array([number[row[4]] for row in rows], np.int64),
        rank=np.array([row[5] for row in rows], np.int64),
        overdue=np.array([row[6] for row in rows], np.bool_),
    )  # fmt: skip


def drafts_now(conn: Connection, community_id: str) -> Hashable:
    """What changes with the drafts of a community, which no data version counts."""
    found = select(func.count(), func.sum(_hazard.c.version), func.max(_hazard.c.changed_at))
    of = (_hazard.c.community_id == community_id, _hazard.c.status == "draft")
    return tuple(conn.execute(found.where(*of, _hazard.c.deleted.is_(False))).one())


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
    if wanted.due is not None:
        here = here.where(or_(false(), *map(_due_in, wanted.due)))
    if wanted.bounds is None:
        return here
    west, south, east, north = wanted.bounds
    touching = (
        (_listed.c.east >= west) & (_listed.c.west <= east)
        & (_listed.c.north >= south) & (_listed.c.south <= north)
    )  # fmt: skip
    return here.where(or_(_listed.c.seq.is_(None), touching))


def _due_in(span: DueSpan) -> ColumnElement[bool]:
    due, last = _visit.c.next_due_at, _visit.c.last_visited_at
    return and_(
        due.is_not(None),
        true() if span.since is None else due >= span.since,
        true() if span.before is None else due < span.before,
        true() if span.seen is None else last.is_not(None) if span.seen else last.is_(None),
    )


def _both(row: Any) -> tuple[Hazard, Visit]:
    mapped = row._mapping
    visited = mapped[_visit.c.hazard_id] is not None
    return hazard_of(row), visit_of(row) if visited else NEVER
