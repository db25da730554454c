"""Orders of stops that somebody made: by hand for one night, or as a template for every night."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from data import tables
from data.records import values_of
from data.store import Tx
from geo.errors import EditConflict, NotFound
from geo.rules import PassName
from geo.underway import Hours, Order, shared_s

_hand, _template = tables.hand_order, tables.round_template

Whose = tuple[str, PassName]


@dataclass(frozen=True, slots=True)
class HandOrder:
    """The order of one team's round in one pass of one night; a hazard may stand in it twice.

    hours: of the shift whose round it is, as a team may have two in a pass; None: not said.
    """

    community_id: str
    night: date
    team_id: str
    pass_name: PassName
    hazard_ids: tuple[str, ...]
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A round worth repeating; in use it orders that team's round in that pass of every night."""

    id: str
    community_id: str
    name: str
    pass_name: PassName
    team_id: str
    hazard_ids: tuple[str, ...]
    in_use: bool = True


def put(tx: Tx, order: HandOrder) -> None:
    """Keep an order by hand in place of the one before of the same shift."""
    _write(tx, order, [*_others(tx, order)[0], order])


def give_back(tx: Tx, order: HandOrder) -> bool:
    """Forget the order by hand of that night, team, pass and shift; whether there was one."""
    others, found = _others(tx, order)
    if found:
        _write(tx, order, others)
    return found


def by_hand(conn: Connection, community_id: str, night: date) -> tuple[Order, ...]:
    """The orders as put by hand for a night, those changed longest ago first."""
    found = (
        select(_hand)
        .where(_hand.c.community_id == community_id, _hand.c.night == night)
        .order_by(_hand.c.changed_at, _hand.c.team_id, _hand.c.pass_name)
    )
    return tuple(
        Order(each.team_id, each.pass_name, each.hazard_ids, each.hours)
        for row in conn.execute(found)
        for each in _parts(row)
    )


def in_force(conn: Connection, community_id: str, night: date) -> tuple[Order, ...]:
    """The orders that a plan of a night keeps: by hand first, then of the templates in use."""
    in_use = [each for each in templates(conn, community_id) if each.in_use]
    return by_hand(conn, community_id, night) + tuple(
        Order(each.team_id, each.pass_name, each.hazard_ids, binds=False) for each in in_use
    )


def _others(tx: Tx, order: HandOrder) -> tuple[list[HandOrder], bool]:
    """The orders of that night, team and pass for other shifts; whether there is its own."""
    row = tx.conn.execute(select(_hand).where(*_same(order))).one_or_none()
    every = _parts(row) if row is not None else []
    others = [
        each for each in every
        if each.hours and order.hours and not shared_s(each.hours, order.hours)
    ]  # fmt: skip
    return others, len(others) < len(every)


def _write(tx: Tx, order: HandOrder, parts: list[HandOrder]) -> None:
    tx.conn.execute(delete(_hand).where(*_same(order)))
    if not parts:
        return
    kept = [
        {
            "hours": [at.isoformat() for at in each.hours] if each.hours else None,
            "hazard_ids": list(each.hazard_ids),
        }
        for each in parts
    ]
    row = {name: getattr(order, name) for name in ("community_id", "night", "team_id", "pass_name")}
    stamped = {"changed_by": tx.actor, "changed_at": tx.now}
    tx.conn.execute(insert(_hand).values(**row, hazard_ids=kept, **stamped))


def _same(order: HandOrder) -> tuple[ColumnElement[bool], ...]:
    return (
        _hand.c.community_id == order.community_id, _hand.c.night == order.night,
        _hand.c.team_id == order.team_id, _hand.c.pass_name == order.pass_name,
    )  # fmt: skip


def _parts(row: Row[Any]) -> list[HandOrder]:
    """What a row keeps: hazard ids alone, as it once was, or an order for each shift."""
    key = row.community_id, row.night, row.team_id, row.pass_name
    if not any(isinstance(each, dict) for each in row.hazard_ids):
        return [HandOrder(*key, tuple(row.hazard_ids))]
    return [
        HandOrder(*key, tuple(each["hazard_ids"]), _hours(each["hours"])) for each in row.hazard_ids
    ]


def _hours(kept: list[str] | None) -> Hours | None:
    if kept is None:
        return None
    begins, ends = map(datetime.fromisoformat, kept)
    return begins, ends


def add_template(tx: Tx, template: Template) -> Template:
    """Keep a new template; sent again as it was, it is there already.

    Raises
    ------
    EditConflict
        Its id was used for another one.
    """
    row = tx.conn.execute(select(_template).where(_template.c.id == template.id)).one_or_none()
    if row is not None:
        if replace(_of(row), in_use=True) != replace(template, in_use=True):
            raise EditConflict("This template was kept before with other stops. Open it anew.")
        return _of(row)
    _only_one(tx, template)
    stamped = {"changed_by": tx.actor, "changed_at": tx.now}
    tx.conn.execute(insert(_template).values(**values_of(template, _template), **stamped))
    return template


def templates(conn: Connection, community_id: str) -> list[Template]:
    """The templates of a community by name."""
    found = select(_template).where(_template.c.community_id == community_id)
    return [_of(row) for row in conn.execute(found.order_by(_template.c.name, _template.c.id))]


def used(conn: Connection, community_id: str, team_id: str, pass_name: PassName) -> Template | None:
    """The template in use for a team's rounds in a pass."""
    every = (each for each in templates(conn, community_id) if each.in_use)
    return next((e for e in every if (e.team_id, e.pass_name) == (team_id, pass_name)), None)


def template(conn: Connection, community_id: str, template_id: str) -> Template:
    """The template of that id.

    Raises
    ------
    NotFound
        The community has none of that id.
    """
    found = select(_template).where(_template.c.id == template_id)
    row = conn.execute(found.where(_template.c.community_id == community_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such template. It may have been removed.")
    return _of(row)


def change_template(tx: Tx, changed: Template) -> Template:
    """Keep a template as it is now; one in use puts others of its team and pass out of use.

    Raises
    ------
    NotFound
        It is not there any more.
    """
    template(tx.conn, changed.community_id, changed.id)
    _only_one(tx, changed)
    values = values_of(changed, _template) | {"changed_by": tx.actor, "changed_at": tx.now}
    tx.conn.execute(update(_template).where(_template.c.id == changed.id).values(**values))
    return changed


def remove_template(tx: Tx, community_id: str, template_id: str) -> None:
    """Remove a template.

    Raises
    ------
    NotFound
        It is not there any more.
    """
    template(tx.conn, community_id, template_id)
    tx.conn.execute(delete(_template).where(_template.c.id == template_id))


def _only_one(tx: Tx, used: Template) -> None:
    if not used.in_use:
        return
    others = (
        _template.c.community_id == used.community_id, _template.c.team_id == used.team_id,
        _template.c.pass_name == used.pass_name, _template.c.id != used.id,
        _template.c.in_use,
    )  # fmt: skip
    stamped = {"changed_by": tx.actor, "changed_at": tx.now}
    tx.conn.execute(update(_template).where(*others).values(in_use=False, **stamped))


def _of(row: object) -> Template:
    kept = dict(row._mapping)  # type: ignore[attr-defined]
    for name in ("changed_by", "changed_at"):
        del kept[name]
    return Template(**(kept | {"hazard_ids": tuple(kept["hazard_ids"])}))
