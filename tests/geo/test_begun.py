"""A night that has begun: its passes keep their hours and visits, findings get a pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from geo.nights import moment
from geo.passes import Rules, needed_for
from geo.rain import Level, Levels
from geo.underway import Running
from tests import town

HAZARDS = town.hazards()
ID = {hazard.code: hazard.id for hazard in HAZARDS}
BLUE, ORANGE = Levels(Level.BLUE, Level.BLUE), Levels(Level.ORANGE, Level.ORANGE)
ON_REQUEST = Rules(trigger="rain_or_warning")
FOUND = replace(HAZARDS[4], id="found", code="LD-99", status="draft")


def at(clock):
    return moment(town.NIGHT, clock, town.ZONE)


def wanted(levels, now=None, **how):
    rules = how.pop("rules", Rules())
    return needed_for(how.pop("hazards", HAZARDS), rules, town.NIGHT, levels, town.ZONE, now=now,
                      **how)  # fmt: skip


def begun(levels, now, made=(), **how):
    """What has begun by now of the night planned at these levels."""
    before = wanted(levels, **how)
    passes = tuple(one for one in before.passes if one.from_at <= now)
    open_nos = {one.no: one.name for one in passes if one.to_at > now}
    visits = {(n.hazard_id, open_nos[n.pass_no]) for n in before.needs if n.pass_no in open_nos}
    return Running(passes=passes, visits=frozenset(visits), made=frozenset(made))


def windows(plan):
    return {one.name: (f"{one.from_at:%H:%M}", f"{one.to_at:%H:%M}") for one in plan.passes}


def asked(plan, code):
    names = {one.no: one.name for one in plan.passes}
    return [names[need.pass_no] for need in plan.needs if need.hazard_id == ID[code]]


def test_without_it_the_pass_that_runs_would_be_cut_short():
    """The control: at 22:50 the three-passes series has no night_1 any more."""
    now = at("22:50")
    assert "night_1" not in windows(wanted(ORANGE, now))
    kept = wanted(ORANGE, now, running=begun(BLUE, now))
    assert windows(kept)["night_1"] == ("20:00", "23:15")
    assert asked(kept, "SM-02") == ["night_1", "night_2", "night_3"]


def test_an_evening_that_runs_is_not_moved_to_the_afternoon():
    now = at("19:00")
    assert "evening" not in windows(wanted(BLUE, now))
    calm = begun(Levels(), now)
    assert windows(wanted(BLUE, now, running=calm))["evening"] == ("18:00", "20:00")


def test_a_pass_that_the_rules_have_no_more_is_finished():
    now = at("03:00")
    running = begun(ORANGE, now)
    kept = wanted(BLUE, now, running=running)
    assert windows(kept) == {"night_3": ("02:40", "05:00")}
    assert asked(kept, "SM-02") == ["night_3"]


def test_a_visit_held_in_the_pass_that_runs_takes_the_place_of_the_next():
    """Two visits of three passes are the first and the last, unless the second has one."""
    now, rows = at("01:15"), []
    for row in Rules().table:
        two = row.level > Level.BLUE and row.rank == 2
        rows.append(replace(row, extra_night=2) if two else row)
    rules = Rules(table=tuple(rows))
    assert asked(wanted(ORANGE, rules=rules), "SM-02") == ["day", "night_1", "night_3"]
    running = begun(BLUE, now, rules=rules)
    kept = wanted(ORANGE, now, rules=rules, running=running)
    assert asked(kept, "SM-02") == ["night_2"]
    assert asked(kept, "SM-03") == ["night_2", "night_3"]
    made = replace(running, made=frozenset({(ID["SM-02"], "night_2")}))
    assert asked(wanted(ORANGE, now, rules=rules, running=made), "SM-02") == []


def test_one_look_counts_for_one_of_two_windows_that_overlap():
    now, seen = at("03:00"), {ID["SM-03"]: at("02:50")}
    running = begun(BLUE, now)
    without = wanted(ORANGE, now, visited=seen, running=running)
    assert asked(without, "SM-03") == ["night_3"]
    made = replace(running, made=frozenset({(ID["SM-03"], "night_2")}))
    assert asked(wanted(ORANGE, now, visited=seen, running=made), "SM-03") == ["night_3"]
    third = replace(made, made=made.made | {(ID["SM-03"], "night_3")})
    assert asked(wanted(ORANGE, now, visited=seen, running=third), "SM-03") == []


def test_when_the_warning_is_lifted_nobody_is_held():
    now = at("21:00")
    running = begun(BLUE, now, rules=ON_REQUEST)
    lifted = wanted(Levels(), now, rules=ON_REQUEST, running=running)
    assert not [one for one in lifted.passes if one.extra]


@pytest.mark.parametrize(
    ("clock", "name", "until", "team_of"),
    [
        ("10:00", "day", "16:30", 1),
        ("20:30", "night_1", "23:15", 2),
        ("23:00", "urgent", "00:45", 2),
        ("23:50", "urgent", "00:50", 2),
        ("18:40", "urgent", "20:00", 1),
        ("04:45", "urgent", "05:45", 2),
    ],
)
def test_what_was_found_is_seen_in_the_pass_that_runs_or_in_one_of_its_own(
    clock, name, until, team_of
):
    plan = wanted(BLUE, at(clock), urgent=[FOUND])
    need = next(each for each in plan.needs if each.hazard_id == FOUND.id)
    one = next(one for one in plan.passes if one.no == need.pass_no)
    assert (one.name, f"{one.to_at:%H:%M}", need.team_of) == (name, until, team_of)
    assert need.urgent
    assert need.min_gap_s == 0
    assert [one.no for one in plan.passes] == sorted({one.no for one in plan.passes})
    starts = [one.from_at for one in plan.passes]
    assert starts == sorted(starts)


def test_an_urgent_look_that_runs_is_made_longer_rather_than_doubled():
    first = wanted(BLUE, at("23:40"), urgent=[FOUND])
    running = Running(passes=first.passes[:1], visits=frozenset({(FOUND.id, "urgent")}))
    other = replace(FOUND, id="found too")
    later = wanted(BLUE, at("00:40"), urgent=[FOUND, other], running=running)
    own = [one for one in later.passes if one.name == "urgent"]
    assert [(one.from_at, one.to_at) for one in own] == [(at("23:40"), at("01:40"))]
    assert sum(need.urgent for need in later.needs) == 2


def test_a_draft_that_nobody_called_urgent_counts_for_nothing():
    plan = wanted(BLUE, at("20:30"), hazards=[*HAZARDS, FOUND])
    assert FOUND.id not in {need.hazard_id for need in plan.needs}


def test_a_finding_without_a_place_is_named():
    plan = wanted(BLUE, at("20:30"), urgent=[replace(FOUND, geometry=None)])
    named = next(each for each in plan.unserved if each.hazard_id == FOUND.id)
    assert "no place" in str(named)


def test_numbers_follow_the_order_of_time():
    plan = wanted(ORANGE, at("01:15"), running=begun(BLUE, at("01:15")), urgent=[FOUND])
    ends = [one.to_at - one.from_at for one in plan.passes]
    assert all(length > timedelta(0) for length in ends)
    assert [one.name for one in plan.passes] == ["night_2", "night_3"]
