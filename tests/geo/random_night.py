"""Nights by seed that are planned again while they run: warnings, water, a team lost, a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from geo.carrying import carried
from geo.hazards import Hazard
from geo.network import StreetNetwork
from geo.nights import moment
from geo.passes import PassPlan, Rules, needed_for
from geo.plan_check import check
from geo.rain import Level, Levels
from geo.rounds import Plan, plan
from geo.standing import owners, running, teams_at
from geo.teams import Team
from geo.underway import Underway
from tests.geo.random_town import NIGHT, ZONE, Town, random_town

RULES = Rules()
Done = dict[tuple[int, int], datetime]


@dataclass
class RunningNight:
    """A town and its night as it stands."""

    rng: Random
    town: Town
    network: StreetNetwork
    teams: list[Team]
    levels: Levels
    plan: Plan
    done: Done = field(default_factory=dict)
    visited: dict[str, datetime] = field(default_factory=dict)
    wet: frozenset[str] = frozenset()
    urgent: list[Hazard] = field(default_factory=list)

    @classmethod
    def of(
        cls, seed: int, iterations: int = 15, level: Level | None = None, **size: Any
    ) -> RunningNight:
        """The night of that seed, planned at noon the day before."""
        rng = Random(seed)
        usual = {"side": rng.randint(2, 5), "hazards": rng.randint(2, 10),
                 "teams": rng.randint(1, 3), "gates": rng.randint(0, 3)}  # fmt: skip
        town = random_town(seed, **(usual | size))
        network = StreetNetwork.of(town.streets, town.gates)
        levels = Levels(Level(rng.randint(0, 3)), Level(rng.randint(0, 3)))
        levels = levels if level is None else Levels(rain=level)
        wanted = needed_for(town.hazards, RULES, NIGHT, levels, ZONE, leader="王书记")
        made = plan(town.hazards, wanted, town.teams, network, town.gates, ZONE,
                    iterations=iterations, advice=False)  # fmt: skip
        return cls(rng, town, network, town.teams, levels, made)

    def later(self, now: datetime) -> datetime:
        """Some moment after that, mostly one at which a team is out."""
        begun = [each for each in self.plan.rounds if each.ends_at > now]
        first, last = now, moment(NIGHT, "05:00", ZONE)
        if begun and self.rng.random() < 0.8:
            each = self.rng.choice(begun)
            first, last = max(now, each.starts_at), each.ends_at
        seconds = self.rng.uniform(0, max(0.0, (last - first).total_seconds()))
        return first + timedelta(seconds=round(seconds))

    def walk(self, now: datetime) -> None:
        """Every team walks as far as it has come by then, some ahead of the plan, some behind."""
        for place, each in enumerate(self.plan.rounds):
            lag = timedelta(minutes=self.rng.choice([-3, 0, 0, 4, 15]))
            for stop in each.stops:
                seen_at = max(stop.eta + lag, each.starts_at)
                one = self.plan.pass_of(stop.pass_no)
                if (place, stop.seq) in self.done or seen_at > now:
                    continue
                if one.to_at > now and self.rng.random() < 0.03:
                    break  # the rest of this walk was left
                self.done[place, stop.seq] = seen_at
                last = self.visited.get(stop.hazard_id, seen_at)
                self.visited[stop.hazard_id] = max(last, seen_at)

    def change(self, now: datetime) -> None:
        """Some of what a night may bring."""
        rng = self.rng
        if rng.random() < 0.5:
            self.levels = Levels(Level(rng.randint(0, 4)), Level(rng.randint(0, 3)))
        roads = [h.id for h in self.town.hazards if h.kind == "flood_segment"]
        self.wet |= frozenset(each for each in roads if rng.random() < 0.2)
        if rng.random() < 0.3:
            lost = rng.choice(self.teams).id
            self.teams = [cut(team, now) if team.id == lost else team for team in self.teams]
        if rng.random() < 0.4:
            model = rng.choice(self.town.hazards)
            number = len(self.urgent)
            self.urgent.append(
                replace(model, id=f"found {number}", code=f"XX-{number:02d}", status="draft",
                        must_be_keeper=False)
            )  # fmt: skip

    def again(self, now: datetime, iterations: int | None = 15) -> tuple[Underway, PassPlan, Plan]:
        """What goes on, what is wanted in the windows left, and the new plan alone."""
        urgent = [each for each in self.urgent if each.id not in self.visited]
        wanted = needed_for(
            self.town.hazards, RULES, NIGHT, self.levels, ZONE, leader="王书记", now=now,
            visited=self.visited, running=running(self.plan, self.done, now), urgent=urgent,
        )  # fmt: skip
        underway = Underway(
            now=now, visited=self.visited, under_water=self.wet,
            at=teams_at(self.plan, self.done, now, self.teams),
            owners=owners(self.plan, self.done),
        )  # fmt: skip
        made = plan(self.hazards, wanted, self.teams, self.network, self.town.gates, ZONE,
                    underway=underway, iterations=iterations, advice=False)  # fmt: skip
        passes = tuple(replace(one, from_at=max(one.from_at, now)) for one in wanted.passes)
        return underway, replace(wanted, passes=passes), made

    def take(self, new: Plan, now: datetime) -> None:
        """Go on by the new plan."""
        whole = carried(self.plan, new, self.done.keys(), now)
        self.done = kept_in(self.plan, self.done, whole)
        self.plan = whole

    @property
    def hazards(self) -> list[Hazard]:
        """All that stops may be at."""
        return [*self.town.hazards, *self.urgent]

    def wrong(self, underway: Underway, wanted: PassPlan, made: Plan) -> list[str]:
        """What the checker says of a plan."""
        broken = check(made, wanted, self.hazards, self.teams, self.town.streets,
                       self.town.gates, ZONE, closed_hazard_ids=self.wet, rules=RULES,
                       underway=underway)  # fmt: skip
        return [str(each) for each in broken]


def cut(team: Team, now: datetime) -> Team:
    """The team without the rest of the night."""
    shifts = (replace(each, to_at=min(each.to_at, now)) for each in team.shifts)
    return replace(team, shifts=tuple(each for each in shifts if each.from_at < each.to_at))


def kept_in(before: Plan, done: Mapping[tuple[int, int], datetime], after: Plan) -> Done:
    """The done stops of one plan by their places in the plan that carries them.

    A stop that the new plan has not kept is not in it.
    """
    found: Done = {}
    free = [
        ((place, stop.seq), each.team_id, stop.hazard_id, stop.point,
         after.pass_of(stop.pass_no).name)
        for place, each in enumerate(after.rounds) for stop in each.stops
    ]  # fmt: skip
    for (place, seq), at in done.items():
        each = before.rounds[place]
        stop = each.stops[seq - 1]
        name = before.pass_of(stop.pass_no).name
        mine = (each.team_id, stop.hazard_id, stop.point, name)
        here = next((key for key, *rest in free if tuple(rest) == mine and key not in found), None)
        if here is not None:
            found[here] = at
    return found


def checked_replans_of(seed: int) -> tuple[RunningNight, list[str]]:
    """A night of that seed planned again one to three times, and all that is wrong with that."""
    night = RunningNight.of(seed)
    wrong: list[str] = []
    now = moment(NIGHT, "08:00", ZONE)
    for _ in range(night.rng.randint(1, 3)):
        now = night.later(now)
        night.walk(now)
        night.change(now)
        underway, wanted, made = night.again(now)
        wrong += [f"{now:%H:%M}: {each}" for each in night.wrong(underway, wanted, made)]
        before = len(night.done)
        night.take(made, now)
        if len(night.done) != before:
            wrong.append(f"{now:%H:%M}: {before - len(night.done)} done stops are not kept")
    return night, wrong
