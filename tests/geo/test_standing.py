"""Who is where, who has what and what has begun, on the town's night."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from geo.nights import moment
from geo.standing import owners, running, teams_at
from tests import town
from tests.geo.running_town import CODE, ID, again, at_noon, walked

PLAN = at_noon()
ONE, TWO = town.teams()
PLACE, MINE = next(
    (n, each) for n, each in enumerate(PLAN.rounds) if each.team_id == TWO.id and each.pass_no == 3
)
MINUTE = timedelta(minutes=1)


def at(clock):
    return moment(town.NIGHT, clock, town.ZONE)


def stands(now, done):
    return teams_at(PLAN, done, now, town.teams())


def test_nobody_is_out_before_the_first_round_and_between_two():
    assert stands(at("07:30"), {}) == {}
    assert stands(at("23:30"), walked(PLAN, at("23:30"))) == {}


def test_who_has_set_out_left_the_base_when_the_round_began():
    here = stands(at("20:01"), {})[TWO.id]
    assert here.point == pytest.approx(TWO.start)
    assert here.since == MINE.starts_at
    assert (here.pass_name, here.next_hazard_id) == ("night_1", MINE.stops[0].hazard_id)
    assert here.next_point == MINE.stops[0].point


def test_a_stop_is_left_after_what_remains_of_its_time():
    first = MINE.stops[0]
    stays = timedelta(seconds=first.service_s)
    for seen, left in (
        (first.eta, first.eta + stays),  # as planned
        (first.eta + MINUTE, first.eta + stays),  # written down while there
        (first.eta + 10 * MINUTE, first.eta + 10 * MINUTE),  # late, and looked already
        (first.eta - MINUTE, first.eta - MINUTE + stays),  # early
    ):
        here = stands(first.eta + 10 * MINUTE, {(PLACE, 1): seen})[TWO.id]
        assert here.since == left
        assert here.point == first.leaves
        assert here.next_hazard_id == MINE.stops[1].hazard_id


def test_a_segment_that_was_walked_through_is_left_at_its_other_end():
    stop = next(stop for stop in MINE.stops if stop.point != stop.leaves)
    done = {(PLACE, s.seq): s.eta for s in MINE.stops if s.seq <= stop.seq}
    here = stands(stop.eta + MINUTE, done)[TWO.id]
    through = next(leg for leg in MINE.legs if leg.through and leg.seq == stop.seq)
    assert here.point == stop.leaves
    assert here.since == stop.eta + timedelta(seconds=stop.service_s + through.walk_s)


def test_who_skipped_a_stop_has_it_next():
    done = {(PLACE, 1): MINE.stops[0].eta, (PLACE, 3): MINE.stops[2].eta}
    here = stands(MINE.stops[2].eta + MINUTE, done)[TWO.id]
    assert here.point == MINE.stops[2].leaves
    assert here.next_hazard_id == MINE.stops[1].hazard_id


def test_who_is_done_is_on_the_way_back_until_the_round_ends():
    done = {(PLACE, stop.seq): stop.eta for stop in MINE.stops}
    assert stands(MINE.ends_at - MINUTE / 2, done)[TWO.id].next_hazard_id is None
    assert TWO.id not in stands(MINE.ends_at, done)


def test_after_the_pass_nothing_of_it_is_next():
    late = at("23:20")
    done = {(PLACE, 1): at("23:16")}
    here = stands(late, done)
    assert TWO.id not in here or here[TWO.id].next_hazard_id is None


def test_a_team_that_is_not_there_any_more_is_nowhere():
    assert TWO.id not in teams_at(PLAN, {}, at("20:01"), [ONE])


def test_in_a_plan_made_again_a_team_stands_where_it_stood():
    """The walked part and the new one are one walk."""
    from geo.carrying import carried

    now = at("20:07")
    whole = carried(PLAN, again(now).plan, walked(PLAN, now).keys(), now)
    done = {
        (place, stop.seq): stop.eta
        for place, each in enumerate(whole.rounds)
        for stop in each.stops
        if stop.eta <= now and each.ends_at <= now
    }
    before = stands(now, walked(PLAN, now))
    after = teams_at(whole, done, now, town.teams())
    assert {k: (v.point, v.next_hazard_id) for k, v in after.items()} == {
        k: (v.point, v.next_hazard_id) for k, v in before.items()
    }


def test_owners_are_of_open_visits_in_order():
    found = owners(PLAN, {(PLACE, 1)})
    assert (MINE.stops[0].hazard_id, "night_1") not in found
    mine = [key[0] for key, team in found.items() if key[1] == "night_1" and team == TWO.id]
    assert mine == [stop.hazard_id for stop in MINE.stops[1:]]


def test_what_has_begun_keeps_its_visits_made_or_not():
    now = at("20:07")
    begun = running(PLAN, walked(PLAN, now), now)
    assert [one.name for one in begun.passes] == ["day", "evening", "night_1"]
    assert (MINE.stops[0].hazard_id, "night_1") in begun.made
    assert (ID["JS-03"], "night_1") in begun.visits - begun.made
    assert {name for _, name in begun.visits} == {"night_1"}
    assert CODE[MINE.stops[0].hazard_id] == "SM-03"


def test_half_a_pair_of_look_outs_is_not_made():
    mine = MINE.stops
    pair = (mine[0], replace(mine[1], hazard_id=mine[0].hazard_id), *mine[2:])
    rounds = (*PLAN.rounds[:PLACE], replace(MINE, stops=pair), *PLAN.rounds[PLACE + 1 :])
    half = running(replace(PLAN, rounds=rounds), {(PLACE, 1): mine[0].eta}, at("20:07"))
    assert (mine[0].hazard_id, "night_1") not in half.made
