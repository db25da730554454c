"""What goes on of a published plan at one moment: what was seen, who is where, who has what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from api.services.standing import standings
from data.plans import SavedPlan
from geo.checkins import CheckIn
from geo.itinerary import Plan
from geo.needs import Pass
from geo.rules import PassName, Rules
from geo.standing import StopKey, owners, running, teams_at
from geo.teams import Shift, Team
from geo.underway import Running, TeamAt

Owners = Mapping[tuple[str, PassName], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingOn:
    """A night that is being walked.

    done: when each stop was seen, by (place of its round in the plan, seq). at: by team id, who
    is out. owners: by (hazard id, pass), whose visit it is. ended: teams whose round in a pass
    was ended early; they get nothing more of it.
    """

    done: Mapping[StopKey, datetime]
    at: Mapping[str, TeamAt]
    owners: Owners
    running: Running
    ended: tuple[tuple[str, Pass], ...] = ()
    given: Owners = field(default_factory=dict)

    def free(self, teams: Sequence[Team], now: datetime) -> list[Team]:
        """The teams, off duty for the rest of a pass whose round they have ended."""
        over = {team_id: max(o.to_at for t, o in self.ended if t == team_id)
                for team_id, _ in self.ended}  # fmt: skip
        return [
            replace(team, shifts=_without(team.shifts, now, over[team.id]))
            if team.id in over else team
            for team in teams
        ]  # fmt: skip


def going_on(
    saved: SavedPlan, said: Sequence[CheckIn], now: datetime, rules: Rules, teams: Sequence[Team],
    given: Owners,
) -> GoingOn:  # fmt: skip
    """How a published plan stands. given: visits that somebody gave to a team by hand."""
    seen = standings(saved, said, now, rules)
    done: dict[StopKey, datetime] = {}
    for place, each in enumerate(saved.rounds):
        for stop in each.round.stops:
            there = seen[each.id, stop.seq]
            if there.state == "done":
                done[place, stop.seq] = min(there.said.seen_at if there.said else stop.eta, now)
    left = _without_handed_over(saved)
    names = {one.no: one for one in saved.plan.passes}
    return GoingOn(
        done=done,
        at=teams_at(left, done, now, teams),
        owners={**owners(left, done), **given},
        running=running(saved.plan, done, now),
        ended=tuple(
            (each.team_id, names[each.round.pass_no])
            for each in saved.rounds
            # Who went off duty has no shift any more, or one that was written since.
            if each.status == "ended"
            and not each.team_out
            and names[each.round.pass_no].to_at > now
        ),
        given=dict(given),
    )


def _without_handed_over(saved: SavedPlan) -> Plan:
    """The plan without the stops that nobody has any more; every round keeps its place."""
    rounds = (
        replace(each.round, stops=tuple(
            stop for stop in each.round.stops
            if saved.stop_statuses[each.id, stop.seq] != "handed_over"
        ))
        for each in saved.rounds
    )  # fmt: skip
    return replace(saved.plan, rounds=tuple(rounds))


def _without(shifts: Sequence[Shift], from_at: datetime, to_at: datetime) -> tuple[Shift, ...]:
    """The shifts with a gap in them."""
    parts = [
        part
        for each in shifts
        for part in (
            replace(each, to_at=min(each.to_at, from_at)),
            replace(each, from_at=max(each.from_at, to_at)),
        )
    ]
    return tuple(part for part in parts if part.from_at < part.to_at)
