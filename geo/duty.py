"""Who can walk in a pass: the teams on shift, how many they are, whose hazards they know."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, inf

from geo.hazards import Hazard
from geo.itinerary import Walker
from geo.passes import Need, Pass
from geo.teams import Shift, Team

# A round may end so long after the last moment at which a visit of its pass may begin.
RETURN_S = 1800
# So many metres of walking the keeper's own team is worth before the deputy's goes, and the
# deputy's before any other.
KEEPER_M = 200.0
KEEPERS_BUSINESS = 4.0


@dataclass(frozen=True, slots=True)
class Duty:
    """A team on one of its shifts, free from early_s to late_s (seconds since 1970).

    start: where it stands, (lon, lat), when it is out already; None: at its base. end: where
    the last round of its shift ends, where that is not its base.
    """

    team: Team
    shift: Shift
    early_s: int
    late_s: int
    start: tuple[float, float] | None = None
    end: tuple[float, float] | None = None

    @property
    def size(self) -> int:
        """How many members are there."""
        return len(self.shift.member_ids)

    @property
    def begins(self) -> tuple[float, float]:
        """Where its round begins, (lon, lat)."""
        return self.start or self.team.start

    @property
    def home(self) -> tuple[float, float]:
        """Where its round ends, (lon, lat)."""
        return self.end or self.team.end

    def walker_for(self, hazard: Hazard) -> Walker:
        """Whose hazard it is for this team."""
        if hazard.keeper_id in self.shift.member_ids:
            return "keeper"
        return "deputy" if hazard.deputy_id in self.shift.member_ids else "other"


def on_shift(teams: Sequence[Team], one: Pass, later: Sequence[Pass] = ()) -> list[Duty]:
    """The teams whose shift meets the pass, in the order given.

    later: the passes after it. A shift that none of them meets ends where it says.
    """
    found = []
    for team in teams:
        for shift in team.shifts:
            early, late = _meeting(shift, one)
            if early < late:
                last = not any(operator.lt(*_meeting(shift, each)) for each in later)
                until = min(floor(one.to_at.timestamp()) + RETURN_S, floor(shift.to_at.timestamp()))
                found.append(Duty(team, shift, early, until, end=shift.end if last else None))
    return found


def _meeting(shift: Shift, one: Pass) -> tuple[int, int]:
    """The seconds in which a shift and a pass meet; the first is the later one if they do not."""
    early = ceil(max(one.from_at, shift.from_at).timestamp())
    return early, floor(min(one.to_at, shift.to_at).timestamp())


def free(duties: Sequence[Duty], busy_until: Mapping[str, int]) -> list[Duty]:
    """The same, each from when its team is back from its round before."""
    freed = (
        replace(each, early_s=max(each.early_s, busy_until.get(each.team.id, 0))) for each in duties
    )
    return [each for each in freed if each.early_s < each.late_s]


def extra_m(duty: Duty, hazard: Hazard, need: Need, duties: Sequence[Duty]) -> float:
    """By how many metres a visit by this team counts more; inf where it may not make it.

    Who is not there is no reason to prefer anybody: the keeper counts only while on duty.
    """
    words = [each.walker_for(hazard) for each in duties]
    own = duty.walker_for(hazard)
    if duty.size < need.team_of or (hazard.must_be_keeper and own != "keeper"):
        return inf
    order = [word for word in ("keeper", "deputy", "other") if word in words]
    weight = KEEPERS_BUSINESS if need.by_keeper else 1.0
    return order.index(own) * KEEPER_M * weight
