"""Who needs how many visits tonight, and when each hazard is due again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import geopandas as gpd

from geo.begun import held_visits, is_over, kept_passes, urgent_pass, with_urgent
from geo.hazards import Hazard
from geo.needs import Need, Pass, PassPlan, Unserved
from geo.nights import moment, night_of
from geo.plan_frames import hazards_of, needs_frame
from geo.rain import Level, Levels
from geo.rules import PassName, Rule, Rules, Trigger, Window
from geo.sentences import Sentence, reason
from geo.underway import Running
from geo.visit_hours import Hours, hours_in, nearest_of, shut_in

__all__ = [
    "Need", "Pass", "PassName", "PassPlan", "Rule", "Rules", "Trigger", "Unserved",
    "needed", "needed_for", "next_due",
]  # fmt: skip

NIGHT_TEAM_OF = 2
NIGHT_NAMES: tuple[PassName, ...] = ("night_1", "night_2", "night_3")
_NOT_BEGUN = Running()


def needed_for(
    hazards: Sequence[Hazard], rules: Rules, night: date, levels: Levels, zone: str, *,
    by_hand: bool = False, leader: str = "", now: datetime | None = None,
    visited: Mapping[str, datetime] | None = None, running: Running = _NOT_BEGUN,
    urgent: Sequence[Hazard] = (),
) -> PassPlan:  # fmt: skip
    """The passes of a night and every visit that an active hazard needs in them.

    by_hand: the extra night passes were switched on by the official. leader: who gave the word
    to go out in a red or thunder night. now: windows that have ended by then need nothing more.
    visited: last visits by hazard id; one since a window began has met it. running: what of the
    plan before has begun. urgent: found tonight and not looked at by anybody yet; drafts count
    here only, and one visit each as soon as can be.
    """
    counted = [each for each in hazards if _counts(each, night, zone)]
    rows = {each.id: _row(each, rules, night, levels, by_hand=by_hand) for each in counted}
    by_rules = _passes(rules, night, levels, zone, rows.values())
    passes = kept_passes(by_rules, running, {each.id for each in (*counted, *urgent)}, now)
    if urgent and now is not None:
        passes = with_urgent(passes, now, timedelta(minutes=rules.urgent_min))
    visits: list[tuple[Hazard, Pass]] = []
    for each in counted:
        asked = [one.name for one in _visits(rows[each.id], by_rules)]
        seen = held_visits(each.id, asked, passes, running, now) if asked else []
        last = (visited or {}).get(each.id)
        visits += [
            (each, one) for one in seen if not is_over(each.id, one, seen, running, now, last)
        ]
    due = [
        (each, one, _with_hours(_need(rules, rows[each.id], each, one, levels),
                                hours_in(each, one, night, zone)))
        for each, one in visits
    ]  # fmt: skip
    if urgent and now is not None:
        due += _urgent(urgent, passes, rules, night, levels, zone, now)
    needs: dict[tuple[str, int], Need] = {}
    missed: list[Unserved] = []
    for each, one, need in sorted(due, key=lambda visit: visit[1].no):
        shut = None if need.urgent else shut_in(each, one, night, zone)
        cannot = _cannot(each, levels, leader)
        if why := cannot or shut:
            mine = [other for hazard, other, _ in due if hazard.id == each.id]
            remedy = None if cannot else nearest_of(each, mine, night, zone)
            missed.append(Unserved(each.id, one.no, one.extra, why.template, why.values, remedy))
        else:
            needs[each.id, one.no] = need
    held = {one.no for _, one, _ in due}
    return PassPlan(
        night,
        tuple(one for one in passes if one.no in held),
        tuple(needs.values()),
        tuple(missed),
        _note(rules, night, levels, by_hand=by_hand, leader=leader),
    )


def _urgent(
    urgent: Sequence[Hazard], passes: Sequence[Pass], rules: Rules, night: date, levels: Levels,
    zone: str, now: datetime,
) -> Iterator[tuple[Hazard, Pass, Need]]:  # fmt: skip
    """One visit to each new finding, before all else; in twos once the night has begun."""
    one = urgent_pass(passes, now, timedelta(minutes=rules.urgent_min))
    at_night = now >= moment(night, rules.windows.night_two[0][0], zone)
    for each in urgent:
        row = rules.rule_for(each.kind, each.rank, levels.drives(each.kind))
        need = _need(rules, row, each, one, levels)
        yield each, one, replace(
            need, urgent=True, min_gap_s=0, max_gap_s=None, by_keeper=False,
            team_of=NIGHT_TEAM_OF if at_night else need.team_of,
        )  # fmt: skip


def needed(
    frame: gpd.GeoDataFrame, rules: Rules, night: date, levels: Levels, zone: str, *,
    by_hand: bool = False, leader: str = "",
) -> gpd.GeoDataFrame:  # fmt: skip
    """One row per visit that the hazards of a table need tonight, in OGC:CRS84.

    Index and geometry are the hazard's own; columns as in `plan_frames.needs_frame`. frame: as
    `hazards.check` takes it, of any kind.

    Raises
    ------
    BadGeometry
        It names no coordinate system.
    BadInput
        A column is missing, or rows cannot be hazards: with every complaint.
    """
    plan = needed_for(hazards_of(frame), rules, night, levels, zone, by_hand=by_hand, leader=leader)
    return needs_frame(plan, frame)


def next_due(
    hazard: Hazard, rules: Rules, levels: Levels, zone: str, *,
    last_visited_at: datetime | None, now: datetime, by_hand: bool = False,
) -> datetime | None:  # fmt: skip
    """The end of the first pass window that the last visit does not satisfy; None if none comes.

    A hazard never visited counts from its last change. `levels` and `by_hand` are tonight's;
    other nights are taken as without a warning. It is overdue once this lies before `now`.
    """
    since = last_visited_at or hazard.changed_at or now
    tonight = night_of(now, zone)
    night, last = night_of(since, zone), tonight + timedelta(days=400)
    while night <= last:
        on = levels if night == tonight else Levels()
        row = _row(hazard, rules, night, on, by_hand=by_hand and night == tonight)
        for one in _visits(row, _passes(rules, night, on, zone, [row])):
            opens, ends = hours_in(hazard, one, night, zone)
            ends = ends or one.to_at
            if since < one.from_at and (opens or one.from_at) <= ends:
                return ends
        night = _night_after(night, tonight, rules)
    return None


def _night_after(night: date, tonight: date, rules: Rules) -> date:
    """The next night that can need anything: the following one, tonight, or the season's first."""
    after = night + timedelta(days=1)
    if rules.season.holds(after):
        return after
    begins = rules.season.begins_after(night)
    return min(tonight, begins) if night < tonight else begins


def _counts(hazard: Hazard, night: date, zone: str) -> bool:
    """Whether a hazard is real on that night: looked at by a planner, and valid."""
    begins, ends = moment(night, "05:01", zone), moment(night, "05:00", zone)
    return (
        hazard.status == "active"
        and (hazard.valid_from is None or hazard.valid_from < ends)
        and (hazard.valid_to is None or hazard.valid_to > begins)
    )


def _row(hazard: Hazard, rules: Rules, night: date, levels: Levels, *, by_hand: bool) -> Rule:
    """What the table says, less what the season and the trigger take away.

    In season a warning of any kind makes it a night for all; out of season only for what it drives.
    """
    level = levels.drives(hazard.kind)
    rule = rules.rule_for(hazard.kind, hazard.rank, level)
    in_season = rules.season.holds(night)
    warned = level > 0 or levels.thunder
    triggered = {
        "every_night": in_season or warned,
        "rain_or_warning": levels.any_warning if in_season else warned,
        "by_hand": False,
    }[rules.trigger]
    return replace(
        rule,
        base=rule.base if in_season or warned else (),
        extra_night=rule.extra_night if triggered or by_hand else 0,
    )


def _passes(
    rules: Rules, night: date, levels: Levels, zone: str, rows: Iterable[Rule]
) -> list[Pass]:
    """The passes that somebody needs that night, numbered in the order of time.

    The day's ends where an early evening's begins: one visit never meets both.
    """
    rows, clocks = list(rows), rules.windows
    windows: list[tuple[PassName, Window]] = []
    evening = clocks.evening_early if levels.any_warning else clocks.evening
    with_evening = any("evening" in row.base for row in rows)
    if any("day" in row.base for row in rows):
        windows.append(("day", _until(clocks.day, evening) if with_evening else clocks.day))
    if with_evening:
        windows.append(("evening", evening))
    most = max((row.extra_night for row in rows), default=0)
    series = clocks.night_three if most > 2 else clocks.night_two[:most]
    windows += zip(NIGHT_NAMES, series, strict=False)
    return [
        Pass(no, name, name in NIGHT_NAMES, moment(night, opens, zone), moment(night, ends, zone))
        for no, (name, (opens, ends)) in enumerate(windows, 1)
    ]


def _until(day: Window, evening: Window) -> Window:
    """The day's window without what it shares with the evening's; whole if none would be left."""
    first, last, ends = (time.fromisoformat(clock) for clock in (*day, evening[0]))
    return (day[0], evening[0]) if first < ends < last else day


def _visits(row: Rule, passes: Sequence[Pass]) -> Iterator[Pass]:
    """The passes of the night in which a hazard of that row is seen.

    Fewer visits than night passes are spread over the night, the first and the last included.
    """
    yield from (each for each in passes if each.name in row.base)
    night = [each for each in passes if each.extra]
    count = min(row.extra_night, len(night))
    steps = max(1, count - 1)
    yield from (night[k * (len(night) - 1) // steps] for k in range(count))


def _cannot(hazard: Hazard, levels: Levels, leader: str) -> Sentence | None:
    """Why nobody may or can go to a hazard at all, before any planning."""
    if hazard.geometry is None:
        return reason("It has no place on the map yet. Place it, then plan again.")
    if levels.lookout_only and not leader:
        return reason("Red or thunder: nobody goes out without the word of a named leader.")
    return None


def _need(rules: Rules, rule: Rule, hazard: Hazard, one: Pass, levels: Levels) -> Need:
    pair = one.extra or levels.lookout_only
    # A warning may bring the night passes nearer to each other, not nearer to the evening's.
    calm = rules.rule_for(hazard.kind, hazard.rank, Level.NONE)
    between = rule if one.name in NIGHT_NAMES[1:] else calm
    return Need(
        hazard_id=hazard.id,
        pass_no=one.no,
        extra=one.extra,
        service_s=round(rule.service_min * 60),
        min_gap_s=between.min_gap_min * 60,
        lookout=levels.lookout_only,
        team_of=NIGHT_TEAM_OF if pair else 1,
        max_gap_s=None if rule.max_gap_min is None else rule.max_gap_min * 60,
        by_keeper=rule.by_keeper and not one.extra,
    )


def _with_hours(need: Need, hours: Hours) -> Need:
    return replace(need, from_at=hours[0], to_at=hours[1])


def _note(
    rules: Rules, night: date, levels: Levels, *, by_hand: bool, leader: str
) -> Sentence | None:
    """What the official should know about this night's extra passes."""
    in_season = rules.season.holds(night)
    if levels.lookout_only:
        if leader:
            return reason("Look-out points only, in twos, by the word of {leader}.", leader=leader)
        return reason("Red or thunder: nobody goes out without the word of a named leader.")
    if not in_season and not levels.any_warning:
        if by_hand:
            return reason("Not the flood season today; the extra night passes are on by hand.")
        return reason(
            "Not the flood season today: no extra night passes. They can be switched on by hand."
        )
    if by_hand or (rules.trigger == "rain_or_warning" and levels.any_warning):
        return None
    if rules.trigger == "rain_or_warning":
        return reason("No warning: no extra night passes. They can be switched on by hand.")
    if rules.trigger == "by_hand":
        return reason("The extra night passes are off tonight. They can be switched on by hand.")
    return None
