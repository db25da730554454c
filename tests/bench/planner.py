"""How good and how fast plans are: 200 hazards, 3 teams, about 10 s on one core.

    python -m tests.bench.planner [--hazards 200] [--teams 3] [--seconds 10] [--seed 1]

Prints also how even the rounds are, against those of the same search not evened out. Prints
numbers, CPU seconds of this process apart from wall seconds; asserts nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from time import perf_counter, process_time

from geo.network import StreetNetwork
from geo.passes import Rules, needed_for
from geo.plan_check import check
from geo.rain import Level, Levels
from geo.rounds import Plan, plan
from tests.geo.random_town import NIGHT, ZONE, random_town


def main(arguments: Sequence[str] = ()) -> None:
    """Plan one night by seconds, repeat it by its iterations, search ten times longer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hazards", type=int, default=200)
    parser.add_argument("--teams", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--level", default="blue")
    asked = parser.parse_args(arguments)
    town = random_town(asked.seed, side=14, hazards=asked.hazards, teams=asked.teams, full=True)
    network = StreetNetwork.of(town.streets, town.gates)
    levels = Levels(rain=Level.of(asked.level))
    needs = needed_for(town.hazards, Rules(), NIGHT, levels, ZONE)
    print(f"{len(town.streets)} streets, {len(town.hazards)} hazards, {len(town.teams)} teams, "
          f"{len(needs.needs)} visits, {len(needs.passes)} passes, seed {asked.seed}")  # fmt: skip

    def run(
        title: str, iterations: int | None = None, seconds: float | None = None,
        *, rules: Rules = Rules(), advice: bool = True,  # noqa: B008
    ) -> Plan:  # fmt: skip
        wall, cpu = perf_counter(), process_time()
        made = plan(town.hazards, needs, town.teams, network, town.gates, ZONE, seed=asked.seed,
                    iterations=iterations, seconds=seconds, rules=rules,
                    advice=advice)  # fmt: skip
        wall, cpu = perf_counter() - wall, process_time() - cpu
        walked = sum(each.length_m for each in made.rounds)
        print(f"{title}: wall {wall:.1f} s, CPU {cpu:.1f} s, {made.iterations} iterations a pass, "
              f"{walked / 1000:.2f} km, {len(made.unserved)} unserved")  # fmt: skip
        return made

    first = run(f"{asked.seconds:g} s", seconds=asked.seconds)
    again = run("the same iterations", iterations=first.iterations)
    print("  the same plan" if again == first else "  NOT THE SAME PLAN")
    run("without advice", iterations=first.iterations, advice=False)
    cheapest = run("not evened out", iterations=first.iterations, advice=False,
                   rules=Rules(even_within=5))  # fmt: skip
    print("  longest over mean, km walked: not evened out -> evened out")
    for one in first.passes:
        (was, was_km), (now, now_km) = (_spread(each, one.no) for each in (cheapest, first))
        print(f"  {one.name}: {was:.2f} -> {now:.2f}, {was_km:.2f} -> {now_km:.2f} km "
              f"({100 * (now_km / max(0.01, was_km) - 1):+.1f} %)")  # fmt: skip
    for note in first.notes:
        print("  note:", note)
    for why in sorted({str(each) for each in first.unserved}):
        print("  unserved:", why)
    began = perf_counter()
    wrong = check(first, needs, town.hazards, town.teams, town.streets, town.gates, ZONE)
    print(f"checker: {len(wrong)} violations in {perf_counter() - began:.1f} s")
    for each in wrong[:10]:
        print("  ", each)
    run("ten times longer", iterations=first.iterations * 10)


def _spread(made: Plan, pass_no: int) -> tuple[float, float]:
    """The longest over the mean of the teams that are out in a pass, and the km of all."""
    out: dict[str, float] = defaultdict(float)
    rounds = [each for each in made.rounds if each.pass_no == pass_no]
    for each in rounds:
        out[each.team_id] += (each.ends_at - each.starts_at).total_seconds()
    km = sum(each.length_m for each in rounds) / 1000
    mean = sum(out.values()) / max(1, len(out))
    return (max(out.values()) / mean if mean else 1.0), km


if __name__ == "__main__":
    main(sys.argv[1:])
