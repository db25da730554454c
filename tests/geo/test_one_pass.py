"""One pass among the others: when its visits may begin, to the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo.hazards import Hazard
from geo.network import StreetNetwork
from geo.nights import moment
from geo.passes import Need, Pass, PassPlan, Rules, needed_for
from geo.plan_check import check
from geo.rounds import plan
from geo.teams import Shift
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


def test_a_keeper_on_too_small_a_team_is_on_duty_and_the_reason_says_so() -> None:
    strict = replace(next(h for h in HAZARDS if h.code == "SM-03"), must_be_keeper=True)
    one, two = town.teams()
    assert strict.keeper_id is not None
    alone = tuple(replace(shift, member_ids=(strict.keeper_id,)) for shift in two.shifts)
    made, _ = night(hazards=[strict], teams=[one, replace(two, shifts=alone)])
    assert {str(each) for each in made.unserved if each.extra} == {
        f"Only its keeper may go, who is on duty in {two.name}, a team of 1; the visit takes 2."
    }


@pytest.mark.parametrize("turn", [1, -1])
def test_shifts_of_one_team_in_any_order_make_no_rounds_at_once(turn: int) -> None:
    """Both shifts meet the first pass; the second pass begins only when both rounds are over."""
    at = {
        c: moment(town.NIGHT, c, town.ZONE) for c in ("20:00", "20:45", "21:00", "22:00", "23:55")
    }
    team = town.teams()[0]
    first, second = (
        Shift(team.id, at[a], at[b], (f"{a} x", f"{a} y"))
        for a, b in (("20:00", "20:45"), ("20:45", "23:55"))
    )
    passes = (
        Pass(1, "night_1", True, at["20:00"], at["22:00"]),
        Pass(2, "night_2", True, at["21:00"], at["23:55"]),
    )
    two = [h for h in HAZARDS if h.code in ("SM-02", "SM-03")]
    soon, late = ({"to_at": at["20:45"]}, {"from_at": at["22:00"] - timedelta(minutes=10)})
    needs = tuple(
        Need(hazard.id, one.no, True, 240, 0, **(own if one.no == 1 else {}))
        for one in passes
        for hazard, own in zip(two, (soon, late), strict=True)
    )
    asked = PassPlan(town.NIGHT, passes, needs, ())
    teams = [replace(team, shifts=(first, second)[::turn])]
    made = plan(two, asked, teams, network(), town.gates(), town.ZONE, iterations=20)
    assert len(made.rounds) >= 3
    wrong = check(made, asked, two, teams, town.streets(), town.gates(), town.ZONE)
    assert not wrong, [str(each) for each in wrong]


def test_the_worst_hazard_is_seen_though_five_lesser_ones_are_left_out_for_it() -> None:
    """Five of rank 2 next to the base against one of rank 4 far off, and a shift for either."""
    from_at = moment(town.NIGHT, "20:00", town.ZONE)
    one = Pass(1, "night_1", True, from_at, from_at + timedelta(hours=3))
    hazards = [
        Hazard(id=f"r{rank} {n}", code=f"LD-{rank}{n}", community_id="c", kind="leak_building",
               rank=rank, raw={"scale": "L2"}, geometry=Point(town.node_at(node)))
        for n, (node, rank) in enumerate([(3, 2)] * 5 + [(23, 4)])
    ]  # fmt: skip
    base = town.node_at(2)
    shift = Shift("T", from_at, from_at + timedelta(seconds=1400), ("a", "b"))
    team = replace(town.teams()[0], start=base, end=base, shifts=(shift,))
    asked = PassPlan(town.NIGHT, (one,), tuple(Need(h.id, 1, True, 240, 0) for h in hazards), ())
    made = plan(hazards, asked, [team], network(), town.gates(), town.ZONE, iterations=60)
    assert "r4 5" in {stop.hazard_id for each in made.rounds for stop in each.stops}
    assert {each.hazard_id[:2] for each in made.unserved} == {"r2"}
    assert not check(made, asked, hazards, [team], town.streets(), town.gates(), town.ZONE)
