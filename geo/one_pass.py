"""One pass: its needs become a problem of numbers, its tours become rounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import ceil, floor, isfinite

from geo.approach import Surroundings, Way
from geo.duty import Duty, extra_m, free, on_shift
from geo.footing import ON_FOOT, Footing
from geo.hazards import Hazard
from geo.itinerary import Round
from geo.kept_order import keeping
from geo.network import Access
from geo.passes import Need, Pass, Unserved
from geo.planner.hurry import hurried
from geo.planner.problem import FAR_S, Found, Ground, Problem, Task, Tour, Walker
from geo.planner.timing import Clock, Timing
from geo.rules import Rules
from geo.sentences import Sentence
from geo.setting_out import Outset, Visit, keep_next, set_out
from geo.spacing import Span
from geo.sun import is_dark
from geo.teams import Team
from geo.underway import TeamAt, Underway
from geo.walking import Call, Writer
from geo.why_not import WhyNot

# What a visit is worth in metres of walking, by rank: more than any way across a community, so
# that walking never decides what is left out; the worst hazards are left out last.
PRIZE_M = {1: 100_000, 2: 200_000, 3: 400_000, 4: 800_000}
URGENT_PRIZE_M = 1_600_000
_FRESH = Underway()


@dataclass(slots=True)
class SoFar:
    """What the passes before have left behind, in seconds since 1970.

    left: when each hazard was last left. busy: when each team is back.
    """

    left: dict[str, int]
    busy: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class OnePass:
    """Everything that planning one pass looks at.

    spans: by hazard id, when its visit may begin for the later ones to remain possible.
    wet_ids: hazards with reported water. orders: by team id, hazards in an order put by hand.
    later: the passes after it. underway: who is out, and who has which visit now. elsewhere:
    teams that are out in a later pass already.
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
    later: Sequence[Pass] = ()
    underway: Underway = _FRESH
    elsewhere: frozenset[str] = frozenset()

    def footing(self, duty: Duty) -> Footing:
        """How that team walks: the pass is dark when it is in the middle of its window."""
        middle = self.one.from_at + (self.one.to_at - self.one.from_at) / 2
        dark = is_dark(middle, *self.around.network.metric.origin, self.zone)
        return Footing.of(duty.team.mode, dark=dark, unlit_factor=self.rules.unlit_factor)

    def prepared(self, needs: Sequence[Need], so_far: SoFar) -> Prepared:
        """The problem of this pass, and what cannot be part of it."""
        shift = on_shift(self.teams, self.one, self.later)
        outset = self._set_out(shift, so_far)
        duties = outset.duties
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
        self._keep_next(outset, visits)
        return _Assembly(self, outset, visits).prepared(unserved)

    @property
    def begins_s(self) -> int:
        """When it begins, or goes on."""
        return ceil(self.one.from_at.timestamp())

    @property
    def at(self) -> dict[str, TeamAt]:
        """The teams that are out in this pass."""
        return {
            team: here
            for team, here in self.underway.at.items()
            if here.pass_name == self.one.name
        }  # fmt: skip

    def _set_out(self, shift: Sequence[Duty], so_far: SoFar) -> Outset:
        here = self.at
        busy = {team: until for team, until in so_far.busy.items() if team not in here}
        duties = [each for each in free(shift, busy) if each.team.id not in self.elsewhere]
        footings = [self.footing(duty) for duty in duties]
        return set_out(duties, here, self.begins_s, self.around, footings)

    def _keep_next(self, outset: Outset, visits: Sequence[Visit]) -> None:
        """Nobody turns round on the way to a stop that can still be made."""
        duties = outset.duties
        may = [
            {v.need.hazard_id: isfinite(self.extra_m(duty, v, duties)) for v in visits}
            for duty in duties
        ]
        footings = [self.footing(duty) for duty in duties]
        keep_next(outset, visits, self.at, self.begins_s, self.around, footings, may)

    def extra_m(self, duty: Duty, visit: Visit, duties: Sequence[Duty]) -> float:
        """What a visit by this team counts more; one that it takes from another so much more."""
        hazard, need = visit.approach.hazard, visit.need
        metres = extra_m(duty, hazard, need, duties)
        owner = self.underway.owners.get((hazard.id, self.one.name))
        own = owner in (None, duty.team.id)
        if own or not any(
            each.team.id == owner and isfinite(extra_m(each, hazard, need, duties))
            for each in duties
        ):
            return metres
        return metres + self.rules.handover_m

    def _visit(self, need: Need, so_far: SoFar) -> Visit:
        hazard = self.hazards[need.hazard_id]
        span = self.spans[hazard.id]
        first, late, last = self.begins_s, span.late_s, floor(self.one.to_at.timestamp())
        if need.from_at is not None:
            first = max(first, ceil(need.from_at.timestamp()))
        if need.to_at is not None:
            last = min(last, floor(need.to_at.timestamp()))
        left = so_far.left.get(hazard.id)
        if left is not None:
            first = max(first, left + need.min_gap_s)
        early = max(first, span.early_s)
        if left is not None and need.max_gap_s is not None and first <= left + need.max_gap_s:
            # Once it has passed, late is better than never; till then it goes before waiting.
            late, last = (min(each, left + need.max_gap_s) for each in (late, last))
            early = max(first, min(early, late))
        wet = hazard.id in self.wet_ids
        approach = self.around.approach(hazard, lookout=need.lookout, wet=wet)
        return Visit(need, approach, early, late, last)

    def _shut(self, visit: Visit) -> Sentence | None:
        if visit.early_s <= visit.late_s:
            return None
        early, late = (datetime.fromtimestamp(each, UTC) for each in (visit.early_s, visit.late_s))
        return self.why.window_shut(early, late)

    def _nobodys(self, visit: Visit, duties: Sequence[Duty]) -> Sentence | None:
        if any(isfinite(self.extra_m(duty, visit, duties)) for duty in duties):
            return None
        return self.why.keeper_away()


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A pass ready to be solved. calls: per task, whose need and its ways by place."""

    problem: Problem
    outset: Outset
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
            walker, duty = self.problem.walkers[tour.walker], self.duties[tour.walker]
            kept = self.outset.kept.get(tour.walker)
            if not tour.places and duty.start is None:
                continue
            calls = [self._call(clock.task_of[place], place) for place in tour.places]
            start, end = self.depots[walker.start], self.depots[walker.end]
            timing = self._timing(clock, tour)
            if kept is not None:
                calls, start = [kept.call, *calls], kept.start
                timing = replace(
                    timing, start_s=kept.since_s - self.zero_s,
                    etas_s=(kept.eta_s - self.zero_s, *timing.etas_s),
                )  # fmt: skip
            if calls:
                rounds.append(writer.round(duty, plan.footing(duty), start, end, calls, timing))
            so_far.busy[duty.team.id] = self.zero_s + timing.end_s
        for done in rounds:
            _note_left(done, so_far)
        # Of the two ends of one segment each may have its reason; the visit is named once.
        missed = {each.hazard_id: each for each in [*self.unserved, *self._left_out(found, clock)]}
        return rounds, [*missed.values()]

    @property
    def duties(self) -> Sequence[Duty]:
        """Who walks, as the problem numbers them."""
        return self.outset.duties

    @property
    def begin(self) -> tuple[Tour, ...]:
        """The tours as the plan before had them; a place of each task that somebody has."""
        of_hazard: dict[str, list[int]] = defaultdict(list)
        for task, (visit, _) in enumerate(self.calls):
            of_hazard[visit.need.hazard_id].append(task)
        places: dict[str, list[int]] = defaultdict(list)
        for (hazard_id, name), team in self.plan.underway.owners.items():
            if name == self.plan.one.name:
                tasks = of_hazard.get(hazard_id, ())
                places[team] += [self.problem.tasks[task].places[0] for task in tasks]
        first = {duty.team.id: n for n, duty in reversed([*enumerate(self.duties)])}
        return tuple(
            Tour(n, tuple(places[duty.team.id]) if first[duty.team.id] == n else ())
            for n, duty in enumerate(self.duties)
        )

    def _timing(self, clock: Clock, tour: Tour) -> Timing:
        """A tour in time; who stands somewhere with nothing more to do walks home."""
        timing, who = clock.time(tour), self.problem.walkers[tour.walker]
        if tour.places:
            return timing
        way_s = int(clock.seconds(tour.walker)[who.start, who.end])
        return replace(timing, end_s=who.early_s + (way_s if way_s < FAR_S else 0))

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
        left = [n for n in found.left_out if n not in found.late_s]
        at_any_time = Clock(self._whole_pass_for(left)) if left else clock
        for task in left:
            fit, (visit, _) = clock.best_fit(found.tours, task), self.calls[task]
            if fit is None:
                continue  # never: what nobody may or can reach is not in the problem
            team = self.duties[fit.walker].team.name
            free = at_any_time.best_fit(found.tours, task)
            if free is not None and free.late_s == 0:
                early, late = (
                    datetime.fromtimestamp(at_s, UTC) for at_s in (visit.early_s, visit.late_s)
                )
                why = self.plan.why.not_then(early, late, team, fit.late_s)
            else:
                takes_s = clock.takes_s(found.tours, task, fit)
                why = self.plan.why.no_time(team, takes_s, fit.late_s)
            yield _unserved(visit.need, why)

    def _whole_pass_for(self, tasks: Sequence[int]) -> Problem:
        """The problem in which these tasks may be done at any time of the pass."""
        one, zero = self.plan.one, self.zero_s
        first, last = (floor(at.timestamp()) - zero for at in (one.from_at, one.to_at))
        wide = list(self.problem.tasks)
        for n in tasks:
            early, late = min(wide[n].early_s, max(0, first)), max(wide[n].late_s, last)
            wide[n] = replace(wide[n], early_s=early, late_s=late)
        return replace(self.problem, tasks=tuple(wide))


class _Assembly:
    """Puts visits together into a problem; what nobody can walk to is sorted out."""

    def __init__(self, plan: OnePass, outset: Outset, visits: Sequence[Visit]) -> None:
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
                unserved.append(_unserved(visit.need, self._cut_off(visit, there)))
        # Where hours of a hazard's own end while everybody is out, they end before anybody begins.
        begins, ends = (
            [duty.early_s for duty in self.duties], [visit.late_s for visit, _ in reached]
        )  # fmt: skip
        zero = min([*begins, *ends], default=0)
        tasks = tuple(_task(visit, ways, zero) for visit, ways in reached)
        walkers = tuple(self._walker(duty, reached, zero) for duty in self.duties)
        problem = keeping(
            Problem(grounds, tasks, walkers),
            [visit.need.hazard_id for visit, _ in reached], self._orders(),
        )  # fmt: skip
        urgent = [n for n, (visit, _) in enumerate(reached) if visit.need.urgent]
        if urgent:
            soon_s = self.plan.begins_s + self.plan.rules.urgent_min * 60 - zero
            problem = hurried(problem, urgent, soon_s)
        return Prepared(problem, self.outset, self.depots, reached, unserved, zero, self.plan)

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


def _note_left(done: Round, so_far: SoFar) -> None:
    through_s = {leg.seq: leg.walk_s for leg in done.legs if leg.through}
    for stop in done.stops:
        left = round(stop.eta.timestamp()) + stop.service_s + through_s.get(stop.seq, 0)
        so_far.left[stop.hazard_id] = max(so_far.left.get(stop.hazard_id, 0), left)


def _unserved(need: Need, why: Sentence) -> Unserved:
    return Unserved(need.hazard_id, need.pass_no, need.extra, why.template, why.values)
