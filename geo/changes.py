"""What is different in a new plan of the same night, in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
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
        """What changed, for the official; of the counts only those that are not 0."""
        parts = list(self._parts())
        if not parts:
            return reason("Nothing changed.")
        said = parts[0]
        for part in parts[1:]:
            said = reason("{this} {more}", this=said, more=part)
        return said

    def _parts(self) -> Iterator[Sentence]:
        if self.lookout and not self.lookout_before:
            yield reason("Look-out points only now.")
        if self.night_passes != self.night_passes_before:
            yield reason(
                "Night passes: {passes} instead of {before}.",
                passes=self.night_passes, before=self.night_passes_before,
            )  # fmt: skip
        if self.added:
            yield reason(
                "{added} visits more, at {hazards} hazards.",
                added=self.added, hazards=self.hazards_added,
            )  # fmt: skip
        if self.removed:
            yield reason("{removed} visits fewer.", removed=self.removed)
        if self.unserved != self.unserved_before:
            yield reason(
                "{unserved} visits that nobody can make, instead of {before}.",
                unserved=self.unserved, before=self.unserved_before,
            )  # fmt: skip
        if self.moved and not (self.added or self.removed):
            yield reason("The same visits; {moved} of them at another time.", moved=self.moved)


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
    """Whether nobody goes in any more: by the last round, which no earlier plan has left."""
    walks = [each for each in plan.rounds if each.stops]
    last = max(walks, key=lambda each: each.starts_at, default=None)
    return last is not None and all(stop.lookout for stop in last.stops)
