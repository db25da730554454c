"""Which shifts can be written on the roster: nobody twice at one time, nobody without rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from shapely import LineString, Point
from shapely.ops import nearest_points

from api.services.clock import now_in, tonight_in
from api.team_names import called
from data import communities, teams
from data.store import Connection, Tx
from geo.communities import Community, Contact
from geo.crs import geodesic_m
from geo.errors import BadInput, NotReady, Problem
from geo.roster import LONGEST, People, overlap
from geo.roster_troubles import Speaker, Trouble, day_said, doubled, tired
from geo.rules import Rules
from geo.teams import Shift

# Whom a shift can be given to; the desk, the property company and the repair unit are called.
WALKERS = frozenset({"keeper", "staff"})
# A round ends at a home that can be walked to, not in the next town.
HOME_WITHIN_M = 2_000

ONE_DAY = timedelta(days=1)
Nights = Mapping[date, Sequence[Shift]]


def walkers(conn: Connection, community_id: str) -> dict[str, Contact]:
    """The people who can be on a shift, by id."""
    found = communities.contacts(conn, community_id)
    return {each.id: each for each in found if each.role in WALKERS}


def speaker_of(conn: Connection, community: Community, language: str) -> Speaker:
    """Who says what is wrong with a roster, by the names of the community. Personal.

    language: the reader's, for the names of teams.
    """
    names = {each.id: each.name for each in communities.contacts(conn, community.id)}
    names |= {each.id: called(each, language) for each in teams.of_community(conn, community.id)}
    return Speaker(names, Rules.of(community.rules), community.zone)


def write(tx: Tx, community: Community, wanted: Nights, language: str) -> None:
    """Write the shifts of whole nights: all of them, or nothing and why.

    Raises
    ------
    NotReady
        A night is over.
    BadInput
        One problem for each stranger, each team or person twice at one time and each person
        without rest.
    """
    _not_over(tx, community, wanted)
    speaker = speaker_of(tx.conn, community, language)
    problems = [*_strangers(tx.conn, community, wanted), *_ends(community, wanted, speaker)]
    problems += [each for shifts in wanted.values() for each in _overlapping(shifts, speaker)]
    problems += [_problem(each, speaker) for each in _clashes(tx.conn, community, wanted, speaker)]
    if problems:
        raise BadInput("Nothing was changed on the roster.", problems=problems)
    for night, shifts in wanted.items():
        teams.set_shifts(tx, community.id, night, shifts)


def _not_over(tx: Tx, community: Community, wanted: Nights) -> None:
    tonight, now = tonight_in(community, tx.now), now_in(community, tx.now)
    for night in (each for each in wanted if each < tonight):
        asked = teams.asked_shifts(tx.conn, community, night, 1)[night]
        if all(each.to_at <= now for each in asked):
            raise NotReady(
                "The night of {night} is over, and its roster stays as it was. Write tonight or "
                "a later night.", night=day_said(night),
            )  # fmt: skip


def _overlapping(shifts: Sequence[Shift], speaker: Speaker) -> Iterator[Problem]:
    """A team is at one place at a time, whoever is in it."""
    for one, other in combinations(sorted(shifts, key=lambda each: each.from_at), 2):
        if one.team_id == other.team_id and overlap(one, other):
            yield Problem(
                speaker.named(one.team_id),
                "{team} would be on two shifts at one time: {first_opens}–{first_ends} and "
                "{second_opens}–{second_ends}. Make the second one another team's, or put its "
                "people on the first.",
                {
                    "team": speaker.named(one.team_id),
                    "first_opens": speaker.clock(one.from_at),
                    "first_ends": speaker.clock(one.to_at),
                    "second_opens": speaker.clock(other.from_at),
                    "second_ends": speaker.clock(other.to_at),
                },
            )


def _strangers(conn: Connection, community: Community, wanted: Nights) -> Iterator[Problem]:
    own, known = walkers(conn, community.id), communities.contacts(conn, community.id)
    everybody = {each.id: each.name for each in known}
    teams_here = {each.id for each in teams.of_community(conn, community.id)}
    shifts = [shift for night in wanted.values() for shift in night]
    for team_id in dict.fromkeys(each.team_id for each in shifts):
        if team_id not in teams_here:
            yield Problem(team_id, "This team is not of this community.")
    for person in dict.fromkeys(one for each in shifts for one in each.member_ids):
        if person not in everybody:
            yield Problem(person, "This person is not of this community.")
        elif person not in own:
            yield Problem(
                everybody[person],
                "{name} is called, not sent on rounds. Choose from the staff and the keepers.",
                {"name": everybody[person]},
            )


def _ends(community: Community, wanted: Nights, speaker: Speaker) -> Iterator[Problem]:
    for shift in (each for night in wanted.values() for each in night):
        if shift.to_at <= shift.from_at:
            yield Problem(
                speaker.named(shift.team_id),
                "The shift would end before it begins. Look at both times; what begins after "
                "midnight ends by noon.",
            )
        if shift.to_at - shift.from_at > LONGEST:
            yield Problem(
                speaker.named(shift.team_id),
                "A shift from {opens} to {ends} would be longer than {hours} hours. Look at both "
                "times, or make two shifts of it for different people.",
                {
                    "opens": speaker.clock(shift.from_at), "ends": speaker.clock(shift.to_at),
                    "hours": LONGEST // timedelta(hours=1),
                },
            )  # fmt: skip
        if shift.end and _away_m(community, shift.end) > HOME_WITHIN_M:
            yield Problem(
                speaker.named(shift.team_id),
                "The home where the round would end is more than {km} km outside of the "
                "community. Choose a place that can be walked to.",
                {"km": HOME_WITHIN_M // 1000},
            )


def _away_m(community: Community, lonlat: tuple[float, float]) -> float:
    here, there = nearest_points(community.boundary, Point(lonlat))
    return geodesic_m(LineString([here, there])) if here != there else 0.0


def _clashes(
    conn: Connection, community: Community, wanted: Nights, speaker: Speaker
) -> Iterator[Trouble]:
    before: dict[date, Sequence[Shift]] = {}
    for night in wanted:
        before |= teams.asked_shifts(conn, community, night - ONE_DAY, 3)
    for night, shifts in wanted.items():
        yield from doubled(night, shifts, speaker)
    first, after_last = min(wanted), max(wanted) + 2 * ONE_DAY
    people = teams.people_of(conn, community, first, (after_last - first).days)
    # A usual shift of the next day is nobody's decision yet: it is shown there, and can change.
    settled = {*wanted, *teams.written(conn, community.id, first, after_last)}
    pairs = sorted(
        {(each, each + ONE_DAY) for night in wanted for each in (night - ONE_DAY, night)}
    )
    pairs = [each for each in pairs if each[1] in settled]
    # What was so before is no fault of this change: it is shown with the roster.
    known = {_key(each) for each in _tired(before, pairs, people, speaker)}
    after = _tired({**before, **wanted}, pairs, people, speaker)
    yield from (each for each in after if _key(each) not in known)


def _tired(
    nights: Nights, pairs: Sequence[tuple[date, date]], people: People, speaker: Speaker
) -> list[Trouble]:
    there = {night: [people.there(each) for each in shifts] for night, shifts in nights.items()}
    return [
        each for night, then in pairs
        for each in tired(night, there[night], then, there[then], speaker)
    ]  # fmt: skip


def _key(trouble: Trouble) -> tuple[date, str | None]:
    return trouble.night, trouble.person_id


def _problem(trouble: Trouble, speaker: Speaker) -> Problem:
    said = trouble.sentence
    return Problem(speaker.named(trouble.person_id), said.template, dict(said.values))
