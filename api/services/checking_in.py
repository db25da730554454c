"""A patroller's word: stored once, answered after COMMIT, and the hazard's due time moved on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.services import due_times
from api.services.clock import now_in
from data import checkins, communities, plans, visits
from data.store import Tx
from geo.checkins import EARLY, CheckIn, Receipt
from geo.errors import BadInput
from geo.hazards import Visit
from geo.nights import night_of


def check_in(tx: Tx, said: CheckIn) -> Receipt:
    """Store a check-in; a repeat of the same key and content gets the first receipt again.

    `said.seen_at` is set here, to the community's clock; of what is typed in from paper, to the
    time on the sheet. It answers for no stop of a pass that begins much later.

    Raises
    ------
    KeyReused
        The same key came before with other content.
    NotFound
        No such community, hazard or stop.
    BadInput
        The time on the sheet is missing, still to come, or not of the night of its stop.
    """
    community = communities.one(tx.conn, said.community_id)
    now = now_in(community, tx.now)
    stop = checkins.stop_named(tx.conn, said.stop_id) if said.stop_id is not None else None
    if said.hazard_id is None and stop is not None:
        said = replace(said, hazard_id=stop.hazard_id)
    night = night_of(now, community.zone)
    if said.typed_in:
        # A sheet may be typed in on the day after.
        night = stop.night if stop is not None else night
        known = checkins.is_kept(tx.conn, said.key)
        at = now if known else _on_the_sheet(said.device_time, now, night, community.zone)
    else:
        at = now
    early = stop is not None and at < stop.from_at - EARLY
    receipt, first = checkins.append(tx, replace(said, seen_at=at), night, answers=not early)
    if first:
        answer_stop(tx, replace(said, stop_id=None) if early else said, night, at)
        if said.stop_id is not None and not early:
            plans.follow(tx, said.stop_id)
    if first and said.hazard_id and not _seen_after(tx, said, at, now):
        visits.set_visit(tx, said.hazard_id, Visit(at, None, overdue=False))
        due_times.refresh(tx, community.id, [said.hazard_id])
    return receipt


def _on_the_sheet(at: datetime | None, now: datetime, night: date, zone: str) -> datetime:
    if at is None:
        raise BadInput("Write the time that stands on the sheet.")
    clock = f"{at.astimezone(ZoneInfo(zone)):%H:%M}"
    if at > now:
        raise BadInput("{time} is still to come. Write the time that stands on the sheet.",
                       time=clock)  # fmt: skip
    if night_of(at, zone) != night:
        raise BadInput(
            "{time} is not in the night of {night}. Write the time that stands on the sheet.",
            time=clock, night=night.isoformat(),
        )  # fmt: skip
    return at


def _seen_after(tx: Tx, said: CheckIn, at: datetime, now: datetime) -> bool:
    """Whether somebody was there after what is typed in; the due time follows that look."""
    if not said.typed_in or said.hazard_id is None:
        return False
    known = visits.awaited(tx.conn, said.community_id, [said.hazard_id])
    last = known[0].visit.last_visited_at if known else None
    return last is not None and at < last <= now


def answer_stop(tx: Tx, said: CheckIn, night: date, at: datetime) -> None:
    """Mark the stop of the published plan that a check-in answers for.

    That is the stop it names; and where it names none, or one of a plan that was replaced
    meanwhile, the hazard's first open stop in the pass that ran `at` the visit, or soon began.
    """
    saved = plans.latest(tx.conn, said.community_id, night, published_only=True)
    if saved is None or said.stop_id in saved.stop_ids.values():
        return
    for each in saved.rounds:
        window = saved.plan.pass_of(each.round.pass_no)
        for stop in each.round.stops:
            key = (each.id, stop.seq)
            open_here = stop.hazard_id == said.hazard_id and saved.stop_statuses[key] != "done"
            if open_here and window.from_at - EARLY <= at < window.to_at:
                plans.mark_done(tx, saved.stop_ids[key])
                return
