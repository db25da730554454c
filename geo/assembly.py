"""Visits put together into a problem of numbers; what nobody can walk to is sorted out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from geo.approach import Way
from geo.duty import Duty
from geo.footing import ON_FOOT, Footing
from geo.kept_order import keeping
from geo.pass_setting import Setting
from geo.passes import Unserved
from geo.planner.hurry import hurried
from geo.planner.problem import Ground, Problem, Task, Tour, Walker
from geo.prepared import Prepared
from geo.prepared import unserved as named
from geo.sentences import Sentence
from geo.setting_out import Outset, Visit

# What a visit is worth in metres of walking, by rank: more than any way across a community, so
# that walking never decides what is left out. A search adds them up, so that five of rank 2 would
# outweigh one of rank 4; geo/planner/repair.py then sees that the worst are left out last.
PRIZE_M = {1: 100_000, 2: 200_000, 3: 400_000, 4: 800_000}
URGENT_PRIZE_M = 1_600_000


class Assembly:
    """Puts visits together into a problem; what nobody can walk to is sorted out."""

    def __init__(self, plan: Setting, outset: Outset, visits: Sequence[Visit]) -> None:
        self.plan, self.outset, self.visits = plan, outset, visits
        self.duties = duties = outset.duties
        targets = [way.enters for visit in visits for call in visit.approach.calls for way in call]
        self.footings = [plan.footing(duty) for duty in duties]
        # Nobody gets onto the streets by steps with an e-bike, so a base is one for each footing.
        bases = [
            (point, footing)
            for duty, footing in zip(duties, self.footings, strict=True)
            for point in (duty.begins, duty.home)
        ]
        self.numbers = {base: n for n, base in enumerate(dict.fromkeys(bases))}
        self.depots = [
            outset.stands.get(point) or plan.around.base(point, targets, how)
            for point, how in self.numbers
        ]  # fmt: skip
        self.ways: list[Way] = [Way(depot, depot) for depot in self.depots]

    def prepared(self, unserved: list[Unserved]) -> Prepared:
        """The problem; what cannot be walked to joins `unserved`."""
        calls = [
            (visit, self._placed(call))
            for visit in self.visits
            for number, call in enumerate(visit.approach.calls)
            if not self.outset.keeps(visit, number)
        ]
        grounds = self._grounds()
        reached = []
        for visit, ways in calls:
            may_go = self._may_go(visit)
            near = {place: way for place, way in ways.items() if _reached(grounds, place, may_go)}
            if near:
                reached.append((visit, near))
        for visit in self.visits:
            there = sum(each is visit for each, _ in reached)
            there += sum(kept.visit is visit for kept in self.outset.kept.values())
            if there < len(visit.approach.calls):
                unserved.append(named(visit.need, self._cut_off(visit, there)))
        # Where hours of a hazard's own end while everybody is out, they end before anybody begins.
        begins, ends = (
            [duty.early_s for duty in self.duties], [visit.late_s for visit, _ in reached]
        )  # fmt: skip
        zero = min([*begins, *ends], default=0)
        tasks = tuple(_task(visit, ways, zero) for visit, ways in reached)
        walkers = tuple(self._walker(duty, reached, zero) for duty in self.duties)
        problem = keeping(
            Problem(grounds, tasks, walkers),
            [visit.need.hazard_id for visit, _ in reached], self._kept(), self._usual(),
        )  # fmt: skip
        first: tuple[Tour, ...] = ()
        urgent = [n for n, (visit, _) in enumerate(reached) if visit.need.urgent]
        if urgent:
            soon_s = self.plan.begins_s + self.plan.rules.urgent_min * 60 - zero
            hurry = hurried(problem, urgent, soon_s)
            problem, first = hurry.problem, hurry.tours
        return Prepared(
            problem, self.outset, self.depots, reached, unserved, zero, self.plan, first
        )  # fmt: skip

    def _kept(self) -> dict[int, Sequence[str]]:
        """By walker, the order put by hand; of a team's shifts only the one it was made for."""
        shifts = [each.shift for each in self.duties]
        found: dict[int, Sequence[str]] = {}
        for order in self.plan.orders:
            own = order.shift_of(shifts) if order.binds else None
            if own is not None:
                found.setdefault(shifts.index(own), order.hazard_ids)
        return found

    def _usual(self) -> dict[int, Sequence[str]]:
        """By walker, the order that a template has for what the team gets."""
        orders = {each.team_id: each.hazard_ids for each in self.plan.orders if not each.binds}
        return {
            n: orders[each.team.id] for n, each in enumerate(self.duties) if each.team.id in orders
        }

    def _placed(self, call: tuple[Way, ...]) -> dict[int, Way]:
        first = len(self.ways)
        self.ways += call
        return dict(enumerate(call, first))

    def _grounds(self) -> tuple[Ground, ...]:
        return tuple(self.plan.around.ground(self.ways, each) for each in self._distinct())

    def _distinct(self) -> list[Footing]:
        return list(dict.fromkeys(self.footings)) or [ON_FOOT]

    def _base(self, duty: Duty) -> tuple[int, int, int]:
        """The ground of a team, and where on it its round starts and ends."""
        how = self.footings[self.duties.index(duty)]
        start, end = self.numbers[duty.begins, how], self.numbers[duty.home, how]
        return self._distinct().index(how), start, end

    def _may_go(self, visit: Visit) -> list[tuple[int, int, int]]:
        """(ground, start, end) of every team that is allowed to make that visit."""
        return [self._base(duty) for duty in self.duties if isfinite(self._extra_m(duty, visit))]

    def _extra_m(self, duty: Duty, visit: Visit) -> float:
        return self.plan.extra_m(duty, visit, self.duties)

    def _cut_off(self, visit: Visit, there: int) -> Sentence:
        if there:
            return self.plan.why.one_end_only()
        allowed = [each for each in self.duties if isfinite(self._extra_m(each, visit))]
        # Who walks goes where anybody can; that an e-bike cannot is no reason beside it.
        duty = min(allowed, key=lambda each: each.team.mode == "ebike")
        base = self.depots[self._base(duty)[1]]
        if duty.team.mode == "ebike" and self.plan.why.walkable(visit.approach, base):
            return self.plan.why.only_steps(duty.team.name)
        return self.plan.why.no_way(visit.approach, base, duty.team.name)

    def _walker(
        self, duty: Duty, calls: Sequence[tuple[Visit, dict[int, Way]]], zero: int
    ) -> Walker:
        ground, start, end = self._base(duty)
        return Walker(
            start=start,
            end=end,
            early_s=duty.early_s - zero,
            late_s=duty.late_s - zero,
            speed_m_s=duty.team.speed_m_s,
            extra_m=tuple(self._extra_m(duty, visit) for visit, _ in calls),
            ground=ground,
            crew=[each.team.id for each in self.duties].index(duty.team.id),
        )


def _task(visit: Visit, ways: Mapping[int, Way], zero: int) -> Task:
    return Task(
        places=tuple(ways),
        early_s=max(0, visit.early_s - zero),
        late_s=visit.late_s - zero,
        service_s=visit.need.service_s,
        prize_m=URGENT_PRIZE_M if visit.need.urgent else PRIZE_M[visit.approach.hazard.rank],
    )


def _reached(
    grounds: Sequence[Ground], place: int, bases: Sequence[tuple[int, int, int]]
) -> bool:  # fmt: skip
    ways = ((grounds[n].metres, start, end) for n, start, end in bases)
    return any(isfinite(metres[start, place] + metres[place, end]) for metres, start, end in ways)
