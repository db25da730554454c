"""Whether the visits that nights asked for were made in their windows, pass by pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from geo.checkins import EARLY, CheckIn
from geo.needs import Pass, Unserved
from geo.rain import Levels
from geo.sentences import reason

VisitWord = Literal["made", "late", "missed", "unserved", "kept_in", "to_come"]
# What counts as asked for: of these the share that was made is taken.
COUNTED: tuple[VisitWord, ...] = ("made", "late", "missed", "unserved")
RULE = reason(
    "A visit is made when its check-in came in the window of its pass: from one hour before it "
    "begins until it ends, and the minutes at the stop. What came later is late, and what "
    "nobody could be planned for counts as not made. Nights of red or thunder on which nobody "
    "was allowed out are told apart and count neither way."
)


@dataclass(frozen=True, slots=True)
class AskedStop:
    """One stop of a published plan, by the pass that it is in."""

    id: str
    hazard_id: str
    pass_no: int
    service_s: int


@dataclass(frozen=True, slots=True)
class AskedNight:
    """What the published plan of one night asks for; nothing else of it."""

    night: date
    levels: Levels
    passes: tuple[Pass, ...]
    stops: tuple[AskedStop, ...]
    unserved: tuple[Unserved, ...]

    @property
    def kept_in(self) -> bool:
        """Whether nobody was sent out, by a red or thunder night's rule."""
        return self.levels.lookout_only and bool(self.unserved) and not self.stops


@dataclass(frozen=True, slots=True)
class Judged:
    """One visit that a night asked of a hazard, and what became of it."""

    night: date
    hazard_id: str
    one: Pass
    word: VisitWord


@dataclass(slots=True)
class Share:
    """How many visits of each word, all passes together and the extra night passes alone."""

    words: dict[VisitWord, int]
    extra: dict[VisitWord, int]

    @property
    def asked(self) -> int:
        """How many visits count."""
        return sum(self.words[word] for word in COUNTED)

    @property
    def made_pct(self) -> int | None:
        """Whole percent made in their windows, rounded down; None where none was asked for."""
        return self.words["made"] * 100 // self.asked if self.asked else None

    @property
    def extra_asked(self) -> int:
        """How many visits of extra night passes count."""
        return sum(self.extra[word] for word in COUNTED)


def judged(
    nights: Iterable[AskedNight], told: Iterable[tuple[date, CheckIn]], now: datetime
) -> list[Judged]:
    """Every visit that these nights asked for, with what became of it by `now`.

    told: the check-ins of these nights, in any order. Each answers for one visit at most.
    """
    said: dict[tuple[date, str], list[CheckIn]] = defaultdict(list)
    for night, each in told:
        if each.hazard_id is not None and each.seen_at <= now:
            said[night, each.hazard_id].append(each)
    return [one for night in nights for one in _judged_night(night, said, now)]


def shares(found: Iterable[Judged], key_of: Mapping[str, str]) -> dict[str, Share]:
    """The share of each key, such as a street; key_of: by hazard id, hazards without are left out.

    Their order is that of `key_of`.
    """
    made: dict[str, Share] = {key: _empty() for key in key_of.values()}
    for each in found:
        if each.hazard_id in key_of:
            _count(made[key_of[each.hazard_id]], each)
    return made


def share_of(found: Iterable[Judged]) -> Share:
    """The share of all of them together."""
    total = _empty()
    for each in found:
        _count(total, each)
    return total


def _empty() -> Share:
    words: tuple[VisitWord, ...] = (*COUNTED, "kept_in", "to_come")
    return Share(dict.fromkeys(words, 0), dict.fromkeys(words, 0))


def _count(share: Share, each: Judged) -> None:
    share.words[each.word] += 1
    if each.one.extra:
        share.extra[each.word] += 1


def _judged_night(
    night: AskedNight, said: Mapping[tuple[date, str], Sequence[CheckIn]], now: datetime
) -> list[Judged]:
    passes = {one.no: one for one in night.passes}
    visits: dict[str, dict[int, list[AskedStop]]] = defaultdict(lambda: defaultdict(list))
    for stop in night.stops:
        visits[stop.hazard_id][stop.pass_no].append(stop)
    found = []
    for hazard_id, by_pass in visits.items():
        visited = _answers(by_pass, passes, said.get((night.night, hazard_id), ()))
        found += [
            Judged(night.night, hazard_id, passes[no],
                   _word(visited[no], len(stops), passes[no], now))
            for no, stops in by_pass.items()
        ]  # fmt: skip
    for each in night.unserved:
        if each.pass_no in passes and each.pass_no not in visits.get(each.hazard_id, {}):
            word: VisitWord = "kept_in" if night.kept_in else "unserved"
            found.append(Judged(night.night, each.hazard_id, passes[each.pass_no], word))
    return found


def _answers(
    by_pass: Mapping[int, Sequence[AskedStop]], passes: Mapping[int, Pass],
    said: Iterable[CheckIn],
) -> dict[int, dict[str, bool]]:  # fmt: skip
    """By pass and stop that was answered for, whether a check-in came in the window."""
    named = {stop.id: no for no, stops in by_pass.items() for stop in stops}
    visited: dict[int, dict[str, bool]] = {no: {} for no in by_pass}
    for each in sorted(said, key=lambda one: (one.seen_at, one.key)):
        stop_id = each.stop_id or ""
        if stop_id not in named or each.seen_at < passes[named[stop_id]].from_at - EARLY:
            stop_id = _open_stop(by_pass, passes, visited, each.seen_at)
        if stop_id:
            no = named[stop_id]
            stays = timedelta(seconds=max(stop.service_s for stop in by_pass[no]))
            in_time = each.seen_at <= passes[no].to_at + stays
            visited[no][stop_id] = visited[no].get(stop_id, False) or in_time
    return visited


def _open_stop(
    by_pass: Mapping[int, Sequence[AskedStop]], passes: Mapping[int, Pass],
    visited: Mapping[int, Mapping[str, bool]], at: datetime,
) -> str:  # fmt: skip
    """What a check-in of no stop answers for, in the pass that runs or soon begins; "" nothing."""
    for early in (timedelta(0), EARLY):
        for no in sorted(by_pass):
            if passes[no].from_at - early <= at < passes[no].to_at:
                for stop in by_pass[no]:
                    if stop.id not in visited[no]:
                        return stop.id
    return ""


def _word(visited: Mapping[str, bool], stops: int, one: Pass, now: datetime) -> VisitWord:
    if sum(visited.values()) >= stops:
        return "made"
    if len(visited) >= stops:
        return "late"
    return "to_come" if now < one.to_at else "missed"
