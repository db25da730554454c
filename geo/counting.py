"""What counts as one: a patrol, a visit, a finding; and how each rule is said in words.

The rules have a version. Whoever changes what is counted, or its words, raises it: a report of
last month and one of today can then be told apart. What is counted follows from what was said
and when it was seen; the order in which it came, and how often, changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from geo.checkins import CheckIn, says_wet
from geo.kinds import FLOOD_SEGMENT
from geo.lateness import State
from geo.sentences import Sentence, reason

VERSION = 2
RULES: Mapping[str, Sentence] = MappingProxyType({
    "patrols": reason(
        "One patrol is one round of one team in one pass, finished or ended early with a reason, "
        "with at least one stop visited. Planned again or walked in parts, it is still one. Of a "
        "team that was taken off duty, the round has ended early, and that is the reason; a team "
        "that stayed on and whose open stops all went to others has finished what was left to it."
    ),
    "night_stops": reason(
        "One stop is one place in one pass of the plan that was on the phones last. It is visited "
        "once a check-in answers for it, a late one too; a road under water once both of its ends "
        "were seen. What nobody could be planned for counts among the planned."
    ),
    "day_stops": reason(
        "Counted in the same way, of the passes besides the extra ones at night: by day, in the "
        "evening, and urgent looks."
    ),
    "found_flood_segment": reason(
        "One road of the list counts once, however often water was said to stand there in the time "
        "shown. Less than 5 cm is a wet road and does not count. What was said of no place of the "
        "list counts each time."
    ),
    "found_leak_building": reason(
        "One home or building of the list counts once, however often its leak was said in the time "
        "shown. Neighbours that are on the list count one by one; within one building households "
        "are not told apart. What was said of no place of the list counts each time."
    ),
    "found_leaning_tree": reason(
        "One tree of the list counts once, however often its danger was said in the time shown. "
        "What was said of no place of the list counts each time."
    ),
    "found": reason(
        "One place of the list counts once, however often this was said of it in the time shown. "
        "What was said of no place of the list counts each time."
    ),
    "cleared": reason(
        "Of the findings, those whose last word is that all was clear when somebody looked again. "
        "That is not yet a repair that was checked."
    ),
    "not_reached": reason(
        "Planned stops whose time is over without a visit, each with why. Also what the plan could "
        "give to nobody."
    ),
    "to_come": reason("Planned stops whose time is not over yet."),
    "unfinished": reason(
        "Rounds that were begun, and neither finished nor ended with a reason. They are no patrols."
    ),
})  # fmt: skip
UNKNOWN: Mapping[str, Sentence] = MappingProxyType({
    "requests": reason(
        "Requests of residents and 12345 tickets are not recorded here yet, so there is no number."
    ),
    "fixed": reason(
        "Repairs checked on the spot are not recorded here yet, so there is no number. What was "
        "seen clear again is counted above."
    ),
})  # fmt: skip

Walk = tuple[str, str]
VisitState = Literal["visited", "to_come", "missed", "half_seen", "handed_over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A round of a plan that was on the phones, replaced or not.

    place: (its plan's place among the plans, its own in the plan). status: published, running,
    done, ended or replaced. visited: how many of its stops were answered for.
    """

    place: tuple[int, int]
    team_id: str
    pass_name: str
    status: str
    visited: int
    on_phones: bool

    @property
    def walk(self) -> Walk:
        """(team id, pass): what stays the same when the night is planned again."""
        return self.team_id, self.pass_name


def rule(number_id: str) -> Sentence:
    """How a number is counted, in words; kinds without a rule of their own share one."""
    return RULES.get(number_id) or RULES["found"]


def patrols(rounds: Iterable[Walked]) -> dict[Walk, Walked]:
    """The patrols of one night, each as the last round that says how it went."""
    known = sorted(rounds, key=lambda each: each.place)
    # Done in one plan and gone on with in the next is not done yet.
    going = {each.walk for each in known if each.on_phones and each.status == "running"}
    return {
        each.walk: each
        for each in known
        if each.status in ("done", "ended") and each.visited and each.walk not in going
    }


def left_over(visited: int, *, taken_off: bool) -> Literal["published", "done", "ended"]:
    """How a round goes on whose open stops all went to others when the night was planned again.

    visited: how many of its stops were answered for. taken_off: its team is off duty from then
    on, so it has not finished; one that stays has walked all that was left to it.
    """
    if not visited:
        return "published"
    return "ended" if taken_off else "done"


def visit_state(stops: Collection[State], *, over: bool) -> VisitState:
    """How a visit stands, by its stops; a segment that is watched from both ends has two.

    over: whether the time of its pass is over. Until then somebody may still go there.
    """
    if all(each == "done" for each in stops):
        return "visited"
    if "planned" in stops or not over:
        return "to_come"
    if "done" in stops:
        return "half_seen"
    return "missed" if "missed" in stops else "handed_over"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at one place. times: how often it was said. clear_at: when it was first
    seen clear after it was said last; None where nobody has."""

    kind: str
    first: CheckIn
    last: CheckIn
    times: int
    clear_at: datetime | None


def findings(said: Iterable[CheckIn]) -> list[Finding]:
    """The findings of a period, in the order of time.

    What was said of no place of the list is a finding of its own.
    """
    once = {each.key: each for each in said}.values()
    at: dict[tuple[str, str], list[CheckIn]] = defaultdict(list)
    clear: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for each in once:
        for kind in _lifts(each):
            clear[kind, each.hazard_id or each.key].append(each.seen_at)
        if each.result == "finding" and says_wet(each) is not False:
            at[_kind(each), each.hazard_id or each.key].append(each)
    found = [_finding(key, each, [*clear[key], *clear["", key[1]]]) for key, each in at.items()]
    return sorted(found, key=lambda each: (_when(each.first), each.kind))


def _finding(key: tuple[str, str], said: Iterable[CheckIn], clear: Iterable[datetime]) -> Finding:
    ordered = sorted(said, key=_when)
    last = ordered[-1]
    later = [at for at in clear if at > last.seen_at]
    return Finding(key[0], ordered[0], last, len(ordered), min(later, default=None))


def _lifts(said: CheckIn) -> tuple[str, ...]:
    """The kinds that a check-in says are gone; "" is every kind."""
    if said.result == "clear":
        return ("",)
    return (FLOOD_SEGMENT,) if says_wet(said) is False else ()


def _kind(said: CheckIn) -> str:
    return str((said.finding or {}).get("kind", ""))


def _when(said: CheckIn) -> tuple[datetime, str]:
    return said.seen_at, said.key
