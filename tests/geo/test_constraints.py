"""Each constraint of a night on the small town, with an answer that can be worked out by hand.

Blocks are 100 m, somebody on foot walks one in 84 s and an e-bike rides it in 34 s; a visit
takes four minutes. Every plan goes through the independent checker first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from shapely import Point

from geo.ground import Street
from geo.hazards import Hazard
from geo.network import StreetNetwork
from geo.nights import moment
from geo.passes import Need, Pass, PassPlan, Rules, needed_for
from geo.plan_check import check
from geo.rain import Levels
from geo.rounds import Plan, Round, Stop, plan
from geo.rules import PassName
from geo.teams import SPEED_M_S, Mode, Shift, Team
from tests import town

MINUTE = timedelta(minutes=1)
SERVICE_S = 240
OFFICE = 2


def at(clock: str) -> datetime:
    return moment(town.NIGHT, clock, town.ZONE)


def hazard(node: int, **own: Any) -> Hazard:
    """A leak right at a junction; its id is "at 7"."""
    usual: dict[str, Any] = {"kind": "leak_building", "rank": 2, "raw": {"scale": "L2"}}
    return Hazard(id=f"at {node}", code=f"LD-{node:02d}", community_id=town.COMMUNITY,
                  geometry=Point(town.node_at(node)), **(usual | own))  # fmt: skip


def one_pass(
    opens: str = "20:00", ends: str = "23:15", no: int = 1, name: PassName = "night_1"
) -> Pass:
    return Pass(no, name, name.startswith("night"), at(opens), at(ends))


def team(
    name: str = "one", *, node: int = OFFICE, mode: Mode = "foot", opens: str = "20:00",
    ends: str = "05:00", members: Sequence[str] = (), home: int | None = None,
) -> Team:  # fmt: skip
    """A team of two that nobody else is in."""
    base, end = town.node_at(node), None if home is None else town.node_at(home)
    shift = Shift(name, at(opens), at(ends), tuple(members or (f"{name} a", f"{name} b")), end)
    return Team(name, name, mode, SPEED_M_S[mode], base, base, (shift,))


def need(of: Hazard, one: Pass, **own: Any) -> Need:
    usual: dict[str, Any] = {"service_s": SERVICE_S, "min_gap_s": 0}
    return Need(of.id, one.no, one.extra, **(usual | own))


def made(
    hazards: Sequence[Hazard], needs: Sequence[Need], passes: Sequence[Pass],
    teams: Sequence[Team], *, streets: Sequence[Street] | None = None, rules: Rules | None = None,
) -> Plan:  # fmt: skip
    """A plan that the independent checker has nothing against."""
    wanted = PassPlan(town.NIGHT, tuple(passes), tuple(needs), ())
    return checked(hazards, wanted, teams, streets=streets, rules=rules)


def checked(
    hazards: Sequence[Hazard], wanted: PassPlan, teams: Sequence[Team], *,
    streets: Sequence[Street] | None = None, rules: Rules | None = None,
) -> Plan:  # fmt: skip
    streets, rules, gates = streets or town.streets(), rules or Rules(), town.gates()
    found = plan(hazards, wanted, teams, StreetNetwork.of(streets, gates), gates, town.ZONE,
                 rules=rules, iterations=60)  # fmt: skip
    wrong = check(found, wanted, hazards, teams, streets, gates, town.ZONE, rules=rules)
    assert not wrong, [str(each) for each in wrong]
    return found


def simple(
    hazards: Sequence[Hazard], teams: Sequence[Team], one: Pass | None = None, **how: Any
) -> Plan:
    """One pass in which every hazard is seen once."""
    one = one or one_pass()
    return made(hazards, [need(each, one) for each in hazards], [one], teams, **how)


def stops(found: Plan) -> list[Stop]:
    return sorted((s for each in found.rounds for s in each.stops), key=lambda stop: stop.eta)


def team_of(found: Plan) -> dict[str, str]:
    """Who goes to which hazard."""
    return {stop.hazard_id: each.team_id for each in found.rounds for stop in each.stops}


def only(found: Plan) -> Round:
    (each,) = found.rounds
    return each


def left_out(found: Plan) -> set[str]:
    assert all(str(each) for each in found.unserved)
    return {each.hazard_id for each in found.unserved}


def near(metres: float) -> Any:
    return pytest.approx(metres, abs=1.0)


# Shifts


def test_who_is_on_shift_then_goes() -> None:
    first, second = hazard(1), hazard(3)
    one = one_pass()
    found = made(
        [first, second],
        [need(first, one, to_at=at("20:30")), need(second, one, from_at=at("22:00"))],
        [one], [team("early", ends="21:00"), team("late", opens="21:00", ends="23:15")],
    )  # fmt: skip
    assert team_of(found) == {"at 1": "early", "at 3": "late"}


@pytest.mark.parametrize(("ends", "served"), [("20:20", False), ("20:21", True)])
def test_a_round_is_home_when_its_shift_ends(ends: str, *, served: bool) -> None:
    """To 23 and back is 1,200 m, 1,000 s; with the visit 20 min 40 s."""
    found = simple([hazard(23)], [team(ends=ends)])
    assert left_out(found) == (set() if served else {"at 23"})
    if not served:
        assert "1" in str(found.unserved[0])  # one minute is missing
        assert "one" in str(found.unserved[0])


# Hours of one hazard


def test_a_visit_keeps_the_hours_of_its_hazard_though_the_way_would_be_shorter() -> None:
    """1 lies on the way to 0; seen on the way out it would be too early."""
    close, far = hazard(1), hazard(0)
    one = one_pass()
    found = made(
        [close, far], [need(close, one, from_at=at("21:30"), to_at=at("21:45")), need(far, one)],
        [one], [team()],
    )  # fmt: skip
    assert {stop.hazard_id for stop in stops(found)} == {"at 0", "at 1"}
    seen = {stop.hazard_id: stop.eta for stop in stops(found)}
    assert at("21:30") <= seen["at 1"] <= at("21:45")
    assert only(found).length_m == near(400)


def test_two_hazards_whose_hours_are_against_the_way_are_seen_in_the_order_of_their_hours() -> None:
    """0, 1, then 5: the hours want 5 first and 1 last."""
    one = one_pass()
    found = made(
        [hazard(0), hazard(1), hazard(5)],
        [need(hazard(0), one, from_at=at("21:00"), to_at=at("21:10")),
         need(hazard(1), one, from_at=at("22:00"), to_at=at("22:10")),
         need(hazard(5), one, to_at=at("20:30"))],
        [one], [team()],
    )  # fmt: skip
    assert [stop.hazard_id for stop in stops(found)] == ["at 5", "at 0", "at 1"]


def test_hours_that_nobody_can_keep_are_named() -> None:
    """23 is 500 s away on foot."""
    one = one_pass()
    found = made([hazard(23)], [need(hazard(23), one, to_at=at("20:08"))], [one], [team()])
    assert left_out(found) == {"at 23"}


def test_hours_that_end_while_everybody_is_out_are_named() -> None:
    """The first pass is walked around 22:00; in the second, which began before, 1 is for 21:00."""
    passes = [one_pass("20:00", "23:00"), one_pass("20:30", "23:30", 2, "night_2")]
    needs = [need(hazard(3), passes[0], from_at=at("22:00")),
             need(hazard(1), passes[1], to_at=at("21:00"))]  # fmt: skip
    found = made([hazard(3), hazard(1)], needs, passes, [team()])
    assert {*team_of(found), *left_out(found)} == {"at 1", "at 3"}
    assert "at 3" in team_of(found)


def test_the_hours_of_a_hazard_hold_in_every_pass_of_the_night() -> None:
    timed = hazard(3, visit_from="21:30", visit_to="21:45")
    wanted = needed_for([timed], Rules(), town.NIGHT, Levels(), town.ZONE)
    found = checked([timed], wanted, [team("day", opens="08:00", ends="20:00"), team()])
    assert stops(found)
    assert all(at("21:30") <= stop.eta <= at("21:45") for stop in stops(found))
    assert len(stops(found)) + len(found.unserved) >= 1


# Minutes at the stop


def test_a_round_lasts_as_long_as_its_ways_and_visits() -> None:
    found = only(simple([hazard(3)], [team()]))
    assert (found.ends_at - found.starts_at).total_seconds() == pytest.approx(84 + 240 + 84, abs=2)


@pytest.mark.parametrize("minutes", [2, 15])
def test_minutes_at_the_stop_are_those_of_the_table_for_its_kind(minutes: float) -> None:
    rows = tuple(
        replace(row, service_min=minutes) if row.kind == "leak_building" else row
        for row in Rules().table
    )
    leak = hazard(3)
    tree = hazard(1, kind="leaning_tree", raw={"scale": "T2", "height_m": 0.0})
    rules = Rules(table=rows)
    wanted = needed_for([leak, tree], rules, town.NIGHT, Levels(), town.ZONE)
    found = checked([leak, tree], wanted, [team("day", opens="08:00", ends="20:00"), team()],
                    rules=rules)  # fmt: skip
    assert {(s.hazard_id, s.service_s) for s in stops(found)} == {
        ("at 3", minutes * 60), ("at 1", 120)
    }  # fmt: skip


# Gaps between two visits of one hazard


def gap_of(found: Plan) -> timedelta:
    """From leaving the first visit to the start of the second."""
    first, second = stops(found)
    return second.eta - first.eta - timedelta(seconds=first.service_s)


@pytest.mark.parametrize("minutes", [30, 60, 100])
def test_the_smallest_gap_holds_though_the_windows_overlap(minutes: int) -> None:
    """20:00-22:00 and 20:30-23:00; the gap, not the windows, keeps the visits apart."""
    passes = [one_pass("20:00", "22:00"), one_pass("20:30", "23:00", 2, "night_2")]
    here = hazard(3)
    needs = [need(here, one, min_gap_s=minutes * 60) for one in passes]
    found = made([here], needs, passes, [team()])
    assert left_out(found) == set()
    assert gap_of(found) >= minutes * MINUTE


def test_overlapping_windows_with_a_gap_of_nothing_still_make_two_visits() -> None:
    passes = [one_pass("20:00", "22:00"), one_pass("20:30", "23:00", 2, "night_2")]
    found = made([hazard(3)], [need(hazard(3), one) for one in passes], passes, [team()])
    assert len(stops(found)) == 2
    assert gap_of(found) >= timedelta(0)


def test_the_largest_gap_holds() -> None:
    """Left to itself the second visit of a window till 23:00 may be hours after the first."""
    passes = [one_pass("20:00", "21:00"), one_pass("21:00", "23:00", 2, "night_2")]
    here, there = hazard(3), hazard(12)
    needs = [
        need(here, passes[0]), need(here, passes[1], max_gap_s=45 * 60),
        need(there, passes[1], from_at=at("21:00"), to_at=at("21:20")),
    ]  # fmt: skip
    found = made([here, there], needs, passes, [team()])
    assert left_out(found) == set()
    mine = [stop for stop in stops(found) if stop.hazard_id == here.id]
    gap = mine[1].eta - mine[0].eta - timedelta(seconds=SERVICE_S)
    assert timedelta(0) <= gap <= 45 * MINUTE


def test_both_gaps_leave_a_quarter_of_an_hour_and_the_visit_is_in_it() -> None:
    passes = [one_pass("20:00", "21:00"), one_pass("20:30", "23:00", 2, "night_2")]
    here = hazard(3)
    needs = [need(here, passes[0]), need(here, passes[1], min_gap_s=75 * 60, max_gap_s=90 * 60)]
    found = made([here], needs, passes, [team()])
    assert left_out(found) == set()
    assert 75 * MINUTE <= gap_of(found) <= 90 * MINUTE


def test_a_gap_that_no_window_leaves_is_named() -> None:
    passes = [one_pass("20:00", "20:10"), one_pass("20:10", "20:30", 2, "night_2")]
    needs = [need(hazard(3), one, min_gap_s=3600) for one in passes]
    found = made([hazard(3)], needs, passes, [team()])
    assert [(each.hazard_id, each.pass_no) for each in found.unserved] == [("at 3", 2)]
    assert len(stops(found)) == 1


# Keepers


KEEPERS = team("first", members=("keeper", "y")), team("second", members=("deputy", "z"))


@pytest.mark.parametrize("who", ["keeper", "deputy"])
def test_who_keeps_a_hazard_goes_there(who: str) -> None:
    other = {"keeper": "deputy", "deputy": "keeper"}[who]
    mine = {"keeper": "first", "deputy": "second"}
    kept = [hazard(1, keeper_id=who), hazard(3, keeper_id=other)]
    assert team_of(simple(kept, KEEPERS)) == {"at 1": mine[who], "at 3": mine[other]}


def test_the_deputy_goes_where_the_keeper_is_not_on_shift() -> None:
    found = simple([hazard(1, keeper_id="away", deputy_id="deputy")], KEEPERS)
    assert team_of(found) == {"at 1": "second"}
    assert [stop.walker for stop in stops(found)] == ["deputy"]


def test_a_preference_gives_way_a_rule_does_not() -> None:
    """The other team stands at the door, 800 m from the keeper's office."""
    apart = [team("first", node=0, members=("keeper", "y")), team("second", node=23)]
    liked, must = (hazard(23, keeper_id="keeper", must_be_keeper=hard) for hard in (False, True))
    assert team_of(simple([liked], apart)) == {"at 23": "second"}
    assert team_of(simple([must], apart)) == {"at 23": "first"}


def test_only_the_keeper_may_go_and_has_no_time() -> None:
    kept = hazard(23, keeper_id="keeper", must_be_keeper=True)
    found = simple([kept], [team("short", ends="20:10", members=("keeper", "y")), team("idle")])
    assert left_out(found) == {"at 23"}


# Too few people


def test_with_time_for_one_the_worse_is_seen() -> None:
    """One block either side; each visit alone is 408 s, both are 816 s."""
    found = simple([hazard(1, rank=2), hazard(3, rank=4)], [team(ends="20:10")])
    assert left_out(found) == {"at 1"}
    assert only(found).length_m == near(200)


def test_the_worst_goes_before_several_that_are_less() -> None:
    """5 alone takes 740 s, 0 and 1 together 814 s, 5 and 1 take 1,148 s; there are 1,000 s."""
    one = [hazard(0), hazard(1), hazard(5, rank=4)]
    until = team(ends="20:00")
    shift = replace(until.shifts[0], to_at=at("20:00") + timedelta(seconds=1000))
    found = simple(one, [replace(until, shifts=(shift,))])
    assert left_out(found) == {"at 0", "at 1"}
    assert team_of(found) == {"at 5": "one"}


def test_with_enough_people_nobody_is_left_out() -> None:
    """The control of the two above."""
    one = [hazard(0), hazard(1), hazard(5, rank=4)]
    assert left_out(simple(one, [team("one", ends="20:20"), team("two", ends="20:20")])) == set()


def test_a_team_of_two_is_not_one() -> None:
    one = one_pass()
    needs = [need(hazard(3), one, team_of=2)]
    assert left_out(made([hazard(3)], needs, [one], [team(members=("x",))])) == {"at 3"}
    assert left_out(made([hazard(3)], needs, [one], [team()])) == set()


# Where a round ends


def test_a_round_ends_at_home_where_the_shift_does() -> None:
    """Out to 4 are two blocks, on to 5 is one; back to the office it would be two."""
    assert only(simple([hazard(4)], [team()])).length_m == near(400)
    found = only(simple([hazard(4)], [team(home=5)]))
    assert found.length_m == near(300)
    assert found.legs[-1].geometry.coords[-1] == pytest.approx(town.node_at(5), abs=1e-6)


def test_who_lives_there_goes_there() -> None:
    """Each to his own end: 200 + 300 m; the other way round it would be 1,000 m."""
    found = simple([hazard(0), hazard(5)], [team("east", home=5), team("west", home=0)])
    assert team_of(found) == {"at 0": "west", "at 5": "east"}
    assert sum(each.length_m for each in found.rounds) == near(500)


def test_only_the_last_round_of_a_shift_ends_at_home() -> None:
    passes = [one_pass(), one_pass("00:45", "05:00", 2, "night_2")]
    needs = [need(hazard(4), one) for one in passes]
    found = made([hazard(4)], needs, passes, [team(home=5)])
    lengths = {each.pass_no: each.length_m for each in found.rounds}
    assert lengths == {1: near(400), 2: near(300)}


# Streets in the dark


def with_street(a: int, b: int, **own: Any) -> list[Street]:
    """The town's streets, all lit, one of them otherwise."""
    every = [replace(each, lit=True) for each in town.streets()]
    n = town.edge(a, b, every)
    every[n] = replace(every[n], **own)
    return every


@pytest.mark.parametrize(("factor", "metres"), [(1.0, 200), (2.9, 200), (3.1, 600)])
def test_an_unlit_street_counts_more_at_night(factor: float, metres: float) -> None:
    """8 to 9 is one block in the dark or three in the light: worth it from a factor of 3."""
    how: dict[str, Any] = {"streets": with_street(8, 9, lit=False),
                           "rules": Rules(unlit_factor=factor)}  # fmt: skip
    by_night = only(simple([hazard(9)], [team(node=8)], **how))
    assert by_night.length_m == near(metres)
    by_day = only(
        simple([hazard(9)], [team(node=8, opens="08:00")], one_pass("09:00", "16:00", 1, "day"),
               **how)
    )  # fmt: skip
    assert by_day.length_m == near(200)


def test_of_two_ways_as_long_the_lit_one_is_taken() -> None:
    """2 to 9 leads over 3 or over 8."""
    found = only(simple([hazard(9)], [team()], streets=with_street(2, 3, lit=False)))
    assert found.length_m == near(400)
    unlit = {town.node_at(2), town.node_at(3)}
    assert not any(unlit <= set(leg.geometry.coords) for leg in found.legs)


def test_a_street_nobody_looked_at_is_taken_for_lit() -> None:
    rules = Rules(unlit_factor=5)
    streets = with_street(8, 9, lit=None)
    found = only(simple([hazard(9)], [team(node=8)], streets=streets, rules=rules))
    assert found.length_m == near(200)


# How a team moves


def test_each_team_walks_or_rides_at_its_own_speed() -> None:
    for mode, seconds in (("foot", 250), ("ebike", 100)):
        found = only(simple([hazard(5)], [team(mode=mode)]))  # type: ignore[arg-type]
        assert [leg.walk_s for leg in found.legs] == [pytest.approx(seconds, abs=1)] * 2


def test_what_is_too_far_on_foot_is_ridden_to() -> None:
    """23 is 500 s on foot and 200 s by e-bike, and must be seen within five minutes."""
    one = one_pass()
    teams = [team("walks"), team("rides", mode="ebike")]
    found = made([hazard(23)], [need(hazard(23), one, to_at=at("20:05"))], [one], teams)
    assert team_of(found) == {"at 23": "rides"}


def test_an_ebike_goes_round_steps() -> None:
    """3 to 9 is a block of steps: three blocks for an e-bike."""
    streets = with_street(3, 9, steps=True)
    on_foot = only(simple([hazard(9)], [team(node=3)], streets=streets))
    assert on_foot.length_m == near(200)
    riding = only(simple([hazard(9)], [team(node=3, mode="ebike")], streets=streets))
    assert riding.length_m == near(600)


def test_what_only_steps_lead_to_is_for_those_on_foot() -> None:
    both = [team("rides", mode="ebike"), team("walks")]
    assert team_of(simple([hazard(25)], both)) == {"at 25": "walks"}
    found = simple([hazard(25)], both[:1])
    assert left_out(found) == {"at 25"}
    assert "steps" in str(found.unserved[0]).lower()


# Gates


@pytest.mark.parametrize(
    ("one", "metres"),
    [(one_pass("18:00", "20:00", 1, "evening"), 200), (one_pass("00:45", "05:00"), 1000)],
    ids=["open", "locked"],
)
def test_a_locked_gate_is_gone_round(one: Pass, metres: float) -> None:
    """9 to 15 is one block by the shortcut, five without it."""
    found = only(simple([hazard(15)], [team(node=9, opens="18:00")], one))
    assert found.length_m == near(metres)


def test_a_gate_that_locks_while_the_pass_lasts_is_not_counted_on() -> None:
    """It is shut at 23:00; a round of 20:00 to 23:15 may be the one that comes to it late."""
    assert only(simple([hazard(15)], [team(node=9)])).length_m == near(1000)


# Split and mirrored towns: what must not change


def test_a_mirrored_town_has_a_plan_as_long() -> None:
    """East and west changed over: 5 - n in each row."""
    mirrored = {0: 5, 1: 4, 2: 3, 3: 2, 8: 9, 12: 17}
    plain = [0, 3, 8, 12]
    one = simple([hazard(n) for n in plain], [team(node=2)], streets=_grid())
    other = simple([hazard(mirrored[n]) for n in plain], [team(node=3)], streets=_grid())
    lengths = [sum(each.length_m for each in found.rounds) for found in (one, other)]
    assert lengths[0] == near(lengths[1])


def _grid() -> list[Street]:
    """The two southern rows, with 6-12 and 11-17: the same from either side."""
    return [each for each in town.streets()
            if max(each.from_node, each.to_node) < 18 and town.GATE_NODE not in
            (each.from_node, each.to_node)
            and not {each.from_node, each.to_node} & {13, 14, 15, 16}]  # fmt: skip
