"""The ground at rest: streets, gates, and what is drawn under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, delete, insert, select, update

from data.listing import list_streets
from data.store import Tx
from data.tables import community, gate, street
from data.tables import ground as ground_table
from geo.errors import NotFound
from geo.ground import Gate, GroundFeature, GroundKind, Street

Record = TypeVar("Record", Street, Gate, GroundFeature)

_BATCH = 2_000


def replace_ground(
    tx: Tx, community_id: str, streets: Sequence[Street], gates: Sequence[Gate],
    ground: Sequence[GroundFeature],
) -> None:  # fmt: skip
    """Put this ground in the place of what the community had; raises its ground version.

    Raises
    ------
    NotFound
        No such community.
    """
    raised = tx.conn.execute(
        update(community)
        .where(community.c.id == community_id)
        .values(ground_version=community.c.ground_version + 1)
    )
    if raised.rowcount != 1:
        raise NotFound("There is no such community. It may have been removed.")
    for table, records in ((street, streets), (gate, gates), (ground_table, ground)):
        tx.conn.execute(delete(table).where(table.c.community_id == community_id))
        for batch in _batches([{**_row(each), "community_id": community_id} for each in records]):
            tx.conn.execute(insert(table), batch)
    list_streets(tx, community_id, streets)


def streets(conn: Connection, community_id: str) -> list[Street]:
    """The community's streets, always in the same order: a network's edges are its places."""
    return _read(conn, street, Street, community_id)


def gates(conn: Connection, community_id: str) -> list[Gate]:
    """The community's gates."""
    return _read(conn, gate, Gate, community_id)


def ground(
    conn: Connection, community_id: str, kind: GroundKind | None = None
) -> list[GroundFeature]:
    """What is drawn: buildings, trees, water, parks and walls, or one kind of them."""
    return _read(conn, ground_table, GroundFeature, community_id, kind)


def set_gate_hours(tx: Tx, gate_id: str, closed_from: str | None, closed_to: str | None) -> None:
    """Close a gate each day between two clock times "HH:MM"; None and None: never.

    Raises
    ------
    NotFound
        No such gate.
    """
    changed = tx.conn.execute(
        update(gate)
        .where(gate.c.id == gate_id)
        .values(closed_from=closed_from, closed_to=closed_to)
    )
    if changed.rowcount != 1:
        raise NotFound("There is no such gate. It may have been replaced by a new import.")
    owner = select(gate.c.community_id).where(gate.c.id == gate_id).scalar_subquery()
    tx.conn.execute(
        update(community)
        .where(community.c.id == owner)
        .values(ground_version=community.c.ground_version + 1)
    )


def _read(
    conn: Connection, table: Table, record: type[Record], community_id: str,
    kind: str | None = None,
) -> list[Record]:  # fmt: skip
    columns = [table.c[each.name] for each in fields(record)]
    query = select(*columns).where(table.c.community_id == community_id).order_by(table.c.id)
    if kind is not None:
        query = query.where(table.c.kind == kind)
    return [record(**row._mapping) for row in conn.execute(query)]


def _row(record: Street | Gate | GroundFeature) -> dict[str, Any]:
    return {each.name: getattr(record, each.name) for each in fields(record)}


def _batches(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), _BATCH):
        yield list(rows[start : start + _BATCH])
