"""How a plan stands while its night runs: who is where, who has what, what has begun.

Stops are named as (place of the round in the plan, seq), as everywhere with plans at rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from geo.itinerary import Plan, Round, Stop
from geo.needs import Pass
from geo.rules import PassName
from geo.teams import Team
from geo.underway import LonLat, Running, TeamAt

StopKey = tuple[int, int]

# Two places are the same when they differ by less than a centimetre, in degrees.
_SAME = 1e-7


def teams_at(
    plan: Plan, done: Mapping[StopKey, datetime], now: datetime, teams: Sequence[Team]
) -> dict[str, TeamAt]:
    """By team id, where each team is that is out now; who has not set out, or is back, is not in.

    done: when each stop was checked in. A team left the stop checked in last, once its service
    there is over; a team with nothing done left where its round began. One whose pass has
    ended, or that has no open stop left, is on its way back.
    """
    known = {team.id for team in teams}
    found: dict[str, TeamAt] = {}
    for one, team_id, parts in _walks(plan):
        walk = _Walk(one, parts, done, now)
        place = walk.left_at() if team_id in known else None
        if place is None or walk.is_over(*place):
            continue
        if team_id in found and found[team_id].since > place[0]:
            continue
        step = walk.next_stop()
        found[team_id] = TeamAt(
            team_id, one.name, place[1], place[0],
            step.hazard_id if step else None, step.point if step else None,
        )  # fmt: skip
    return found


def owners(plan: Plan, done: Collection[StopKey]) -> dict[tuple[str, PassName], str]:
    """(hazard id, pass) of every open visit to the team that has it, in the order of each round.

    Of a pair of look-outs shared by two teams the first counts.
    """
    found: dict[tuple[str, PassName], str] = {}
    for one, team_id, parts in _walks(plan):
        for place, each in parts:
            for stop in each.stops:
                if (place, stop.seq) not in done:
                    found.setdefault((stop.hazard_id, one.name), team_id)
    return found


def running(plan: Plan, done: Collection[StopKey], now: datetime) -> Running:
    """What has begun by now and keeps its window, with the visits that belong to it."""
    begun = tuple(one for one in plan.passes if one.from_at <= now)
    open_nos = {one.no for one in begun if one.to_at > now}
    names = {one.no: one.name for one in plan.passes}
    stops = [
        ((place, stop.seq), stop)
        for place, each in enumerate(plan.rounds)
        for stop in each.stops
    ]  # fmt: skip
    planned = {
        (stop.hazard_id, names[stop.pass_no]) for _, stop in stops if stop.pass_no in open_nos
    }
    missed = {(e.hazard_id, names[e.pass_no]) for e in plan.unserved if e.pass_no in open_nos}
    met = {(stop.hazard_id, names[stop.pass_no]) for key, stop in stops if key in done}
    still = {(stop.hazard_id, names[stop.pass_no]) for key, stop in stops if key not in done}
    return Running(passes=begun, visits=frozenset(planned | missed), made=frozenset(met - still))


def _walks(plan: Plan) -> Iterator[tuple[Pass, str, list[tuple[int, Round]]]]:
    """Each team's rounds in each pass with their places, in the order of time."""
    order = {one.no: n for n, one in enumerate(plan.passes)}
    placed = sorted(
        enumerate(plan.rounds),
        key=lambda each: (order[each[1].pass_no], each[1].team_id, each[1].starts_at),
    )
    for (no, team_id), group in groupby(placed, key=lambda e: (e[1].pass_no, e[1].team_id)):
        yield plan.pass_of(no), team_id, list(group)


@dataclass(frozen=True, slots=True)
class _Walk:
    """One team's rounds in one pass: what was walked and what was planned after it."""

    one: Pass
    parts: list[tuple[int, Round]]
    done: Mapping[StopKey, datetime]
    now: datetime

    def left_at(self) -> tuple[datetime, LonLat] | None:
        """When it left which place last; None while it has not set out."""
        left = [
            (_leaves(each, stop, self.done[place, stop.seq]), stop.leaves)
            for place, each in self.parts
            for stop in each.stops
            if (place, stop.seq) in self.done
        ]
        left += [(e.starts_at, _begins(e)) for _, e in self.parts if e.starts_at <= self.now]
        return max(left, key=lambda each: each[0], default=None)

    def next_stop(self) -> Stop | None:
        """The first stop that is open; None when the pass is over."""
        if self.one.to_at <= self.now:
            return None
        return next((stop for _, _, stop in self._open()), None)

    def is_over(self, since: datetime, point: LonLat) -> bool:
        """Whether the team is back at its base by now."""
        if self.next_stop() is None:
            _, last = self.parts[-1]
            way_s = sum(leg.walk_s for leg in last.legs if leg.seq == len(last.stops) + 1)
            return max(last.ends_at, since + timedelta(seconds=way_s)) <= self.now
        _, part, _ = next(self._open())
        # Back from the part before, it waits at its base for the next to begin.
        return part.starts_at > self.now and not _same(_begins(part), point)

    def _open(self) -> Iterator[tuple[int, Round, Stop]]:
        for place, each in self.parts:
            for stop in each.stops:
                if (place, stop.seq) not in self.done:
                    yield place, each, stop


def _leaves(each: Round, stop: Stop, seen_at: datetime) -> datetime:
    """When a team goes on from a stop: after what is left of its time there.

    Who checks in on time stays as planned; who was late has looked before he wrote.
    """
    stays = timedelta(
        seconds=stop.service_s
        + sum(leg.walk_s for leg in each.legs if leg.through and leg.seq == stop.seq)
    )
    return max(seen_at, min(seen_at, stop.eta) + stays)


def _begins(each: Round) -> LonLat:
    """Where a round begins."""
    lon, lat = each.legs[0].geometry.coords[0][:2] if each.legs else each.stops[0].point
    return lon, lat


def _same(a: LonLat, b: LonLat) -> bool:
    return abs(a[0] - b[0]) < _SAME and abs(a[1] - b[1]) < _SAME
