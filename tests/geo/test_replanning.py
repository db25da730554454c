"""A night planned again while it runs, on the town and on towns by seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.carrying import carried
from geo.changes import compare
from geo.nights import moment
from geo.passes import Rules
from geo.rain import Level, Levels
from tests import town
from tests.geo.random_night import checked_replans_of
from tests.geo.running_town import (
    CODE,
    HAZARDS,
    ID,
    again,
    at_noon,
    off_duty,
    stops_in,
    walked,
)

ORANGE = Levels(rain=Level.ORANGE)
ONE, TWO = town.teams()
FOUND = replace(HAZARDS[4], id="found", code="LD-99", status="draft")


def at(clock: str) -> datetime:
    return moment(town.NIGHT, clock, town.ZONE)


NOW = at("20:07")


def codes(each):
    return [CODE.get(stop.hazard_id, stop.hazard_id) for stop in each.stops] if each else []


def test_each_team_goes_on_from_where_it_stands_with_its_next_stop():
    night = again(NOW)
    assert len(night.underway.at) == 2
    for team in (ONE, TWO):
        here, mine = night.underway.at[team.id], night.of(team, "night_1")
        assert mine.stops[0].hazard_id == here.next_hazard_id
        assert mine.legs[0].geometry.coords[0] == pytest.approx(here.point)
        assert mine.starts_at == here.since
    assert not night.broken()


def test_when_nothing_happened_nothing_changes():
    night, before = again(NOW), at_noon()
    whole = carried(before, night.plan, walked(before, NOW).keys(), NOW)
    change = compare(before, whole, HAZARDS, town.teams(), done=walked(before, NOW).keys())
    assert str(change.sentence()) == "Nothing changed."
    assert change.changed_hands == ()
    assert all(step.before == step.after for step in change.next_stops)


def test_done_stops_are_in_the_whole_plan_once_and_as_they_were():
    before, done = at_noon(), walked(at_noon(), NOW)
    whole = carried(before, again(NOW, levels=ORANGE).plan, done.keys(), NOW)
    for place, seq in done:
        stop, name = before.rounds[place].stops[seq - 1], before.pass_of(
            before.rounds[place].pass_no
        ).name  # fmt: skip
        same = [s for s in stops_in(whole, name) if s.hazard_id == stop.hazard_id]
        assert [(s.point, s.service_s) for s in same] == [(stop.point, stop.service_s)]


def test_who_was_lost_has_nothing_more_and_the_other_team_has_it_all():
    teams = [ONE, off_duty(TWO, NOW)]
    night = again(NOW, teams=teams)
    assert {each.team_id for each in night.plan.rounds} == {ONE.id}
    assert codes(night.of(ONE, "night_1"))[0] == "LD-03"  # its own next stop
    assert set(codes(night.of(ONE, "night_1"))) == {"LD-03", "JS-02", "LD-04", "SM-02", "JS-03"}
    assert not night.broken()
    done = walked(at_noon(), NOW).keys()
    whole = carried(at_noon(), night.plan, done, NOW)
    change = compare(at_noon(), whole, HAZARDS, town.teams(), done=done)
    first = [each for each in change.changed_hands if each.pass_name == "night_1"]
    assert {CODE[each.hazard_id] for each in first} == {"JS-02", "LD-04", "SM-02", "JS-03"}
    assert {(each.from_team_id, each.to_team_id) for each in first} == {(TWO.id, ONE.id)}
    said = str(change.sentence())
    assert f"from {TWO.name} to {ONE.name}." in said
    assert f"Stops that change hands: {len(change.changed_hands)}." in said


def test_the_next_stop_under_water_is_seen_from_its_dry_end():
    before = at_noon()
    mine = next(r for r in before.rounds if r.team_id == TWO.id and r.pass_no == 3)
    stop = next(s for s in mine.stops if s.hazard_id == ID["JS-02"])
    earlier = mine.stops[stop.seq - 2]
    now = earlier.eta + timedelta(seconds=earlier.service_s)
    night = again(now, wet=["JS-02"])
    first = night.of(TWO, "night_1").stops[0]
    assert night.underway.at[TWO.id].next_hazard_id == ID["JS-02"] == first.hazard_id
    assert first.lookout
    assert not night.broken()


def test_a_next_stop_for_which_its_shift_is_too_short_goes_to_another():
    """Team 2 is off at 20:10: not enough for its next stop and the way home."""
    teams = [ONE, off_duty(TWO, at("20:10"))]
    night = again(NOW, teams=teams)
    assert night.underway.at[TWO.id].next_hazard_id == ID["JS-02"]
    assert night.of(TWO, "night_1") is None
    assert "JS-02" in codes(night.of(ONE, "night_1"))
    assert not night.broken()


def test_a_raised_warning_keeps_the_pass_that_runs_and_adds_one():
    night = again(NOW, levels=ORANGE)
    names = [one.name for one in night.needs.passes]
    assert names == ["night_1", "night_2", "night_3"]
    assert night.needs.passes[0].to_at == at("23:15")
    assert night.plan.unserved == ()
    assert not night.broken()


def test_passes_whose_windows_overlap_are_kept_apart_by_the_smallest_gap():
    """At 01:02 the second of two runs until 05:00, the third of three begins at 02:40."""
    night = again(at("01:02"), levels=ORANGE)
    second, third = night.needs.passes
    assert (second.name, third.name) == ("night_2", "night_3")
    assert second.to_at > third.from_at
    left = {s.hazard_id: s.eta for s in stops_in(night.plan, "night_2")}
    for stop in stops_in(night.plan, "night_3"):
        if stop.hazard_id in left:
            assert stop.eta - left[stop.hazard_id] >= timedelta(minutes=60)
    assert not night.broken()


def test_a_stop_stays_with_its_team_where_that_is_worth_it():
    """Only an owner on duty keeps anything; at no cost for handing over more changes hands."""
    dear, free = (again(NOW, wet=["JS-03"], rules=Rules(handover_m=m)) for m in (5000, 0))
    moved = []
    for night in (dear, free):
        owner = night.underway.owners
        moved.append(sum(
            owner.get((stop.hazard_id, night.plan.pass_of(each.pass_no).name)) != each.team_id
            for each in night.plan.rounds for stop in each.stops
        ))  # fmt: skip
    assert moved[0] == 0
    assert moved[1] >= moved[0]


def test_what_was_found_tonight_is_seen_within_the_time_for_it():
    night = again(NOW, urgent=[FOUND])
    seen = next(stop for stop in stops_in(night.plan, "night_1") if stop.hazard_id == FOUND.id)
    assert seen.eta <= NOW + timedelta(minutes=30)
    for team in (ONE, TWO):
        first = night.of(team, "night_1").stops[0]
        assert first.hazard_id == night.underway.at[team.id].next_hazard_id
    assert not night.broken()


def test_in_too_little_time_it_is_the_first_stop_after_the_next():
    night = again(NOW, urgent=[FOUND], rules=Rules(urgent_min=5))
    mine = next(r for r in night.plan.rounds if FOUND.id in {s.hazard_id for s in r.stops})
    assert mine.stops[1].hazard_id == FOUND.id
    assert mine.stops[1].eta > NOW + timedelta(minutes=5)
    assert not night.broken()


def test_between_two_passes_it_has_a_pass_of_its_own():
    night = again(at("23:40"), urgent=[FOUND])
    own = night.needs.passes[0]
    assert (own.name, own.extra, own.from_at, own.to_at) == (
        "urgent", False, at("23:40"), at("00:45")
    )  # fmt: skip
    assert [s.hazard_id for s in stops_in(night.plan, "urgent")] == [FOUND.id]
    done = walked(at_noon(), at("23:40")).keys()
    whole = carried(at_noon(), night.plan, done, at("23:40"))
    change = compare(at_noon(), whole, [*HAZARDS, FOUND], town.teams(), done=done)
    assert change.found == (FOUND.id,)
    assert change.night_passes == change.night_passes_before == 2
    assert not night.broken()


def test_the_last_round_of_a_shift_ends_at_home_and_the_one_before_at_the_base():
    home = town.node_at(14)
    one = replace(ONE, shifts=tuple(replace(s, end=home) for s in ONE.shifts))
    night = again(NOW, teams=[one, TWO])
    ends = {
        each.pass_no: each.legs[-1].geometry.coords[-1]
        for each in night.plan.rounds if each.team_id == ONE.id
    }  # fmt: skip
    assert ends[night.needs.passes[-1].no] == pytest.approx(home)
    assert ends[night.needs.passes[0].no] == pytest.approx(ONE.end)
    assert not night.broken()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6))
def test_on_nights_by_seed_the_checker_finds_nothing_and_done_stops_stay(seed: int) -> None:
    _, wrong = checked_replans_of(seed)
    assert not wrong, (seed, wrong)
