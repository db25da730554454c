"""The roster: who is on duty in the nights to come, absences, deputies, swaps, and who is now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from api.services import turns
from api.services.clock import now_in, tonight_in
from data import absences, communities, teams
from data.store import Connection, Tx
from data.teams import TeamRow
from geo.communities import Community, Contact
from geo.errors import BadInput, Problem
from geo.roster import Absence, RosterNight, Staffed
from geo.roster_troubles import Speaker, Trouble, day_said, troubles
from geo.sentences import Sentence, reason
from geo.teams import Shift

# Longer than any leave; a wrong year is noticed.
LONGEST_ABSENCE = timedelta(days=400)
# So many nights of an absence are looked at when it is said what it means.
NIGHTS_SAID = 14
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RosterDay:
    """A night of the roster with what is wrong in it."""

    night: RosterNight
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """Some nights of a community, its teams, and its people with when they are away."""

    community: Community
    now: datetime
    tonight: date
    days: tuple[RosterDay, ...]
    teams: tuple[TeamRow, ...]
    people: tuple[Contact, ...]
    absences: tuple[Absence, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """A shift of tonight that has not ended; now: it has begun."""

    team: TeamRow
    staffed: Staffed
    now: bool


def of_nights(
    conn: Connection, community: Community, real: datetime, first: date | None, count: int,
    *, language: str = "zh_CN",
) -> Roster:  # fmt: skip
    """So many nights from `first` on, tonight by default.

    language: the reader's, for the names of teams in sentences; so below.
    """
    tonight = tonight_in(community, real)
    first = first or tonight
    days = _days(conn, community, first, count, turns.speaker_of(conn, community, language))
    away = teams.people_of(conn, community, first, count).absences
    return Roster(
        community, now_in(community, real), tonight, tuple(days),
        tuple(teams.of_community(conn, community.id)),
        tuple(turns.walkers(conn, community.id).values()), tuple(away),
    )  # fmt: skip


def _days(
    conn: Connection, community: Community, first: date, count: int, speaker: Speaker
) -> list[RosterDay]:
    before, *nights = teams.roster(conn, community, first - ONE_DAY, count + 1)
    found = []
    for one in nights:
        found.append(RosterDay(one, tuple(troubles(one, before, speaker))))
        before = one
    return found


def now_on_duty(conn: Connection, community: Community, real: datetime) -> list[Watch]:
    """The shifts that are at work now, then those of later tonight."""
    now, night = now_in(community, real), tonight_in(community, real)
    rows = {each.id: each for each in teams.of_community(conn, community.id)}
    # Who came last night may be on until noon.
    nights = teams.roster(conn, community, night - ONE_DAY, 2)
    left = [
        Watch(rows[each.asked.team_id], each, each.asked.from_at <= now)
        for one in nights for each in one.staffed if each.asked.to_at > now
    ]  # fmt: skip
    return sorted(left, key=lambda each: each.staffed.asked.from_at)


def be_away(tx: Tx, community_id: str, absence: Absence, *, language: str = "zh_CN") -> Sentence:
    """Keep when somebody cannot be on duty, and say who stands in.

    Raises
    ------
    NotFound
        No such community.
    BadInput
        No such patroller, or a time that cannot be.
    EditConflict
        Another absence has that id.
    """
    community = communities.one(tx.conn, community_id)
    _known(tx.conn, community_id, absence.contact_id)
    length = absence.to_at - absence.from_at
    if not timedelta(0) < length <= LONGEST_ABSENCE:
        raise BadInput(
            "An absence ends after it begins, and within {days} days. Look at both dates.",
            days=LONGEST_ABSENCE.days,
        )
    absences.add(tx, community_id, absence)
    speaker = turns.speaker_of(tx.conn, community, language)
    return _meaning(tx.conn, community, absence, speaker)


def _meaning(
    conn: Connection, community: Community, absence: Absence, speaker: Speaker
) -> Sentence:
    person, first = absence.contact_id, absence.from_at.date() - ONE_DAY
    count = min(NIGHTS_SAID, (absence.to_at.date() - first).days + 1)
    days = _days(conn, community, first, count, speaker)
    for trouble in (each for day in days for each in day.troubles):
        if trouble.kind == "away" and trouble.person_id == person:
            return trouble.sentence
    for day in days:
        for place in (each for staffed in day.night.staffed for each in staffed.places):
            if place.person_id == person and place.by_id not in (None, person):
                return reason(
                    "{person} is away; {deputy} stands in.", person=speaker.named(person),
                    deputy=speaker.named(place.by_id),
                )  # fmt: skip
    return reason("{person} is away; no shift is concerned.", person=speaker.named(person))


def come_back(tx: Tx, community_id: str, absence_id: str) -> None:
    """Forget an absence.

    Raises
    ------
    NotFound
        No such community or absence.
    """
    communities.one(tx.conn, community_id)
    absences.remove(tx, community_id, absence_id)


def name_deputy(tx: Tx, community_id: str, person_id: str, deputy_id: str | None) -> None:
    """Say who stands in for somebody on the roster; None: nobody.

    Raises
    ------
    NotFound
        No such community.
    BadInput
        One of them is no patroller of it, or both are the same.
    """
    communities.one(tx.conn, community_id)
    _known(tx.conn, community_id, person_id, *([deputy_id] if deputy_id else []))
    if person_id == deputy_id:
        raise BadInput("Nobody stands in for themselves. Choose another deputy.")
    absences.name_deputy(tx, community_id, person_id, deputy_id)


def swap(
    tx: Tx, community_id: str, night: date, person_id: str, with_night: date, with_id: str,
    *, language: str = "zh_CN",
) -> Sentence:  # fmt: skip
    """Let two people have each other's shifts, both nights or neither.

    Raises
    ------
    NotFound
        No such community.
    BadInput
        One of them has no shift there, or the shifts cannot be as they would become.
    """
    community = communities.one(tx.conn, community_id)
    _known(tx.conn, community_id, person_id, with_id)
    if person_id == with_id:
        raise BadInput("Nobody swaps with themselves. Choose somebody else.")
    speaker = turns.speaker_of(tx.conn, community, language)
    asked = {
        each: teams.asked_shifts(tx.conn, community, each, 1)[each] for each in (night, with_night)
    }
    problems = [
        _not_on(asked[when], when, one, speaker)
        for when, one in ((night, person_id), (with_night, with_id))
    ]
    if told := [each for each in problems if each]:
        raise BadInput("Nothing was changed on the roster.", problems=told)
    changes = {night: {person_id: with_id}, with_night: {with_id: person_id}}
    if night == with_night:
        changes = {night: {person_id: with_id, with_id: person_id}}
    wanted = {
        when: [_changed(shift, changes[when], speaker) for shift in asked[when]] for when in changes
    }
    turns.write(tx, community, wanted, language)
    return reason(
        "{person} and {other} have swapped: {other} comes on {night}, {person} on {other_night}.",
        person=speaker.named(person_id), other=speaker.named(with_id), night=day_said(night),
        other_night=day_said(with_night),
    )  # fmt: skip


def _not_on(shifts: list[Shift], night: date, person: str, speaker: Speaker) -> Problem | None:
    if any(person in each.member_ids for each in shifts):
        return None
    return Problem(
        speaker.named(person),
        "{person} has no shift in the night of {night}. Load the roster again.",
        {"person": speaker.named(person), "night": day_said(night)},
    )


def _changed(shift: Shift, instead: dict[str, str], speaker: Speaker) -> Shift:
    """The shift with people exchanged; a home is somebody's, so it ends at the office again."""
    members = tuple(instead.get(each, each) for each in shift.member_ids)
    if members == shift.member_ids:
        return shift
    if set(members) == set(shift.member_ids) or len(set(members)) < len(members):
        person, other = next(iter(instead.items()))
        raise BadInput(
            "{person} and {other} are on the same shift. Choose somebody of another shift.",
            person=speaker.named(person),
            other=speaker.named(other),
        )
    return replace(shift, member_ids=members, end=None)


def _known(conn: Connection, community_id: str, *person_ids: str) -> None:
    known = turns.walkers(conn, community_id)
    strangers = [each for each in person_ids if each not in known]
    if strangers:
        raise BadInput(
            "{who} is no patroller of this community. Choose from its staff and keepers.",
            who=strangers[0],
        )
