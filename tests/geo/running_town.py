"""The town's night as it runs: planned at noon, walked on time, planned again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from geo.hazards import Hazard
from geo.itinerary import Plan, Round, Stop
from geo.network import StreetNetwork
from geo.passes import PassPlan, Rules, needed_for
from geo.plan_check import check
from geo.rain import Level, Levels
from geo.rounds import plan
from geo.standing import owners, running, teams_at
from geo.teams import Team
from geo.underway import Underway
from tests import town

BLUE = Levels(rain=Level.BLUE)
HAZARDS = town.hazards()
ID = {hazard.code: hazard.id for hazard in HAZARDS}
CODE = {hazard.id: hazard.code for hazard in HAZARDS}


@cache
def network() -> StreetNetwork:
    return StreetNetwork.of(town.streets(), town.gates())


@cache
def at_noon() -> Plan:
    """The plan before, with both teams out in the night passes."""
    rules = Rules(even_cost_pct=100)
    needs = needed_for(HAZARDS, rules, town.NIGHT, BLUE, town.ZONE)
    return plan(HAZARDS, needs, town.teams(), network(), town.gates(), town.ZONE, rules=rules,
                iterations=60)  # fmt: skip


def walked(before: Plan, now: datetime) -> dict[tuple[int, int], datetime]:
    """Every stop whose time has come, checked in on time."""
    return {
        (place, stop.seq): stop.eta
        for place, each in enumerate(before.rounds)
        for stop in each.stops
        if stop.eta <= now
    }


@dataclass(frozen=True)
class Again:
    """A night planned again, and what it was made from."""

    underway: Underway
    needs: PassPlan
    plan: Plan
    teams: Sequence[Team]
    hazards: Sequence[Hazard]
    rules: Rules = field(default_factory=Rules)

    def broken(self, made: Plan | None = None, **other: Any) -> set[str]:
        """The names of the rules that the checker finds broken."""
        found = check(made or self.plan, self.needs, self.hazards,
                      other.get("teams", self.teams), town.streets(), town.gates(), town.ZONE,
                      closed_hazard_ids=self.underway.under_water, rules=self.rules,
                      underway=self.underway)  # fmt: skip
        return {each.rule for each in found}

    def of(self, team: Team, name: str) -> Round | None:
        """A team's round in a pass."""
        for each in self.plan.rounds:
            if each.team_id == team.id and self.plan.pass_of(each.pass_no).name == name:
                return each
        return None


def again(
    now: datetime, *, before: Plan | None = None, levels: Levels = BLUE,
    wet: Sequence[str] = (), teams: Sequence[Team] | None = None,
    urgent: Sequence[Hazard] = (), rules: Rules = Rules(),  # noqa: B008
) -> Again:  # fmt: skip
    """The night planned again at that moment, everything walked on time till then."""
    before, teams = before or at_noon(), teams or town.teams()
    done = walked(before, now)
    visited: dict[str, datetime] = {}
    for (place, seq), at in sorted(done.items(), key=lambda each: each[1]):
        visited[before.rounds[place].stops[seq - 1].hazard_id] = at
    needs = needed_for(
        HAZARDS, rules, town.NIGHT, levels, town.ZONE, leader="王书记", now=now, visited=visited,
        running=running(before, done, now), urgent=urgent,
    )  # fmt: skip
    underway = Underway(
        now=now, visited=visited, under_water=frozenset(ID[code] for code in wet),
        at=teams_at(before, done, now, teams), owners=owners(before, done),
    )  # fmt: skip
    every = [*HAZARDS, *urgent]
    made = plan(every, needs, teams, network(), town.gates(), town.ZONE, rules=rules,
                underway=underway, iterations=60, advice=False)  # fmt: skip
    left = tuple(replace(one, from_at=max(one.from_at, now)) for one in needs.passes)
    return Again(underway, replace(needs, passes=left), made, teams, every, rules)


def off_duty(team: Team, now: datetime) -> Team:
    """The team without the rest of its shifts."""
    shifts = (replace(each, to_at=min(each.to_at, now)) for each in team.shifts)
    return replace(team, shifts=tuple(each for each in shifts if each.from_at < each.to_at))


def stops_in(made: Plan, name: str) -> list[Stop]:
    """All stops of a pass."""
    return [
        stop
        for each in made.rounds
        if made.pass_of(each.pass_no).name == name
        for stop in each.stops
    ]
