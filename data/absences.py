"""Who is away and when, and who stands in for whom. Personal: never in a list or a log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from data import tables
from data.store import Tx
from geo.errors import EditConflict, NotFound
from geo.roster import Absence

_absence, _contact = tables.absence, tables.contact


def add(tx: Tx, community_id: str, absence: Absence) -> Absence:
    """Keep an absence; sent again as it was, it is there.

    Raises
    ------
    EditConflict
        Another absence has that id.
    """
    row = tx.conn.execute(select(_absence).where(_absence.c.id == absence.id)).one_or_none()
    if row is not None:
        if row.community_id == community_id and _absence_of(row) == absence:
            return absence
        raise EditConflict(
            "Another absence has the number {id}. Load the roster again.", id=absence.id
        )
    tx.conn.execute(
        insert(_absence).values(
            id=absence.id, community_id=community_id, contact_id=absence.contact_id,
            from_at=absence.from_at, to_at=absence.to_at, changed_by=tx.actor, changed_at=tx.now,
        )
    )  # fmt: skip
    return absence


def remove(tx: Tx, community_id: str, absence_id: str) -> None:
    """Forget an absence: it leaves no trace, being nobody's business any more.

    Raises
    ------
    NotFound
        The community has no such absence.
    """
    own = (_absence.c.community_id == community_id) & (_absence.c.id == absence_id)
    if tx.conn.execute(delete(_absence).where(own)).rowcount == 0:
        raise NotFound("There is no absence {id} here. Load the roster again.", id=absence_id)


def between(
    conn: Connection, community_id: str, from_at: datetime, to_at: datetime
) -> list[Absence]:
    """The absences of a community that meet a span of time, by when they begin."""
    found = select(_absence).where(
        _absence.c.community_id == community_id, _absence.c.from_at < to_at,
        _absence.c.to_at > from_at,
    )  # fmt: skip
    ordered = found.order_by(_absence.c.from_at, _absence.c.id)
    return [_absence_of(row) for row in conn.execute(ordered)]


def deputies(conn: Connection, community_id: str) -> dict[str, str]:
    """Who stands in on the roster for whom: contact id → the deputy's."""
    found = select(_contact.c.id, _contact.c.deputy_id).where(
        _contact.c.community_id == community_id, _contact.c.deputy_id.is_not(None)
    )
    return {row.id: row.deputy_id for row in conn.execute(found)}


def name_deputy(tx: Tx, community_id: str, contact_id: str, deputy_id: str | None) -> None:
    """Let somebody have a deputy, or none.

    Raises
    ------
    NotFound
        The community has no such person.
    """
    own = (_contact.c.community_id == community_id) & (_contact.c.id == contact_id)
    if tx.conn.execute(update(_contact).where(own).values(deputy_id=deputy_id)).rowcount == 0:
        raise NotFound(
            "There is no person {id} in this community. Load the roster again.", id=contact_id
        )


def _absence_of(row: Any) -> Absence:
    return Absence(id=row.id, contact_id=row.contact_id, from_at=row.from_at, to_at=row.to_at)
