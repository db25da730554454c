"""Tasks in a given order: which way round each street, and what to leave out where time is short.

Labels go through the order from task to task; of those that stand at one place only such remain
as no other beats in both time and price.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite

from geo.planner.problem import Tour
from geo.planner.timing import Clock


@dataclass(frozen=True, slots=True)
class Row:
    """Kept tasks as one tour in their order. left_out: task → when the order would reach it.

    None where it cannot be walked to from the one before at all.
    """

    tour: Tour
    left_out: Mapping[int, int | None]


def in_order(clock: Clock, walker: int, kept: Sequence[int]) -> Row:
    """The shortest tour through these tasks in this order, within every window.

    Where they cannot all be made, those are left out that lose the least.
    """
    whole = _shortest(clock, walker, kept)
    if whole is not None:
        return Row(whole, {})
    made = _most(clock, walker, kept)
    tour = _shortest(clock, walker, made) or Tour(walker, ())
    return Row(tour, {n: _reached_s(clock, tour, kept, n) for n in kept if n not in made})


@dataclass(frozen=True, slots=True)
class _Way:
    """A begun tour: left its last place at now_s, having lost and walked so much."""

    place: int
    now_s: int
    lost_m: float
    cost_m: float
    places: tuple[int, ...] = ()
    made: tuple[int, ...] = ()

    def on(self, clock: Clock, walker: int, number: int) -> list[_Way]:
        """The ways that go on with that task, one for each of its places in time."""
        task, ground = clock.problem.tasks[number], clock.problem.ground(walker)
        seconds, found = clock.seconds(walker), []
        for place in task.places:
            metres = float(ground.cost_m[self.place, place])
            begins = max(self.now_s + int(seconds[self.place, place]), task.early_s)
            if isfinite(metres) and begins <= task.late_s:
                found.append(
                    _Way(place, begins + task.service_s, self.lost_m,
                         self.cost_m + metres + float(ground.through_m[place]),
                         (*self.places, place), (*self.made, number))
                )  # fmt: skip
        return found

    def home(self, clock: Clock, walker: int) -> float:
        """What it counts until back at the end; inf where the shift is over before."""
        who, ground = clock.problem.walkers[walker], clock.problem.ground(walker)
        back = self.now_s + int(clock.seconds(walker)[self.place, who.end])
        metres = float(ground.cost_m[self.place, who.end])
        return self.cost_m + metres if self.places and back <= who.late_s else inf


def _shortest(clock: Clock, walker: int, kept: Sequence[int]) -> Tour | None:
    who = clock.problem.walkers[walker]
    ways = [_Way(who.start, who.early_s, 0.0, 0.0)]
    for number in kept:
        ways = _best([on for way in ways for on in way.on(clock, walker, number)], _cost)
    home = [(way.home(clock, walker), way.places) for way in ways]
    cost, places = min(home, default=(inf, ()))
    return Tour(walker, places) if isfinite(cost) else None


def _most(clock: Clock, walker: int, kept: Sequence[int]) -> tuple[int, ...]:
    """Those of the tasks that can be made in this order with the least prize lost."""
    who, at_once = clock.problem.walkers[walker], _at_once(clock, walker, kept)
    most = at_once.lost_m
    ways = [_Way(who.start, who.early_s, 0.0, 0.0)]
    for number in kept:
        prize = clock.problem.tasks[number].prize_m
        without = [replace(way, lost_m=way.lost_m + prize) for way in ways]
        with_it = [on for way in ways for on in way.on(clock, walker, number)]
        ways = _best([way for way in (*with_it, *without) if way.lost_m <= most], _lost)
    back = [way for way in ways if isfinite(way.home(clock, walker))]
    least = min(back, key=lambda way: (way.lost_m, way.now_s, way.cost_m), default=at_once)
    # Where nothing is gained by it, no task is given up for one that comes after it.
    return least.made if least.lost_m < most else at_once.made


def _at_once(clock: Clock, walker: int, kept: Sequence[int]) -> _Way:
    """Each task made that still can be when the order comes to it."""
    who = clock.problem.walkers[walker]
    way = _Way(who.start, who.early_s, 0.0, 0.0)
    for number in kept:
        on = [each for each in way.on(clock, walker, number)
              if isfinite(each.home(clock, walker))]  # fmt: skip
        prize = clock.problem.tasks[number].prize_m
        way = min(on, key=_time) if on else replace(way, lost_m=way.lost_m + prize)
    return way


def _time(way: _Way) -> int:
    return way.now_s


def _cost(way: _Way) -> float:
    return way.cost_m


def _lost(way: _Way) -> float:
    return way.lost_m


def _best(ways: Sequence[_Way], price: Callable[[_Way], float]) -> list[_Way]:
    """Of the ways to each place those that no other beats in both time and price."""
    best: list[_Way] = []
    least: dict[int, float] = {}
    for way in sorted(ways, key=lambda way: (way.now_s, price(way), way.cost_m)):
        if price(way) < least.get(way.place, inf):
            least[way.place] = price(way)
            best.append(way)
    return best


def _reached_s(clock: Clock, tour: Tour, kept: Sequence[int], number: int) -> int | None:
    """When the order would come to a task that is left out of the tour."""
    made = {clock.task_of[place]: place for place in tour.places}
    who, seconds = clock.problem.walkers[tour.walker], clock.seconds(tour.walker)
    at, now = who.start, who.early_s
    for each in kept[: kept.index(number)]:
        if each in made:
            task = clock.problem.tasks[each]
            now = max(now + int(seconds[at, made[each]]), task.early_s) + task.service_s
            at = made[each]
    metres = clock.problem.ground(tour.walker).metres
    task = clock.problem.tasks[number]
    there = [now + int(seconds[at, p]) for p in task.places if isfinite(metres[at, p])]
    return max(min(there), task.early_s) if there else None
