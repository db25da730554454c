"""How far the night is: in one line, and walk by walk while it runs."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from geo.itinerary import Plan, Stop
from geo.lateness import Key, StopNow, walks_of
from geo.sentences import Sentence, reason

# (hazard id, pass number)
Visit = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the night is. Of a night with extra passes these count, else all.

    stops_done, stops: as the report counts them, a place in a pass once. findings: as the report
    counts those of the night, all kinds together.
    """

    passes_done: int
    passes: int
    stops_done: int
    stops: int
    findings: int
    extra: bool = True

    def line(self) -> Sentence:
        """加巡走完 2/2 轮 · 点位到位 24/24 · 发现 3 处. A pass is no patrol of the report."""
        done = reason("Passes walked {done}/{of}", done=self.passes_done, of=self.passes)
        if self.extra:
            done = reason("Extra passes walked {done}/{of}", done=self.passes_done, of=self.passes)
        return reason(
            "{walked} · stops {stops_done}/{stops} · findings {findings}",
            walked=done, stops_done=self.stops_done, stops=self.stops, findings=self.findings,
        )  # fmt: skip


def tally(plan: Plan, done: Set[Key], findings: int, besides: Set[Visit] = frozenset()) -> Progress:
    """How far a night is when these stops are done: (place of the round in the plan, seq).

    Whatever was wanted of the night counts, also what nobody can make: a night does not look
    better for it. besides: of that, what somebody saw all the same. A road that is watched from
    both ends is one stop, done once both are.
    """
    every = _counted(plan)
    wanted = {(stop.hazard_id, stop.pass_no) for stop in every.values()}
    unmade = _unmade(plan, every)
    left = {(every[key].hazard_id, every[key].pass_no) for key in every.keys() - done}
    left |= unmade - besides
    wanted |= unmade
    passes = {pass_no for _, pass_no in wanted}
    return Progress(
        passes_done=len(passes - {pass_no for _, pass_no in left}),
        passes=len(passes),
        stops_done=len(wanted - left),
        stops=len(wanted),
        findings=findings,
        extra=any(one.extra for one in plan.passes),
    )


@dataclass(frozen=True, slots=True)
class Walk:
    """How far one team is in one pass; stops that were handed over are not its own any more.

    late: open stops whose team was told. last: the stop that was answered for last, next: the
    first open one, as the phone shows it; each as (place of the round in the plan, seq).
    skipped: open stops that come before the last one in the plan.
    """

    pass_no: int
    team_id: str
    total: int
    done: int
    found: int
    late: int
    missed: int
    last: Key | None
    next: Key | None
    skipped: tuple[Key, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing is left that anybody is still waited for."""
        return self.next is None


def walks(plan: Plan, stops: Mapping[Key, StopNow], found: Set[Key], now: datetime) -> list[Walk]:
    """How far each team is in each pass, in the plan's order.

    stops: as `geo.lateness.stand` gives them. found: the stops where something was found.
    """
    return [_walk(plan, [key for key, _ in each], stops, found, now)
            for each in walks_of(plan) if each]  # fmt: skip


def _walk(
    plan: Plan, keys: list[Key], stops: Mapping[Key, StopNow], found: Set[Key], now: datetime
) -> Walk:
    states = [stops[key].state for key in keys]
    first = plan.rounds[keys[0][0]]
    told = [(at, place) for place, key in enumerate(keys) if (at := stops[key].done_at)]
    last = keys[max(told)[1]] if told else None
    coming = [key for key, state in zip(keys, states, strict=True) if state == "planned"]
    return Walk(
        pass_no=first.pass_no,
        team_id=first.team_id,
        total=len(keys) - states.count("handed_over"),
        done=states.count("done"),
        found=sum(key in found for key in keys),
        late=sum(stops[key].alarm(now) in ("team", "desk") for key in keys),
        missed=states.count("missed"),
        last=last,
        next=coming[0] if coming else None,
        skipped=tuple(key for key in coming if last and keys.index(key) < keys.index(last)),
    )


def _counting(plan: Plan) -> set[int]:
    return {one.no for one in plan.passes if one.extra} or {one.no for one in plan.passes}


def _unmade(plan: Plan, every: Mapping[Key, Stop]) -> set[Visit]:
    """The visits that are wanted and in nobody's round."""
    made = {(stop.hazard_id, stop.pass_no) for stop in every.values()}
    counted = _counting(plan)
    return {
        (each.hazard_id, each.pass_no) for each in plan.unserved if each.pass_no in counted
    } - made


def _counted(plan: Plan) -> dict[Key, Stop]:
    counted = _counting(plan)
    return {
        (place, stop.seq): stop
        for place, each in enumerate(plan.rounds)
        if each.pass_no in counted
        for stop in each.stops
    }
