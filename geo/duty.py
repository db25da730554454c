"""Who can walk in a pass: the teams on shift, how many they are, whose hazards they know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    """A team on one of its shifts, free from early_s to late_s (seconds since 1970)."""

    team: Team
    shift: Shift
    early_s: int
    late_s: int

    @property
    def size(self) -> int:
        """How many members are there."""
        return len(self.shift.member_ids)

    def walker_for(self, hazard: Hazard) -> Walker:
        """Whose hazard it is for this team."""
        if hazard.keeper_id in self.shift.member_ids:
            return "keeper"
        return "deputy" if hazard.deputy_id in self.shift.member_ids else "other"


def on_shift(teams: Sequence[Team], one: Pass) -> list[Duty]:
    """The teams whose shift meets the pass, in the order given."""
    begins, ends = ceil(one.from_at.timestamp()), floor(one.to_at.timestamp())
    found = []
    for team in teams:
        for shift in team.shifts:
            early = max(begins, ceil(shift.from_at.timestamp()))
            late = min(ends + RETURN_S, floor(shift.to_at.timestamp()))
            if early < min(late, ends):
                found.append(Duty(team, shift, early, late))
    return found


def free(duties: Sequence[Duty], busy_until: Mapping[str, int]) -> list[Duty]:
    """The same, each from when its team is back from its round before."""
    freed = (
        Duty(each.team, each.shift, max(each.early_s, busy_until.get(each.team.id, 0)), each.late_s)
        for each in duties
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
