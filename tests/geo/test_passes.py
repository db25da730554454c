"""Who needs how many visits: the office's rules, night by night."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.nights import moment
from geo.passes import NIGHT_NAMES, PassPlan, Rules, needed_for, next_due
from geo.rain import Level, Levels
from tests import town

JULY, WINTER = town.NIGHT, date(2026, 1, 10)
HAZARDS = town.hazards()
BY_ID = {hazard.id: hazard for hazard in HAZARDS}
LEVELS = st.builds(
    Levels,
    st.sampled_from(list(Level)[:4]), st.sampled_from(list(Level)[:4]),
    st.sampled_from(list(Level)[:4]),
)  # fmt: skip


def needed(levels: Levels = Levels(), night: date = JULY, **how: Any) -> PassPlan:  # noqa: B008
    rules = how.pop("rules", Rules())
    return needed_for(how.pop("hazards", HAZARDS), rules, night, levels, town.ZONE, **how)


def extra_of(plan: PassPlan, code: str) -> int:
    return sum(n.extra and BY_ID[n.hazard_id].code == code for n in plan.needs)


def names(plan: PassPlan) -> list[str]:
    return [one.name for one in plan.passes]


def test_a_season_night_has_two_base_and_two_extra_passes() -> None:
    plan = needed()
    assert names(plan) == ["day", "evening", "night_1", "night_2"]
    assert [one.no for one in plan.passes] == [1, 2, 3, 4]
    windows = [(f"{one.from_at:%d %H:%M}", f"{one.to_at:%d %H:%M}") for one in plan.passes]
    assert windows == [
        ("22 08:00", "22 18:00"), ("22 18:00", "22 20:00"),
        ("22 20:00", "22 23:15"), ("23 00:45", "23 05:00"),
    ]  # fmt: skip
    assert plan.note is None


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.code)
def test_every_hazard_from_rank_two_gets_exactly_two_extra(hazard: Any) -> None:
    assert extra_of(needed(), hazard.code) == (2 if hazard.rank >= 2 else 0)


def test_base_passes_by_kind() -> None:
    base = {
        code: sorted(n.pass_no for n in needed().needs
                     if not n.extra and BY_ID[n.hazard_id].code == code)
        for code in ("JS-01", "LD-01", "SM-01")
    }  # fmt: skip
    assert base == {"JS-01": [1, 2], "LD-01": [1], "SM-01": [1]}
    leaks = [n for n in needed().needs if BY_ID[n.hazard_id].kind == "leak_building"]
    assert all(need.by_keeper is not need.extra for need in leaks)


def test_night_passes_take_two_and_base_passes_one() -> None:
    assert {(need.extra, need.team_of) for need in needed().needs} == {(True, 2), (False, 1)}


def test_blue_is_as_none_with_the_evening_earlier() -> None:
    blue, none = needed(Levels(rain=Level.BLUE)), needed()
    assert [replace(n, pass_no=0) for n in blue.needs] == [
        replace(n, pass_no=0) for n in none.needs
    ]
    assert blue.passes[1].from_at < none.passes[1].from_at
    assert blue.passes[2:] == none.passes[2:]


def test_yellow_gives_rank_three_a_third_pass_and_spreads_the_others() -> None:
    plan = needed(Levels(rain=Level.YELLOW, wind=Level.YELLOW))
    assert names(plan)[2:] == ["night_1", "night_2", "night_3"]
    assert [extra_of(plan, f"JS-0{rank}") for rank in (1, 2, 3, 4)] == [0, 2, 3, 3]
    assert [extra_of(plan, f"SM-0{rank}") for rank in (1, 2, 3, 4)] == [0, 2, 3, 3]
    two = [n.pass_no for n in plan.needs if n.extra and BY_ID[n.hazard_id].code == "JS-02"]
    assert two == [3, 5]
    night = plan.passes[2:]
    for one, other in pairwise(night):
        assert other.from_at - one.to_at >= timedelta(minutes=60)


def test_a_warning_brings_night_passes_nearer_to_each_other_not_to_the_evening() -> None:
    plan = needed(Levels(rain=Level.YELLOW))
    gaps = [n.min_gap_s // 60 for n in plan.needs if BY_ID[n.hazard_id].code == "JS-04"]
    assert gaps == [90, 90, 90, 60, 60]


def test_orange_gives_rank_two_a_third_pass() -> None:
    plan = needed(Levels(rain=Level.ORANGE))
    assert [extra_of(plan, f"LD-0{rank}") for rank in (1, 2, 3, 4)] == [0, 3, 3, 3]
    assert [extra_of(plan, f"SM-0{rank}") for rank in (1, 2, 3, 4)] == [0, 2, 2, 2]


@pytest.mark.parametrize("levels", [Levels(rain=Level.RED), Levels(thunder=True)])
def test_red_or_thunder_waits_for_a_leaders_word(levels: Levels) -> None:
    held = needed(levels)
    assert held.needs == ()
    assert {str(each) for each in held.unserved} == {
        "Red or thunder: nobody goes out without the word of a named leader."
    }
    sent = needed(levels, leader="王书记")
    assert len(sent.needs) == len(held.unserved)
    assert all(need.lookout and need.team_of == 2 for need in sent.needs)
    assert "王书记" in str(sent.note)


def test_out_of_season_there_is_nothing_and_a_note_says_so() -> None:
    plan = needed(night=WINTER)
    assert (plan.passes, plan.needs, plan.unserved) == ((), (), ())
    assert str(plan.note) == (
        "Not the flood season today: no extra night passes. They can be switched on by hand."
    )


def test_by_hand_switches_the_extra_passes_on_out_of_season() -> None:
    plan = needed(night=WINTER, by_hand=True)
    assert names(plan) == ["night_1", "night_2"]
    assert [extra_of(plan, f"JS-0{rank}") for rank in (1, 2, 3, 4)] == [0, 2, 2, 2]


def test_a_winter_warning_drives_its_own_kinds_only() -> None:
    plan = needed(Levels(wind=Level.YELLOW), night=WINTER)
    assert {BY_ID[need.hazard_id].kind for need in plan.needs} == {"leaning_tree"}
    assert plan.note is None


def test_the_trigger_rain_or_warning() -> None:
    rules = Rules(trigger="rain_or_warning")
    assert names(needed(rules=rules)) == ["day", "evening"]
    assert str(needed(rules=rules).note) == (
        "No warning: no extra night passes. They can be switched on by hand."
    )
    assert extra_of(needed(rules=rules, by_hand=True), "JS-02") == 2


@pytest.mark.parametrize("levels", [
    Levels(rain=Level.BLUE), Levels(wind=Level.BLUE), Levels(response=Level.BLUE),
    Levels(thunder=True),
])  # fmt: skip
def test_in_season_a_warning_of_any_kind_makes_it_a_night_for_every_hazard(levels: Levels) -> None:
    warned = Rules(trigger="rain_or_warning")
    plan = needed(levels, rules=warned, leader="王书记")
    for hazard in HAZARDS:
        assert extra_of(plan, hazard.code) == (2 if hazard.rank >= 2 else 0), hazard.code
    assert plan == needed(levels, leader="王书记")
    out = needed(Levels(wind=Level.YELLOW), night=WINTER, rules=warned)
    assert {BY_ID[need.hazard_id].kind for need in out.needs} == {"leaning_tree"}


def test_the_trigger_by_hand() -> None:
    rules = Rules(trigger="by_hand")
    assert extra_of(needed(Levels(rain=Level.ORANGE), rules=rules), "JS-04") == 0
    assert extra_of(needed(rules=rules, by_hand=True), "JS-04") == 2


def test_a_hazard_without_a_place_is_named_not_dropped() -> None:
    lost = replace(HAZARDS[1], geometry=None)
    plan = needed(hazards=[lost])
    assert plan.needs == ()
    assert len(plan.unserved) == 4
    assert "no place on the map" in str(plan.unserved[0])


def test_drafts_and_hazards_of_another_time_need_nothing() -> None:
    one, eve = HAZARDS[1], moment(JULY, "20:00", town.ZONE)
    others = [
        replace(one, status="draft"),
        replace(one, status="resolved"),
        replace(one, valid_from=eve + timedelta(days=1)),
        replace(one, valid_to=eve - timedelta(days=1)),
    ]
    assert needed(hazards=others).needs == ()
    within = replace(one, valid_from=eve - timedelta(days=1), valid_to=eve + timedelta(days=1))
    assert needed(hazards=[within]).needs


def test_at_half_past_one_only_the_second_night_pass_is_left() -> None:
    plan = needed(now=moment(JULY, "01:30", town.ZONE))
    assert names(plan) == ["night_2"]
    assert [one.no for one in plan.passes] == [4]
    assert extra_of(plan, "JS-02") == 1


def test_a_visit_in_the_window_has_met_it() -> None:
    one = next(hazard for hazard in HAZARDS if hazard.code == "JS-02")
    seen = {one.id: moment(JULY, "20:40", town.ZONE)}
    now = moment(JULY, "21:00", town.ZONE)
    assert [n.pass_no for n in needed(hazards=[one], visited=seen, now=now).needs] == [4]


def test_the_day_ends_where_an_early_evening_begins() -> None:
    """One visit at 17:00 is the evening's alone; the day's is over by then, not met by it."""
    blue = Levels(rain=Level.BLUE)
    for one, other in pairwise(needed(blue).passes):
        assert one.to_at <= other.from_at
    one = next(hazard for hazard in HAZARDS if hazard.code == "JS-02")
    seen = {one.id: moment(JULY, "16:29", town.ZONE)}
    left = needed(blue, hazards=[one], visited=seen, now=moment(JULY, "16:29", town.ZONE))
    assert [need.pass_no for need in left.needs] == [2, 3, 4]
    at = moment(JULY, "17:00", town.ZONE)
    left = needed(blue, hazards=[one], visited={one.id: at}, now=at)
    assert [need.pass_no for need in left.needs] == [3, 4]
    trees = [hazard for hazard in HAZARDS if hazard.kind == "leaning_tree"]
    assert needed(blue, hazards=trees).passes[0].to_at == moment(JULY, "18:00", town.ZONE)


@given(LEVELS, st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.booleans())
def test_passes_come_in_order_and_never_overlap_by_night(
    levels: Levels, night: date, by_hand: bool
) -> None:
    plan = needed(levels, night, by_hand=by_hand)
    extra = [one for one in plan.passes if one.extra]
    assert [one.name for one in extra] == list(NIGHT_NAMES[: len(extra)])
    assert [one.no for one in plan.passes] == sorted({need.pass_no for need in plan.needs})
    for one, other in pairwise(extra):
        gap = (other.from_at - one.to_at).total_seconds()
        assert gap >= 3600 if len(extra) == 3 else gap >= 5400
    for one in plan.passes:
        assert moment(night, "08:00", town.ZONE) <= one.from_at < one.to_at
        assert one.to_at <= moment(night, "05:00", town.ZONE)


@given(LEVELS, st.dates(date(2026, 6, 1), date(2026, 9, 15)))
def test_in_season_each_hazard_has_what_its_row_says(levels: Levels, night: date) -> None:
    plan = needed(levels, night)
    rules = Rules()
    for hazard in HAZARDS:
        rule = rules.rule_for(hazard.kind, hazard.rank, levels.drives(hazard.kind))
        mine = [need for need in plan.needs if need.hazard_id == hazard.id]
        assert sum(need.extra for need in mine) == rule.extra_night
        assert sum(not need.extra for need in mine) == len(rule.base)
        assert len({need.pass_no for need in mine}) == len(mine)


def due(code: str, seen: str | None, now: str, levels: Levels = Levels(), **how: Any) -> Any:  # noqa: B008
    hazard = next(each for each in HAZARDS if each.code == code)
    created = datetime.fromisoformat("2026-07-20T12:00+08:00")
    at = next_due(
        replace(hazard, changed_at=created), Rules(), levels, town.ZONE,
        last_visited_at=seen and datetime.fromisoformat(seen + "+08:00"),
        now=datetime.fromisoformat(now + "+08:00"), **how,
    )  # fmt: skip
    return at and f"{at.astimezone(created.tzinfo):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("code", "seen", "now", "at"),
    [
        # The first night pass was made: the second is due by 05:00.
        ("JS-02", "2026-07-22 20:30", "2026-07-22 21:00", "2026-07-23 05:00"),
        ("JS-02", "2026-07-22 20:30", "2026-07-22 23:59", "2026-07-23 05:00"),
        ("JS-02", "2026-07-22 20:30", "2026-07-23 00:01", "2026-07-23 05:00"),
        # Both were made: the next day's round.
        ("JS-02", "2026-07-23 01:00", "2026-07-23 05:00", "2026-07-23 18:00"),
        ("JS-02", "2026-07-23 01:00", "2026-07-23 12:01", "2026-07-23 18:00"),
        # Seen by day only: the evening, then the night.
        ("JS-02", "2026-07-22 09:00", "2026-07-22 12:01", "2026-07-22 20:00"),
        ("JS-02", "2026-07-22 18:30", "2026-07-22 19:00", "2026-07-22 23:15"),
        # Rank 1: no night pass.
        ("SM-01", "2026-07-22 09:00", "2026-07-22 21:00", "2026-07-23 18:00"),
        # Never seen: from when it was made, so long overdue.
        ("SM-01", None, "2026-07-22 21:00", "2026-07-21 18:00"),
        # The season is over: next year's first day.
        ("SM-01", "2026-09-15 12:00", "2026-10-02 12:00", "2027-06-01 18:00"),
    ],
)
def test_when_a_hazard_is_due_again(code: str, seen: str | None, now: str, at: str) -> None:
    assert due(code, seen, now) == at


def test_a_warning_tonight_makes_it_due_tonight() -> None:
    seen, now = "2026-11-01 09:00", "2026-11-10 12:00"
    assert due("SM-02", seen, now) == "2027-06-01 18:00"
    assert due("SM-02", seen, now, Levels(wind=Level.YELLOW)) == "2026-11-10 18:00"
    assert due("SM-02", seen, now, by_hand=True) == "2026-11-10 23:15"


def test_a_rule_that_asks_for_nothing_is_never_due() -> None:
    none = Rules(table=tuple(replace(r, base=(), extra_night=0) for r in Rules().table))
    now = datetime.fromisoformat("2026-07-22T12:00+08:00")
    assert next_due(HAZARDS[0], none, Levels(), town.ZONE, last_visited_at=None, now=now) is None


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.integers(0, 10**6), st.sampled_from(HAZARDS),
)  # fmt: skip
def test_what_is_due_lies_after_the_visit(naive: datetime, later_s: int, hazard: Any) -> None:
    seen = naive.replace(tzinfo=moment(JULY, "12:00", town.ZONE).tzinfo)
    at = next_due(hazard, Rules(), Levels(), town.ZONE, last_visited_at=seen,
                  now=seen + timedelta(seconds=later_s))  # fmt: skip
    assert at is not None
    assert at > seen
