"""A round that ends before its last stop: why, who goes on with it, who is off duty from now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.services.clock import now_in
from api.services.standing import standings
from data import checkins, communities, plans, round_states, teams
from data.plans import SavedPlan, SavedRound
from data.store import Tx
from geo.communities import Community
from geo.errors import BadInput, NotReady, Problem
from geo.rules import PassName, Rules
from geo.sentences import Sentence, reason
from geo.teams import Team
from geo.texts import check_text

LONGEST_REASON = 200
# What the page offers; anything else is the office's own words and is kept as it was written.
REASON_WORDS = {
    "hurt": reason("Somebody is hurt"),
    "sent_elsewhere": reason("Sent elsewhere"),
    "exhausted": reason("Exhausted"),
    "phone_lost": reason("Phone lost"),
    "other": reason("Other reason"),
}
# Said of a round that nobody ended while it ran, and by the plan of a team that it left out.
LATER_WORDS = {
    "out_of_time": reason("Out of time, not all of it walked"),
    round_states.TAKEN_OFF: reason("The team was taken off duty"),
}
# What the report offers for a round whose time is over.
END_WORDS = {"out_of_time": LATER_WORDS["out_of_time"], **REASON_WORDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a round is to end. hand_over_to: the team that goes on with it; None: who fits best.

    team_out: the team is off duty from now on; its later rounds of the night go over too.
    """

    reason: str
    team_out: bool = False
    hand_over_to: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A round that was ended: what is planned again, if anything is, and how it is said."""

    community_id: str
    night: date
    owners: dict[tuple[str, PassName], str]
    cause: Sentence
    sentence: Sentence
    again: bool = True


def end(tx: Tx, round_id: str, ending: Ending) -> Ended:
    """End a round; its open stops wait for another team. Ended before, it stays as it ended.

    A round whose pass is over has ended with its last visit, and nobody is to go on with it.
    `owners` of the answer: by (hazard id, pass name), the team that its stops are given to.

    Raises
    ------
    NotFound
        No such round.
    BadInput
        No reason was given, or the stops go to a team that cannot take them.
    NotReady
        The round is not on the phones (any more), or is done.
    """
    checked = _reason(ending.reason)
    saved = plans.of_round(tx.conn, round_id)
    one = next(each for each in saved.rounds if each.id == round_id)
    community = communities.one(tx.conn, saved.community_id)
    now = now_in(community, tx.now)
    on_duty = teams.on_night(tx.conn, community, saved.plan.night)
    _check_open(saved, one, team_out=ending.team_out)
    later = _later(saved, one, now) if ending.team_out else []
    if saved.plan.pass_of(one.round.pass_no).to_at <= now and not later:
        return _end_after(tx, community, saved, one, checked)
    heir = _heir(on_duty, one, ending.hand_over_to, now)
    open_stops = _open_stops(saved, [one.id, *later])
    # A team that is lost between two rounds ends the one that it would have begun.
    ends = later[0] if one.status == "done" and later else round_id
    handed = round_states.end(tx, ends, now, checked, team_out=ending.team_out)
    if ending.team_out:
        handed += round_states.hand_over(tx, later)
        _off_duty(tx, community, saved, one.team_id, now)
    return Ended(
        community.id, saved.plan.night,
        dict.fromkeys(open_stops, heir.id) if heir else {},
        _cause(on_duty, one, now, community, team_out=ending.team_out),
        _said(handed, heir, alone=not _others(on_duty, one.team_id, now)),
    )  # fmt: skip


def _end_after(tx: Tx, community: Community, saved: SavedPlan, one: SavedRound, why: str) -> Ended:
    """End a round of a pass that is over, as of its last visit; without one, of the pass."""
    if one.status == "done":
        raise NotReady("This round is done already; there is nothing left to end.")
    now, night = now_in(community, tx.now), saved.plan.night
    said = [each for each, _ in checkins.of_night(tx.conn, community.id, night)]
    stands = standings(saved, said, now, Rules.of(community.rules))
    walk = (one.team_id, one.round.pass_no)
    theirs = [
        stands[each.id, stop.seq].at
        for each in saved.rounds if (each.team_id, each.round.pass_no) == walk
        for stop in each.round.stops
    ]  # fmt: skip
    last = max((each.done_at for each in theirs if each.done_at), default=None)
    at = last or saved.plan.pass_of(one.round.pass_no).to_at
    round_states.end_after(tx, one.id, at, why)
    done = sum(each.state == "done" for each in theirs)
    sentence = reason("Ended after {done} of {total} stops.", done=done, total=len(theirs))
    return Ended(community.id, night, {}, sentence, sentence, again=False)


def reason_said(text: str) -> Sentence | str:
    """Why a round ended, to be said in any language; the office's own words as they are."""
    return (REASON_WORDS | LATER_WORDS).get(text, text)


def _reason(text: str) -> str:
    said = text.strip()
    if not said:
        raise BadInput("Say why the round ends. Choose a reason, or write one.")
    problems = check_text("reason", said, LONGEST_REASON)
    if problems:
        raise BadInput("The reason cannot be kept; nothing was changed.", problems=problems)
    return said


def _check_open(saved: SavedPlan, one: SavedRound, *, team_out: bool) -> None:
    if saved.status != "published":
        raise NotReady("This round is not on the phones. Open tonight's plan and choose it there.")
    if one.status == "done" and not team_out:
        raise NotReady("This round is done already; there is nothing left to end.")


def _heir(on_duty: list[Team], one: SavedRound, team_id: str | None, now: datetime) -> Team | None:
    if team_id is None:
        return None
    there = [
        each
        for each in on_duty
        if each.id == team_id != one.team_id and any(shift.to_at > now for shift in each.shifts)
    ]
    if not there:
        raise BadInput(
            "The stops cannot go to that team. Choose another team that is on duty tonight.",
            problems=[Problem("hand_over_to", "This team is not on duty from now on.")],
        )
    return there[0]


def _open_stops(saved: SavedPlan, rounds: list[str]) -> list[tuple[str, PassName]]:
    """(hazard id, pass name) of what the team leaves."""
    return [
        (stop.hazard_id, saved.plan.pass_of(stop.pass_no).name)
        for each in saved.rounds
        if each.id in rounds
        for stop in each.round.stops
        if saved.stop_statuses[each.id, stop.seq] in ("planned", "missed")
    ]


def _later(saved: SavedPlan, one: SavedRound, now: datetime) -> list[str]:
    """The team's rounds besides this one that are still to be walked, in the order of time."""
    return [
        each.id
        for each in sorted(saved.rounds, key=lambda each: each.round.starts_at)
        if each.team_id == one.team_id
        and each.id != one.id
        and each.status in ("published", "running")
        and saved.plan.pass_of(each.round.pass_no).to_at > now
    ]


def _off_duty(tx: Tx, community: Community, saved: SavedPlan, team_id: str, now: datetime) -> None:
    """Cut the team's shifts of this night at `now`; those of the others stay as they are."""
    night = saved.plan.night
    asked = teams.asked_shifts(tx.conn, community, night, 1)[night]
    cut = [replace(s, to_at=min(s.to_at, now)) if s.team_id == team_id else s for s in asked]
    teams.set_shifts(tx, community.id, night, [s for s in cut if s.from_at < s.to_at])


def _cause(
    on_duty: list[Team], one: SavedRound, now: datetime, community: Community, *, team_out: bool
) -> Sentence:
    """What the phones are told. Why it ended is the office's own business."""
    name = next((each.name for each in on_duty if each.id == one.team_id), "")
    at = f"{now.astimezone(ZoneInfo(community.zone)):%H:%M}"
    if team_out:
        return reason("{team} is out since {time}.", team=name, time=at)
    return reason("The round of {team} ended at {time}.", team=name, time=at)


def _others(on_duty: list[Team], team_id: str, now: datetime) -> bool:
    return any(s.to_at > now for each in on_duty if each.id != team_id for s in each.shifts)


def _said(handed: int, heir: Team | None, *, alone: bool) -> Sentence:
    if heir is not None:
        return reason("Ended. {stops} stops go over to {team}.", stops=handed, team=heir.name)
    if alone:
        return reason("Ended. {stops} stops are open; nobody else is on duty.", stops=handed)
    return reason("Ended. {stops} stops are open; the draft says who takes them.", stops=handed)
