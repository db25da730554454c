"""Long runs of what `make test` runs a slice of: `make campaign NAME=plans`.

Each prints a line for docs/campaigns.md: commit, command, seeds, what was found.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from tests.geo.planner.random_problem import missed_by_m, misses_of_tight
from tests.geo.random_night import checked_replans_of
from tests.geo.random_town import checked_night_of


def plans(first: int, count: int) -> str:
    """Nights of random towns, each looked through by the independent checker."""
    visits, wrong = 0, []
    for seed in range(first, first + count):
        made, broken = checked_night_of(seed)
        visits += sum(len(each.stops) for each in made.rounds)
        wrong += [f"seed {seed}: {each}" for each in broken]
    for each in wrong:
        print(each)
    return f"{count} nights, {visits} stops, {len(wrong)} violations"


def replans(first: int, count: int) -> str:
    """Nights of random towns planned again while they run: warnings, water, teams lost, finds."""
    visits, wrong = 0, []
    for seed in range(first, first + count):
        night, broken = checked_replans_of(seed)
        visits += len(night.done)
        wrong += [f"seed {seed}: {each}" for each in broken]
    for each in wrong:
        print(each)
    return f"{count} nights, {visits} stops done, {len(wrong)} violations"


def brute(first: int, count: int) -> str:
    """Problems of up to 8 tasks, the search of 300 iterations against all there is.

    And as many with teams that are barred and little time: what is left out, rank by rank.
    """
    missed = {seed: missed_by_m(seed) for seed in range(first, first + count)}
    wrong = {seed: by for seed, by in missed.items() if abs(by) > 0.1}
    for seed, by in wrong.items():
        print(f"seed {seed}: {by:.0f} m dearer than the best")
    tight = {seed: misses_of_tight(seed) for seed in range(first, first + count)}
    more = {seed: (left, least) for seed, (left, least) in tight.items() if left != least}
    for seed, (left, least) in more.items():
        print(f"tight seed {seed}: {left:.0f} left out instead of {least:.0f}, a digit each rank")
    return (
        f"{count} problems, {len(wrong)} not solved to the end; "
        f"{count} tight ones, {len(more)} leave out more than they must"
    )


CAMPAIGNS: dict[str, tuple[Callable[[int, int], str], int]] = {
    "plans": (plans, 2000),
    "brute": (brute, 5000),
    "replans": (replans, 2000),
}


def main(words: list[str]) -> None:
    """Run one campaign: NAME [FIRST_SEED [COUNT]]."""
    if not words or words[0] not in CAMPAIGNS:
        sys.exit(f"make campaign NAME=… with one of: {', '.join(CAMPAIGNS)}")
    run, usual = CAMPAIGNS[words[0]]
    first = int(words[1]) if len(words) > 1 else 1
    count = int(words[2]) if len(words) > 2 else usual
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    found = run(first, count)
    command = f"make campaign NAME='{words[0]} {first} {count}'"
    print(f"| {datetime.now(UTC):%Y-%m-%d} | {commit} | `{command}` | {found} |")


if __name__ == "__main__":
    main(sys.argv[1:])
