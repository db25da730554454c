"""When a visit must be made for the later visits of the same hazard to remain possible.

Passes are planned one after the other in the order of time; this looks ahead for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor

from geo.passes import Need, Pass, PassPlan

# A team needs some time in its pass before it stands at the last of its first hazards.
_ON_THE_WAY_S = 45 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds since 1970 between which a visit may begin."""

    early_s: int
    late_s: int


def spans(passplan: PassPlan, one: Pass, stays_s: Callable[[Need], int]) -> dict[str, Span]:
    """By hazard id, when its visit in a pass may begin.

    stays_s: how long a visit lasts at most, walking through included.
    """
    passes = {each.no: each for each in passplan.passes}
    found: dict[str, Span] = {}
    after: dict[str, Need] = {}
    for need in sorted(passplan.needs, key=lambda need: -need.pass_no):
        if need.pass_no < one.no:
            break
        window = passes[need.pass_no]
        # The hazard's own hours lie within those of the pass.
        opens = max(window.from_at, need.from_at or window.from_at)
        ends = min(window.to_at, need.to_at or window.to_at)
        own = Span(ceil(opens.timestamp()), floor(ends.timestamp()))
        if need.hazard_id in after:
            then, stays = found[need.hazard_id], stays_s(need)
            own = _before(own, then, after[need.hazard_id], stays, need.service_s)
        found[need.hazard_id], after[need.hazard_id] = own, need
    return found


def _before(own: Span, then: Span, later: Need, stays_s: int, service_s: int) -> Span:
    """The part of a window that leaves the next visit its own.

    A visit is not given up for a later one that the windows rule out anyway.
    """
    late = min(own.late_s, then.late_s - later.min_gap_s - stays_s)
    early = own.early_s
    if later.max_gap_s is not None:
        early = max(early, then.early_s + _ON_THE_WAY_S - later.max_gap_s - service_s)
    if late < own.early_s:
        return own
    return Span(min(early, max(own.early_s, late - _ON_THE_WAY_S)), late)
