"""What already goes on when a night is planned: who is where, and what must stay as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from geo.needs import Pass
from geo.rules import PassName
from geo.teams import Shift

LonLat = tuple[float, float]
Hours = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Order:
    """The order in which a team makes some hazards in a pass.

    hours: of the shift it was made for, as other people of the team may come after; None: of
    the longest. binds: somebody put it by hand, so that nobody else makes them; without it the
    order is of what the team gets, and does not say who goes.
    """

    team_id: str
    pass_name: PassName
    hazard_ids: tuple[str, ...]
    hours: Hours | None = None
    binds: bool = True

    def shift_of(self, shifts: Sequence[Shift]) -> Shift | None:
        """Whose of these shifts it is; None where the people it was made for are not there."""
        own = [each for each in shifts if each.team_id == self.team_id]
        if self.hours is None:
            return max(own, key=lambda each: each.to_at - each.from_at, default=None)
        fits = {each: shared_s(self.hours, (each.from_at, each.to_at)) for each in own}
        best = max(own, key=lambda each: fits[each], default=None)
        return best if best is not None and fits[best] else None


def shared_s(a: Hours, b: Hours) -> float:
    """The seconds in both; 0 where that is less than half of the shorter: other people's hours."""
    both = (min(a[1], b[1]) - max(a[0], b[0])).total_seconds()
    shorter = min(to_at - from_at for from_at, to_at in (a, b)).total_seconds()
    return both if both > 0 and 2 * both >= shorter else 0.0


@dataclass(frozen=True, slots=True)
class TeamAt:
    """Where a team is in a pass that runs: it left, or will leave, `point` at `since`.

    next_hazard_id: what it is on its way to; None when it has nothing left in that pass.
    next_point: where it enters that stop.
    """

    team_id: str
    pass_name: PassName
    point: LonLat
    since: datetime
    next_hazard_id: str | None = None
    next_point: LonLat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Underway:
    """The night as it stands when it is planned; the default is a night not begun.

    now: nobody starts before it. visited: when each hazard was last left. under_water: flood
    segments with reported water, seen from their dry ends and crossed by nobody. at: by team id,
    teams that are out. owners: (hazard id, pass) to the team that has that visit now, in the
    order in which they come. orders: that somebody put by hand, or has as a template; of two
    that bind and name one hazard in one pass the first has it.
    """

    now: datetime | None = None
    visited: Mapping[str, datetime] = field(default_factory=dict)
    under_water: frozenset[str] = frozenset()
    at: Mapping[str, TeamAt] = field(default_factory=dict)
    owners: Mapping[tuple[str, PassName], str] = field(default_factory=dict)
    orders: Sequence[Order] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What of the plan before is not for the rules to move any more.

    passes: those that have begun; they keep their window. visits: (hazard id, pass) planned in
    those that have not ended. made: the visits, of any pass, that were made.
    """

    passes: tuple[Pass, ...] = ()
    visits: frozenset[tuple[str, PassName]] = frozenset()
    made: frozenset[tuple[str, PassName]] = frozenset()
