"""The questions behind each table that the store reads as a frame: what is in it, and no more.

Names, phones and ids of people have no place here, nor have texts that somebody typed about a
place, unless they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Select, func, select

from data import tables

_community, _office, _team = tables.community, tables.office, tables.team
_hazard, _visit, _checkin = tables.hazard, tables.visit, tables.checkin
_plan, _round, _stop, _leg = tables.plan, tables.round_, tables.stop, tables.leg


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rows of a table are asked for; None: all.

    night, plan_id, published_only: of what is kept by night. texts: with free texts.
    """

    community_id: str | None = None
    night: date | None = None
    plan_id: str | None = None
    published_only: bool = False
    texts: bool = False


def communities(asked: Asked) -> Select[Any]:
    """Communities, their boundaries as geometry."""
    found = _columns(_community, "id name name_en code street_code district_code zone invented")
    found = found.add_columns(_community.c.boundary.label("geometry"))
    if asked.community_id is not None:
        found = found.where(_community.c.id == asked.community_id)
    return found.order_by(_community.c.name, _community.c.id)


def offices(asked: Asked) -> Select[Any]:
    """Where teams start and end."""
    found = _columns(_office, "id community_id name name_en")
    return _own(found.add_columns(_office.c.point.label("geometry")), _office, asked)


def hazards(asked: Asked) -> Select[Any]:
    """Hazards that have a place, in every status, with what is known of their visits."""
    names = "id community_id code kind rank status raw valid_from valid_to visit_from visit_to"
    found = _columns(_hazard, names).add_columns(*_visited(), *_of(_hazard, "version changed_at"))
    if asked.texts:
        found = found.add_columns(*_of(_hazard, "name address note"))
    return _placed(found.add_columns(_hazard.c.geometry), asked)


def visits(asked: Asked) -> Select[Any]:
    """When each hazard was last seen and is due again."""
    found = select(_hazard.c.id.label("hazard_id"), *_of(_hazard, "community_id code kind rank"))
    return _placed(found.add_columns(*_visited(), _hazard.c.geometry), asked)


def streets(asked: Asked) -> Select[Any]:
    """Streets between junctions, in the order in which a network numbers them."""
    names = "id community_id way from_node to_node length_m kind name name_en lit steps access"
    return _own(_columns(tables.street, f"{names} geometry"), tables.street, asked)


def gates(asked: Asked) -> Select[Any]:
    """Gates and their hours."""
    names = "id community_id node kind name name_en closed_from closed_to"
    found = _columns(tables.gate, names).add_columns(tables.gate.c.point.label("geometry"))
    return _own(found, tables.gate, asked)


def ground(asked: Asked) -> Select[Any]:
    """What the base map draws: buildings, trees, water, parks and walls."""
    names = "id community_id kind name name_en number street_name floors geometry"
    return _own(_columns(tables.ground, names), tables.ground, asked)


def stops(asked: Asked) -> Select[Any]:
    """Stops of the newest plan of each night that is not replaced, or of one plan."""
    found = select(
        _stop.c.id, *_of_round(), _stop.c.seq, _stop.c.hazard_id,
        *_of(_hazard, "code kind rank"),
        *_of(_stop, "eta service_s lookout status"), _stop.c.point.label("geometry"),
    ).join(_round, _round.c.id == _stop.c.round_id)  # fmt: skip
    found = found.join(_hazard, _hazard.c.id == _stop.c.hazard_id)
    return _planned(found, asked).order_by(_plan.c.seq, _round.c.seq, _stop.c.seq)


def legs(asked: Asked) -> Select[Any]:
    """Legs of those plans, with `office_point` and `last_stop` to know a walk home by."""
    last = select(func.max(_stop.c.seq)).where(_stop.c.round_id == _round.c.id)
    found: Select[Any] = select(
        _leg.c.id, *_of_round(), *_of(_leg, "seq place length_m walk_s through geometry"),
        _office.c.point.label("office_point"), last.scalar_subquery().label("last_stop"),
    ).join(_round, _round.c.id == _leg.c.round_id)  # fmt: skip
    found = _planned(found, asked).join(_office, _office.c.id == _team.c.office_id)
    return found.order_by(_plan.c.seq, _round.c.seq, _leg.c.place)


def checkins(asked: Asked) -> Select[Any]:
    """What was said, by nobody, with the hazard's place and the position it was said at."""
    found: Select[Any] = select(
        _checkin.c.key.label("id"), *_of(_checkin, "community_id night round_id stop_id hazard_id"),
        *_of(_hazard, "code kind rank"),
        *_of(_checkin, "result finding seen_at received_at typed_in position"), _hazard.c.geometry,
    ).outerjoin(_hazard, _hazard.c.id == _checkin.c.hazard_id)  # fmt: skip
    if asked.community_id is not None:
        found = found.where(_checkin.c.community_id == asked.community_id)
    if asked.night is not None:
        found = found.where(_checkin.c.night == asked.night)
    return found.order_by(_checkin.c.seq)


QUESTIONS: Mapping[str, Callable[[Asked], Select[Any]]] = {
    each.__name__: each
    for each in (
        communities, offices, hazards, visits, streets, gates, ground, stops, legs, checkins,
    )
}  # fmt: skip
BY_NIGHT = frozenset({"stops", "legs", "checkins"})


def _of(table: Any, names: str) -> list[Column[Any]]:
    return [table.c[name] for name in names.split()]


def _columns(table: Any, names: str) -> Select[Any]:
    return select(*_of(table, names))


def _own(found: Select[Any], table: Any, asked: Asked) -> Select[Any]:
    if asked.community_id is not None:
        found = found.where(table.c.community_id == asked.community_id)
    return found.order_by(table.c.id)


def _visited() -> list[Any]:
    late = func.coalesce(_visit.c.overdue, False, type_=_visit.c.overdue.type)
    return [*_of(_visit, "last_visited_at next_due_at"), late.label("overdue")]


def _placed(found: Select[Any], asked: Asked) -> Select[Any]:
    found = found.outerjoin(_visit, _visit.c.hazard_id == _hazard.c.id)
    found = found.where(_hazard.c.deleted.is_(False), _hazard.c.geometry.is_not(None))
    if asked.community_id is not None:
        found = found.where(_hazard.c.community_id == asked.community_id)
    return found.order_by(_hazard.c.community_id, _hazard.c.code)


def _of_round() -> list[Any]:
    return [
        *_of(_plan, "community_id night"), _plan.c.id.label("plan_id"),
        _plan.c.status.label("plan_status"), _round.c.id.label("round_id"),
        _round.c.status.label("round_status"), _round.c.team_id, _team.c.name.label("team"),
        _team.c.name_en.label("team_en"), *_of(_round, "pass_no pass_name extra"),
    ]  # fmt: skip


def _planned(found: Select[Any], asked: Asked) -> Select[Any]:
    found = found.join(_plan, _plan.c.id == _round.c.plan_id)
    found = found.join(_team, _team.c.id == _round.c.team_id)
    if asked.community_id is not None:
        found = found.where(_plan.c.community_id == asked.community_id)
    if asked.night is not None:
        found = found.where(_plan.c.night == asked.night)
    if asked.plan_id is not None:
        return found.where(_plan.c.id == asked.plan_id)
    wanted = ("published",) if asked.published_only else ("published", "draft")
    newest = select(func.max(_plan.c.seq)).where(_plan.c.status.in_(wanted))
    newest = newest.group_by(_plan.c.community_id, _plan.c.night)
    return found.where(_plan.c.seq.in_(newest.correlate(None)))
