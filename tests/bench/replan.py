"""How quick it is to plan a running night again, and how little it changes: 200 hazards, 3 teams.

    python -m tests.bench.replan [--hazards 200] [--teams 3] [--seed 1]

The storm story: at 23:10 a warning is raised, at 23:40 a segment is under water, at 01:15 a
team is lost. Each time: wall and CPU seconds from the plan before to the new one (the network,
what goes on, the search, the changes), stops that changed hands, and metres walked compared
with a plan from the same moment that may change everything. Prints numbers, asserts nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from time import perf_counter, process_time

from geo.changes import compare
from geo.network import StreetNetwork
from geo.nights import moment
from geo.passes import PassPlan
from geo.rain import Level, Levels
from geo.rounds import Plan, plan
from geo.underway import Underway
from tests.geo.random_night import RunningNight, cut
from tests.geo.random_town import NIGHT, ZONE


def main(arguments: Sequence[str] = ()) -> None:
    """Play the story once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hazards", type=int, default=200)
    parser.add_argument("--teams", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    night = RunningNight.of(asked.seed, side=14, hazards=asked.hazards, teams=asked.teams,
                            full=True, iterations=300, level=Level.BLUE)  # fmt: skip
    print(f"{len(night.town.streets)} streets, {asked.hazards} hazards, {asked.teams} teams, "
          f"{sum(len(each.stops) for each in night.plan.rounds)} stops planned at noon, "
          f"seed {asked.seed}")  # fmt: skip
    roads = [h.id for h in night.town.hazards if h.kind == "flood_segment"]
    for clock, what in (("23:10", "raised to orange"), ("23:40", "one segment under water"),
                        ("01:15", "one team lost")):  # fmt: skip
        now = moment(NIGHT, clock, ZONE)
        night.walk(now)
        if clock == "23:10":
            night.levels = Levels(rain=Level.ORANGE)
        elif clock == "23:40":
            night.wet = frozenset(roads[:1])
        else:
            night.teams = [night.teams[0], cut(night.teams[1], now), *night.teams[2:]]
        _step(night, now, f"{clock} {what}")


def _step(night: RunningNight, now: datetime, title: str) -> None:
    wall, cpu = perf_counter(), process_time()
    night.network = StreetNetwork.of(night.town.streets, night.town.gates)
    underway, wanted, made = night.again(now, iterations=None)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    broken = night.wrong(underway, wanted, made)
    before, done = night.plan, set(night.done)
    night.take(made, now)
    changes = compare(before, night.plan, night.hazards, night.teams, done=done)
    free = _free(night, underway, wanted)
    owned = sum(
        (s.hazard_id, made.pass_of(s.pass_no).name) in underway.owners
        for r in made.rounds for s in r.stops
    )  # fmt: skip
    print(f"{title}: wall {wall:.2f} s, CPU {cpu:.2f} s, {_stops(made)} stops, {owned} of them "
          f"planned before, {len(changes.changed_hands)} change hands, {_km(made):.1f} km, "
          f"{len(made.unserved)} unserved, {len(broken)} wrong")  # fmt: skip
    print(f"  free to change everything: {_moved(free, underway)} change hands, "
          f"{_km(free):.1f} km (with the hands kept {100 * (_km(made) / _km(free) - 1):+.1f} %), "
          f"{len(free.unserved)} unserved")  # fmt: skip
    print(f"  {changes.sentence()}")


def _free(night: RunningNight, underway: Underway, wanted: PassPlan) -> Plan:
    """The plan of that moment as if nobody had anything, searched four times as long."""
    return plan(night.hazards, wanted, night.teams, night.network,
                night.town.gates, ZONE, iterations=600, advice=False,
                underway=replace(underway, owners={}, at={
                    team: replace(here, next_hazard_id=None) for team, here in underway.at.items()
                }))  # fmt: skip


def _moved(made: Plan, underway: Underway) -> int:
    """Visits that another team makes than the one that had them."""
    return sum(
        underway.owners.get((s.hazard_id, made.pass_of(s.pass_no).name), r.team_id) != r.team_id
        for r in made.rounds for s in r.stops
    )  # fmt: skip


def _stops(made: Plan) -> int:
    return sum(len(each.stops) for each in made.rounds)


def _km(made: Plan) -> float:
    return sum(each.length_m for each in made.rounds) / 1000


if __name__ == "__main__":
    main(sys.argv[1:])
