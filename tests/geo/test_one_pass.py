"""One pass among the others: when its visits may begin, to the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo.network import StreetNetwork
from geo.nights import moment
from geo.passes import Rules, needed_for
from geo.plan_check import check
from geo.rounds import plan
from geo.underway import Underway
from tests import town
from tests.geo.test_rounds import BLUE, HAZARDS, network, night, stops_of


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 999_999))
def test_a_visit_at_the_base_keeps_its_window_at_any_part_of_a_second(micro: int) -> None:
    """Stops are at whole seconds: what begins within one is free from the next only."""
    one, two = town.teams()
    leak = next(hazard for hazard in HAZARDS if hazard.code == "LD-02")
    base = replace(leak, geometry=Point(one.start))
    now = moment(town.NIGHT, "21:17", town.ZONE).replace(microsecond=micro)
    needs = needed_for([base], Rules(), town.NIGHT, BLUE, town.ZONE, now=now)
    made = plan([base], needs, [one, two], network(), town.gates(), town.ZONE, iterations=5,
                underway=Underway(now=now))  # fmt: skip
    left = replace(needs, passes=tuple(
        replace(each, from_at=max(each.from_at, now)) for each in needs.passes
    ))  # fmt: skip
    assert made.rounds
    assert not check(made, left, [base], [one, two], town.streets(), town.gates(), town.ZONE)


def test_the_largest_gap_holds() -> None:
    rows = tuple(replace(r, max_gap_min=200) for r in Rules().table)
    only = [replace(h) for h in HAZARDS if h.code in ("SM-02", "SM-03")]
    rows = tuple(replace(r, base=()) for r in rows)
    made, _ = night(hazards=only, rules=Rules(table=rows))
    for code in ("SM-02", "SM-03"):
        first, second = sorted(stops_of(made, code), key=lambda stop: stop.eta)
        assert timedelta(minutes=90) <= second.eta - first.eta <= timedelta(minutes=203)


def test_a_largest_gap_that_has_passed_does_not_leave_a_hazard_out() -> None:
    """No second window begins within 60 minutes of the first: late is better than never."""
    rows = tuple(replace(r, max_gap_min=60, min_gap_min=30, base=()) for r in Rules().table)
    only = [h for h in HAZARDS if h.code in ("SM-02", "SM-03")]
    made, _ = night(hazards=only, rules=Rules(table=rows))
    assert made.unserved == ()
    assert all(len(stops_of(made, each.code)) == 2 for each in only)


@pytest.mark.parametrize(("seen", "late"), [("20:50", "21:50"), ("19:00", "23:15")])
def test_a_largest_gap_since_a_visit_binds_until_it_has_passed(seen: str, late: str) -> None:
    rows = tuple(replace(r, max_gap_min=60, min_gap_min=30, base=()) for r in Rules().table)
    only, now = [HAZARDS[2]], moment(town.NIGHT, "21:17", town.ZONE)
    needs = needed_for(only, Rules(table=rows), town.NIGHT, BLUE, town.ZONE, now=now)
    made = plan(only, needs, town.teams(), network(), town.gates(), town.ZONE, iterations=20,
                underway=Underway(visited={only[0].id: moment(town.NIGHT, seen, town.ZONE)},
                                  now=now))  # fmt: skip
    assert made.unserved == ()
    first, _ = sorted(stops_of(made, only[0].code), key=lambda stop: stop.eta)
    assert now <= first.eta <= moment(town.NIGHT, late, town.ZONE)


def test_what_lies_on_steps_is_for_teams_on_foot() -> None:
    """JS-01 lies on 1-2, which here is steps; the e-bike goes round, and is told why."""
    steps = [
        replace(each, steps=n == town.edge(1, 2)) for n, each in enumerate(town.streets())
    ]  # fmt: skip
    two = [replace(h, rank=2) for h in HAZARDS if h.code in ("JS-01", "SM-02")]
    needs = needed_for(two, Rules(), town.NIGHT, BLUE, town.ZONE)
    for mode in ("foot", "ebike"):
        riders = [replace(team, mode=mode) for team in town.teams()]
        made = plan(two, needs, riders, StreetNetwork.of(steps, town.gates()), town.gates(),
                    town.ZONE, iterations=20)  # fmt: skip
        assert not check(made, needs, two, riders, steps, town.gates(), town.ZONE)
        left = {each.hazard_id: str(each) for each in made.unserved}
        assert set(left) == ({two[0].id} if mode == "ebike" else set())
        assert all(why.startswith("Steps lead there, and ") for why in left.values())
