"""Hazards: kept, changed against a version, never really deleted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Select, insert, select

from data import listing, tables
from data.records import hazard_of, values_of
from data.store import Tx
from geo.errors import BadInput, EditConflict, NotFound
from geo.hazards import Hazard, code_of
from geo.kinds import Kind

_table = tables.hazard
_ALIVE = _table.c.deleted.is_(False)


def add(tx: Tx, hazard: Hazard) -> Hazard:
    """Keep a new hazard as version 1.

    Raises
    ------
    EditConflict
        A hazard with that id is there, perhaps deleted.
    BadInput
        Its code was given to another one, perhaps deleted.
    """
    return add_many(tx, [hazard])[0]


def add_many(tx: Tx, hazards: Sequence[Hazard]) -> list[Hazard]:
    """Keep new hazards, all or none; raises as `add` does, for the first that cannot be."""
    _refuse_taken(tx.conn, hazards)
    new = [replace(each, version=1, changed_by=tx.actor, changed_at=tx.now) for each in hazards]
    if new:
        tx.conn.execute(insert(_table), [values_of(each, _table) for each in new])
        listing.list_hazards(tx, [each.id for each in new])
    return new


def update(tx: Tx, hazard: Hazard, if_version: int) -> Hazard:
    """Keep a hazard as it is now; returned with the version that the store counted.

    Raises
    ------
    NotFound
        No such hazard, or it is deleted.
    EditConflict
        Somebody else changed it after `if_version`.
    BadInput
        Its code was given to another one.
    """
    before = one(tx.conn, hazard.id)
    if hazard.code != before.code:
        _refuse_taken(tx.conn, [hazard], new=False)
    fixed = {"id", "community_id", "version"}
    changed = {
        name: value for name, value in values_of(hazard, _table).items() if name not in fixed
    }
    return _write(tx, hazard.id, if_version, **changed)


def remove(tx: Tx, hazard_id: str, if_version: int) -> None:
    """Mark a hazard deleted; its row, code and history stay. Raises as `update` does."""
    one(tx.conn, hazard_id)
    _write(tx, hazard_id, if_version, deleted=True)


def one(conn: Connection, hazard_id: str) -> Hazard:
    """The hazard of that id.

    Raises
    ------
    NotFound
        No such hazard, or it is deleted.
    """
    row = conn.execute(select(_table).where(_table.c.id == hazard_id, _ALIVE)).one_or_none()
    if row is None:
        raise NotFound("There is no hazard {id}. It may have been deleted.", id=hazard_id)
    return hazard_of(row)


def of_community(
    conn: Connection, community_id: str, statuses: Iterable[str] = ("active",)
) -> list[Hazard]:
    """The hazards of a community in any of those states, placed or not, by code."""
    found = _of(community_id).where(_table.c.status.in_(list(statuses)))
    return [hazard_of(row) for row in conn.execute(found.order_by(_table.c.code))]


def waiting(conn: Connection, community_id: str) -> list[Hazard]:
    """The hazards that nobody has placed on the map yet, by code; archived ones do not wait."""
    found = _of(community_id).where(_table.c.geometry.is_(None), _table.c.status != "archived")
    return [hazard_of(row) for row in conn.execute(found.order_by(_table.c.code))]


def next_code(conn: Connection, community_id: str, kind: Kind) -> str:
    """The next free code of a kind in a community; codes of deleted hazards stay taken."""
    given = select(_table.c.code).where(
        _table.c.community_id == community_id, _table.c.code.like(f"{kind.prefix}-%")
    )
    pattern = re.compile(re.escape(kind.prefix) + r"-([0-9]{1,9})")
    numbers = (pattern.fullmatch(code) for code in conn.scalars(given))
    return code_of(kind, max((int(each[1]) for each in numbers if each), default=0) + 1)


@dataclass(frozen=True, slots=True)
class Change:
    """A hazard as it was after one change, by whom and when."""

    version: int
    changed_by: str
    changed_at: datetime
    deleted: bool
    hazard: Hazard


def history(conn: Connection, hazard_id: str) -> list[Change]:
    """Every state that a hazard has been in, the first one first; empty for an unknown one."""
    table = tables.hazard_history
    found = select(table).where(table.c.hazard_id == hazard_id).order_by(table.c.seq)
    return [_change(row) for row in conn.execute(found)]


def _of(community_id: str) -> Select[Any]:
    return select(_table).where(_table.c.community_id == community_id, _ALIVE)


def _change(row: Any) -> Change:
    known = {each.name for each in fields(Hazard)}
    kept = {name: value for name, value in row.row.items() if name in known}
    for name in ("valid_from", "valid_to", "changed_at"):
        kept[name] = kept[name] and datetime.fromisoformat(kept[name])
    hazard = Hazard(**kept, geometry=row.geometry)
    return Change(row.version, row.changed_by, row.changed_at, row.deleted, hazard)


def _write(tx: Tx, hazard_id: str, if_version: int, **changed: Any) -> Hazard:
    mine = sa.and_(_table.c.id == hazard_id, _table.c.version == if_version)
    changed |= {"changed_by": tx.actor, "changed_at": tx.now}
    if tx.conn.execute(sa.update(_table).where(mine, _ALIVE).values(**changed)).rowcount == 0:
        raise EditConflict(
            "Somebody else changed {code} while you had it open. Look at it as it is now, then "
            "save again.", code=one(tx.conn, hazard_id).code,
        )  # fmt: skip
    listing.list_hazards(tx, [hazard_id])
    # Read back, not RETURNING: SQLite's does not see what its triggers did.
    return hazard_of(tx.conn.execute(select(_table).where(_table.c.id == hazard_id)).one())


def _refuse_taken(conn: Connection, hazards: Sequence[Hazard], *, new: bool = True) -> None:
    if new:
        for known in _known(conn, _table.c.id, [each.id for each in hazards]):
            raise EditConflict(
                "{code} was saved before under this id. Open it to change it.", code=known.code
            )
    wanted = {(each.community_id, each.code): each.id for each in hazards}
    for known in _known(conn, _table.c.code, [each.code for each in hazards]):
        if wanted.get((known.community_id, known.code), known.id) != known.id:
            raise BadInput(
                "The code {code} is taken in this community, or was. Choose another one.",
                code=known.code,
            )


def _known(conn: Connection, column: sa.Column[str], values: Sequence[str]) -> list[Any]:
    found: list[Any] = []
    for first in range(0, len(values), 5000):
        part = column.in_(values[first : first + 5000])
        found += conn.execute(select(_table.c.id, _table.c.code, _table.c.community_id).where(part))
    return found
