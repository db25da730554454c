"""Puts public features into `listed`, in the transaction that changes what they tell.

A feature that is encoded again keeps its number, so that readers between two pages miss none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from data import fragments, tables
from data.fragments import PUBLIC_STATUSES, Listed
from data.records import community_of, hazard_of
from data.store import Tx
from geo.communities import Community
from geo.ground import Street
from geo.hazards import Hazard, Visit
from geo.rain import Level
from geo.rules import Rules

_listed, _hazard, _visit = tables.listed, tables.hazard, tables.visit
_MANY = 5000


def relist(tx: Tx, community_id: str) -> None:
    """Encode a community and all of its hazards again: its codes, rules or kinds changed."""
    relist_community(tx, community_id)
    found = select(_hazard.c.id).where(_hazard.c.community_id == community_id)
    found = found.order_by(_hazard.c.code)
    list_hazards(tx, list(tx.conn.scalars(found)))


def relist_community(tx: Tx, community_id: str) -> None:
    """Encode a community again, without its hazards."""
    found = select(tables.community).where(tables.community.c.id == community_id)
    row = tx.conn.execute(found).one()
    put(tx, [fragments.community_feature(community_of(row), row.changed_at)])


def list_hazards(tx: Tx, hazard_ids: Sequence[str]) -> None:
    """Encode hazards as they are now; those that are not public are taken off the list."""
    communities = _communities(tx.conn) if hazard_ids else {}
    zh = {kind.id: kind.zh for kind in tx.kinds}
    for part in _parts(hazard_ids):
        found = select(_hazard, _visit).outerjoin(_visit).where(_hazard.c.id.in_(part))
        rows = {row._mapping[_hazard.c.id]: row for row in tx.conn.execute(found)}
        public = []
        # In the order given: new ones are listed as they stood in a file.
        for row in (rows[each] for each in part if each in rows):
            hazard = hazard_of(row)
            if not _is_public(hazard, row):
                continue
            community, extra = communities[hazard.community_id]
            public.append(_hazard_feature(hazard, row, community, zh, extra(hazard)))
        put(tx, public)
        shown = {each.id for each in public}
        drop(tx, "hazards", [each for each in part if each not in shown])


def list_streets(tx: Tx, community_id: str, streets: Sequence[Street]) -> None:
    """List these streets of a community and no others."""
    drop_all(tx, "streets", community_id)
    put(tx, [fragments.street_feature(each, tx.now) for each in streets])


def put(tx: Tx, features: Iterable[Listed]) -> None:
    """List features, new ones at the end, known ones in their place."""
    rows = [_values(each) for each in features]
    if not rows:
        return
    dialect = sqlite if tx.conn.dialect.name == "sqlite" else postgresql
    added = dialect.insert(_listed)
    kept = {name: added.excluded[name] for name in rows[0] if name not in ("collection", "id")}
    tx.conn.execute(
        added.on_conflict_do_update(index_elements=["collection", "id"], set_=kept), rows
    )
    tx.listed = True


def drop(tx: Tx, collection: str, ids: Sequence[str]) -> None:
    """Take features off the list; unknown ones are passed over."""
    for part in _parts(ids):
        _delete(tx, _listed.c.collection == collection, _listed.c.id.in_(part))


def drop_all(tx: Tx, collection: str, community_id: str) -> None:
    """Take all of a community's features of a collection off the list."""
    _delete(tx, _listed.c.collection == collection, _listed.c.community_id == community_id)


def _delete(tx: Tx, *which: Any) -> None:
    if tx.conn.execute(delete(_listed).where(*which)).rowcount:
        tx.listed = True


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[first : first + _MANY] for first in range(0, len(ids), _MANY))


@cache
def _columns() -> tuple[str, ...]:
    return tuple(each.name for each in fields(Listed))


def _values(feature: Listed) -> dict[str, Any]:
    west, south, east, north = feature.geometry.bounds
    values = {name: getattr(feature, name) for name in _columns()}
    return values | {"west": west, "south": south, "east": east, "north": north}


_Extra = Callable[[Hazard], int]


def _communities(conn: Connection) -> dict[str, tuple[Community, _Extra]]:
    found: Select[Any] = select(tables.community)
    each = [community_of(row) for row in conn.execute(found)]
    return {one.id: (one, _extra_by(Rules.of(one.rules))) for one in each}


def _extra_by(rules: Rules) -> _Extra:
    """How many extra night passes a hazard has in the season with no warning."""
    if rules.trigger != "every_night":
        return lambda _: 0
    by_cell = cache(lambda kind, rank: rules.rule_for(kind, rank, Level.NONE).extra_night)
    return lambda hazard: int(by_cell(hazard.kind, hazard.rank))


def _is_public(hazard: Hazard, row: Any) -> bool:
    placed = hazard.geometry is not None and not hazard.geometry.is_empty
    return placed and hazard.status in PUBLIC_STATUSES and not row._mapping[_hazard.c.deleted]


def _hazard_feature(
    hazard: Hazard, row: Any, community: Community, zh: dict[str, str], extra: int
) -> Listed:
    seen = row._mapping
    visit, changed = None, [seen[_hazard.c.changed_at]]
    if seen[_visit.c.hazard_id] is not None:
        visit = Visit(
            seen[_visit.c.last_visited_at], seen[_visit.c.next_due_at], seen[_visit.c.overdue]
        )
        changed.append(seen[_visit.c.changed_at])
    return fragments.hazard_feature(
        hazard, community, kind_zh=zh.get(hazard.kind, hazard.kind), visit=visit,
        extra_night_passes=extra, updated_at=max(changed),
    )  # fmt: skip
