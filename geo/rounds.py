"""Tonight's rounds: passes, hazards, teams and streets go in, a plan comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
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
from geo.closing import Closed, closed_gates
from geo.duty import RETURN_S, on_shift
from geo.evenness import looked_through
from geo.ground import Gate
from geo.hazards import Hazard
from geo.itinerary import Leg, Plan, Round, Stop, Walker
from geo.laying import Stretch
from geo.levers import Given
from geo.network import OPEN, StreetNetwork
from geo.one_pass import OnePass, Prepared, SoFar
from geo.passes import Need, Pass, PassPlan
from geo.plan_frames import legs_frame, stops_frame, unserved_frame
from geo.planner.again import again
from geo.planner.balance import Even, balanced, iterations_in
from geo.planner.kept import Search, arranged, as_usual
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
    even = Even(rules.even_within, rules.even_cost_pct)
    rounds: list[Round] = []
    unserved, uneven = [*passplan.unserved], list[Sentence]()
    asked: list[Asked] = []
    total, before = max(1, len(passplan.needs)), 0
    for one in passplan.passes:
        needs, prepared = night.needs(one), night.prepared(one, so_far)
        tell = _scaled(progress, before / total, len(needs) / total)
        search: Search = partial(
            balanced, seed=seed, iterations=iterations, even=even, progress=tell
        )
        # In a pass that teams have already, who has what is worth more than evenness.
        begin = [tour for tour in prepared.begin if tour.places]
        if begin:
            search = partial(again, begin=begin, seed=seed, iterations=iterations, progress=tell)
        found = arranged(prepared.problem, search)
        if advice and not begin:
            looked = looked_through(prepared, found, even, seed=seed, iterations=iterations)
            found, uneven = looked.found, [*uneven, *([looked.note] if looked.note else [])]
        found = as_usual(prepared.problem, found)
        then = SoFar(dict(so_far.left), dict(so_far.busy))
        done, missed = prepared.finished(found, so_far)
        asked.append(Asked(one, prepared, found, then, tuple(missed)))
        rounds, unserved = [*rounds, *done], [*unserved, *missed]
        before += len(needs)
    helps = night.helps(asked, seed, iterations) if advice else Helps()
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


def _scaled(
    progress: Callable[[float], None] | None, begins: float, share: float
) -> Callable[[float], None] | None:
    return progress and (lambda done: progress(begins + share * done))


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

    def prepared(self, one: Pass, so_far: SoFar) -> Prepared:
        """The problem of one pass, as the passes before it have left things."""
        water = self._under_water(self._wet())
        until = one.to_at + timedelta(seconds=RETURN_S)
        now = self.underway.now
        left = one if now is None else replace(one, from_at=max(one.from_at, now))
        closed = water.with_nodes(closed_gates(self.gates, left.from_at, until, self.zone))
        later = self.passplan.passes[self.passplan.passes.index(one) + 1 :]
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
        )
        return pass_.prepared(self.needs(one), so_far)

    def helps(self, asked: Sequence[Asked], seed: int, iterations: int) -> Helps:
        """What would serve the visits that nobody can make."""

        def prepare(given: Given, no: int, so_far: SoFar) -> Prepared:
            changed = replace(
                self, hazards=given.hazards, passplan=given.passplan, teams=given.teams,
                gates=given.gates,
            )  # fmt: skip
            return changed.prepared(changed.passplan.pass_of(no), so_far)

        given = Given(self.hazards, self.passplan, self.teams, self.gates)
        return what_helps(given, asked, prepare, zone=self.zone, seed=seed, iterations=iterations)

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
