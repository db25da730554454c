"""Where teams that are out go on from, when a night is planned again: the next stop first.

A team keeps the stop it is on its way to as long as that can still be made. What is planned for
it then begins where it leaves that stop; without one, where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, isfinite

import numpy as np

from geo.approach import Approach, Surroundings, Way
from geo.duty import Duty
from geo.footing import Footing
from geo.network import OPEN, Access, StreetNetwork
from geo.passes import Need
from geo.planner.problem import walk_s
from geo.underway import LonLat, TeamAt
from geo.walking import Call

# Two places nearer than this, in degrees, are the same: 0.1 m.
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Visit:
    """A need that can be planned: the hazard, how it is visited and between which seconds.

    last_s: when it must begin at the very latest, whatever that leaves for the passes after.
    """

    need: Need
    approach: Approach
    early_s: int
    late_s: int
    last_s: int


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A stop that a team is on its way to: it left `start` at since_s. Seconds since 1970.

    number: which of the calls of its visit it is.
    """

    visit: Visit
    number: int
    way: Way
    start: Access
    since_s: int
    eta_s: int
    leaves_s: int

    @property
    def call(self) -> Call:
        """It as a stop to be written."""
        approach = self.visit.approach
        return Call(approach.hazard, self.visit.need, self.way, approach.lookout)


@dataclass(slots=True, eq=False)
class Outset:
    """How the teams of one pass set out: their duties, what they keep and where they stand.

    kept: by place among the duties. stands: by point, where that is on the streets.
    """

    duties: list[Duty]
    kept: dict[int, Kept] = field(default_factory=dict)
    stands: dict[LonLat, Access] = field(default_factory=dict)

    def keeps(self, visit: Visit, number: int) -> bool:
        """Whether a call of a visit is made first of all by who is on the way to it."""
        return any(k.visit is visit and k.number == number for k in self.kept.values())


def set_out(
    duties: Sequence[Duty], at: Mapping[str, TeamAt], now_s: int, around: Surroundings,
    footings: Sequence[Footing],
) -> Outset:  # fmt: skip
    """Each team that is out stands where it is, free once it has left there.

    Who cannot walk to where the shift ends, for a locked gate or water, ends at the base.
    """
    outset = Outset([])
    for duty, footing in zip(duties, footings, strict=True):
        here = at.get(duty.team.id)
        moved = duty
        # Who set out on the shift before is another crew, and on its way home.
        if here is not None and duty.shift.from_at <= here.since:
            since = max(now_s, ceil(here.since.timestamp()))
            moved = replace(duty, start=here.point, early_s=max(duty.early_s, since))
            outset.stands[here.point] = standing(around, here.point, footing)
        if moved.end is not None and not _reaches(outset, moved, around, footing):
            moved = replace(moved, end=None)
        outset.duties.append(moved)
    return outset


def _reaches(outset: Outset, duty: Duty, around: Surroundings, footing: Footing) -> bool:
    start = outset.stands.get(duty.begins) or around.base(duty.begins, [], footing)
    home = around.base(duty.home, [start], footing)
    return isfinite(float(around.network.ways([start], [home], around.closed, footing)[0][0, 0]))


def keep_next(
    outset: Outset, visits: Sequence[Visit], at: Mapping[str, TeamAt], now_s: int,
    around: Surroundings, footings: Sequence[Footing], may: Sequence[Mapping[str, bool]],
) -> None:  # fmt: skip
    """Give every team that is out the stop it is on its way to, where it can still make it.

    may: for each duty, by hazard id, whether it may make that visit at all.
    """
    by_hazard = {visit.need.hazard_id: visit for visit in visits}
    for n, duty in enumerate(outset.duties):
        here = at.get(duty.team.id)
        if here is None or duty.start is None or here.next_hazard_id is None:
            continue
        visit = by_hazard.get(here.next_hazard_id)
        if visit is None or not may[n].get(visit.need.hazard_id):
            continue
        kept = _kept(outset, duty, here, visit, now_s, around, footings[n])
        if kept is not None:
            outset.kept[n] = kept
            point = kept.way.leaves.point
            outset.stands[point] = kept.way.leaves
            outset.duties[n] = replace(duty, start=point, early_s=kept.leaves_s)


def standing(around: Surroundings, point: LonLat, footing: Footing) -> Access:
    """Where on the streets somebody stands who is out; in water, at its nearest dry end."""
    access = around.network.snap(point, footing)
    ends = around.dry_ends(access)
    if not ends:
        return access
    away = around.network.distances([access], ends)[0]
    return ends[int(np.argmin(away))]


def back_s(network: StreetNetwork, here: TeamAt, end: LonLat, speed_m_s: float) -> int:
    """When a team that is out can be at its base, by the shortest way."""
    metres = float(network.distances([network.snap(here.point)], [network.snap(end)], OPEN)[0, 0])
    return ceil(here.since.timestamp()) + (walk_s(metres, speed_m_s) if isfinite(metres) else 0)


def _kept(
    outset: Outset, duty: Duty, here: TeamAt, visit: Visit, now_s: int, around: Surroundings,
    footing: Footing,
) -> Kept | None:  # fmt: skip
    """The call of a visit that a team is on its way to; None where it cannot be made."""
    barred = footing.barred(around.network.streets)
    options = [
        (number, way)
        for number, call in enumerate(visit.approach.calls)
        for way in call
        if not outset.keeps(visit, number) and not way.edges & barred
    ]
    if not options:
        return None
    start, since = outset.stands[here.point], ceil(here.since.timestamp())
    ways = [way for _, way in options]
    home = around.base(duty.home, [way.leaves for way in ways], footing)
    network, closed, speed = around.network, around.closed, duty.team.speed_m_s
    there = network.ways([start], [way.enters for way in ways], closed, footing)[0][0]
    back = network.ways([way.leaves for way in ways], [home], closed, footing)[0][:, 0]
    found = []
    for (number, way), to_m, home_m in zip(options, there, back, strict=True):
        if not isfinite(to_m) or not isfinite(home_m):
            continue
        eta = max(now_s, since + walk_s(to_m, speed), visit.early_s)
        leaves = eta + visit.need.service_s + walk_s(way.through_m, speed)
        if eta <= visit.last_s and leaves + walk_s(home_m, speed) <= duty.late_s:
            other = not _same(way.enters.point, here.next_point)
            kept = Kept(visit, number, way, start, since, eta, leaves)
            found.append(((other, float(to_m)), kept))
    return min(found, key=lambda each: each[0])[1] if found else None


def _same(a: LonLat, b: LonLat | None) -> bool:
    return b is not None and abs(a[0] - b[0]) < _SAME and abs(a[1] - b[1]) < _SAME
