"""How each stop of a kept plan stands, and which check-in says so: derived here, nowhere else.

What is stored of a stop is what was said of it (done, handed over); late and missed follow from
the clock, which in a demo night runs in circles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from data.plans import SavedPlan, SavedRound
from geo.checkins import EARLY, CheckIn
from geo.itinerary import Stop
from geo.lateness import Alarm, Key, State, StopNow, stand
from geo.rules import Rules


@dataclass(frozen=True, slots=True)
class Standing:
    """One stop at one moment, and the check-in that answers for it, where there is one."""

    now: datetime
    at: StopNow
    said: CheckIn | None

    @property
    def state(self) -> State:
        """planned, done, missed or handed_over."""
        return self.at.state

    @property
    def alarm(self) -> Alarm:
        """Who is to hear of it: none, team, desk; or missed."""
        return self.at.alarm(self.now)

    @property
    def late_min(self) -> int:
        """Whole minutes behind the plan, of an open stop and of one that was answered for."""
        return int(self.at.late(self.now).total_seconds() // 60)


def standings(
    saved: SavedPlan, said: Sequence[CheckIn], now: datetime, rules: Rules
) -> dict[tuple[str, int], Standing]:
    """How every stop of a plan stands, by (round id, seq)."""
    answers = _Answers(saved, said)
    answered: dict[Key, CheckIn | None] = {}
    handed_over = set()
    for place, each in enumerate(saved.rounds):
        for stop in each.round.stops:
            status = saved.stop_statuses[each.id, stop.seq]
            if status == "done":
                answered[place, stop.seq] = answers.of(each, stop)
            elif status == "handed_over":
                handed_over.add((place, stop.seq))
    done = {key: answer.seen_at if answer else None for key, answer in answered.items()}
    stops = stand(saved.plan, done, now, rules, handed_over)
    return {
        (saved.rounds[place].id, seq): Standing(now, stop, answered.get((place, seq)))
        for (place, seq), stop in stops.items()
    }


def seen_besides(
    saved: SavedPlan, said: Sequence[CheckIn], stands: Mapping[tuple[str, int], Standing]
) -> dict[tuple[str, int], CheckIn]:
    """What was seen of that which the plan could give to nobody, by (hazard id, pass number).

    By the first check-in there in the time of the pass that answers for no stop.
    """
    planned = {(stop.hazard_id, stop.pass_no) for each in saved.rounds for stop in each.round.stops}
    used = {each.said.key for each in stands.values() if each.said}
    found: dict[tuple[str, int], CheckIn] = {}
    for each in saved.plan.unserved:
        one = saved.plan.pass_of(each.pass_no)
        if (each.hazard_id, each.pass_no) in planned:
            continue
        for told in said:
            here = told.hazard_id == each.hazard_id and told.key not in used
            if here and one.from_at - EARLY <= told.seen_at < one.to_at:
                found[each.hazard_id, each.pass_no] = told
                used.add(told.key)
                break
    return found


class _Answers:
    """The check-ins of a night by what they are of."""

    def __init__(self, saved: SavedPlan, said: Sequence[CheckIn]) -> None:
        self._saved = saved
        self._of_stop: dict[str, CheckIn] = {}
        self._at_hazard: dict[str, list[CheckIn]] = defaultdict(list)
        for each in said:
            if each.stop_id is not None:
                self._of_stop[each.stop_id] = each
            if each.hazard_id is not None:
                self._at_hazard[each.hazard_id].append(each)

    def of(self, saved: SavedRound, stop: Stop) -> CheckIn | None:
        """The last word on a stop: one that names it, else one of its hazard in its pass.

        The check-in of a stop that an earlier plan had names that stop, or none.
        """
        own = self._of_stop.get(self._saved.stop_ids[saved.id, stop.seq])
        window = self._saved.plan.pass_of(stop.pass_no)
        if own is not None and own.seen_at >= window.from_at - EARLY:
            return own
        here = [
            each
            for each in self._at_hazard[stop.hazard_id]
            if window.from_at - EARLY <= each.seen_at < window.to_at
        ]
        return here[-1] if here else None
