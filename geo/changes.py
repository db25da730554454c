"""What is different in a new plan of the same night, in one sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from geo.itinerary import Plan
from geo.sentences import Sentence, reason


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two plans. Visits are counted by hazard and kind of pass."""

    night_passes_before: int
    night_passes: int
    added: int
    removed: int
    hazards_added: int
    unserved_before: int
    unserved: int
    lookout_before: bool
    lookout: bool
    moved: int

    def sentence(self) -> Sentence:
        """One sentence for the official."""
        values: dict[str, object] = {
            "added": self.added, "removed": self.removed, "passes": self.night_passes,
            "before": self.night_passes_before, "hazards": self.hazards_added,
            "unserved": self.unserved, "moved": self.moved,
        }  # fmt: skip
        if self.lookout and not self.lookout_before:
            return reason(
                "Look-out points only now: {added} visits more, {removed} fewer, {unserved} that "
                "nobody can make.", **values,
            )  # fmt: skip
        if self.night_passes != self.night_passes_before:
            return reason(
                "Night passes: {passes} instead of {before}. {added} visits more at {hazards} "
                "hazards, {removed} fewer, {unserved} that nobody can make.", **values,
            )  # fmt: skip
        if self.added or self.removed or self.unserved != self.unserved_before:
            return reason(
                "{added} visits more at {hazards} hazards, {removed} fewer, {unserved} that "
                "nobody can make.", **values,
            )  # fmt: skip
        if self.moved:
            return reason("The same visits; {moved} of them at another time.", **values)
        return reason("Nothing changed.")


def compare(before: Plan, after: Plan) -> Changes:
    """What changed from one plan of a night to the next."""
    old, new = _visits(before), _visits(after)
    added, removed = new - old, old - new
    times = {(s.hazard_id, _name(before, s.pass_no)): s.eta for r in before.rounds for s in r.stops}
    moved = sum(
        times.get((s.hazard_id, _name(after, s.pass_no)), s.eta) != s.eta
        for r in after.rounds
        for s in r.stops
    )
    return Changes(
        night_passes_before=sum(one.extra for one in before.passes),
        night_passes=sum(one.extra for one in after.passes),
        added=added.total(),
        removed=removed.total(),
        hazards_added=len({hazard for hazard, _ in added}),
        unserved_before=len(before.unserved),
        unserved=len(after.unserved),
        lookout_before=_lookout(before),
        lookout=_lookout(after),
        moved=moved,
    )


def _visits(plan: Plan) -> Counter[tuple[str, bool]]:
    """How often each hazard is seen, in base and in extra passes apart."""
    seen = {(s.hazard_id, s.extra, s.pass_no) for r in plan.rounds for s in r.stops}
    return Counter((hazard, extra) for hazard, extra, _ in seen)


def _name(plan: Plan, pass_no: int) -> str:
    return plan.pass_of(pass_no).name


def _lookout(plan: Plan) -> bool:
    stops = [stop for each in plan.rounds for stop in each.stops]
    return bool(stops) and all(stop.lookout for stop in stops)
