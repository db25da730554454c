"""A pass ready to be solved, and its tours as rounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import floor

from geo.approach import Way
from geo.duty import Duty
from geo.itinerary import Round
from geo.network import Access
from geo.pass_setting import Setting
from geo.passes import Need, Unserved
from geo.planner.problem import FAR_S, Found, Problem, Tour
from geo.planner.timing import Clock, Timing
from geo.sentences import Sentence
from geo.setting_out import Outset, Visit
from geo.walking import Call, Writer


@dataclass(slots=True)
class SoFar:
    """What the passes before have left behind, in seconds since 1970.

    left: when each hazard was last left. busy: when each team is back.
    """

    left: dict[str, int]
    busy: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A pass ready to be solved. calls: per task, whose need and its ways by place.

    first: what cannot wait, by who is there first.
    """

    problem: Problem
    outset: Outset
    depots: Sequence[Access]
    calls: Sequence[tuple[Visit, dict[int, Way]]]
    unserved: list[Unserved]
    zero_s: int
    plan: Setting
    first: tuple[Tour, ...] = ()

    def finished(self, found: Found, so_far: SoFar) -> tuple[list[Round], list[Unserved]]:
        """The rounds and all that is not served; notes in `so_far` what the next pass must know."""
        clock, plan = Clock(self.problem), self.plan
        writer = Writer(plan.around.network, plan.around.closed, plan.one, plan.zone, self.zero_s)
        rounds, busy = [], dict[str, int]()
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
            # Of two shifts of one team in one pass the later may come first.
            back_s = self.zero_s + timing.end_s
            busy[duty.team.id] = max(back_s, busy.get(duty.team.id, back_s))
        so_far.busy.update(busy)
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
        urgent = {tour.walker: tour.places for tour in self.first}
        taken = {place for tour in self.first for place in tour.places}
        for (hazard_id, name), team in self.plan.underway.owners.items():
            if name == self.plan.one.name:
                tasks = of_hazard.get(hazard_id, ())
                tours = (self.problem.tasks[task].places for task in tasks)
                places[team] += [each[0] for each in tours if not taken & {*each}]
        first = {duty.team.id: n for n, duty in reversed([*enumerate(self.duties)])}
        return tuple(
            Tour(
                n, (*urgent.get(n, ()), *(places[duty.team.id] if first[duty.team.id] == n else ()))
            )
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
            yield unserved(visit.need, why)
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
            yield unserved(visit.need, why)

    def _whole_pass_for(self, tasks: Sequence[int]) -> Problem:
        """The problem in which these tasks may be done at any time of the pass."""
        one, zero = self.plan.one, self.zero_s
        first, last = (floor(at.timestamp()) - zero for at in (one.from_at, one.to_at))
        wide = list(self.problem.tasks)
        for n in tasks:
            early, late = min(wide[n].early_s, max(0, first)), max(wide[n].late_s, last)
            wide[n] = replace(wide[n], early_s=early, late_s=late)
        return replace(self.problem, tasks=tuple(wide))


def _note_left(done: Round, so_far: SoFar) -> None:
    through_s = {leg.seq: leg.walk_s for leg in done.legs if leg.through}
    for stop in done.stops:
        left = round(stop.eta.timestamp()) + stop.service_s + through_s.get(stop.seq, 0)
        so_far.left[stop.hazard_id] = max(so_far.left.get(stop.hazard_id, 0), left)


def unserved(need: Need, why: Sentence) -> Unserved:
    """A visit that nobody can make, and why."""
    return Unserved(need.hazard_id, need.pass_no, need.extra, why.template, why.values)
