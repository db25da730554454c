"""Puts the stops and legs of published rounds into `listed`, and takes replaced ones off.

A leg to somebody's home is never listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select

from data import fragments, listing, tables
from data.store import Tx
from geo.way_home import sooner, way_home

_plan, _round, _stop, _leg = tables.plan, tables.round_, tables.stop, tables.leg


def list_plan(tx: Tx, plan_id: str) -> None:
    """List all stops and legs of a published plan."""
    stops = _stops().where(_plan.c.id == plan_id).order_by(_round.c.seq, _stop.c.seq)
    legs = _legs().where(_plan.c.id == plan_id).order_by(_round.c.seq, _leg.c.place)
    listing.put(tx, [fragments.stop_feature(row) for row in tx.conn.execute(stops)])
    listing.put(tx, _leg_features(tx.conn.execute(legs).all()))


def drop_plan(tx: Tx, plan_id: str) -> None:
    """Take the stops and legs of a plan off the list."""
    for collection, table in (("round_stops", _stop), ("round_legs", _leg)):
        found = select(table.c.id).join(_round).where(_round.c.plan_id == plan_id)
        listing.drop(tx, collection, list(tx.conn.scalars(found)))


def list_stops(tx: Tx, stop_ids: Sequence[str]) -> None:
    """List stops again as they are now; those of unpublished plans are passed over."""
    found = _stops().where(_stop.c.id.in_(stop_ids))
    features = [fragments.stop_feature(row) for row in tx.conn.execute(found)]
    listing.put(tx, features)


def _leg_features(rows: Sequence[Any]) -> list[fragments.Listed]:
    """The legs that are public: a walk to somebody's home is not, nor when it ends."""
    found = []
    for _, own in groupby(rows, key=lambda row: row.round_id):
        legs = list(own)
        last, office = legs[0].last_stop or 0, legs[0].office_point
        hidden = way_home(legs, last, [(office.x, office.y)])
        left = sooner(hidden, last)
        for each in (each for each in legs if each not in hidden):
            feature = fragments.leg_feature(each)
            found.append(replace(feature, to_at=each.ends_at - left))
    return found


def _stops() -> Select[Any]:
    hazard, team, community = tables.hazard, tables.team, tables.community
    return (
        select(
            _stop, _round.c.pass_name, _plan.c.night, _plan.c.community_id, community.c.zone,
            team.c.name.label("team_name"), hazard.c.code.label("hazard_code"),
            _stop.c.changed_at.label("updated_at"),
        )
        .join(_round, _round.c.id == _stop.c.round_id)
        .join(_plan, _plan.c.id == _round.c.plan_id)
        .join(team, team.c.id == _round.c.team_id)
        .join(hazard, hazard.c.id == _stop.c.hazard_id)
        .join(community, community.c.id == _plan.c.community_id)
        # What nobody has confirmed yet is walked to, and is not public.
        .where(_plan.c.status == "published", hazard.c.status != "draft")
    )  # fmt: skip


def _legs() -> Select[Any]:
    team, office = tables.team, tables.office
    last = select(func.max(_stop.c.seq)).where(_stop.c.round_id == _round.c.id).correlate(_round)
    return (
        select(
            _leg, _round.c.pass_no, _round.c.starts_at, _round.c.ends_at, _plan.c.night,
            _plan.c.community_id, _plan.c.changed_at.label("updated_at"),
            last.scalar_subquery().label("last_stop"), office.c.point.label("office_point"),
        )
        .join(_round, _round.c.id == _leg.c.round_id)
        .join(_plan, _plan.c.id == _round.c.plan_id)
        .join(team, team.c.id == _round.c.team_id)
        .join(office, office.c.id == team.c.office_id)
        .where(_plan.c.status == "published")
    )  # fmt: skip
