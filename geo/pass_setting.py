"""What everything in one pass looks at: its streets, its teams, and who is out already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, isfinite

from geo.approach import Surroundings
from geo.duty import Duty, extra_m
from geo.footing import Footing
from geo.hazards import Hazard
from geo.passes import Pass
from geo.rules import Rules
from geo.setting_out import Visit
from geo.spacing import Span
from geo.sun import is_dark
from geo.teams import Team
from geo.underway import Order, TeamAt, Underway
from geo.why_not import WhyNot

_FRESH = Underway()
Within = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """Everything that planning one pass looks at.

    spans: by hazard id, when its visit may begin for the later ones to remain possible.
    wet_ids: hazards with reported water. orders: of this pass.
    later: the passes after it. underway: who is out, and who has which visit now. elsewhere:
    teams that are out in a later pass already. within: all rounds begin and end in that time,
    in which a gate that is shut for a part of the pass is open.
    """

    one: Pass
    zone: str
    around: Surroundings
    why: WhyNot
    hazards: Mapping[str, Hazard]
    teams: Sequence[Team]
    wet_ids: frozenset[str]
    spans: Mapping[str, Span]
    rules: Rules
    orders: Sequence[Order] = ()
    later: Sequence[Pass] = ()
    underway: Underway = _FRESH
    elsewhere: frozenset[str] = frozenset()
    within: Within | None = None

    def footing(self, duty: Duty) -> Footing:
        """How that team walks: the pass is dark when it is in the middle of its window."""
        middle = self.one.from_at + (self.one.to_at - self.one.from_at) / 2
        dark = is_dark(middle, *self.around.network.metric.origin, self.zone)
        return Footing.of(duty.team.mode, dark=dark, unlit_factor=self.rules.unlit_factor)

    @property
    def begins_s(self) -> int:
        """When it begins, or goes on."""
        return ceil(self.one.from_at.timestamp())

    @property
    def at(self) -> dict[str, TeamAt]:
        """The teams that are out in this pass."""
        return {
            team: here
            for team, here in self.underway.at.items()
            if here.pass_name == self.one.name
        }  # fmt: skip

    def extra_m(self, duty: Duty, visit: Visit, duties: Sequence[Duty]) -> float:
        """What a visit by this team counts more; one that it takes from another so much more."""
        hazard, need = visit.approach.hazard, visit.need
        metres = extra_m(duty, hazard, need, duties)
        owner = self.underway.owners.get((hazard.id, self.one.name))
        own = owner in (None, duty.team.id)
        if own or not any(
            each.team.id == owner and isfinite(extra_m(each, hazard, need, duties))
            for each in duties
        ):
            return metres
        return metres + self.rules.handover_m
