"""What an office can change about a night for a pass to serve more, from the smallest on.

Nothing is promised here: a lever says how much of it there could be and what the night then is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from geo.closing import shut_times
from geo.duty import RETURN_S
from geo.ground import Gate
from geo.hazards import Hazard
from geo.lifting import with_shift, with_times, with_window
from geo.needs import Need, Pass, PassPlan, Unserved
from geo.one_pass import Prepared
from geo.planner.problem import Problem
from geo.sentences import Sentence, reason
from geo.teams import SPEED_M_S, Shift, Team

MINUTES, PEOPLE, RULE, TEAMS = range(4)
STEP_MIN = 5
_SHIFT_MIN, _WINDOW_MIN, _TEAMS = 120, 60, 3


@dataclass(frozen=True, slots=True)
class Given:
    """What a night is planned from, as far as an office can change it."""

    hazards: Sequence[Hazard]
    passplan: PassPlan
    teams: Sequence[Team]
    gates: Sequence[Gate]


@dataclass(frozen=True, slots=True, eq=False)
class Lever:
    """One thing to change, so much of it: minutes, teams, or 1 where there is but one way.

    size: what is small comes first. most: the most of it, in steps. words: said after "with".
    lift: about the same on the numbers of the pass as it is; None where those do not tell.
    """

    size: int
    most: int
    step: int
    words: Callable[[int], Sentence]
    change: Callable[[int], Given]
    lift: Callable[[Prepared, int], Problem] | None = None

    def up(self, amount: int) -> int:
        """The amount in whole steps."""
        return -(-amount // self.step) * self.step


def levers(given: Given, one: Pass, missed: Sequence[Unserved], zone: str) -> list[Lever]:
    """What could be changed for the visits of a pass that nobody can make."""
    ids = {each.hazard_id for each in missed}
    needs = [n for n in given.passplan.needs if n.pass_no == one.no and n.hazard_id in ids]
    every = [
        *_shifts(given, one), *_windows(given, one), *_gaps(given, needs), *_hours(given, needs),
        *_people(given, one, needs), *_gates(given, one, missed, zone),
        *_keepers(given, one, needs), *_teams(given, one, needs, zone),
    ]  # fmt: skip
    return [each for each in every if each.most > 0]


def _shifts(given: Given, one: Pass) -> Iterator[Lever]:
    """A shift that begins in the pass or ends in it could be longer, up to the team's next."""
    last = one.to_at + timedelta(seconds=RETURN_S)
    near = timedelta(minutes=_SHIFT_MIN)
    for team in given.teams:
        for shift in team.shifts:
            if one.from_at < shift.from_at < one.to_at + near:
                before = (s.to_at for s in team.shifts if s.to_at <= shift.from_at)
                free = shift.from_at - max([one.from_at, *before])
                yield Lever(
                    MINUTES, _minutes(free, _SHIFT_MIN), STEP_MIN,
                    partial(_said, _EARLIER, team=team.name),
                    partial(_with_shift, given, team, shift, -1, 0), _lift_shift(shift, 1, 0),
                )  # fmt: skip
            if one.from_at - near < shift.to_at < last:
                after = (s.from_at for s in team.shifts if s.from_at >= shift.to_at)
                free = min([last, *after]) - shift.to_at
                yield Lever(
                    MINUTES, _minutes(free, _SHIFT_MIN), STEP_MIN,
                    partial(_said, _LATER, team=team.name),
                    partial(_with_shift, given, team, shift, 0, 1), _lift_shift(shift, 0, 1),
                )  # fmt: skip


_EARLIER = reason("a shift of {team} that begins {minutes} min earlier")
_LATER = reason("a shift of {team} that ends {minutes} min later")
_BEGINS = reason("a pass that begins {minutes} min earlier")
_ENDS = reason("a pass that ends {minutes} min later")
_GAP = reason("a gap between two visits {minutes} min shorter")
_OPENS = reason("visiting hours that begin {minutes} min earlier")
_CLOSES = reason("visiting hours that end {minutes} min later")


def _lift_shift(shift: Shift, a: int, b: int) -> Callable[[Prepared, int], Problem]:
    return lambda prepared, minutes: with_shift(prepared, shift, a, b, minutes)


def _lift_window(a: int, b: int) -> Callable[[Prepared, int], Problem]:
    return lambda prepared, minutes: with_window(prepared, a, b, minutes)


def _lift_times(needs: Sequence[Need], a: int, b: int) -> Callable[[Prepared, int], Problem]:
    return lambda prepared, minutes: with_times(prepared, needs, a, b, minutes)


def _said(words: Sentence, minutes: int, **values: object) -> Sentence:
    return Sentence(words.template, {**values, "minutes": minutes})


def _minutes(free: timedelta, most: int) -> int:
    """Whole steps of that time, rounded up, at most so many minutes; nothing is no step."""
    return min(most, -(-int(free.total_seconds()) // (60 * STEP_MIN)) * STEP_MIN)


def _with_shift(given: Given, team: Team, shift: Shift, a: int, b: int, minutes: int) -> Given:
    longer = replace(
        shift, from_at=shift.from_at + a * timedelta(minutes=minutes),
        to_at=shift.to_at + b * timedelta(minutes=minutes),
    )  # fmt: skip
    shifts = tuple(longer if each is shift else each for each in team.shifts)
    return _with_team(given, team, replace(team, shifts=shifts))


def _with_team(given: Given, team: Team, other: Team) -> Given:
    return replace(given, teams=[other if each is team else each for each in given.teams])


def _windows(given: Given, one: Pass) -> Iterator[Lever]:
    """The pass could begin earlier or end later, as far as its neighbours leave room."""
    passes = given.passplan.passes
    before = max((p.to_at for p in passes if p.to_at <= one.from_at), default=None)
    after = min((p.from_at for p in passes if p.from_at >= one.to_at), default=None)
    wide = timedelta(minutes=_WINDOW_MIN)
    early = one.from_at - before if before else wide
    late = after - one.to_at if after else wide
    for words, a, b, free in ((_BEGINS, -1, 0, early), (_ENDS, 0, 1, late)):
        most = min(_WINDOW_MIN, int(free.total_seconds()) // (60 * STEP_MIN) * STEP_MIN)
        if most > 0:
            change = partial(_with_window, given, one, a, b)
            lift = _lift_window(-a, b)
            yield Lever(MINUTES, most, STEP_MIN, partial(_said, words), change, lift)


def _with_window(given: Given, one: Pass, a: int, b: int, minutes: int) -> Given:
    wider = replace(
        one, from_at=one.from_at + a * timedelta(minutes=minutes),
        to_at=one.to_at + b * timedelta(minutes=minutes),
    )  # fmt: skip
    passes = tuple(wider if each.no == one.no else each for each in given.passplan.passes)
    return replace(given, passplan=replace(given.passplan, passes=passes))


def _gaps(given: Given, needs: Sequence[Need]) -> Iterator[Lever]:
    """Two visits of one hazard could follow each other sooner."""
    most = max((need.min_gap_s for need in needs), default=0) // (60 * STEP_MIN) * STEP_MIN
    if most > 0:

        def shorter(minutes: int) -> Given:
            return _with_needs(given, [
                (need, replace(need, min_gap_s=max(0, need.min_gap_s - 60 * minutes)))
                for need in needs
            ])  # fmt: skip

        lift = _lift_times(needs, 1, 0)
        yield Lever(MINUTES, most, STEP_MIN, partial(_said, _GAP), shorter, lift)


def _hours(given: Given, needs: Sequence[Need]) -> Iterator[Lever]:
    """A hazard with hours of its own could have longer ones."""
    opens = [need for need in needs if need.from_at is not None]
    closes = [need for need in needs if need.to_at is not None]

    def earlier(minutes: int) -> Given:
        return _with_needs(given, [
            (need, replace(need, from_at=_moved(need.from_at, -minutes))) for need in opens
        ])  # fmt: skip

    def later(minutes: int) -> Given:
        return _with_needs(given, [
            (need, replace(need, to_at=_moved(need.to_at, minutes))) for need in closes
        ])  # fmt: skip

    if opens:
        lift = _lift_times(opens, 1, 0)
        yield Lever(MINUTES, _SHIFT_MIN, STEP_MIN, partial(_said, _OPENS), earlier, lift)
    if closes:
        lift = _lift_times(closes, 0, 1)
        yield Lever(MINUTES, _SHIFT_MIN, STEP_MIN, partial(_said, _CLOSES), later, lift)


def _moved(at: datetime | None, minutes: int) -> datetime | None:
    return None if at is None else at + timedelta(minutes=minutes)


def _with_needs(given: Given, changed: Sequence[tuple[Need, Need]]) -> Given:
    new = {id(old): need for old, need in changed}
    needs = tuple(new.get(id(each), each) for each in given.passplan.needs)
    return replace(given, passplan=replace(given.passplan, needs=needs))


def _people(given: Given, one: Pass, needs: Sequence[Need]) -> Iterator[Lever]:
    """A team that is too small could have one more person."""
    asked = max((need.team_of for need in needs), default=1)
    for team, shift in _on_shift(given, one):
        if len(shift.member_ids) == asked - 1:
            words = reason("one more person in {team}", team=team.name)
            yield _single(PEOPLE, words, _with_members(given, team, shift, ["one more"]))


def _keepers(given: Given, one: Pass, needs: Sequence[Need]) -> Iterator[Lever]:
    """A keeper who alone may go could be on duty, or others could be let go."""
    hazards = {each.id: each for each in given.hazards}
    bound = [hazards[need.hazard_id] for need in needs if hazards[need.hazard_id].must_be_keeper]
    there = {member for _, shift in _on_shift(given, one) for member in shift.member_ids}
    away = {each.keeper_id for each in bound} - there - {None}
    size = max((need.team_of for need in needs), default=1)
    for team, shift in _on_shift(given, one):
        if away and len(shift.member_ids) + 1 >= size:
            words = reason("the keeper on duty with {team}", team=team.name)
            keepers = sorted(each for each in away if each is not None)
            yield _single(PEOPLE, words, _with_members(given, team, shift, keepers))
            break
    if bound:
        free = [replace(each, must_be_keeper=False) if each in bound else each
                for each in given.hazards]  # fmt: skip
        words = reason("leave for others than the keeper to go")
        yield _single(RULE, words, replace(given, hazards=free))


def _with_members(given: Given, team: Team, shift: Shift, members: Sequence[str]) -> Given:
    more = replace(shift, member_ids=(*shift.member_ids, *members))
    shifts = tuple(more if each is shift else each for each in team.shifts)
    return _with_team(given, team, replace(team, shifts=shifts))


def _gates(given: Given, one: Pass, missed: Sequence[Unserved], zone: str) -> Iterator[Lever]:
    """Gates that stand in the way could be kept open, or locked when the pass is over."""
    last = one.to_at + timedelta(seconds=RETURN_S)
    for names in dict.fromkeys(each.values.get("gates") for each in missed):
        shut = [gate for gate in given.gates if names and (gate.name or gate.kind) in str(names)]
        if shut:
            free = [replace(gate, closed_from=None, closed_to=None) if gate in shut else gate
                    for gate in given.gates]  # fmt: skip
            words = reason("the gate kept open: {gates}", gates=names)
            if all(_locks_in(gate, one.from_at, last, zone) for gate in shut):
                until = f"{last.astimezone(ZoneInfo(zone)):%H:%M}"
                free = [replace(gate, closed_from=until) if gate in shut else gate
                        for gate in given.gates]  # fmt: skip
                words = reason(
                    "the gate kept open until {until}: {gates}", until=until, gates=names
                )
            yield _single(PEOPLE, words, replace(given, gates=free))


def _locks_in(gate: Gate, from_at: datetime, to_at: datetime, zone: str) -> bool:
    """Whether it is open at first and then locked once, until after that time."""
    times = shut_times(gate, from_at, to_at, zone)
    return len(times) == 1 and times[0][0] > from_at and times[0][1] > to_at


def _teams(given: Given, one: Pass, needs: Sequence[Need], zone: str) -> Iterator[Lever]:
    """One to three more teams like one that there is, for the hours of the pass.

    Where all ride, one on foot is tried first: it needs no more, and steps do not stop it.
    """
    like = next((team for team, _ in _on_shift(given, one)), next(iter(given.teams), None))
    if like is None or not needs:
        return
    modes = {team.mode for team in given.teams}
    if modes == {"ebike"}:
        walking = replace(like, mode="foot", speed_m_s=SPEED_M_S["foot"])
        yield _more_teams(given, one, needs, zone, walking, say=True)
    yield _more_teams(given, one, needs, zone, like, say="ebike" in modes)


def _more_teams(
    given: Given, one: Pass, needs: Sequence[Need], zone: str, like: Team, *, say: bool
) -> Lever:
    """say: whether how they go makes a difference in that night."""
    size, tz = max(need.team_of for need in needs), ZoneInfo(zone)
    hours = {
        "from_at": f"{one.from_at.astimezone(tz):%H:%M}",
        "to_at": f"{one.to_at.astimezone(tz):%H:%M}",
    }

    def said(count: int) -> Sentence:
        if say and like.mode == "foot":
            if count == 1:
                return reason("one more team on foot from {from_at} to {to_at}", **hours)
            return reason(
                "{count} more teams on foot from {from_at} to {to_at}", count=count, **hours
            )
        if say:
            if count == 1:
                return reason("one more team by e-bike from {from_at} to {to_at}", **hours)
            return reason(
                "{count} more teams by e-bike from {from_at} to {to_at}", count=count, **hours
            )
        if count == 1:
            return reason("one more team from {from_at} to {to_at}", **hours)
        return reason("{count} more teams from {from_at} to {to_at}", count=count, **hours)

    def more(count: int) -> Given:
        new = [_like(like, one, n, size) for n in range(1, count + 1)]
        return replace(given, teams=[*given.teams, *new])

    return Lever(TEAMS, _TEAMS, 1, said, more)


def _like(team: Team, one: Pass, n: int, size: int) -> Team:
    """A team like that one, with people of its own, on shift in that pass only."""
    key = f"more {n}"
    members = tuple(f"{key} {m}" for m in range(size))
    return replace(team, id=key, shifts=(Shift(key, one.from_at, one.to_at, members),))


def _single(size: int, words: Sentence, changed: Given) -> Lever:
    return Lever(size, 1, 1, lambda _: words, lambda _: changed)


def _on_shift(given: Given, one: Pass) -> list[tuple[Team, Shift]]:
    return [
        (team, shift)
        for team in given.teams
        for shift in team.shifts
        if shift.from_at < one.to_at and shift.to_at > one.from_at
    ]
