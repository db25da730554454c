"""The night in one line: passes done, stops done, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from geo.checkins import CheckIn
from geo.itinerary import Plan, Stop
from geo.sentences import Sentence, reason

# A patroller may be a little before the plan.
EARLY_S = 3600


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the night is. Of a night with extra passes these count, else all."""

    passes_done: int
    passes: int
    stops_done: int
    stops: int
    findings: int

    def line(self) -> Sentence:
        """巡查 2/2 次 · 点位 24/24 · 发现 3."""
        return reason(
            "Patrols {passes_done}/{passes} · stops {stops_done}/{stops} · findings {findings}",
            passes_done=self.passes_done, passes=self.passes, stops_done=self.stops_done,
            stops=self.stops, findings=self.findings,
        )  # fmt: skip


def tally(plan: Plan, done: Set[tuple[int, int]], findings: int) -> Progress:
    """How far a night is when these stops are done: (place of the round in the plan, seq)."""
    every = _counted(plan).keys()
    left = {plan.rounds[key[0]].pass_no for key in every - done}
    walked = {plan.rounds[key[0]].pass_no for key in every}
    return Progress(
        passes_done=len(walked - left),
        passes=len(walked),
        stops_done=len(every & done),
        stops=len(every),
        findings=findings,
    )


def progress(
    plan: Plan, checkins: Iterable[CheckIn], stop_ids: Mapping[str, tuple[int, int]]
) -> Progress:
    """How far a night is by its check-ins.

    stop_ids: for each stored stop id (place of the round in the plan, seq). A check-in without
    a stop counts for the last pass of its hazard that had begun when it was made.
    """
    told, every = list(checkins), _counted(plan)
    done = {key for each in told if (key := _stop_of(plan, each, every, stop_ids)) is not None}
    return tally(plan, done, sum(each.result == "finding" for each in told))


def _counted(plan: Plan) -> dict[tuple[int, int], Stop]:
    counted = {one.no for one in plan.passes if one.extra} or {one.no for one in plan.passes}
    return {
        (place, stop.seq): stop
        for place, each in enumerate(plan.rounds)
        if each.pass_no in counted
        for stop in each.stops
    }


def _stop_of(
    plan: Plan,
    told: CheckIn,
    every: Mapping[tuple[int, int], Stop],
    stop_ids: Mapping[str, tuple[int, int]],
) -> tuple[int, int] | None:
    if told.stop_id in stop_ids:
        key = stop_ids[told.stop_id or ""]
        return key if key in every else None
    here = [
        key
        for key, stop in every.items()
        if stop.hazard_id == told.hazard_id and _begun(plan, stop, told.seen_at)
    ]
    return here[-1] if here else None


def _begun(plan: Plan, stop: Stop, seen_at: datetime) -> bool:
    """Whether a look at that moment may be the stop's: its pass had begun, or nearly."""
    one = plan.pass_of(stop.pass_no)
    return (seen_at - one.from_at).total_seconds() >= -EARLY_S
