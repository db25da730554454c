"""A patroller's word: stored once, answered after COMMIT, and the hazard's due time moved on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from api.services import due_times
from api.services.clock import now_in
from data import checkins, communities, plans, visits
from data.store import Tx
from geo.checkins import CheckIn, Receipt
from geo.hazards import Visit
from geo.nights import night_of


def check_in(tx: Tx, said: CheckIn) -> Receipt:
    """Store a check-in; a repeat of the same key and content gets the first receipt again.

    `said.seen_at` is set here, to the community's clock.

    Raises
    ------
    KeyReused
        The same key came before with other content.
    NotFound
        No such community, hazard or stop.
    """
    community = communities.one(tx.conn, said.community_id)
    now = now_in(community, tx.now)
    if said.hazard_id is None and said.stop_id is not None:
        stop = checkins.stop_named(tx.conn, said.stop_id)
        said = replace(said, hazard_id=stop.hazard_id if stop else None)
    night = night_of(now, community.zone)
    receipt, first = checkins.append(tx, replace(said, seen_at=now), night)
    if first:
        answer_stop(tx, said, night, now)
    if first and said.hazard_id:
        visits.set_visit(tx, said.hazard_id, Visit(now, None, overdue=False))
        due_times.refresh(tx, community.id, [said.hazard_id])
    return receipt


def answer_stop(tx: Tx, said: CheckIn, night: date, now: datetime) -> None:
    """Mark the stop of the published plan that a check-in answers for.

    That is the stop it names; and where it names none, or one of a plan that was replaced
    meanwhile, the hazard's first open stop in the pass that runs.
    """
    saved = plans.latest(tx.conn, said.community_id, night, published_only=True)
    if saved is None or said.stop_id in saved.stop_ids.values():
        return
    for each in saved.rounds:
        window = saved.plan.pass_of(each.round.pass_no)
        for stop in each.round.stops:
            key = (each.id, stop.seq)
            open_here = stop.hazard_id == said.hazard_id and saved.stop_statuses[key] != "done"
            if open_here and window.from_at <= now < window.to_at:
                plans.mark_done(tx, saved.stop_ids[key])
                return
