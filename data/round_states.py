"""How rounds go on once they are published: begun, done, ended with a reason, handed over.

A team's walk in one pass may be several rounds of a plan, after it was planned again while it
ran: these begin together and are done together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from data import rounds_listing, tables
from data.store import Tx
from geo import counting

_plan, _round, _stop = tables.plan, tables.round_, tables.stop
# Rounds that are still to be walked, as far as their plan stands.
_GOING = ("published", "running")
# Why the round of a team ended that was left out when the night was planned again.
TAKEN_OFF = "off_duty"
# Kept behind the reason where the team went off duty with its round; no reason can hold it.
_OUT = "\x1f"


@dataclass(frozen=True, slots=True)
class Patrol:
    """One patrol of the report: a team's round in a pass that was finished, or ended early.

    status: done or ended; reason: why it ended early, in the office's words.
    """

    team_id: str
    pass_name: str
    status: str
    ended_at: datetime | None
    ended_by: str
    reason: str


def settle(tx: Tx, plan_id: str, round_id: str | None = None) -> None:
    """Let rounds of a published plan be running from their first visit, done with their last.

    round_id: only this one and what its team walks in the same pass.
    """
    found = select(_round.c.id, _round.c.team_id, _round.c.pass_no, _stop.c.status).join(
        _stop, _stop.c.round_id == _round.c.id
    )
    found = found.where(_round.c.plan_id == plan_id, _round.c.status.in_((*_GOING, "done")))
    if round_id is not None:
        own = select(_round.c.team_id, _round.c.pass_no).where(_round.c.id == round_id)
        one = tx.conn.execute(own).one()
        found = found.where(_round.c.team_id == one.team_id, _round.c.pass_no == one.pass_no)
    walks: dict[tuple[str, int], tuple[set[str], list[str]]] = {}
    for row in tx.conn.execute(found):
        ids, statuses = walks.setdefault((row.team_id, row.pass_no), (set(), []))
        ids.add(row.id)
        statuses.append(row.status)
    for ids, statuses in walks.values():
        changed = update(_round).where(_round.c.id.in_(ids), _round.c.status != _status(statuses))
        tx.conn.execute(changed.values(status=_status(statuses)))


def _status(stops: Sequence[str]) -> str:
    done = [each == "done" for each in stops]
    return "done" if all(done) else "running" if any(done) else "published"


def reason_of(kept: str) -> tuple[str, bool]:
    """Why a round ended early, and whether its team went off duty with it."""
    return kept.removesuffix(_OUT), kept.endswith(_OUT)


def end(tx: Tx, round_id: str, at: datetime, reason: str, *, team_out: bool = False) -> int:
    """End a round before its last stop; how many of its stops are open now for others.

    at: when, by the community's clock. team_out: the team is off duty from then on. A round that
    ended before stays as it ended.
    """
    ids = _end(tx, round_id, at, reason + _OUT if team_out else reason)
    return hand_over(tx, ids) if ids else 0


def end_after(tx: Tx, round_id: str, at: datetime, reason: str) -> int:
    """End a round whose time was over at `at`; nobody can go on with it, so nothing is handed on.

    How many rounds were ended: 0 where it had ended before, more where it was walked in parts.
    """
    return len(_end(tx, round_id, at, reason))


def _end(tx: Tx, round_id: str, at: datetime, reason: str) -> list[str]:
    """End all parts of a team's walk in a pass that are not over; their ids."""
    one = tx.conn.execute(select(_round).where(_round.c.id == round_id)).one()
    if one.status not in _GOING:
        return []
    parts = select(_round.c.id).where(
        _round.c.plan_id == one.plan_id, _round.c.team_id == one.team_id,
        _round.c.pass_no == one.pass_no, _round.c.status.in_(_GOING),
    )  # fmt: skip
    ids = list(tx.conn.scalars(parts))
    ended = {"status": "ended", "ended_at": at, "ended_by": tx.actor, "reason": reason}
    tx.conn.execute(update(_round).where(_round.c.id.in_(ids)).values(**ended))
    return ids


def hand_over(tx: Tx, round_ids: Sequence[str]) -> int:
    """Let the stops of rounds that nobody has answered for wait for another team; how many."""
    waiting = (_stop.c.round_id.in_(round_ids), _stop.c.status.in_(("planned", "missed")))
    ids = list(tx.conn.scalars(select(_stop.c.id).where(*waiting)))
    changed = update(_stop).where(_stop.c.id.in_(ids))
    tx.conn.execute(changed.values(status="handed_over", changed_at=tx.now))
    rounds_listing.list_stops(tx, ids)
    return len(ids)


def carry_ends(tx: Tx, before: Sequence[str], plan_id: str) -> None:
    """Let what a team had walked when its round was ended be an ended round of the new plan too.

    before: ids of the plans that this one replaces.
    """
    ended: dict[tuple[str, str], Row[Any]] = {}
    found = select(_round).where(_round.c.plan_id.in_(before), _round.c.status == "ended")
    for row in tx.conn.execute(found.order_by(_round.c.seq)):
        ended[row.team_id, row.pass_name] = row
    for row in tx.conn.execute(select(_round).where(_round.c.plan_id == plan_id)).all():
        was = ended.get((row.team_id, row.pass_name))
        stops = tx.conn.scalars(select(_stop.c.status).where(_stop.c.round_id == row.id)).all()
        if was is not None and stops and all(each == "done" for each in stops):
            kept = {name: was._mapping[name] for name in ("ended_at", "ended_by", "reason")}
            changed = update(_round).where(_round.c.id == row.id)
            tx.conn.execute(changed.values(status="ended", **kept))


def end_left_over(
    tx: Tx, before: Sequence[str], plan_id: str, off: Collection[str], at: datetime
) -> None:
    """End in the new plan what teams had walked that are off duty now, if it was not all of it.

    before: ids of the plans that this one replaces. off: ids of these teams; at: since when.
    """
    open_ = select(_round.c.team_id, _round.c.pass_name).where(
        _round.c.plan_id.in_(before), _round.c.status == "replaced", _round.c.team_id.in_(off)
    )
    walks = {(row.team_id, row.pass_name) for row in tx.conn.execute(open_)}
    left: dict[tuple[str, str], tuple[set[str], list[str]]] = {}
    found = select(_round.c.id, _round.c.team_id, _round.c.pass_name, _stop.c.status)
    found = found.join(_stop, _stop.c.round_id == _round.c.id)
    for row in tx.conn.execute(found.where(_round.c.plan_id == plan_id)):
        ids, statuses = left.setdefault((row.team_id, row.pass_name), (set(), []))
        ids.add(row.id)
        statuses.append(row.status)
    for walk in walks & left.keys():
        ids, statuses = left[walk]
        # Somebody on the list who still has a stop there walks on.
        if any(each != "done" for each in statuses):
            continue
        status = counting.left_over(len(statuses), taken_off=True)
        changed = update(_round).where(_round.c.id.in_(ids), _round.c.status != "ended")
        ended = {"status": status, "ended_at": at, "ended_by": tx.actor, "reason": TAKEN_OFF}
        tx.conn.execute(changed.values(**ended))


def patrols(conn: Connection, community_id: str, night: date) -> list[Patrol]:
    """The patrols of a night, one for each team and pass, whichever plan they were walked by."""
    visited = select(func.count()).where(_stop.c.round_id == _round.c.id, _stop.c.status == "done")
    found = select(
        _round, _plan.c.seq.label("plan_seq"), _plan.c.status.label("plan_status"),
        visited.scalar_subquery().label("visited"),
    ).join(_plan, _plan.c.id == _round.c.plan_id)  # fmt: skip
    found = found.where(_plan.c.community_id == community_id, _plan.c.night == night)
    rows = {
        (row.plan_seq, row.seq): row
        for row in conn.execute(found.where(_plan.c.status.in_(("published", "replaced"))))
    }
    made = counting.patrols(
        counting.Walked(
            place=place, team_id=row.team_id, pass_name=row.pass_name, status=row.status,
            visited=row.visited, on_phones=row.plan_status == "published",
        )
        for place, row in rows.items()
    )  # fmt: skip
    return [_patrol(rows[each.place]) for each in made.values()]


def _patrol(row: Any) -> Patrol:
    why, _ = reason_of(row.reason)
    return Patrol(row.team_id, row.pass_name, row.status, row.ended_at, row.ended_by, why)
