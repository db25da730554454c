"""One pass: its needs become a problem of numbers, its tours become rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import ceil, floor, isfinite

from geo.assembly import Assembly
from geo.duty import Duty, free, on_shift
from geo.pass_setting import Setting
from geo.passes import Need, Unserved
from geo.prepared import Prepared, SoFar
from geo.prepared import unserved as named
from geo.sentences import Sentence
from geo.setting_out import Outset, Visit, keep_next, set_out

__all__ = ["OnePass", "Prepared", "SoFar"]


@dataclass(frozen=True, slots=True, eq=False)
class OnePass(Setting):
    """Plans one pass: its teams set out, its needs become visits, these a problem."""

    def prepared(self, needs: Sequence[Need], so_far: SoFar) -> Prepared:
        """The problem of this pass, and what cannot be part of it."""
        shift = self._on_shift()
        outset = self._set_out(shift, so_far)
        duties = outset.duties
        visits: list[Visit] = []
        unserved: list[Unserved] = []
        for need in needs:
            visit = self._visit(need, so_far)
            why = self.why.nobody(shift, duties, need) or self._shut(visit)
            why = why or self._nobodys(visit, duties)
            if why:
                unserved.append(named(need, why))
            else:
                visits.append(visit)
        self._keep_next(outset, visits)
        return Assembly(self, outset, visits).prepared(unserved)

    def _on_shift(self) -> list[Duty]:
        shift = on_shift(self.teams, self.one, self.later)
        if self.within is None:
            return shift
        first, last = (floor(at.timestamp()) for at in self.within)
        bound = (
            replace(each, early_s=max(each.early_s, first), late_s=min(each.late_s, last))
            for each in shift
        )
        return [each for each in bound if each.early_s < each.late_s]

    def _set_out(self, shift: Sequence[Duty], so_far: SoFar) -> Outset:
        here = self.at
        busy = {team: until for team, until in so_far.busy.items() if team not in here}
        duties = [each for each in free(shift, busy) if each.team.id not in self.elsewhere]
        footings = [self.footing(duty) for duty in duties]
        return set_out(duties, here, self.begins_s, self.around, footings)

    def _keep_next(self, outset: Outset, visits: Sequence[Visit]) -> None:
        """Nobody turns round on the way to a stop that can still be made."""
        duties = outset.duties
        may = [
            {v.need.hazard_id: isfinite(self.extra_m(duty, v, duties)) for v in visits}
            for duty in duties
        ]
        footings = [self.footing(duty) for duty in duties]
        keep_next(outset, visits, self.at, self.begins_s, self.around, footings, may)

    def _visit(self, need: Need, so_far: SoFar) -> Visit:
        hazard = self.hazards[need.hazard_id]
        span = self.spans[hazard.id]
        first, late, last = self.begins_s, span.late_s, floor(self.one.to_at.timestamp())
        if need.from_at is not None:
            first = max(first, ceil(need.from_at.timestamp()))
        if need.to_at is not None:
            last = min(last, floor(need.to_at.timestamp()))
        left = so_far.left.get(hazard.id)
        if left is not None:
            first = max(first, left + need.min_gap_s)
        early = max(first, span.early_s)
        if left is not None and need.max_gap_s is not None and first <= left + need.max_gap_s:
            # Once it has passed, late is better than never; till then it goes before waiting.
            late, last = (min(each, left + need.max_gap_s) for each in (late, last))
            early = max(first, min(early, late))
        wet = hazard.id in self.wet_ids
        approach = self.around.approach(hazard, lookout=need.lookout, wet=wet)
        return Visit(need, approach, early, late, last)

    def _shut(self, visit: Visit) -> Sentence | None:
        if visit.early_s <= visit.late_s:
            return None
        early, late = (datetime.fromtimestamp(each, UTC) for each in (visit.early_s, visit.late_s))
        return self.why.window_shut(early, late)

    def _nobodys(self, visit: Visit, duties: Sequence[Duty]) -> Sentence | None:
        if any(isfinite(self.extra_m(duty, visit, duties)) for duty in duties):
            return None
        own = [duty for duty in duties if duty.walker_for(visit.approach.hazard) == "keeper"]
        if not own:
            return self.why.keeper_away()
        return self.why.keeper_in_few(max(own, key=lambda duty: duty.size), visit.need.team_of)
