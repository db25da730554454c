"""Plans of a night: kept as drafts, published to the phones, replaced by the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import inf
from typing import Any
from uuid import uuid4

from shapely import Point
from sqlalchemy import Connection, Select, func, insert, select, update

from data import plan_rows, round_states, rounds_listing, tables
from data.plan_rows import KeptChanges
from data.records import values_of
from data.store import Tx
from geo.changes import Changes
from geo.errors import NotFound
from geo.rain import Levels
from geo.rounds import Plan, Round
from geo.sentences import Sentence

_plan, _round, _stop, _leg = tables.plan, tables.round_, tables.stop, tables.leg
# What a newer plan takes the place of; finished rounds stay what they were.
_OPEN = ("draft", "published", "running")


@dataclass(frozen=True, slots=True)
class SavedRound:
    """A kept round; status: draft, published, running, done, ended or replaced.

    ended_at, ended_by, reason: of a round that was ended before its last stop. team_out: its
    team went off duty with it.
    """

    id: str
    team_id: str
    status: str
    round: Round
    ended_at: datetime | None = None
    ended_by: str = ""
    reason: str = ""
    team_out: bool = False


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A kept plan; status: draft, published or replaced.

    stop_ids, stop_statuses: by (round id, seq). changes: to the plan before it; None for a first.
    as_of: the state of the night that it was made from, as `save` was given it.
    """

    id: str
    community_id: str
    status: str
    levels: Levels
    changed_by: str
    changed_at: datetime
    person_hours: float
    rounds: tuple[SavedRound, ...]
    plan: Plan
    stop_ids: dict[tuple[str, int], str]
    stop_statuses: dict[tuple[str, int], str]
    changes: KeptChanges | None = None
    as_of: Mapping[str, Any] | None = None


def save(
    tx: Tx, community_id: str, plan: Plan, levels: Levels, person_hours: float, *,
    changes: Changes | None = None, cause: Sentence | None = None,
    as_of: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """Keep a plan as a draft; its id. What was made by the plan on the phones is done in it too.

    changes: to the plan before it, and cause: why it was made, where it is no first plan.
    as_of: the state of the night that it was made from, as JSON has it.
    """
    plan_id = str(uuid4())
    tx.conn.execute(
        insert(_plan).values(
            id=plan_id, seq=_next_seq(tx.conn), community_id=community_id, night=plan.night,
            status="draft",
            levels=plan_rows.levels_as_json(levels) | ({"as_of": dict(as_of)} if as_of else {}),
            seed=plan.seed, iterations=plan.iterations,
            passes=[plan_rows.pass_as_json(each) for each in plan.passes],
            unserved=[plan_rows.unserved_as_json(each) for each in plan.unserved],
            notes=[plan_rows.note_as_json(each) for each in plan.notes],
            person_hours=person_hours,
            changes=plan_rows.changes_as_json(changes, cause) if changes else None,
            changed_by=tx.actor, changed_at=tx.now,
        )
    )  # fmt: skip
    named = {each.no: each for each in plan.passes}
    rounds, stops, legs = [], [], []
    for seq, each in enumerate(plan.rounds):
        round_id, walked = str(uuid4()), named[each.pass_no]
        rounds.append(values_of(each, _round) | {
            "id": round_id, "plan_id": plan_id, "seq": seq, "pass_name": walked.name,
            "extra": walked.extra, "status": "draft",
        })  # fmt: skip
        stops += [_stop_values(stop, round_id, tx.now) for stop in each.stops]
        legs += [
            values_of(leg, _leg) | {"id": str(uuid4()), "round_id": round_id, "place": place}
            for place, leg in enumerate(each.legs)
        ]
    for table, rows in ((_round, rounds), (_stop, stops), (_leg, legs)):
        if rows:
            tx.conn.execute(insert(table), rows)
    _carry_over(tx, plan_id, _done_before(tx.conn, _published(community_id, plan.night)))
    return plan_id


def publish(tx: Tx, plan_id: str) -> None:
    """Send a plan to the phones; earlier plans published for its night become replaced.

    A visit that was made in a pass of the replaced plan counts in the same pass of this one, and
    a round that was ended there is ended here, as far as it was walked.

    Raises
    ------
    NotFound
        No such plan.
    """
    row = _row(tx.conn, plan_id)
    earlier = _published(row.community_id, row.night).where(_plan.c.id != plan_id)
    done, before = _done_before(tx.conn, earlier), list(tx.conn.scalars(earlier))
    for each in before:
        rounds_listing.drop_plan(tx, each)
        _set_status(tx, each, "replaced")
    _set_status(tx, plan_id, "published")
    _carry_over(tx, plan_id, done)
    round_states.carry_ends(tx, before, plan_id)
    kept = row.levels.get("as_of") or {}
    if off := kept.get("off"):
        at = datetime.fromisoformat(kept["at"])
        round_states.end_left_over(tx, before, plan_id, off, at)
    round_states.settle(tx, plan_id)
    rounds_listing.list_plan(tx, plan_id)


def latest(
    conn: Connection, community_id: str, night: date, published_only: bool = False
) -> SavedPlan | None:
    """The newest plan of a night that is not replaced; None if there is none."""
    wanted = ("published",) if published_only else ("published", "draft")
    row = conn.execute(_newest(select(_plan), community_id, night, wanted)).one_or_none()
    return None if row is None else _saved(conn, row)


def newest_id(conn: Connection, community_id: str, night: date) -> str | None:
    """The id of the newest plan of a night, draft or published; None if there is none."""
    wanted = ("published", "draft")
    found: str | None = conn.scalar(_newest(select(_plan.c.id), community_id, night, wanted))
    return found


def _newest(
    found: Select[Any], community_id: str, night: date, statuses: tuple[str, ...]
) -> Select[Any]:
    return (
        found.where(_plan.c.community_id == community_id, _plan.c.night == night)
        .where(_plan.c.status.in_(statuses))
        .order_by(_plan.c.seq.desc())
        .limit(1)
    )


def one(conn: Connection, plan_id: str) -> SavedPlan:
    """The plan of that id.

    Raises
    ------
    NotFound
        No such plan.
    """
    return _saved(conn, _row(conn, plan_id))


def of_night(conn: Connection, community_id: str | None, night: date) -> list[SavedPlan]:
    """Every plan of a night, replaced ones too, the newest first; of one community or of all."""
    found = select(_plan).where(_plan.c.night == night).order_by(_plan.c.seq.desc())
    if community_id is not None:
        found = found.where(_plan.c.community_id == community_id)
    return [_saved(conn, row) for row in conn.execute(found).all()]


def round_(conn: Connection, round_id: str) -> SavedRound:
    """The round of that id.

    Raises
    ------
    NotFound
        No such round.
    """
    found = plan_rows.rounds(conn, _round.c.id == round_id)
    if not found:
        raise no_round(round_id)
    row, walked, _, _ = found[0]
    return _kept_round(row, walked)


def no_round(round_id: str) -> NotFound:
    """What is said of a round that is not there, or not for the one who asks."""
    return NotFound("There is no round {id}. Look at tonight's plan.", id=round_id)


def of_round(conn: Connection, round_id: str) -> SavedPlan:
    """The plan that a round is of.

    Raises
    ------
    NotFound
        No such round.
    """
    found = select(_plan).join(_round, _round.c.plan_id == _plan.c.id)
    row = conn.execute(found.where(_round.c.id == round_id)).one_or_none()
    if row is None:
        raise no_round(round_id)
    return _saved(conn, row)


def mark_done(tx: Tx, stop_id: str) -> None:
    """A stop was answered for; its round runs from then on, or is done."""
    _set_stops(tx, [stop_id], "done")
    follow(tx, stop_id)


def follow(tx: Tx, stop_id: str) -> None:
    """Let the round of a stop that was answered for follow, if it is on the phones."""
    found = select(_round.c.id, _round.c.plan_id).join(_stop, _stop.c.round_id == _round.c.id)
    found = found.join(_plan, _plan.c.id == _round.c.plan_id)
    row = tx.conn.execute(
        found.where(_stop.c.id == stop_id, _plan.c.status == "published")
    ).one_or_none()
    if row is not None:
        round_states.settle(tx, row.plan_id, row.id)


def mark_missed(tx: Tx, now: datetime, community_id: str | None = None) -> int:
    """Stops of published plans whose pass was over by `now` unseen become missed; how many did."""
    # A round ends within its pass, so that few are looked at.
    late = (
        select(_stop.c.id, _round.c.pass_no, _plan.c.id.label("plan_id"), _plan.c.passes)
        .join(_round, _round.c.id == _stop.c.round_id)
        .join(_plan, _plan.c.id == _round.c.plan_id)
        .where(_plan.c.status == "published", _stop.c.status == "planned")
        .where(_round.c.ends_at < now)
    )
    if community_id is not None:
        late = late.where(_plan.c.community_id == community_id)
    over: dict[str, set[int]] = {}
    ids = []
    for row in tx.conn.execute(late):
        if row.plan_id not in over:
            passes = plan_rows.passes_of(row.passes)
            over[row.plan_id] = {each.no for each in passes if each.to_at <= now}
        if row.pass_no in over[row.plan_id]:
            ids.append(row.id)
    return _set_stops(tx, ids, "missed")


def _next_seq(conn: Connection) -> int:
    # Not by the clock: a demo night's runs in circles, and two plans may share a moment.
    return 1 + (conn.scalar(select(func.max(_plan.c.seq))) or 0)


def _stop_values(stop: Any, round_id: str, now: datetime) -> dict[str, Any]:
    return values_of(stop, _stop) | {
        "id": str(uuid4()), "round_id": round_id, "status": "planned", "changed_at": now,
        "point": Point(stop.point), "leaves": Point(stop.leaves),
    }  # fmt: skip


def _row(conn: Connection, plan_id: str) -> Any:
    row = conn.execute(select(_plan).where(_plan.c.id == plan_id)).one_or_none()
    if row is None:
        raise NotFound("There is no plan {id}. Plan the night first.", id=plan_id)
    return row


def _set_status(tx: Tx, plan_id: str, status: str) -> None:
    changed = {"status": status, "changed_by": tx.actor, "changed_at": tx.now}
    tx.conn.execute(update(_plan).where(_plan.c.id == plan_id).values(**changed))
    theirs = (_round.c.plan_id == plan_id, _round.c.status.in_(_OPEN))
    tx.conn.execute(update(_round).where(*theirs).values(status=status))


def _stops_of(plan_id: str) -> Select[Any]:
    joined = select(_stop.c.id, _stop.c.hazard_id, _stop.c.status, _round.c.pass_name).join(
        _round, _round.c.id == _stop.c.round_id
    )
    return joined.where(_round.c.plan_id == plan_id).order_by(_round.c.seq, _stop.c.seq)


def _done(conn: Connection, plan_id: str) -> dict[tuple[str, str], float]:
    """How many stops of a hazard in a pass were done: inf if all of them were.

    A segment under water has two stops; with one of them done the visit is half made.
    """
    made: dict[tuple[str, str], list[bool]] = {}
    for row in conn.execute(_stops_of(plan_id)):
        made.setdefault((row.hazard_id, row.pass_name), []).append(row.status == "done")
    return {key: inf if all(stops) else sum(stops) for key, stops in made.items()}


def _published(community_id: str, night: date) -> Select[Any]:
    theirs = (_plan.c.community_id == community_id, _plan.c.night == night)
    return select(_plan.c.id).where(*theirs, _plan.c.status == "published")


def _done_before(conn: Connection, earlier: Select[Any]) -> dict[tuple[str, str], float]:
    done: dict[tuple[str, str], float] = {}
    for each in list(conn.scalars(earlier)):
        done |= _done(conn, each)
    return done


def _carry_over(tx: Tx, plan_id: str, done: Mapping[tuple[str, str], float]) -> None:
    left = dict(done)
    ids = []
    for row in tx.conn.execute(_stops_of(plan_id)).all():
        key = row.hazard_id, row.pass_name
        if left.get(key, 0) > 0:
            left[key] -= 1
            ids.append(row.id)
    _set_stops(tx, ids, "done")


def _set_stops(tx: Tx, stop_ids: list[str], status: str) -> int:
    for first in range(0, len(stop_ids), 5000):
        part = stop_ids[first : first + 5000]
        changed = update(_stop).where(_stop.c.id.in_(part))
        tx.conn.execute(changed.values(status=status, changed_at=tx.now))
        rounds_listing.list_stops(tx, part)
    return len(stop_ids)


def _kept_round(row: Any, walked: Round) -> SavedRound:
    return SavedRound(
        row.id,
        row.team_id,
        row.status,
        walked,
        row.ended_at,
        row.ended_by,
        *round_states.reason_of(row.reason),
    )


def _saved(conn: Connection, row: Any) -> SavedPlan:
    found = plan_rows.rounds(conn, _round.c.plan_id == row.id)
    ids: dict[tuple[str, int], str] = {}
    statuses: dict[tuple[str, int], str] = {}
    for _, _, its_ids, its_statuses in found:
        ids |= its_ids
        statuses |= its_statuses
    saved = tuple(_kept_round(row_, walked) for row_, walked, _, _ in found)
    return SavedPlan(
        row.id, row.community_id, row.status, plan_rows.levels_of(row.levels), row.changed_by,
        row.changed_at, row.person_hours, saved,
        plan_rows.plan_of(row, [each.round for each in saved]), ids, statuses,
        plan_rows.changes_of(row.changes), row.levels.get("as_of"),
    )  # fmt: skip
