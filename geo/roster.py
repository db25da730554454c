"""Who is on duty in a night: the one place that says so, for the plan, the pages and notices.

What was written for a night goes before the usual shifts. Who is away is replaced by the deputy
where that one is free, else the place stays empty. Nobody is on two shifts at one time: the
later shift does without.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from geo.nights import span
from geo.teams import Mode, Shift, Team

# Nobody is on their feet longer; a wrong clock time is noticed.
LONGEST = timedelta(hours=16)
ONE_DAY = timedelta(days=1)
# Why somebody who was asked for is not there, or why the deputy is not there instead.
Gap = Literal["no_deputy", "deputy_away", "deputy_busy", "deputy_tired", "twice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualTeam:
    """A team as it is every night.

    point: its office, (lon, lat). usual_shifts: {"from": "20:00", "to": "05:00", "members":
    [contact ids]}, for the nights that nothing is written for.
    """

    id: str
    name: str
    mode: Mode
    speed_m_s: float
    point: tuple[float, float]
    usual_shifts: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """When somebody cannot be on duty. Personal; no reason is kept."""

    id: str
    contact_id: str
    from_at: datetime
    to_at: datetime

    def meets(self, shift: Shift) -> bool:
        """Whether any part of the shift lies in it; then the deputy has the whole shift."""
        return self.from_at < shift.to_at and shift.from_at < self.to_at


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What is known of the people: who is away, who stands in for whom, how long they rest."""

    absences: Sequence[Absence] = ()
    deputies: Mapping[str, str] = field(default_factory=dict)
    rest: timedelta = timedelta(hours=8)

    def away(self, person_id: str, shift: Shift) -> bool:
        """Whether somebody is away for any part of a shift."""
        return any(each.contact_id == person_id and each.meets(shift) for each in self.absences)

    def there(self, shift: Shift) -> Shift:
        """The shift without those who are away."""
        left = tuple(each for each in shift.member_ids if not self.away(each, shift))
        return replace(shift, member_ids=left)


@dataclass(frozen=True, slots=True)
class Place:
    """One person's place on a shift. by_id: who has it; None, and why, where nobody does."""

    person_id: str
    by_id: str | None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Staffed:
    """A shift as it was asked for, and who has each place of it."""

    asked: Shift
    places: tuple[Place, ...]

    @property
    def shift(self) -> Shift:
        """The shift with the people who are there.

        A home is somebody's: with others than it was written for, it ends at the office.
        """
        there = tuple(each.by_id for each in self.places if each.by_id is not None)
        end = self.asked.end if there == self.asked.member_ids else None
        return replace(self.asked, member_ids=there, end=end)


@dataclass(frozen=True, slots=True)
class RosterNight:
    """One night: its shifts by team and time; written: not the usual ones."""

    night: date
    written: bool
    staffed: tuple[Staffed, ...]

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """The shifts with the people who are there."""
        return tuple(each.shift for each in self.staffed)

    @property
    def version(self) -> str:
        """Another one after each change of who was asked for, and when."""
        return version_of([each.asked for each in self.staffed])


def on_duty(
    teams: Sequence[UsualTeam], written: Sequence[Shift] | None, people: People, night: date,
    zone: str, *, around: Sequence[Shift] = (),
) -> list[Team]:  # fmt: skip
    """The teams on duty in a night, in the order given.

    written: None where nothing is written for the night. around: the shifts of the night before,
    with who was there, and those asked for in the night after: a deputy may need rest between.
    """
    found = roster_night(teams, written, people, night, zone, around=around)
    return teams_of(teams, found.shifts)


def roster_night(
    teams: Sequence[UsualTeam], written: Sequence[Shift] | None, people: People, night: date,
    zone: str, *, around: Sequence[Shift] = (),
) -> RosterNight:  # fmt: skip
    """The same, place by place."""
    asked = asked_for(teams, written, night, zone)
    return RosterNight(night, written is not None, tuple(staff(asked, people, around)))


def roster_nights(
    teams: Sequence[UsualTeam], written: Mapping[date, Sequence[Shift]], people: People,
    first: date, count: int, zone: str,
) -> list[RosterNight]:  # fmt: skip
    """So many nights from `first` on, one after the other: who stood in last night needs rest.

    written: of the nights that anything is written for, that before the first one and that after
    the last one too.
    """
    before: Sequence[Shift] = asked_for(teams, written.get(first - ONE_DAY), first - ONE_DAY, zone)
    found: list[RosterNight] = []
    for ahead in range(count):
        night = first + ahead * ONE_DAY
        after = asked_for(teams, written.get(night + ONE_DAY), night + ONE_DAY, zone)
        own = written.get(night)
        found.append(roster_night(teams, own, people, night, zone, around=[*before, *after]))
        before = found[-1].shifts
    return found


def teams_of(teams: Sequence[UsualTeam], shifts: Iterable[Shift]) -> list[Team]:
    """The teams that have any of these shifts."""
    by_team = defaultdict(list)
    for shift in shifts:
        by_team[shift.team_id].append(shift)
    return [
        Team(each.id, each.name, each.mode, each.speed_m_s, each.point, each.point,
             tuple(by_team[each.id]))
        for each in teams if by_team[each.id]
    ]  # fmt: skip


def asked_for(
    teams: Sequence[UsualTeam], written: Sequence[Shift] | None, night: date, zone: str
) -> list[Shift]:
    """The shifts of a night by team and time: the written ones, else the usual ones."""
    place = {each.id: number for number, each in enumerate(teams)}
    if written is None:
        written = [shift for team in teams for shift in _usual(team, night, zone)]
    known = [_once_each(shift) for shift in written if shift.team_id in place]
    # The people too: two shifts of the same hours are always told in the same order.
    return sorted(
        known,
        key=lambda each: (place[each.team_id], each.from_at, each.to_at, each.member_ids),
    )


def version_of(shifts: Iterable[Shift]) -> str:
    """Equal for equal shifts, in whatever order they are."""
    told = sorted(
        (each.team_id, each.from_at.timestamp(), each.to_at.timestamp(), each.member_ids,
         each.end or ())
        for each in shifts
    )  # fmt: skip
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _usual(team: UsualTeam, night: date, zone: str) -> Iterable[Shift]:
    for each in team.usual_shifts:
        from_at, to_at = span(night, each["from"], each["to"], zone)
        yield Shift(team.id, from_at, to_at, tuple(each.get("members", ())))


def _once_each(shift: Shift) -> Shift:
    return replace(shift, member_ids=tuple(dict.fromkeys(shift.member_ids)))


def staff(asked: Sequence[Shift], people: People, around: Sequence[Shift] = ()) -> list[Staffed]:
    """Who has each place: first everybody who was asked for, then the deputies of the absent.

    Deputies come in order of time: who stood in by day needs rest before the night.
    """
    taken: dict[str, list[Shift]] = defaultdict(list)
    places: list[list[Place]] = [[] for _ in asked]
    in_time = sorted(range(len(asked)), key=lambda at: (asked[at].from_at, at))
    for at in in_time:
        shift = asked[at]
        for person in shift.member_ids:
            if people.away(person, shift):
                places[at].append(Place(person, None, "no_deputy"))
            elif any(overlap(shift, other) for other in taken[person]):
                places[at].append(Place(person, None, "twice"))
            else:
                taken[person].append(shift)
                places[at].append(Place(person, person))
    others = [people.there(each) for each in (*asked, *around)]
    for at in in_time:
        places[at] = [
            _stood_in(each, asked[at], people, taken, others) if each.gap == "no_deputy" else each
            for each in places[at]
        ]
    return [Staffed(shift, tuple(own)) for shift, own in zip(asked, places, strict=True)]


def _stood_in(
    place: Place, shift: Shift, people: People, taken: dict[str, list[Shift]],
    others: Sequence[Shift],
) -> Place:  # fmt: skip
    deputy = people.deputies.get(place.person_id)
    if deputy is None:
        return place
    if people.away(deputy, shift):
        return replace(place, gap="deputy_away")
    own = [*taken[deputy], *(each for each in others if deputy in each.member_ids)]
    if any(overlap(shift, other) for other in own):
        return replace(place, gap="deputy_busy")
    apart = [each for each in own if not _one_duty(place.person_id, shift, each)]
    if any(pause(shift, other) < people.rest for other in apart):
        return replace(place, gap="deputy_tired")
    taken[deputy].append(shift)
    return Place(place.person_id, deputy)


def _one_duty(person_id: str, a: Shift, b: Shift) -> bool:
    """Whether these are the parts of one night's work of somebody: no rest is needed between."""
    whole = max(a.to_at, b.to_at) - min(a.from_at, b.from_at)
    both = person_id in a.member_ids and person_id in b.member_ids
    return both and a.team_id == b.team_id and whole <= LONGEST


def overlap(a: Shift, b: Shift) -> bool:
    """Whether nobody can be on both."""
    return a.from_at < b.to_at and b.from_at < a.to_at


def pause(a: Shift, b: Shift) -> timedelta:
    """How long it is from the end of the earlier to the begin of the later; negative: none."""
    return max(a.from_at - b.to_at, b.from_at - a.to_at)
