"""An independent look at a finished plan: time, people and what is owed to each hazard.

Shares no code with what made the plan: it has its own windows, its own ways on the streets
(`geo.plan_check_streets`) and its own arithmetic, and looks only at the finished records.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from geo.ground import Gate, Street
from geo.hazards import Hazard
from geo.itinerary import Plan, Round, Stop
from geo.passes import Need, Pass, PassPlan
from geo.plan_check_streets import StreetCheck
from geo.plan_check_underway import UnderwayCheck
from geo.rules import Rules
from geo.teams import Shift, Team
from geo.underway import Underway

_SECOND = timedelta(seconds=1)
_USUAL, _FRESH = Rules(), Underway()


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong with a plan. rule: a short name of what is broken."""

    rule: str
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.rule} ({self.where}): {self.text}"


def check(
    plan: Plan, passplan: PassPlan, hazards: Sequence[Hazard], teams: Sequence[Team],
    streets: Sequence[Street], gates: Sequence[Gate], zone: str, *,
    closed_hazard_ids: Collection[str] = (), rules: Rules = _USUAL, underway: Underway = _FRESH,
) -> list[Violation]:  # fmt: skip
    """Everything that is wrong with a plan; empty when it keeps every rule.

    rules: what the streets counted when it was made. underway: what went on already; the
    windows of `passplan` then begin no earlier than its `now`.
    """
    own = _Check(plan, passplan, hazards, teams, set(closed_hazard_ids))
    ground = StreetCheck(streets, gates, zone, hazards, own.wet_ids, rules.unlit_factor)
    again = UnderwayCheck(plan, passplan, own.hazards, own.teams, underway, rules.urgent_min)
    found = [*own.needs(), *own.gaps(), *own.rounds()]
    found += [Violation(*each) for each in again.all(ground)]
    for each in plan.rounds:
        where, one = _where(each), own.passes.get(each.pass_no)
        if one is not None and each.team_id in own.teams:
            team = own.teams[each.team_id]
            problems = ground.round(each, team, one, *again.ends(each, team, one, ground))
            found += [Violation(rule, where, text) for rule, text in problems]
    return [*found, *own.idle(ground)]


def _where(each: Round) -> str:
    return f"pass {each.pass_no}, team {each.team_id}"


class _Check:
    def __init__(
        self, plan: Plan, passplan: PassPlan, hazards: Sequence[Hazard], teams: Sequence[Team],
        closed: set[str],
    ) -> None:  # fmt: skip
        self.plan, self.passplan = plan, passplan
        self.hazards = {hazard.id: hazard for hazard in hazards}
        self.teams = {team.id: team for team in teams}
        self.passes: dict[int, Pass] = {one.no: one for one in passplan.passes}
        self.owed: dict[tuple[str, int], Need] = {
            (need.hazard_id, need.pass_no): need for need in passplan.needs
        }
        self.visits: dict[tuple[str, int], list[tuple[Round, Stop]]] = defaultdict(list)
        for each in plan.rounds:
            for stop in each.stops:
                self.visits[stop.hazard_id, stop.pass_no].append((each, stop))
        self.wet_ids = self._wet(closed)

    def _wet(self, closed: set[str]) -> set[str]:
        """Hazards that are lines and may not be entered tonight."""
        lines = {
            key for key, hazard in self.hazards.items()
            if hazard.geometry is not None and hazard.geometry.geom_type.endswith("LineString")
        }  # fmt: skip
        lookout = any(need.lookout for need in self.passplan.needs)
        return lines if lookout else lines & closed

    def needs(self) -> Iterator[Violation]:
        """Every need is a visit, once, or is named with its reason; nothing else is visited."""
        named = Counter((each.hazard_id, each.pass_no) for each in self.plan.unserved)
        for key, need in self.owed.items():
            stops, pair = [stop for _, stop in self.visits.get(key, [])], self._pair(key)
            points = {stop.point for stop in stops}
            if not stops and not named[key]:
                yield _of("dropped", key, "is neither visited nor named with a reason")
            if len(stops) > (2 if pair and len(points) > 1 else 1):
                yield _of("twice", key, f"is visited {len(stops)} times in one pass")
            if named[key] and len(stops) > (1 if pair else 0):
                yield _of("named", key, "is visited and also named as not visited")
            yield from (_of(rule, key, text) for rule, text in self._kept(need, stops))
        yield from self._uncalled(named)

    def _uncalled(self, named: Counter[tuple[str, int]]) -> Iterator[Violation]:
        refused = {(each.hazard_id, each.pass_no) for each in self.passplan.unserved}
        for key in refused - named.keys():
            yield _of("dropped", key, "was refused before planning and is not named")
        for key in dict.fromkeys([*self.visits, *named]):
            if key not in self.owed and key not in refused:
                yield _of("uncalled", key, "is not needed")
            if named[key] > 1:
                yield _of("twice", key, "is named more than once")
        for each in self.plan.unserved:
            if not each.reason or "{" in str(each):
                yield _of("reason", (each.hazard_id, each.pass_no), "has no readable reason")

    def _pair(self, key: tuple[str, int]) -> bool:
        """Whether it is a line seen from look-out points, one at each end."""
        hazard = self.hazards.get(key[0])
        shape = hazard and hazard.geometry
        stops = self.visits.get(key, [])
        return bool(shape and "Line" in shape.geom_type and all(s.lookout for _, s in stops))

    def _kept(self, need: Need, stops: Sequence[Stop]) -> Iterator[tuple[str, str]]:
        one = self.passes[need.pass_no]
        for stop in stops:
            if not one.from_at <= stop.eta <= one.to_at:
                yield "window", f"is reached at {stop.eta:%H:%M:%S}, outside its window"
            opens, ends = need.from_at or one.from_at, need.to_at or one.to_at
            if not opens - _SECOND < stop.eta < ends + _SECOND:
                yield "hours", f"is reached at {stop.eta:%H:%M:%S}, outside its own hours"
            if stop.service_s != need.service_s:
                yield "service", f"takes {stop.service_s} s instead of {need.service_s} s"
            if stop.extra != need.extra or stop.extra != one.extra:
                yield "extra", "has the wrong mark for an extra pass"
            if need.lookout and not stop.lookout:
                yield "lookout", "is entered though only look-out points are allowed"

    def gaps(self) -> Iterator[Violation]:
        """Between leaving one visit and the next lies at least, at most so long."""
        for hazard_id in {key[0] for key in self.owed}:
            keys = sorted((k for k in self.owed if k[0] == hazard_id and k in self.visits),
                          key=lambda k: self.passes[k[1]].from_at)  # fmt: skip
            for before, after in pairwise(keys):
                left = max(_leaves(*visit) for visit in self.visits[before])
                gap = (min(stop.eta for _, stop in self.visits[after]) - left).total_seconds()
                need, begins = self.owed[after], self.passes[after[1]].from_at
                if gap < need.min_gap_s:
                    yield _of("gap", after, f"follows {gap:.0f} s after the visit before")
                # What has passed before the window begins can be kept by nobody.
                most = need.max_gap_s
                if most is not None and gap > most >= (begins - left).total_seconds():
                    yield _of(
                        "gap", after, f"follows as late as {gap:.0f} s after the visit before"
                    )

    def rounds(self) -> Iterator[Violation]:
        """Teams: on shift, large enough, one round at a time, the times add up."""
        for each in self.plan.rounds:
            team = self.teams.get(each.team_id)
            if team is None:
                yield Violation("team", _where(each), "there is no such team")
                continue
            problems = [*self._staffed(each, team), *_timed(each, team)]
            yield from (Violation(rule, _where(each), text) for rule, text in problems)
        for n, one in enumerate(self.plan.rounds):
            for other in self.plan.rounds[n + 1 :]:
                same = one.team_id == other.team_id
                if same and one.starts_at < other.ends_at and other.starts_at < one.ends_at:
                    yield Violation("overlap", _where(other), "walks two rounds at once")

    def _staffed(self, each: Round, team: Team) -> Iterator[tuple[str, str]]:
        shift = _shift_of(each, team)
        if shift is None:
            yield "shift", "is not on duty for the whole of the round"
            return
        if each.member_ids and set(each.member_ids) != set(shift.member_ids):
            yield "members", "names other people than the shift"
        for stop in each.stops:
            need, hazard = self.owed.get((stop.hazard_id, stop.pass_no)), self.hazards.get(
                stop.hazard_id
            )  # fmt: skip
            if need is None or hazard is None:
                continue
            if len(shift.member_ids) < need.team_of:
                yield "team of two", f"has {len(shift.member_ids)} members for {hazard.code}"
            if hazard.must_be_keeper and hazard.keeper_id not in shift.member_ids:
                yield "keeper", f"visits {hazard.code}, which only its keeper may"
            if stop.walker != _word(hazard, shift):
                yield "walker", f"is not the {stop.walker} of {hazard.code}"

    def idle(self, ground: StreetCheck) -> Iterator[Violation]:
        """Nobody is left out while a team that could go there stays in for the whole pass."""
        for each in self.plan.unserved:
            key = each.hazard_id, each.pass_no
            need, hazard = self.owed.get(key), self.hazards.get(each.hazard_id)
            if need is None or hazard is None or key in self.visits or self._largest(hazard):
                continue
            one = self.passes[each.pass_no]
            hours = self._hours(need, one)
            for team in self.teams.values():
                if self._could(team, need, hazard, one) and ground.reaches(
                    team, hazard, one, hours
                ):
                    yield _of("idle", key, f"is left out while {team.name} has no round")

    def _largest(self, hazard: Hazard) -> bool:
        """Whether a visit of that hazard may not be too long after another."""
        needs = (need for need in self.owed.values() if need.hazard_id == hazard.id)
        return any(need.max_gap_s is not None for need in needs)

    def _hours(self, need: Need, one: Pass) -> timedelta:
        """How long a visit may begin: its own hours, none too soon before or after another."""
        before = [
            _leaves(*visit) + timedelta(seconds=need.min_gap_s)
            for (hazard_id, no), made in self.visits.items()
            for visit in made
            if hazard_id == need.hazard_id and no < need.pass_no
        ]
        opens = max(one.from_at, need.from_at or one.from_at, *before)
        return self._shuts(need, one) - opens

    def _shuts(self, need: Need, one: Pass) -> datetime:
        """The last moment for a visit to begin if those owed later are to be possible as well."""
        ends = min(one.to_at, need.to_at or one.to_at)
        later = [each for each in self.owed.values()
                 if each.hazard_id == need.hazard_id and each.pass_no > need.pass_no]  # fmt: skip
        if not later:
            return ends
        then = min(later, key=lambda each: each.pass_no)
        leaves = self._shuts(then, self.passes[then.pass_no]) - timedelta(seconds=then.min_gap_s)
        return min(ends, leaves - timedelta(seconds=need.service_s))

    def _could(self, team: Team, need: Need, hazard: Hazard, one: Pass) -> bool:
        away = any(
            each.team_id == team.id
            and each.starts_at < one.to_at + timedelta(minutes=30)
            and each.ends_at > one.from_at
            for each in self.plan.rounds
        )
        return not away and any(
            shift.from_at <= one.from_at
            and shift.to_at >= one.to_at
            and len(shift.member_ids) >= need.team_of
            and (not hazard.must_be_keeper or hazard.keeper_id in shift.member_ids)
            for shift in team.shifts
        )


def _of(rule: str, key: tuple[str, int], text: str) -> Violation:
    return Violation(rule, f"hazard {key[0]}, pass {key[1]}", text)


def _shift_of(each: Round, team: Team) -> Shift | None:
    inside = [s for s in team.shifts if s.from_at <= each.starts_at and each.ends_at <= s.to_at]
    same = [s for s in inside if set(s.member_ids) == set(each.member_ids)]
    return next(iter(same or inside), None)


def _word(hazard: Hazard, shift: Shift) -> str:
    if hazard.keeper_id in shift.member_ids:
        return "keeper"
    return "deputy" if hazard.deputy_id in shift.member_ids else "other"


def _leaves_s(each: Round, stop: Stop) -> float:
    return stop.service_s + sum(
        leg.walk_s for leg in each.legs if leg.through and leg.seq == stop.seq
    )


def _leaves(each: Round, stop: Stop) -> datetime:
    return stop.eta + timedelta(seconds=_leaves_s(each, stop))


def _timed(each: Round, team: Team) -> Iterator[tuple[str, str]]:
    """The clock of one round: no leg is quicker than its team, every stop lasts."""
    if [stop.seq for stop in each.stops] != [*range(1, len(each.stops) + 1)]:
        yield "order", "numbers its stops out of order"
    now = each.starts_at
    for stop in each.stops:
        before = [leg for leg in each.legs if leg.seq == stop.seq and not leg.through]
        if len(before) != 1:
            yield "legs", f"has {len(before)} legs before stop {stop.seq}"
        if stop.eta < now + timedelta(seconds=sum(leg.walk_s for leg in before)):
            yield "time", f"cannot be at stop {stop.seq} by {stop.eta:%H:%M:%S}"
        now = _leaves(each, stop)
    home = [leg for leg in each.legs if leg.seq == len(each.stops) + 1]
    if len(home) != 1:
        yield "legs", "does not come back"
    if abs(each.ends_at - now - timedelta(seconds=sum(leg.walk_s for leg in home))) > _SECOND:
        yield "time", "does not end when its last leg does"
    for leg in each.legs:
        quickest = leg.length_m / team.speed_m_s
        if not quickest - 0.01 <= leg.walk_s <= quickest + 1.01:
            yield "speed", f"walks {leg.length_m:.0f} m in {leg.walk_s} s"
    if abs(each.length_m - sum(leg.length_m for leg in each.legs)) > 0.5:
        yield "length", "is not as long as its legs"
