"""Every damage to a plan that begins while its night runs is found by the checker."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from geo.itinerary import Plan, Round
from geo.nights import moment
from geo.passes import Rules
from tests import town
from tests.geo.running_town import HAZARDS, Again, again

NOW = moment(town.NIGHT, "20:07", town.ZONE)
ONE, TWO = town.teams()
FOUND = replace(HAZARDS[4], id="found", code="LD-99", status="draft")
SECOND = timedelta(seconds=1)


def with_rounds(night: Again, change) -> Plan:
    """The plan with each round of its first pass changed."""
    first = night.needs.passes[0].no
    rounds = (change(r) if r.pass_no == first else r for r in night.plan.rounds)
    return replace(night.plan, rounds=tuple(each for each in rounds if each is not None))


def swapped(each: Round) -> Round:
    """The first two stops in the other order, at each other's times."""
    if len(each.stops) < 2:
        return each
    a, b, *rest = each.stops
    return replace(
        each, stops=(replace(b, seq=1, eta=a.eta), replace(a, seq=2, eta=b.eta), *rest)
    )  # fmt: skip


def test_a_good_plan_is_good():
    assert not again(NOW).broken()


def test_a_next_stop_that_is_not_first_is_found():
    assert "next stop" in again(NOW).broken(with_rounds(again(NOW), swapped))


def test_a_next_stop_that_is_left_out_is_found():
    night = again(NOW)
    broken = night.broken(with_rounds(night, lambda each: None))
    assert {"next stop", "dropped"} <= broken


def test_a_next_stop_is_no_promise_of_who_is_off_duty():
    teams = [ONE, replace(TWO, shifts=(replace(TWO.shifts[0], to_at=NOW),))]
    assert "next stop" not in again(NOW).broken(teams=teams)


def test_a_round_that_begins_at_the_office_again_is_found():
    night = again(NOW)
    nobody_out = replace(night, underway=replace(night.underway, at={}))
    assert "base" in nobody_out.broken()


def test_a_round_that_begins_before_now_is_found():
    night = again(NOW)
    later = replace(night, underway=replace(night.underway, now=NOW + timedelta(hours=1), at={}))
    assert "before now" in later.broken()
    early = with_rounds(night, lambda each: replace(each, starts_at=each.starts_at - 60 * SECOND))
    assert "before now" in night.broken(early)


def test_somebody_on_two_rounds_at_once_is_found():
    night = again(NOW)
    both = (*TWO.shifts[0].member_ids[:1], ONE.shifts[1].member_ids[0])
    teams = [ONE, replace(TWO, shifts=(replace(TWO.shifts[0], member_ids=both),))]
    shared = with_rounds(
        night, lambda each: replace(each, member_ids=both) if each.team_id == TWO.id else each
    )
    assert "person" in night.broken(shared, teams=teams)


def test_a_shift_that_ends_at_home_does_not_end_at_the_office():
    night = again(NOW)
    home = replace(TWO, shifts=(replace(TWO.shifts[0], end=town.node_at(14)),))
    assert "base" in night.broken(teams=[ONE, home])


def test_a_shift_of_which_a_pass_is_left_does_not_end_at_home_yet():
    home = replace(TWO, shifts=(replace(TWO.shifts[0], end=town.node_at(14)),))
    night = again(NOW, teams=[ONE, home])
    assert not night.broken()
    last = night.needs.passes[-1].no
    home_at_once = tuple(
        replace(each, legs=(*each.legs[:-1], next(
            other.legs[-1] for other in night.plan.rounds
            if other.team_id == TWO.id and other.pass_no == last
        ))) if each.team_id == TWO.id and each.pass_no != last else each
        for each in night.plan.rounds
    )  # fmt: skip
    assert "base" in night.broken(replace(night.plan, rounds=home_at_once))


def test_what_cannot_wait_after_other_visits_is_found():
    rules = Rules(urgent_min=5)
    night = again(NOW, urgent=[FOUND], rules=rules)
    assert not night.broken()

    def last(each: Round) -> Round:
        """The finding moved behind the stop that follows it."""
        ids = [stop.hazard_id for stop in each.stops]
        if FOUND.id not in ids or len(ids) < 3:
            return each
        one, found, after, *rest = each.stops
        order = (one, replace(after, seq=2, eta=found.eta), replace(found, seq=3, eta=after.eta))
        return replace(each, stops=(*order, *rest))

    assert "urgent" in night.broken(with_rounds(night, last))


@pytest.mark.parametrize("minutes", [-30, 30])
def test_own_hours_are_kept(minutes: int):
    night = again(NOW)
    need = night.needs.needs[0]
    stop = next(
        stop for each in night.plan.rounds for stop in each.stops
        if (stop.hazard_id, stop.pass_no) == (need.hazard_id, need.pass_no)
    )  # fmt: skip
    shifted = stop.eta + timedelta(minutes=minutes)
    hours = {"to_at": shifted} if minutes < 0 else {"from_at": shifted}
    needs = tuple(replace(n, **hours) if n is need else n for n in night.needs.needs)
    other = replace(night, needs=replace(night.needs, needs=needs))
    assert "hours" in other.broken()
