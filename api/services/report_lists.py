"""The lists behind a report's numbers: what one night's plan and check-ins say, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from api.services.ending import REASON_WORDS, reason_said
from api.services.standing import Standing, seen_besides, standings
from data.plans import SavedPlan, SavedRound
from data.round_states import Patrol
from geo.checkins import CheckIn
from geo.counting import Finding, VisitState, visit_state
from geo.itinerary import Stop
from geo.needs import Pass, Unserved
from geo.rules import Rules
from geo.sentences import Sentence, reason

NOT_REACHED: dict[VisitState, Sentence] = {
    "missed": reason("Not visited; its time is over."),
    "half_seen": reason("Seen from one of its two ends only."),
    "handed_over": reason("Left by a round that ended early; nobody went on with it."),
}
OTHER = REASON_WORDS["other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One counted thing. at: when it was, or begun; until: when it was over; both aware.

    pass_name: "" where it was in none; extra: whether that is an extra night pass. why: what
    `state` does not say. visit: of planned stops. round_id: of what may be ended with a reason.
    """

    night: date
    state: Sentence
    at: datetime | None = None
    until: datetime | None = None
    planned_at: datetime | None = None
    hazard_id: str | None = None
    kind: str = ""
    pass_name: str = ""
    extra: bool = False
    team_id: str | None = None
    why: Sentence | None = None
    visit: VisitState | None = None
    round_id: str = ""

    @classmethod
    def of_finding(cls, found: Finding, night: date, walk: tuple[str, str] | None) -> Item:
        """A finding; walk: (team id, pass) of the stop that it was said at."""
        state = reason("Still so when it was said last.")
        if found.clear_at is not None:
            state = reason("Seen clear again.")
        return cls(
            night=night, state=state, at=found.first.seen_at, until=found.clear_at,
            hazard_id=found.first.hazard_id, kind=found.kind,
            team_id=walk[0] if walk else None, pass_name=walk[1] if walk else "",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _There:
    """A stop with its round and how it stands."""

    saved: SavedRound
    stop: Stop
    standing: Standing


class NightLists:
    """The lists of one night. saved: the plan that was on the phones last."""

    def __init__(
        self, night: date, saved: SavedPlan | None, said: Sequence[CheckIn],
        patrols: Sequence[Patrol], now: datetime, rules: Rules,
    ) -> None:  # fmt: skip
        self._night, self._saved, self._patrols, self._now = night, saved, patrols, now
        stands = standings(saved, said, now, rules) if saved else {}
        self._stops = list(_stops(saved, stands)) if saved else []
        self._besides = seen_besides(saved, said, stands) if saved else {}

    def patrols(self) -> Iterator[Item]:
        """The rounds that were finished or ended with a reason."""
        for each in self._patrols:
            theirs = self._of_walk(each.team_id, each.pass_name)
            ended = each.status == "ended"
            yield self._walk(
                each.team_id, each.pass_name, theirs, until=each.ended_at,
                state=_said(theirs, ended=ended),
                why=_why(each.reason) if ended else None,
            )  # fmt: skip

    def unfinished(self) -> Iterator[Item]:
        """The rounds that were begun and are in no patrol."""
        if self._saved is None:
            return
        counted = {(each.team_id, each.pass_name) for each in self._patrols}
        going = {
            (each.team_id, self._pass(each.round.pass_no).name): each
            for each in self._saved.rounds if each.status == "running"
        }  # fmt: skip
        for walk in going.keys() - counted:
            theirs = self._of_walk(*walk)
            item = self._walk(*walk, theirs, state=_so_far(theirs))
            over = self._pass(going[walk].round.pass_no).to_at <= self._now
            yield replace(item, round_id=going[walk].id) if over else item

    def visits(self) -> Iterator[Item]:
        """What was planned, each place in each pass once, with those that nobody could make."""
        of: dict[tuple[str, int], list[_There]] = defaultdict(list)
        for there in self._stops:
            of[there.stop.hazard_id, there.stop.pass_no].append(there)
        for (_, pass_no), stops in of.items():
            yield self._visit(self._pass(pass_no), stops)
        if self._saved is not None:
            yield from self._unserved(self._saved.plan.unserved, of.keys())

    def _visit(self, one: Pass, stops: Sequence[_There]) -> Item:
        over = one.to_at <= self._now
        visit = visit_state([each.standing.state for each in stops], over=over)
        last = max(stops, key=lambda each: each.stop.eta)
        seen = [at for each in stops if (at := each.standing.at.done_at)]
        return Item(
            night=self._night, at=max(seen, default=None), planned_at=last.stop.eta,
            hazard_id=last.stop.hazard_id, pass_name=one.name, extra=one.extra,
            team_id=last.saved.team_id,
            visit=visit, state=NOT_REACHED.get(visit) or _visited(one, stops, visit),
        )  # fmt: skip

    def _unserved(
        self, unserved: Sequence[Unserved], planned: Collection[tuple[str, int]]
    ) -> Iterator[Item]:
        """What the plan could give to nobody; somebody may have gone there all the same."""
        for each in unserved:
            if (each.hazard_id, each.pass_no) in planned:
                continue
            one = self._pass(each.pass_no)
            seen = self._besides.get((each.hazard_id, each.pass_no))
            yield Item(
                night=self._night, hazard_id=each.hazard_id, pass_name=one.name,
                extra=one.extra, at=seen.seen_at if seen else None,
                visit="visited" if seen else "missed",
                state=reason("Visited, though no round had it.") if seen
                else reason("The plan could give it to nobody."),
                why=None if seen else Sentence(each.reason, each.values),
            )  # fmt: skip

    def _walk(
        self, team_id: str, pass_name: str, theirs: Sequence[_There], *, state: Sentence,
        until: datetime | None = None, why: Sentence | None = None,
    ) -> Item:  # fmt: skip
        seen = [at for each in theirs if (at := each.standing.at.done_at)]
        return Item(
            night=self._night, at=min(seen, default=None), until=until or max(seen, default=None),
            pass_name=pass_name, team_id=team_id, state=state, why=why,
        )  # fmt: skip

    def _of_walk(self, team_id: str, pass_name: str) -> list[_There]:
        return [
            each for each in self._stops
            if each.saved.team_id == team_id and self._pass(each.stop.pass_no).name == pass_name
        ]  # fmt: skip

    def _pass(self, no: int) -> Pass:
        assert self._saved is not None
        return self._saved.plan.pass_of(no)


def _stops(saved: SavedPlan, stands: dict[tuple[str, int], Standing]) -> Iterator[_There]:
    for each in saved.rounds:
        for stop in each.round.stops:
            yield _There(each, stop, stands[each.id, stop.seq])


def _visited(one: Pass, stops: Sequence[_There], visit: VisitState) -> Sentence:
    if visit == "to_come":
        states = {each.standing.state for each in stops}
        if "planned" not in states:
            return reason("Left by a round that ended early; its time is not over yet.")
        return reason("One end seen, the other still to come.") if "done" in states else reason(
            "Still to come.")  # fmt: skip
    if any((at := each.standing.at.done_at) and at >= one.to_at for each in stops):
        return reason("Visited after its time was over.")
    if any(each.standing.said and each.standing.said.result == "finding" for each in stops):
        return reason("Visited; something was found.")
    return reason("Visited.")


def _said(theirs: Sequence[_There], *, ended: bool) -> Sentence:
    done, total = _made(theirs)
    if ended:
        return reason("Ended early after {done} stops.", done=done)
    return reason("Finished, {done} of {total} stops.", done=done, total=total)


def _why(text: str) -> Sentence:
    """Why a round ended. What the office wrote itself may name people: it is not handed on."""
    said = reason_said(text)
    return reason("{said}.", said=said if isinstance(said, Sentence) else OTHER)


def _so_far(theirs: Sequence[_There]) -> Sentence:
    done, total = _made(theirs)
    return reason("Begun, {done} of {total} stops.", done=done, total=total)


def _made(theirs: Sequence[_There]) -> tuple[int, int]:
    return sum(each.standing.state == "done" for each in theirs), len(theirs)
