"""Tonight's rounds: passes, hazards, teams and streets go in, a plan comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil

from geo.approach import (
    UNKNOWN_HEIGHT_M,
    Approach,
    Surroundings,
    known_height_m,
    standing_off_m,
    stretches_of,
    under_water,
)
from geo.closing import Closed, closed_gates, longest_open
from geo.duty import RETURN_S, on_shift
from geo.evenness import looked_through
from geo.ground import Gate
from geo.hazards import Hazard
from geo.itinerary import Leg, Plan, Round, Stop, Walker
from geo.laying import Stretch
from geo.levers import Given
from geo.network import OPEN, StreetNetwork
from geo.one_pass import OnePass, Prepared, SoFar
from geo.pass_setting import Within
from geo.passes import Need, Pass, PassPlan, Unserved
from geo.plan_frames import legs_frame, stops_frame, unserved_frame
from geo.planner.again import again
from geo.planner.balance import Even, balanced, iterations_in
from geo.planner.kept import Search, arranged, as_usual
from geo.proving import Key, Replan
from geo.rules import Rules
from geo.sentences import Sentence, reason
from geo.setting_out import back_s
from geo.spacing import spans
from geo.teams import Team
from geo.underway import Underway
from geo.what_helps import Asked, Helps, what_helps
from geo.why_not import WhyNot

__all__ = [
    "ITERATIONS", "Leg", "Plan", "Round", "Stop", "Walker",
    "legs_frame", "plan", "stops_frame", "unserved_frame",
]  # fmt: skip

# Of the search in each pass, where neither iterations nor seconds are asked for.
ITERATIONS = 600
# The same where a night is planned again from the tours it has.
AGAIN = 150
# Visits of a pass up to which a change is tried on the night as long as the night itself.
_FEW = 60
_USUAL, _FRESH = Rules(), Underway()


def plan(
    hazards: Sequence[Hazard], passplan: PassPlan, teams: Sequence[Team], network: StreetNetwork,
    gates: Sequence[Gate], zone: str, *, rules: Rules = _USUAL, underway: Underway = _FRESH,
    seed: int = 1, iterations: int | None = None, seconds: float | None = None,
    progress: Callable[[float], None] | None = None, advice: bool = True,
) -> Plan:  # fmt: skip
    """The rounds of a night; every need is a stop or is named in `unserved` with its reason.

    rules: what walking in the dark, unevenness and changing hands count. underway: what goes on
    already. seed, iterations: the same give the same plan; iterations is the length of the
    search in each pass. seconds: search about so long instead, the iterations it took are in
    the plan. progress: called with the share done, 0 to 1. advice: look also for what keeps
    rounds from being even and what would help; without it a plan is made sooner.
    """
    placed = [hazard for hazard in hazards if hazard.geometry is not None]
    stretches = stretches_of(placed, network)
    night = _Night(placed, passplan, teams, network, gates, zone, stretches, rules, underway)
    left = {key: ceil(at.timestamp()) for key, at in underway.visited.items()}
    so_far = SoFar(left, night.back_at())
    if iterations is None and seconds:
        iterations = night.iterations_in(seconds, seed, so_far)
    iterations = iterations or (AGAIN if underway.owners else ITERATIONS)
    how = _How(seed, iterations, Even(rules.even_within, rules.even_cost_pct), advice=advice)
    rounds: list[Round] = []
    unserved, uneven = [*passplan.unserved], list[Sentence]()
    asked: list[Asked] = []
    total, before = max(1, len(passplan.needs)), 0
    for one in passplan.passes:
        needs = night.needs(one)
        tell = _scaled(progress, before / total, len(needs) / total)
        done = night.solved(one, so_far, how, tell)
        asked.append(done.asked)
        rounds, unserved = [*rounds, *done.rounds], [*unserved, *done.asked.missed]
        uneven, so_far = [*uneven, *done.notes], done.then
        before += len(needs)

    def replan(given: Given) -> frozenset[Key]:
        """What nobody makes when the night is planned with that change."""
        made = plan(
            given.hazards, given.passplan, given.teams, network, given.gates, zone, rules=rules,
            underway=underway, seed=seed, iterations=night.of_a_trial(iterations), advice=False,
        )  # fmt: skip
        return _keys(made.unserved)

    helps = night.helps(asked, _keys(unserved), replan, how) if advice else Helps()
    if progress:
        progress(1.0)
    unserved = [
        replace(each, remedy=helps.remedies.get((each.hazard_id, each.pass_no), each.remedy))
        for each in unserved
    ]
    order = {one.no: n for n, one in enumerate(passplan.passes)}
    unserved.sort(key=lambda each: order.get(each.pass_no, len(order)))
    return Plan(
        passplan.night, passplan.passes, tuple(rounds), tuple(unserved), seed, iterations,
        (*night.notes(), *uneven, *helps.notes),
    )  # fmt: skip


def _keys(missed: Sequence[Unserved]) -> frozenset[Key]:
    return frozenset((each.hazard_id, each.pass_no) for each in missed)


def _scaled(
    progress: Callable[[float], None] | None, begins: float, share: float
) -> Callable[[float], None] | None:
    return progress and (lambda done: progress(begins + share * done))


@dataclass(frozen=True, slots=True)
class _How:
    """How long and from which seed a pass is searched for, and whether evenness is asked."""

    seed: int
    iterations: int
    even: Even
    advice: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    """A pass that is planned: its rounds, and how it leaves things for the next."""

    asked: Asked
    rounds: list[Round]
    then: SoFar
    notes: list[Sentence]


def _solved(
    one: Pass, prepared: Prepared, so_far: SoFar, how: _How,
    tell: Callable[[float], None] | None,
) -> _Solved:  # fmt: skip
    seed, iterations, even = how.seed, how.iterations, how.even
    search: Search = partial(balanced, seed=seed, iterations=iterations, even=even, progress=tell)
    # In a pass that teams have already, who has what is worth more than evenness.
    begin = [tour for tour in prepared.begin if tour.places]
    if begin:
        search = partial(again, begin=begin, seed=seed, iterations=iterations, progress=tell)
    found, notes = arranged(prepared.problem, search), list[Sentence]()
    if how.advice and not begin:
        looked = looked_through(prepared, found, even, seed=seed, iterations=iterations)
        found, notes = looked.found, [looked.note] if looked.note else []
    found = as_usual(prepared.problem, found)
    then = SoFar(dict(so_far.left), dict(so_far.busy))
    rounds, missed = prepared.finished(found, then)
    return _Solved(Asked(one, prepared, found, so_far, tuple(missed)), rounds, then, notes)


@dataclass(frozen=True, slots=True, eq=False)
class _Night:
    """What all passes of the night share."""

    hazards: Sequence[Hazard]
    passplan: PassPlan
    teams: Sequence[Team]
    network: StreetNetwork
    gates: Sequence[Gate]
    zone: str
    stretches: Mapping[str, Stretch]
    rules: Rules
    underway: Underway
    around: dict[Closed, Surroundings] = field(default_factory=dict)

    def solved(
        self, one: Pass, so_far: SoFar, how: _How, tell: Callable[[float], None] | None
    ) -> _Solved:
        """A pass planned; while a gate is open that locks in it, where that serves more.

        Nothing that would be visited without the gate is given up for what lies behind it.
        """
        done = _solved(one, self.prepared(one, so_far), so_far, how, tell)
        within = self._while_open(done.asked)
        if within is None:
            return done
        other = _solved(one, self.prepared(one, so_far, within), so_far, how, None)
        why = {each.hazard_id: each for each in done.asked.missed}
        missed = {each.hazard_id for each in other.asked.missed}
        if not missed < why.keys() or any(each.ends_at > within[1] for each in other.rounds):
            return done
        same = tuple(why[each.hazard_id] for each in other.asked.missed)
        return replace(other, asked=replace(other.asked, missed=same))

    def _while_open(self, asked: Asked) -> Within | None:
        """The longest time of a pass in which the gates are open that cut visits off."""
        names = " ".join(str(each.values.get("gates", "")) for each in asked.missed)
        plan = asked.prepared.plan
        gates = [
            gate for gate in self.gates
            if gate.node in plan.around.closed.nodes and (gate.name or gate.kind) in names
        ]  # fmt: skip
        return longest_open(gates, *plan.why.span, self.zone) if gates else None

    def _span(self, one: Pass, later: Sequence[Pass]) -> Within:
        """From when to when rounds of a pass are walked: on the shifts that meet it.

        Who is out already may be late, so then it is as long as it may be.
        """
        last = one.to_at + timedelta(seconds=RETURN_S)
        duties = on_shift(self.teams, one, later)
        if self.underway.at or not duties:
            return one.from_at, last
        ends = max(each.late_s for each in duties), min(each.early_s for each in duties)
        until, begins = (datetime.fromtimestamp(each, UTC) for each in ends)
        return max(one.from_at, begins), min(last, until)

    def prepared(self, one: Pass, so_far: SoFar, within: Within | None = None) -> Prepared:
        """The problem of one pass, as the passes before it have left things.

        within: all rounds begin and end in that time.
        """
        water = self._under_water(self._wet())
        now = self.underway.now
        left = one if now is None else replace(one, from_at=max(one.from_at, now))
        later = self.passplan.passes[self.passplan.passes.index(one) + 1 :]
        span = within or self._span(left, later)
        closed = water.with_nodes(closed_gates(self.gates, *span, self.zone))
        names = {each.name for each in later}
        pass_ = OnePass(
            one=left,
            zone=self.zone,
            around=self.around.setdefault(
                closed, Surroundings(self.network, closed, self.stretches)
            ),
            why=WhyNot(
                one,
                self.zone,
                self.network,
                closed,
                water,
                self._under_water(self._reported()),
                self.gates,
                span,
            ),
            hazards={hazard.id: hazard for hazard in self.hazards},
            teams=self.teams,
            wet_ids=self.underway.under_water,
            spans=spans(self.passplan, one, self._stays_s),
            rules=self.rules,
            orders=[each for each in self.underway.orders if each.pass_name == one.name],
            later=later,
            underway=self.underway,
            elsewhere=frozenset(
                team for team, here in self.underway.at.items() if here.pass_name in names
            ),
            within=within,
        )
        return pass_.prepared(self.needs(one), so_far)

    def of_a_trial(self, iterations: int) -> int:
        """How long to search where a change is tried on the whole night."""
        largest = max((len(self.needs(one)) for one in self.passplan.passes), default=0)
        return iterations if largest <= _FEW else max(1, iterations // 3)

    def helps(
        self, asked: Sequence[Asked], missed: frozenset[Key], replan: Replan, how: _How
    ) -> Helps:
        """What would serve the visits that nobody can make."""
        within = {each.one.no: each.prepared.plan.within for each in asked}

        def prepare(given: Given, no: int, so_far: SoFar) -> Prepared:
            changed = replace(
                self, hazards=given.hazards, passplan=given.passplan, teams=given.teams,
                gates=given.gates,
            )  # fmt: skip
            return changed.prepared(changed.passplan.pass_of(no), so_far, within[no])

        given = Given(self.hazards, self.passplan, self.teams, self.gates)
        return what_helps(
            given, asked, missed, prepare, replan, zone=self.zone, seed=how.seed,
            iterations=how.iterations,
        )  # fmt: skip

    def back_at(self) -> dict[str, int]:
        """When each team that is out can be at its base."""
        teams = {team.id: team for team in self.teams}
        return {
            key: back_s(self.network, here, teams[key].end, teams[key].speed_m_s)
            for key, here in self.underway.at.items()
            if key in teams
        }

    def needs(self, one: Pass) -> list[Need]:
        """The visits that this pass is for."""
        return [need for need in self.passplan.needs if need.pass_no == one.no]

    def _wet(self) -> frozenset[str]:
        """Segments that no leg may cross: with reported water, and all when nobody may enter."""
        if any(need.lookout for need in self.passplan.needs):
            return frozenset(self.stretches)
        return self._reported()

    def _reported(self) -> frozenset[str]:
        return self.underway.under_water & self.stretches.keys()

    def _under_water(self, hazard_ids: frozenset[str]) -> Closed:
        return under_water(self.network, [self.stretches[each] for each in sorted(hazard_ids)])

    def _stays_s(self, need: Need) -> int:
        """How long the slowest team is at a hazard."""
        slowest = min((team.speed_m_s for team in self.teams), default=1.0)
        stretch = self.stretches.get(need.hazard_id)
        return need.service_s + ceil(stretch.length_m / slowest if stretch else 0)

    def iterations_in(self, seconds: float, seed: int, so_far: SoFar) -> int:
        """How long a search in each pass makes about so many seconds in all."""
        problems = [
            self.prepared(one, SoFar(dict(so_far.left))).problem for one in self.passplan.passes
        ]
        sizes = [len(each.tasks) if each.walkers else 0 for each in problems]
        if not any(sizes):
            return ITERATIONS
        largest = problems[sizes.index(max(sizes))]
        passes = sum(sizes) / max(sizes)
        return iterations_in(largest, seconds=seconds, passes=passes, seed=seed)

    def notes(self) -> tuple[Sentence, ...]:
        """Teams too small for the night, bases under water, trees too near to any street."""
        return (*self._small_teams(), *self._wet_bases(), *self._near_trees())

    def _small_teams(self) -> list[Sentence]:
        asked = {need.pass_no: need.team_of for need in self.passplan.needs}
        small: dict[str, Sentence] = {}
        for one in self.passplan.passes:
            for duty in on_shift(self.teams, one):
                if duty.size < asked.get(one.no, 1):
                    small[duty.team.id] = reason(
                        "{team} has {count} on shift; a round then takes {least}, so it has none.",
                        team=duty.team.name, count=duty.size, least=asked[one.no],
                    )  # fmt: skip
        return list(small.values())

    def _wet_bases(self) -> list[Sentence]:
        around, reported = (
            Surroundings(self.network, self._under_water(each), self.stretches)
            for each in (self._wet(), self._reported())
        )
        return [
            reason("Water stands before the base of {team}; it starts from the dry end.",
                   team=team.name)
            if reported.is_wet(team.start) else
            reason("The base of {team} is on a road that floods; it starts from the end of it.",
                   team=team.name)
            for team in self.teams
            if around.is_wet(team.start)
        ]  # fmt: skip

    def _near_trees(self) -> list[Sentence]:
        needed = {need.hazard_id for need in self.passplan.needs}
        around = Surroundings(self.network, OPEN, self.stretches)
        near = [
            around.approach(hazard, lookout=False, wet=False)
            for hazard in self.hazards
            if hazard.id in needed and standing_off_m(hazard) > 0
        ]
        return [_too_near(each) for each in near if each.too_near_m > 0]


def _too_near(each: Approach) -> Sentence:
    code, metres = each.hazard.code, each.too_near_m
    if known_height_m(each.hazard) is None:
        return reason(
            "Nobody measured {code}, so {height:.0f} m count as its height; no street passes 1.5 "
            "times that far off, and its stop is {metres:.0f} m too near.",
            code=code, height=UNKNOWN_HEIGHT_M, metres=metres,
        )  # fmt: skip
    return reason(
        "No street passes {code} as far off as 1.5 times its height; its stop is "
        "{metres:.0f} m too near.",
        code=code, metres=metres,
    )  # fmt: skip
