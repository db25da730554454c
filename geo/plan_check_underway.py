"""The independent checker's look at a night that is planned again while it runs.

Where each team stands, what it was on its way to, who is on two rounds at once, where a shift's
last round ends, and whether what was found tonight comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from math import inf

from geo.hazards import Hazard
from geo.itinerary import Plan, Round
from geo.needs import Need, Pass, PassPlan
from geo.plan_check_streets import StreetCheck
from geo.teams import Shift, Team
from geo.underway import LonLat, TeamAt, Underway

Problems = Iterator[tuple[str, str, str]]

_SLACK = timedelta(seconds=60)
_AFTER = timedelta(minutes=30)


class UnderwayCheck:
    """Rules of a plan that begins while its night runs; a fresh night has only some of them."""

    def __init__(
        self, plan: Plan, passplan: PassPlan, hazards: Mapping[str, Hazard],
        teams: Mapping[str, Team], underway: Underway, urgent_min: int,
    ) -> None:  # fmt: skip
        self.plan, self.passplan, self.hazards, self.teams = plan, passplan, hazards, teams
        self.underway, self.soon = underway, timedelta(minutes=urgent_min)
        self.names = {one.no: one.name for one in passplan.passes}

    def ends(
        self, each: Round, team: Team, one: Pass, ground: StreetCheck
    ) -> tuple[LonLat, list[LonLat]]:
        """Where a round must begin, and the places where it may end."""
        here = self.underway.at.get(team.id)
        stands = here is not None and self._is_first_of(each, here)
        start, shift = (here.point if here and stands else team.start), self._shift(each, team)
        if shift is None or shift.end is None or not self._is_last_of(each, shift):
            return start, [team.end]
        # Nobody is sent home through a locked gate or water; he ends at the base.
        doubt = ground.water or ground.way_m(start, shift.end, team, one) == inf
        return start, [shift.end, team.end] if doubt else [shift.end]

    def _shift(self, each: Round, team: Team) -> Shift | None:
        return next(
            (s for s in team.shifts if s.from_at <= each.starts_at and each.ends_at <= s.to_at),
            None,
        )

    def _is_first_of(self, each: Round, here: TeamAt) -> bool:
        """Whether it is the one that goes on from where the team stands."""
        mine = [
            other for other in self.plan.rounds
            if other.team_id == here.team_id and self.names.get(other.pass_no) == here.pass_name
        ]  # fmt: skip
        shift = self._shift(each, self.teams[here.team_id])
        first = min(mine, key=lambda other: other.starts_at, default=None)
        return first is each and shift is not None and shift.from_at <= here.since

    def _is_last_of(self, each: Round, shift: Shift) -> bool:
        """Whether no later pass of the night meets that shift."""
        numbers = [one.no for one in self.passplan.passes]
        later = self.passplan.passes[numbers.index(each.pass_no) + 1 :]
        return not any(
            max(one.from_at, shift.from_at) < min(one.to_at, shift.to_at) for one in later
        )

    def all(self, ground: StreetCheck) -> Problems:
        """(rule, where, text) of everything that is wrong."""
        yield from self._people()
        yield from self._begins()
        yield from self._next_stops(ground)
        yield from self._urgent()

    def _people(self) -> Problems:
        rounds = self.plan.rounds
        for n, one in enumerate(rounds):
            for other in rounds[n + 1 :]:
                both = self._members(one) & self._members(other)
                at_once = one.starts_at < other.ends_at and other.starts_at < one.ends_at
                if both and at_once and one.team_id != other.team_id:
                    yield "person", _where(other), f"somebody is on {_where(one)} at that time"

    def _members(self, each: Round) -> frozenset[str]:
        if each.member_ids or each.team_id not in self.teams:
            return frozenset(each.member_ids)
        shift = self._shift(each, self.teams[each.team_id])
        return frozenset(shift.member_ids if shift else ())

    def _begins(self) -> Problems:
        """Nobody sets out before now who has not set out already."""
        now = self.underway.now
        for each in self.plan.rounds:
            here = self.underway.at.get(each.team_id)
            since = now
            if here is not None and self._is_first_of(each, here):
                since = here.since.replace(microsecond=0)
            if since is not None and each.starts_at < since - timedelta(seconds=1):
                yield "before now", _where(each), f"begins at {each.starts_at:%H:%M:%S}"

    def _next_stops(self, ground: StreetCheck) -> Problems:
        """Every team that is out goes first where it was going, as long as it can."""
        for here in self.underway.at.values():
            one = next((p for p in self.passplan.passes if p.name == here.pass_name), None)
            if one is None or here.next_hazard_id is None or here.team_id not in self.teams:
                continue
            mine = [
                each for each in self.plan.rounds
                if each.team_id == here.team_id and each.pass_no == one.no
            ]  # fmt: skip
            first = min(mine, key=lambda each: each.starts_at, default=None)
            kept = first is not None and first.stops[0].hazard_id == here.next_hazard_id
            if not kept and self._can_still(here, one, ground):
                where = f"pass {one.no}, team {here.team_id}"
                yield "next stop", where, "is sent elsewhere than where it was going"

    def _can_still(self, here: TeamAt, one: Pass, ground: StreetCheck) -> bool:
        """Whether a team surely can still make its next stop; False where water leaves doubt."""
        need = self._owed(here.next_hazard_id, one.no)
        hazard, team = self.hazards.get(here.next_hazard_id or ""), self.teams[here.team_id]
        now, place = self.underway.now, here.next_point
        if need is None or hazard is None or now is None or place is None or ground.water:
            return False
        shift = next((s for s in team.shifts if s.from_at <= here.since and now < s.to_at), None)
        if shift is None or not _may(shift, need, hazard) or need.max_gap_s is not None:
            return False
        home = shift.end or team.end
        # A segment is left at its other end; nothing walks through one, so it is both ways.
        stay_m = 2 * ground.metres(hazard.geometry).length if hazard.geometry is not None else 0.0
        to_m, back_m = ground.way_m(here.point, place, team, one), inf
        back_m = min(ground.way_m(place, each, team, one) for each in (home, team.end))
        if inf in (to_m, back_m):
            return False
        eta = max(now, here.since + timedelta(seconds=to_m / team.speed_m_s), *self._from(need))
        back = eta + timedelta(seconds=need.service_s + (stay_m + back_m) / team.speed_m_s)
        until = min(one.to_at, need.to_at or one.to_at)
        return eta + _SLACK < until and back + _SLACK < min(shift.to_at, one.to_at + _AFTER)

    def _from(self, need: Need) -> Iterator[datetime]:
        """From when a visit may be made."""
        seen = self.underway.visited.get(need.hazard_id)
        if seen is not None:
            yield seen + timedelta(seconds=need.min_gap_s)
        if need.from_at is not None:
            yield need.from_at

    def _owed(self, hazard_id: str | None, no: int) -> Need | None:
        return next(
            (n for n in self.passplan.needs if n.hazard_id == hazard_id and n.pass_no == no), None
        )

    def _urgent(self) -> Problems:
        """The one thing found tonight waits for no stop but the next of the team that goes."""
        for one in self.passplan.passes:
            urgent = [n.hazard_id for n in self.passplan.needs if n.urgent and n.pass_no == one.no]
            if len(urgent) != 1 or self.underway.now is None:
                continue
            for each in self.plan.rounds:
                seen = [stop.hazard_id for stop in each.stops]
                if each.pass_no != one.no or urgent[0] not in seen:
                    continue
                here = self.underway.at.get(each.team_id)
                place = seen.index(urgent[0])
                before = [s for s in seen[:place] if here is None or s != here.next_hazard_id]
                late = each.stops[place].eta > self.underway.now + self.soon
                if before and late:
                    yield "urgent", _where(each), "makes other visits before what cannot wait"


def _may(shift: Shift, need: Need, hazard: Hazard) -> bool:
    keeper = not hazard.must_be_keeper or hazard.keeper_id in shift.member_ids
    return keeper and len(shift.member_ids) >= need.team_of


def _where(each: Round) -> str:
    return f"pass {each.pass_no}, team {each.team_id}"
