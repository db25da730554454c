"""What already goes on when a night is planned: who is where, and what must stay as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from geo.needs import Pass
from geo.rules import PassName

LonLat = tuple[float, float]


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
    order in which they come. orders: (team id, pass) to hazard ids in the order that somebody
    put by hand.
    """

    now: datetime | None = None
    visited: Mapping[str, datetime] = field(default_factory=dict)
    under_water: frozenset[str] = frozenset()
    at: Mapping[str, TeamAt] = field(default_factory=dict)
    owners: Mapping[tuple[str, PassName], str] = field(default_factory=dict)
    orders: Mapping[tuple[str, PassName], tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What of the plan before is not for the rules to move any more.

    passes: those that have begun; they keep their window. visits: (hazard id, pass) planned in
    those that have not ended. made: the visits, of any pass, that were made.
    """

    passes: tuple[Pass, ...] = ()
    visits: frozenset[tuple[str, PassName]] = frozenset()
    made: frozenset[tuple[str, PassName]] = frozenset()
