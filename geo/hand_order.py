"""One round of a plan in another order: its times and legs anew, everything else as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from geo import rounds
from geo.ground import Gate
from geo.hazards import Hazard
from geo.itinerary import Plan, Round, Stop
from geo.needs import Need, PassPlan
from geo.network import StreetNetwork
from geo.rules import Rules
from geo.sentences import Sentence
from geo.teams import Shift, Team
from geo.underway import Order, Underway

# Of the search for the planner's own order of one round.
_ITERATIONS = 200
_BACK = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A round of a plan, and what its new order has to respect.

    done: seqs of its stops that were visited; they stay first. needs: of the night, with the
    plan's own pass numbers. now: nothing is moved to before it; None: the night has not begun.
    """

    plan: Plan
    place: int
    done: frozenset[int]
    needs: Sequence[Need]
    team: Team
    now: datetime | None

    @property
    def round(self) -> Round:
        """The round as it is."""
        return self.plan.rounds[self.place]

    @property
    def first(self) -> list[Stop]:
        """What was visited."""
        return [stop for stop in self.round.stops if stop.seq in self.done]

    @property
    def open(self) -> list[Stop]:
        """The stops that can still be moved."""
        return [stop for stop in self.round.stops if stop.seq not in self.done]

    @property
    def start(self) -> tuple[float, float]:
        """Where the team is, or will set out from."""
        if self.first:
            return self.first[-1].leaves
        lon, lat = self.round.legs[0].geometry.coords[0]
        return lon, lat


@dataclass(frozen=True, slots=True)
class Reordered:
    """The round in its new order, and why some stops have no place in it.

    wanted, team: what was asked of the planner and of whom, for the checker; part: what it made,
    without the stops that were visited.
    """

    round: Round | None
    broken: tuple[Sentence, ...]
    wanted: PassPlan
    team: Team
    part: Plan


def reordered(
    standing: Standing, order: Sequence[str] | None, hazards: Sequence[Hazard],
    network: StreetNetwork, gates: Sequence[Gate], zone: str, *,
    rules: Rules, under_water: Collection[str] = (), usual: Sequence[str] | None = None,
) -> Reordered:  # fmt: skip
    """The open stops of a round in that order of hazard ids; None: in the planner's own.

    usual: of a template, in place of that order.

    No stop joins or leaves it. What falls out of its window, or would make the team late, is
    named in `broken`, and there is no round then.
    """
    one = standing.plan.pass_of(standing.round.pass_no)
    wanted = PassPlan(standing.plan.night, (one,), tuple(_needs(standing)), ())
    team = _free(standing)
    orders = [] if order is None else [Order(team.id, one.name, tuple(order))]
    if usual is not None:
        orders = [Order(team.id, one.name, tuple(usual), binds=False)]
    part = rounds.plan(
        hazards, wanted, [team], network, gates, zone, rules=rules, iterations=_ITERATIONS,
        advice=False,
        underway=Underway(
            now=standing.now, under_water=frozenset(under_water), orders=orders,
        ),
    )  # fmt: skip
    broken = tuple(Sentence(each.reason, each.values) for each in part.unserved)
    made = None if broken or not part.rounds else _joined(standing, part.rounds[0])
    return Reordered(made, broken, wanted, team, part)


def _needs(standing: Standing) -> list[Need]:
    """What the open stops are for; the gaps to other passes are hours of their own."""
    no = standing.round.pass_no
    owed = {each.hazard_id: each for each in standing.needs if each.pass_no == no}
    ids = dict.fromkeys(stop.hazard_id for stop in standing.open)
    return [_with_hours(standing, owed[each]) for each in ids if each in owed]


def _with_hours(standing: Standing, need: Need) -> Need:
    seen = {
        each.pass_no: each
        for walk in standing.plan.rounds
        for each in _left(walk, need.hazard_id)
    }  # fmt: skip
    owed = {each.pass_no: each for each in standing.needs if each.hazard_id == need.hazard_id}
    froms = [need.from_at] if need.from_at else []
    tos = [need.to_at] if need.to_at else []
    before = [each for no, each in seen.items() if no < need.pass_no]
    after = [each for no, each in seen.items() if no > need.pass_no]
    if before:
        last = max(each.left for each in before)
        froms.append(last + timedelta(seconds=need.min_gap_s))
        if need.max_gap_s is not None:
            tos.append(last + timedelta(seconds=need.max_gap_s))
    own = seen.get(need.pass_no)
    stays = own.stays if own else timedelta(seconds=need.service_s)
    if after:
        then = min(after, key=lambda each: each.eta)
        later = owed.get(then.pass_no)
        if later is not None:
            tos.append(then.eta - timedelta(seconds=later.min_gap_s) - stays)
            if later.max_gap_s is not None:
                froms.append(then.eta - timedelta(seconds=later.max_gap_s) - stays)
    return replace(
        need, min_gap_s=0, max_gap_s=None, from_at=max(froms, default=None),
        to_at=min(tos, default=None),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Seen:
    pass_no: int
    eta: datetime
    stays: timedelta

    @property
    def left(self) -> datetime:
        return self.eta + self.stays


def _left(walk: Round, hazard_id: str) -> list[_Seen]:
    through = {leg.seq: leg.walk_s for leg in walk.legs if leg.through}
    return [
        _Seen(walk.pass_no, stop.eta, timedelta(seconds=stop.service_s + through.get(stop.seq, 0)))
        for stop in walk.stops
        if stop.hazard_id == hazard_id
    ]


def _free(standing: Standing) -> Team:
    """The team as it can walk this round: after what it did, before what it does next."""
    walk, team = standing.round, standing.team
    others = [
        each
        for n, each in enumerate(standing.plan.rounds)
        if n != standing.place and each.team_id == walk.team_id
    ]
    begins = [each.ends_at for each in others if each.ends_at <= walk.starts_at]
    ends = [each.starts_at for each in others if each.starts_at >= walk.ends_at]
    begins += [
        each.left for stop in standing.first[-1:] for each in _left(walk, stop.hazard_id)
    ]  # fmt: skip
    usually = Shift(team.id, walk.starts_at, walk.ends_at + _BACK, walk.member_ids)
    shift = shift_of(walk, team.shifts) or usually
    free = replace(
        shift, from_at=max([shift.from_at, *begins]), to_at=min([shift.to_at, *ends])
    )  # fmt: skip
    return replace(team, start=standing.start, shifts=(free,) if free.from_at < free.to_at else ())


def shift_of(walk: Round, shifts: Sequence[Shift]) -> Shift | None:
    """On which of its team's shifts a round is walked; None: the roster has changed since."""
    inside = [s for s in shifts if s.from_at <= walk.starts_at and walk.ends_at <= s.to_at]
    same = [s for s in inside if set(s.member_ids) == set(walk.member_ids)]
    return next(iter(same or inside), None)


def _joined(standing: Standing, then: Round) -> Round:
    """What was visited, and after it the rest as it is walked now; numbered through."""
    walk, gone = standing.round, standing.first
    if not gone:
        return then
    new = {stop.seq: seq for seq, stop in enumerate(gone, 1)}
    legs = [replace(leg, seq=new[leg.seq]) for leg in walk.legs if leg.seq in new]
    legs += [replace(leg, seq=leg.seq + len(gone)) for leg in then.legs]
    stops = [replace(stop, seq=new[stop.seq]) for stop in gone]
    stops += [replace(stop, seq=stop.seq + len(gone)) for stop in then.stops]
    return replace(
        then,
        starts_at=walk.starts_at,
        stops=tuple(stops),
        legs=tuple(legs),
        length_m=sum(leg.length_m for leg in legs),
    )


def numbered_as(plan: Plan, passplan: PassPlan) -> list[Need]:
    """What a night asks for, with the pass numbers of a plan that may have others."""
    names = {one.no: one.name for one in passplan.passes}
    numbers: Mapping[str, int] = {one.name: one.no for one in plan.passes}
    return [
        replace(need, pass_no=numbers[names[need.pass_no]])
        for need in passplan.needs
        if names[need.pass_no] in numbers
    ]
