"""How each stop of a published plan stands at a moment: done, on time, late, or missed.

The one place where that is decided. A stop is *late* when the plan's time and the minutes that
the rules give are over; its team is told then, and the office some minutes after. It is
*missed* when the window of its pass is over. Handed over, it is another team's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from geo.itinerary import Plan, Round, Stop
from geo.rules import Rules

State = Literal["planned", "done", "missed", "handed_over"]
Alarm = Literal["none", "team", "desk", "missed"]
# Place of the round in the plan, seq of the stop in it.
Key = tuple[int, int]

ON_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class StopNow:
    """How one stop stands. All moments are aware.

    done_at: when it was answered for; None also where nobody knows. expected_at: when its team
    is there if it goes on as it does now, never before `now`; None of a stop that is not open.
    tell_at, desk_at: from when on the team and then the office are told; missed_at: from when
    on it is too late.
    """

    state: State
    eta: datetime
    done_at: datetime | None
    expected_at: datetime | None
    tell_at: datetime
    desk_at: datetime
    missed_at: datetime

    def alarm(self, now: datetime) -> Alarm:
        """Who is to hear of it now."""
        if self.state == "missed":
            return "missed"
        if self.state != "planned" or now < self.tell_at:
            return "none"
        return "desk" if now >= self.desk_at else "team"

    def late(self, now: datetime) -> timedelta:
        """How far behind the plan it is or was answered for; zero where it is not."""
        at = self.done_at if self.state == "done" else now
        return ON_TIME if at is None or self.state == "handed_over" else max(ON_TIME, at - self.eta)

    @property
    def too_late(self) -> bool:
        """Whether its team will come after the window, if it goes on as it does."""
        return self.expected_at is not None and self.expected_at >= self.missed_at


def stand(
    plan: Plan,
    done: Mapping[Key, datetime | None],
    now: datetime,
    rules: Rules,
    handed_over: Set[Key] = frozenset(),
) -> dict[Key, StopNow]:
    """How every stop of a plan stands.

    done: the stops that were answered for, and when where that is known.
    """
    found: dict[Key, StopNow] = {}
    for walk in walks_of(plan):
        behind = _behind(walk, done, now, handed_over)
        for key, stop in walk:
            ends = plan.pass_of(stop.pass_no).to_at
            state = _state(key in done, key in handed_over, now >= ends)
            open_ = state == "planned"
            tell_at = stop.eta + _told_after(stop, rules)
            found[key] = StopNow(
                state=state,
                eta=stop.eta,
                done_at=done.get(key),
                expected_at=max(now, stop.eta + behind) if open_ else None,
                tell_at=tell_at,
                desk_at=tell_at + timedelta(minutes=rules.desk_min),
                missed_at=ends,
            )
    return found


def walks_of(plan: Plan) -> list[list[tuple[Key, Stop]]]:
    """The stops of each team in each pass, in the plan's order.

    What was walked before a night was planned again is a round of its own there; here it is
    one walk with the rest.
    """
    walks: dict[tuple[int, str], list[tuple[int, Round]]] = defaultdict(list)
    for place, each in enumerate(plan.rounds):
        walks[each.pass_no, each.team_id].append((place, each))
    return [
        [
            ((place, stop.seq), stop)
            for place, each in sorted(rounds, key=lambda one: one[1].starts_at)
            for stop in each.stops
        ]
        for rounds in walks.values()
    ]


def _state(done: bool, handed_over: bool, over: bool) -> State:
    if done:
        return "done"
    if handed_over:
        return "handed_over"
    return "missed" if over else "planned"


def _told_after(stop: Stop, rules: Rules) -> timedelta:
    """Nobody is called late while he may still be at work where he should be."""
    return max(timedelta(minutes=rules.late_min), timedelta(seconds=stop.service_s))


def _behind(
    walk: Iterable[tuple[Key, Stop]],
    done: Mapping[Key, datetime | None],
    now: datetime,
    handed_over: Set[Key],
) -> timedelta:
    """How far a team is behind its plan: by its last answer, and by what it should have begun.

    The last answer is the last by the clock, whatever the order was; stops that it left out on
    the way there do not make it late for those to come.
    """
    stops = list(walk)
    # A demo night's clock runs in circles: what comes later than now was said the round before.
    answered = [
        (at, place)
        for place, (key, _) in enumerate(stops)
        if (at := done.get(key)) is not None and at <= now
    ]
    last_at, last = max(answered, default=(None, -1))
    behind = ON_TIME
    if last_at is not None:
        stop = stops[last][1]
        behind = max(behind, last_at - stop.eta - timedelta(seconds=stop.service_s))
    coming = [stop for key, stop in stops[last + 1 :] if key not in done and key not in handed_over]
    return max(behind, now - coming[0].eta) if coming else behind
