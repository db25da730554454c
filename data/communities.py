"""Communities, their offices and the people they can call."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection, insert, select

from data import listing, tables
from data.records import community_of, contact_of, office_of, values_of
from data.store import Tx
from geo.communities import Community, Contact, Office
from geo.errors import NotFound

_table = tables.community


def add(tx: Tx, community: Community) -> Community:
    """Keep a new community and list it."""
    tx.conn.execute(insert(_table).values(**_values(tx, community)))
    listing.relist_community(tx, community.id)
    return community


def update(tx: Tx, community: Community) -> Community:
    """Keep a community as it is now, and list again what is said of it.

    Raises
    ------
    NotFound
        No such community.
    """
    changed = sa.update(_table).where(_table.c.id == community.id).values(**_values(tx, community))
    if tx.conn.execute(changed).rowcount == 0:
        raise _unknown(community.id)
    listing.relist(tx, community.id)
    return community


def bump_ground(tx: Tx, community_id: str) -> None:
    """Count a change of streets, gates, buildings or water; base maps are cached by it.

    Raises
    ------
    NotFound
        No such community.
    """
    raised = sa.update(_table).where(_table.c.id == community_id)
    raised = raised.values(ground_version=_table.c.ground_version + 1)
    if tx.conn.execute(raised).rowcount == 0:
        raise _unknown(community_id)


def all_of(conn: Connection) -> list[Community]:
    """Every community, by name."""
    rows = conn.execute(select(_table).order_by(_table.c.name, _table.c.id))
    return [community_of(row) for row in rows]


def one(conn: Connection, community_id: str) -> Community:
    """The community of that id.

    Raises
    ------
    NotFound
        No such community.
    """
    row = conn.execute(select(_table).where(_table.c.id == community_id)).one_or_none()
    if row is None:
        raise _unknown(community_id)
    return community_of(row)


def add_office(tx: Tx, office: Office) -> Office:
    """Keep an office, where teams start and end."""
    tx.conn.execute(insert(tables.office).values(**values_of(office, tables.office)))
    return office


def offices(conn: Connection, community_id: str) -> list[Office]:
    """The offices of a community, by name."""
    table = tables.office
    rows = conn.execute(
        select(table).where(table.c.community_id == community_id).order_by(table.c.name, table.c.id)
    )
    return [office_of(row) for row in rows]


def add_contacts(tx: Tx, contacts: Iterable[Contact]) -> None:
    """Keep persons and firms."""
    rows = [values_of(each, tables.contact) for each in contacts]
    if rows:
        tx.conn.execute(insert(tables.contact), rows)


def contacts(conn: Connection, community_id: str) -> list[Contact]:
    """Whom a community can call, by role and name. Personal: for people of the office only."""
    table = tables.contact
    found = select(table).where(table.c.community_id == community_id)
    rows = conn.execute(found.order_by(table.c.role, table.c.name, table.c.id))
    return [contact_of(row) for row in rows]


def _values(tx: Tx, community: Community) -> dict[str, object]:
    return values_of(community, _table) | {"changed_by": tx.actor, "changed_at": tx.now}


def _unknown(community_id: str) -> NotFound:
    return NotFound(
        "There is no community {id}. The list of communities is at /collections/communities/items.",
        id=community_id,
    )
