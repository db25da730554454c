"""When each hazard was last seen, when it is due again, and whether that has passed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data import listing
from data.records import visit_of
from data.store import Tx
from data.tables import hazard as _hazard
from data.tables import visit as _visit
from geo.hazards import Visit


def set_visit(tx: Tx, hazard_id: str, visit: Visit) -> None:
    """Keep what is known of a hazard's visits, and list it again."""
    set_visits(tx, {hazard_id: visit})


def set_visits(tx: Tx, visits: dict[str, Visit]) -> None:
    """As `set_visit`, for many hazards by id."""
    if not visits:
        return
    rows = [
        {"hazard_id": hazard_id, "last_visited_at": visit.last_visited_at,
         "next_due_at": visit.next_due_at, "overdue": visit.overdue, "changed_at": tx.now}
        for hazard_id, visit in visits.items()
    ]  # fmt: skip
    dialect = sqlite if tx.conn.dialect.name == "sqlite" else postgresql
    added = dialect.insert(_visit)
    kept = {name: added.excluded[name] for name in rows[0] if name != "hazard_id"}
    tx.conn.execute(added.on_conflict_do_update(index_elements=["hazard_id"], set_=kept), rows)
    listing.list_hazards(tx, list(visits))


def visits(conn: Connection, community_id: str) -> dict[str, Visit]:
    """What is known of the visits of a community's hazards, by hazard id."""
    found = select(_visit).join(_hazard, _hazard.c.id == _visit.c.hazard_id)
    rows = conn.execute(found.where(_hazard.c.community_id == community_id))
    return {row.hazard_id: visit_of(row) for row in rows}


@dataclass(frozen=True, slots=True)
class Awaited:
    """What the next visit of a hazard follows from, and what is kept of it now."""

    hazard_id: str
    kind: str
    rank: int
    active: bool
    changed_at: datetime
    visit: Visit


def awaited(
    conn: Connection, community_id: str, hazard_ids: Collection[str] | None = None
) -> list[Awaited]:
    """The hazards of a community, or those named of them; without their shapes, which cost."""
    columns = (
        _hazard.c.id, _hazard.c.kind, _hazard.c.rank, _hazard.c.status, _hazard.c.changed_at,
        _visit.c.last_visited_at, _visit.c.next_due_at, _visit.c.overdue,
    )  # fmt: skip
    found = select(*columns).outerjoin(_visit, _visit.c.hazard_id == _hazard.c.id)
    found = found.where(_hazard.c.community_id == community_id, _hazard.c.deleted.is_(False))
    if hazard_ids is not None:
        found = found.where(_hazard.c.id.in_(list(hazard_ids)))
    return [
        Awaited(row.id, row.kind, row.rank, row.status == "active", row.changed_at,
                Visit(row.last_visited_at, row.next_due_at, bool(row.overdue)))
        for row in conn.execute(found.order_by(_hazard.c.code))
    ]  # fmt: skip


def refresh_overdue(tx: Tx, now: datetime, community_id: str | None = None) -> int:
    """Mark as overdue what is due by `now`, in one community or in all; how many became so.

    A demo night has a clock of its own: refresh its community apart.
    """
    due = select(_visit.c.hazard_id).join(_hazard, _hazard.c.id == _visit.c.hazard_id)
    due = due.where(*_waits(), _visit.c.next_due_at < now)
    if community_id is not None:
        due = due.where(_hazard.c.community_id == community_id)
    late = list(tx.conn.scalars(due))
    for first in range(0, len(late), 5000):
        part = _visit.c.hazard_id.in_(late[first : first + 5000])
        tx.conn.execute(update(_visit).where(part).values(overdue=True, changed_at=tx.now))
    listing.list_hazards(tx, late)
    return len(late)


def next_flip(conn: Connection, community_id: str | None = None) -> datetime | None:
    """The next moment at which a hazard becomes overdue; None if none will."""
    found = select(func.min(_visit.c.next_due_at)).join(_hazard, _hazard.c.id == _visit.c.hazard_id)
    if community_id is not None:
        found = found.where(_hazard.c.community_id == community_id)
    first: datetime | None = conn.scalar(found.where(*_waits()))
    return first


def _waits() -> tuple[Any, ...]:
    return _visit.c.overdue.is_(False), _hazard.c.status == "active", _hazard.c.deleted.is_(False)
