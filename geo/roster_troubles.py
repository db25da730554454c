"""What is wrong with a roster, and with shifts that somebody wants to write on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from geo.nights import moment
from geo.passes import NIGHT_TEAM_OF
from geo.roster import Gap, Place, RosterNight, overlap
from geo.rules import Rules
from geo.sentences import Sentence, reason
from geo.teams import Shift

Kind = Literal["few", "nobody", "twice", "rest", "away"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong in a night, with the team or person it is about. Personal."""

    kind: Kind
    night: date
    sentence: Sentence
    team_id: str | None = None
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says troubles: names of teams and people by id, rules, zone."""

    names: Mapping[str, str]
    rules: Rules
    zone: str

    def named(self, one_id: str | None) -> str:
        """The name of a team or person; the id where nobody of that id is known."""
        return self.names.get(one_id or "", one_id or "")

    def clock(self, at: datetime) -> str:
        """A moment as the community's clock shows it."""
        return f"{at.astimezone(ZoneInfo(self.zone)):%H:%M}"

    @property
    def rest(self) -> timedelta:
        """How long somebody rests after a night shift."""
        return timedelta(hours=self.rules.rest_h)

    def is_night(self, shift: Shift, night: date) -> bool:
        """Whether a shift is at work while night passes are walked."""
        windows = (*self.rules.windows.night_two, *self.rules.windows.night_three)
        return any(
            shift.from_at < moment(night, ends, self.zone)
            and moment(night, opens, self.zone) < shift.to_at
            for opens, ends in windows
        )


def day_said(night: date) -> Sentence:
    """A date, said as the reader's language does."""
    return reason("{month}/{day}", month=night.month, day=night.day)


def troubles(one: RosterNight, before: RosterNight | None, speaker: Speaker) -> list[Trouble]:
    """What is wrong in a night; `before` is the night before, which people rest from."""
    own = [_gap(one, shift.asked, place, speaker) for shift in one.staffed for place in shift.places
           if place.gap]  # fmt: skip
    rest = tired(before.night, before.shifts, one.night, one.shifts, speaker) if before else ()
    return [*_too_few(one, speaker), *own, *rest]


def _too_few(one: RosterNight, speaker: Speaker) -> Iterator[Trouble]:
    at_night = [each for each in one.shifts if speaker.is_night(each, one.night)]
    if not at_night:
        said = reason(
            "No team is on duty in the night of {night}. Put two people on a night shift.",
            night=day_said(one.night),
        )
        yield Trouble("nobody", one.night, said)
    for shift in at_night:
        if len(shift.member_ids) < NIGHT_TEAM_OF:
            said = reason(
                _FEW[bool(shift.member_ids)].template, team=speaker.named(shift.team_id),
                opens=speaker.clock(shift.from_at), ends=speaker.clock(shift.to_at),
            )  # fmt: skip
            yield Trouble("few", one.night, said, shift.team_id)


_FEW = {
    True: reason(
        "{team} has one person from {opens} to {ends}. A night team needs two people, or it gets "
        "no night pass."
    ),
    False: reason("{team} has nobody from {opens} to {ends}. Put two people on."),
}


_AWAY: Mapping[Gap, Sentence] = {
    "no_deputy": reason(
        "{person} is away and has no deputy. Name a deputy, or put somebody else on {team}."
    ),
    "deputy_away": reason(
        "{person} is away, and so is the deputy. Put somebody else on {team}."
    ),
    "deputy_busy": reason(
        "{person} is away, and the deputy is on a shift of their own. Put somebody else on {team}."
    ),
    "deputy_tired": reason(
        "{person} is away, and the deputy needs rest. Put somebody else on {team}."
    ),
    "twice": reason(
        "{person} is on another shift at the same time, so {team} does without. Put somebody else "
        "on one of them."
    ),
}  # fmt: skip


def _gap(one: RosterNight, shift: Shift, place: Place, speaker: Speaker) -> Trouble:
    assert place.gap is not None
    said = reason(
        _AWAY[place.gap].template, person=speaker.named(place.person_id),
        team=speaker.named(shift.team_id),
    )  # fmt: skip
    kind: Kind = "twice" if place.gap == "twice" else "away"
    return Trouble(kind, one.night, said, shift.team_id, place.person_id)


def doubled(night: date, shifts: Sequence[Shift], speaker: Speaker) -> list[Trouble]:
    """Who would be on two of these shifts at one time, once for each pair."""
    found = []
    for number, a in enumerate(shifts):
        for b in shifts[number + 1 :]:
            if overlap(a, b):
                found += [
                    _twice(night, each, a, b, speaker) for each in a.member_ids
                    if each in b.member_ids
                ]  # fmt: skip
    return found


def _twice(night: date, person_id: str, a: Shift, b: Shift, speaker: Speaker) -> Trouble:
    said = reason(
        "{person} would be on {first} from {first_opens} to {first_ends} and on {second} from "
        "{second_opens} to {second_ends}. Take {person} off one of them, or choose someone else.",
        person=speaker.named(person_id), first=speaker.named(a.team_id),
        first_opens=speaker.clock(a.from_at), first_ends=speaker.clock(a.to_at),
        second=speaker.named(b.team_id), second_opens=speaker.clock(b.from_at),
        second_ends=speaker.clock(b.to_at),
    )  # fmt: skip
    return Trouble("twice", night, said, b.team_id, person_id)


def tired(
    night: date, shifts: Sequence[Shift], next_night: date, then: Sequence[Shift], speaker: Speaker
) -> list[Trouble]:
    """Who comes off a night shift of `night` too late for a shift of `next_night`."""
    return [
        _tired(night, next_night, person, off, on, speaker)
        for off in shifts if speaker.is_night(off, night)
        for on in then if on.from_at - off.to_at < speaker.rest
        for person in off.member_ids if person in on.member_ids
    ]  # fmt: skip


def _tired(
    night: date, next_night: date, person_id: str, off: Shift, on: Shift, speaker: Speaker
) -> Trouble:
    said = reason(
        "{person} comes off the night of {night} at {off} and needs rest until {until}, but is "
        "on {team} at {on}. Choose someone else or lower the rest hours in the rules.",
        person=speaker.named(person_id), night=day_said(night), off=speaker.clock(off.to_at),
        until=speaker.clock(off.to_at + speaker.rest), team=speaker.named(on.team_id),
        on=speaker.clock(on.from_at),
    )  # fmt: skip
    return Trouble("rest", next_night, said, on.team_id, person_id)
