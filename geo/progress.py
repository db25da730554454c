"""The night in one line: passes done, stops done, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def progress(
    plan: Plan, checkins: Iterable[CheckIn], stop_ids: Mapping[str, tuple[int, str, int]]
) -> Progress:
    """How far a night is.

    stop_ids: for each stored stop id its (pass_no, team_id, seq) in the plan. A check-in
    without a stop counts for the pass of that hazard in whose time it was made.
    """
    counted = {one.no for one in plan.passes if one.extra} or {one.no for one in plan.passes}
    every = {
        (each.pass_no, each.team_id, stop.seq): stop
        for each in plan.rounds
        if each.pass_no in counted
        for stop in each.stops
    }
    told = list(checkins)
    done = {key for each in told if (key := _stop_of(plan, each, every, stop_ids)) is not None}
    left = {key[0] for key in every.keys() - done}
    walked = {key[0] for key in every}
    return Progress(
        passes_done=len(walked - left),
        passes=len(walked),
        stops_done=len(done),
        stops=len(every),
        findings=sum(each.result == "finding" for each in told),
    )


def _stop_of(
    plan: Plan,
    told: CheckIn,
    every: Mapping[tuple[int, str, int], Stop],
    stop_ids: Mapping[str, tuple[int, str, int]],
) -> tuple[int, str, int] | None:
    if told.stop_id in stop_ids:
        key = stop_ids[told.stop_id or ""]
        return key if key in every else None
    here = [
        key
        for key, stop in every.items()
        if stop.hazard_id == told.hazard_id and _in_time(plan, stop, told.seen_at)
    ]
    return here[-1] if here else None


def _in_time(plan: Plan, stop: Stop, seen_at: datetime) -> bool:
    """Whether a look at that moment is of the stop's pass: since shortly before it began."""
    one = plan.pass_of(stop.pass_no)
    return (seen_at - one.from_at).total_seconds() >= -EARLY_S
