"""One pass: its needs become a problem of numbers, its tours become rounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil, isfinite

from geo.approach import Approach, Surroundings, Way
from geo.duty import Duty, extra_m, free, on_shift
from geo.footing import ON_FOOT, Footing
from geo.hazards import Hazard
from geo.itinerary import Round
from geo.kept_order import keeping
from geo.network import Access
from geo.passes import Need, Pass, Unserved
from geo.planner.problem import Found, Ground, Problem, Task, Walker
from geo.planner.timing import Clock
from geo.rules import Rules
from geo.sentences import Sentence
from geo.spacing import Span
from geo.sun import is_dark
from geo.teams import Team
from geo.walking import Call, Writer
from geo.why_not import WhyNot

# What a visit is worth in metres of walking, by rank: more than any way across a community, so
# that walking never decides what is left out; the worst hazards are left out last.
PRIZE_M = {1: 100_000, 2: 200_000, 3: 400_000, 4: 800_000}


@dataclass(slots=True)
class SoFar:
    """What the passes before have left behind, in seconds since 1970.

    left: when each hazard was last left. busy: when each team is back.
    """

    left: dict[str, int]
    busy: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """A need that can be planned: the hazard, how it is visited and between which seconds."""

    need: Need
    approach: Approach
    early_s: int
    late_s: int


@dataclass(frozen=True, slots=True, eq=False)
class OnePass:
    """Everything that planning one pass looks at.

    spans: by hazard id, when its visit may begin for the later ones to remain possible.
    wet_ids: hazards with reported water. orders: by team id, hazards in an order put by hand.
    """

    one: Pass
    zone: str
    around: Surroundings
    why: WhyNot
    hazards: Mapping[str, Hazard]
    teams: Sequence[Team]
    wet_ids: frozenset[str]
    spans: Mapping[str, Span]
    rules: Rules
    orders: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def footing(self, duty: Duty) -> Footing:
        """How that team walks: the pass is dark when it is in the middle of its window."""
        middle = self.one.from_at + (self.one.to_at - self.one.from_at) / 2
        dark = is_dark(middle, *self.around.network.metric.origin, self.zone)
        return Footing.of(duty.team.mode, dark=dark, unlit_factor=self.rules.unlit_factor)

    def prepared(self, needs: Sequence[Need], so_far: SoFar) -> Prepared:
        """The problem of this pass, and what cannot be part of it."""
        shift = on_shift(self.teams, self.one)
        duties = free(shift, so_far.busy)
        visits: list[Visit] = []
        unserved: list[Unserved] = []
        for need in needs:
            visit = self._visit(need, so_far)
            why = self.why.nobody(shift, duties, need) or self._shut(visit)
            why = why or self._nobodys(visit, duties)
            if why:
                unserved.append(_unserved(need, why))
            else:
                visits.append(visit)
        return _Assembly(self, duties, visits).prepared(unserved)

    def _visit(self, need: Need, so_far: SoFar) -> Visit:
        hazard = self.hazards[need.hazard_id]
        span = self.spans[hazard.id]
        first, late = ceil(self.one.from_at.timestamp()), span.late_s
        left = so_far.left.get(hazard.id)
        if left is not None:
            first = max(first, left + need.min_gap_s)
        early = max(first, span.early_s)
        if left is not None and need.max_gap_s is not None and first <= left + need.max_gap_s:
            # Once it has passed, late is better than never; till then it goes before waiting.
            late = min(late, left + need.max_gap_s)
            early = max(first, min(early, late))
        wet = hazard.id in self.wet_ids
        approach = self.around.approach(hazard, lookout=need.lookout, wet=wet)
        return Visit(need, approach, early, late)

    def _shut(self, visit: Visit) -> Sentence | None:
        if visit.early_s <= visit.late_s:
            return None
        early, late = (datetime.fromtimestamp(each, UTC) for each in (visit.early_s, visit.late_s))
        return self.why.window_shut(early, late)

    def _nobodys(self, visit: Visit, duties: Sequence[Duty]) -> Sentence | None:
        hazard, need = visit.approach.hazard, visit.need
        if any(isfinite(extra_m(duty, hazard, need, duties)) for duty in duties):
            return None
        return self.why.keeper_away()


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A pass ready to be solved. calls: per task, whose need and its ways by place."""

    problem: Problem
    duties: Sequence[Duty]
    depots: Sequence[Access]
    calls: Sequence[tuple[Visit, dict[int, Way]]]
    unserved: list[Unserved]
    zero_s: int
    plan: OnePass

    def finished(self, found: Found, so_far: SoFar) -> tuple[list[Round], list[Unserved]]:
        """The rounds and all that is not served; notes in `so_far` what the next pass must know."""
        clock, plan = Clock(self.problem), self.plan
        writer = Writer(plan.around.network, plan.around.closed, plan.one, plan.zone, self.zero_s)
        rounds = []
        for tour in found.tours:
            if tour.places:
                walker, duty = self.problem.walkers[tour.walker], self.duties[tour.walker]
                calls = [self._call(clock.task_of[place], place) for place in tour.places]
                timing = clock.time(tour)
                start, end = self.depots[walker.start], self.depots[walker.end]
                footing = plan.footing(duty)
                rounds.append(writer.round(duty, footing, start, end, calls, timing))
                so_far.busy[duty.team.id] = self.zero_s + timing.end_s
        for done in rounds:
            _note_left(done, so_far)
        # Of the two ends of one segment each may have its reason; the visit is named once.
        missed = {each.hazard_id: each for each in [*self.unserved, *self._left_out(found, clock)]}
        return rounds, [*missed.values()]

    def _call(self, task: int, place: int) -> Call:
        visit, ways = self.calls[task]
        return Call(visit.approach.hazard, visit.need, ways[place], visit.approach.lookout)

    def _left_out(self, found: Found, clock: Clock) -> Iterator[Unserved]:
        for task, at_s in found.late_s.items():
            visit = self.calls[task][0]
            at = None if at_s is None else datetime.fromtimestamp(self.zero_s + at_s, UTC)
            may_s = self.problem.tasks[task].late_s
            why = self.plan.why.in_hand_order(
                visit.approach.hazard.code, at, in_time=at_s is not None and at_s <= may_s
            )
            yield _unserved(visit.need, why)
        for task in (n for n in found.left_out if n not in found.late_s):
            fit, need = clock.best_fit(found.tours, task), self.calls[task][0].need
            if fit is not None:  # always: what nobody may or can reach is not in the problem
                team = self.duties[fit.walker].team.name
                yield _unserved(need, self.plan.why.no_time(team, fit.late_s))


class _Assembly:
    """Puts visits together into a problem; what nobody can walk to is sorted out."""

    def __init__(self, plan: OnePass, duties: Sequence[Duty], visits: Sequence[Visit]) -> None:
        self.plan, self.duties, self.visits = plan, duties, visits
        targets = [way.enters for visit in visits for call in visit.approach.calls for way in call]
        self.footings = [plan.footing(duty) for duty in duties]
        # Nobody gets onto the streets by steps with an e-bike, so a base is one for each footing.
        bases = [
            (point, footing)
            for duty, footing in zip(duties, self.footings, strict=True)
            for point in (duty.team.start, duty.team.end)
        ]
        self.numbers = {base: n for n, base in enumerate(dict.fromkeys(bases))}
        self.depots = [plan.around.base(point, targets, how) for point, how in self.numbers]
        self.ways: list[Way] = [Way(depot, depot) for depot in self.depots]

    def prepared(self, unserved: list[Unserved]) -> Prepared:
        """The problem; what cannot be walked to joins `unserved`."""
        calls = [
            (visit, self._placed(call)) for visit in self.visits for call in visit.approach.calls
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
            if there < len(visit.approach.calls):
                unserved.append(_unserved(visit.need, self._cut_off(visit, there)))
        zero = min((duty.early_s for duty in self.duties), default=0)
        tasks = tuple(_task(visit, ways, zero) for visit, ways in reached)
        walkers = tuple(self._walker(duty, reached, zero) for duty in self.duties)
        problem = keeping(
            Problem(grounds, tasks, walkers),
            [visit.need.hazard_id for visit, _ in reached], self._orders(),
        )  # fmt: skip
        return Prepared(problem, self.duties, self.depots, reached, unserved, zero, self.plan)

    def _orders(self) -> dict[int, Sequence[str]]:
        """By walker, the order put by hand; of a team's two shifts the longer one has it."""
        longest = {
            each.team.id: n
            for n, each in sorted(enumerate(self.duties), key=lambda d: d[1].late_s - d[1].early_s)
        }
        return {longest[team]: order for team, order in self.plan.orders.items() if team in longest}

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
        start, end = self.numbers[duty.team.start, how], self.numbers[duty.team.end, how]
        return self._distinct().index(how), start, end

    def _may_go(self, visit: Visit) -> list[tuple[int, int, int]]:
        """(ground, start, end) of every team that is allowed to make that visit."""
        return [self._base(duty) for duty in self.duties if isfinite(self._extra_m(duty, visit))]

    def _extra_m(self, duty: Duty, visit: Visit) -> float:
        return extra_m(duty, visit.approach.hazard, visit.need, self.duties)

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
        prize_m=PRIZE_M[visit.approach.hazard.rank],
    )


def _reached(
    grounds: Sequence[Ground], place: int, bases: Sequence[tuple[int, int, int]]
) -> bool:  # fmt: skip
    ways = ((grounds[n].metres, start, end) for n, start, end in bases)
    return any(isfinite(metres[start, place] + metres[place, end]) for metres, start, end in ways)


def _note_left(done: Round, so_far: SoFar) -> None:
    through_s = {leg.seq: leg.walk_s for leg in done.legs if leg.through}
    for stop in done.stops:
        left = round(stop.eta.timestamp()) + stop.service_s + through_s.get(stop.seq, 0)
        so_far.left[stop.hazard_id] = max(so_far.left.get(stop.hazard_id, 0), left)


def _unserved(need: Need, why: Sentence) -> Unserved:
    return Unserved(need.hazard_id, need.pass_no, need.extra, why.template, why.values)
