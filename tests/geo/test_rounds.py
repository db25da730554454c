"""A night on the town and on towns by seed: every plan keeps every rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hazards import Hazard
from geo.network import StreetNetwork
from geo.nights import moment
from geo.passes import PassPlan, Rules, needed_for
from geo.plan_check import check
from geo.rain import Level, Levels
from geo.rounds import Plan, Stop, plan
from geo.teams import Team
from geo.underway import Underway
from tests import town
from tests.geo.random_town import checked_night_of

BLUE = Levels(rain=Level.BLUE)
HAZARDS = town.hazards()
ID = {hazard.code: hazard.id for hazard in HAZARDS}


@cache
def network() -> StreetNetwork:
    return StreetNetwork.of(town.streets(), town.gates())


def night(
    levels: Levels = BLUE, *, hazards: Sequence[Hazard] = HAZARDS, rules: Rules = Rules(),  # noqa: B008
    teams: Sequence[Team] | None = None, wet: Sequence[str] = (), leader: str = "", **how: Any,
) -> tuple[Plan, PassPlan]:  # fmt: skip
    """A checked plan of the town's night."""
    teams, closed = teams or town.teams(), frozenset(ID[code] for code in wet)
    needs = needed_for(hazards, rules, town.NIGHT, levels, town.ZONE, leader=leader)
    how = {"iterations": 40} | how
    made = plan(hazards, needs, teams, network(), town.gates(), town.ZONE, rules=rules,
                underway=Underway(under_water=closed), **how)  # fmt: skip
    wrong = check(made, needs, hazards, teams, town.streets(), town.gates(), town.ZONE,
                  closed_hazard_ids=closed)  # fmt: skip
    assert not wrong, [str(each) for each in wrong]
    return made, needs


def stops_of(made: Plan, code: str, *, extra: bool = True) -> list[Stop]:
    stops = [stop for each in made.rounds for stop in each.stops]
    return [stop for stop in stops if stop.hazard_id == ID[code] and stop.extra is extra]


def reasons(made: Plan) -> Mapping[str, set[str]]:
    """The reasons by hazard code."""
    code = {hazard.id: hazard.code for hazard in HAZARDS}
    found: dict[str, set[str]] = defaultdict(set)
    for each in made.unserved:
        found[code[each.hazard_id]].add(str(each))
    return found


def two_extra_passes(rules: Rules) -> None:
    """The rule the whole product is for, as the issue words it."""
    made, _ = night(rules=rules)
    named = {each.hazard_id for each in made.unserved}
    for hazard in HAZARDS:
        if hazard.rank < 2 or hazard.id in named:
            continue
        extra = stops_of(made, hazard.code)
        assert len(extra) == 2, hazard.code
        first, second = sorted(extra, key=lambda stop: stop.eta)
        assert first.pass_no != second.pass_no
        at = [
            moment(town.NIGHT, clock, town.ZONE) for clock in ("20:00", "23:15", "00:45", "05:00")
        ]
        assert at[0] <= first.eta <= at[1]
        assert at[2] <= second.eta <= at[3]
        assert second.eta - first.eta >= timedelta(minutes=90)
        for evening in stops_of(made, hazard.code, extra=False):
            assert first.eta - evening.eta >= timedelta(minutes=90)


def test_every_hazard_from_rank_two_has_exactly_two_stops_in_two_night_passes() -> None:
    two_extra_passes(Rules())


@pytest.mark.parametrize("count", [0, 1])
def test_with_the_rule_off_that_very_test_fails(count: int) -> None:
    rows = tuple(replace(r, extra_night=min(r.extra_night, count)) for r in Rules().table)
    with pytest.raises(AssertionError):
        two_extra_passes(Rules(table=rows))


def test_the_demo_night_serves_everybody() -> None:
    made, needs = night()
    assert made.unserved == ()
    assert sum(len(each.stops) for each in made.rounds) == len(needs.needs)
    assert made.passes == needs.passes


def test_the_same_input_seed_and_iterations_give_the_same_plan() -> None:
    assert night(seed=7)[0] == night(seed=7)[0]


def test_a_run_by_seconds_is_repeated_by_its_iterations() -> None:
    timed, _ = night(iterations=None, seconds=0.4)
    assert timed.iterations > 0
    assert night(iterations=timed.iterations)[0] == timed


def test_progress_grows_from_nothing_to_one() -> None:
    told: list[float] = []
    night(iterations=200, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert all(0 <= share <= 1 for share in told)
    assert len(told) > 4


def test_a_dry_segment_is_walked_end_to_end() -> None:
    made, _ = night()
    for each in made.rounds:
        through = [leg for leg in each.legs if leg.through]
        walked = [stop for stop in each.stops if stop.point != stop.leaves]
        assert [leg.seq for leg in through] == [stop.seq for stop in walked]
        for stop, leg in zip(walked, through, strict=True):
            assert leg.geometry.coords[0] == pytest.approx(stop.point)
            assert leg.geometry.coords[-1] == pytest.approx(stop.leaves)
    long = {s.hazard_id for r in made.rounds for s in r.stops if s.point != s.leaves}
    assert long == {ID[f"JS-0{n}"] for n in (1, 2, 3, 4)}


def test_reported_water_is_watched_from_both_dry_ends_and_crossed_by_nobody() -> None:
    made, _ = night(wet=["JS-03"])
    for no in (3, 4):
        stops = [stop for stop in stops_of(made, "JS-03") if stop.pass_no == no]
        assert len({stop.point for stop in stops}) == len(stops) == 2
        assert all(stop.lookout and stop.point == stop.leaves for stop in stops)


def test_a_junction_under_water_is_closed_to_the_street_that_crosses_it() -> None:
    made, _ = night(wet=["JS-04"])
    middle = town.node_at(8)
    for each in made.rounds:
        assert all(middle not in leg.geometry.coords[1:-1] for leg in each.legs)


def test_a_base_under_water_is_left_from_a_dry_end_and_the_official_is_told() -> None:
    one, two = town.teams()
    wet_base = replace(one, start=town.at(350, 5), end=town.at(350, 5))
    made, _ = night(teams=[wet_base, two], wet=["JS-03"])
    dry_ends = [pytest.approx(town.node_at(n)) for n in (3, 4)]
    mine = [each for each in made.rounds if each.team_id == one.id]
    assert mine
    assert all(each.legs[0].geometry.coords[0] in dry_ends for each in mine)
    assert [str(note) for note in made.notes if "base" in str(note)] == [
        f"Water stands before the base of {one.name}; it starts from the dry end."
    ]


def test_a_tree_is_seen_from_outside_one_and_a_half_heights() -> None:
    made, _ = night()
    metric = network().metric
    for hazard in HAZARDS:
        if hazard.kind == "leaning_tree":
            away = 1.5 * float(str(hazard.raw["height_m"]))
            for stop in stops_of(made, hazard.code, extra=False):
                at = metric.xy([stop.point])[0]
                tree = metric.forward(hazard.geometry)
                assert ((at[0] - tree.x) ** 2 + (at[1] - tree.y) ** 2) ** 0.5 >= away - 0.05


def test_a_locked_gate_is_not_used() -> None:
    made, _ = night()
    gate = town.node_at(town.GATE_NODE)
    by_pass: Counter[int] = Counter()
    for each in made.rounds:
        by_pass[each.pass_no] += sum(gate in leg.geometry.coords for leg in each.legs)
    assert by_pass[4] == 0
    assert by_pass[1] > 0


def with_members(team: Team, *sizes: int) -> Team:
    shifts = [
        replace(s, member_ids=s.member_ids[:n]) for s, n in zip(team.shifts, sizes, strict=True)
    ]
    return replace(team, shifts=tuple(shifts))


def test_a_team_of_one_gets_no_night_pass_and_is_named() -> None:
    one, two = town.teams()
    made, _ = night(teams=[with_members(one, 2, 1), two])
    assert {each.team_id for each in made.rounds if each.pass_no > 2} == {two.id}
    assert [note.values["team"] for note in made.notes] == [one.name]
    assert made.unserved == ()


def test_without_a_large_enough_team_each_visit_is_named() -> None:
    one, two = town.teams()
    made, needs = night(teams=[with_members(one, 2, 1), with_members(two, 1)])
    extra = [need for need in needs.needs if need.extra]
    assert len(made.unserved) == len(extra)
    assert all("fewer than 2 people" in str(each) for each in made.unserved)


def test_without_anybody_on_shift_each_visit_is_named() -> None:
    made, needs = night(teams=[town.teams()[1]])
    assert len(made.unserved) == sum(not need.extra for need in needs.needs)
    assert reasons(made)["SM-01"] == {"No team is on shift from 08:00 to 16:30."}


def test_no_team_at_all() -> None:
    needs = needed_for(HAZARDS, Rules(), town.NIGHT, BLUE, town.ZONE)
    made = plan(HAZARDS, needs, [], network(), town.gates(), town.ZONE, iterations=5)
    assert len(made.unserved) == len(needs.needs)
    assert made.rounds == ()


def test_a_short_shift_names_the_team_and_its_missing_minutes() -> None:
    _, two = town.teams()
    ends = moment(town.NIGHT, "20:15", town.ZONE)
    short = replace(two, shifts=(replace(two.shifts[0], to_at=ends),))
    made, _ = night(teams=[short])
    late = [each for each in made.unserved if "short" in each.reason and each.pass_no == 3]
    assert late
    assert all(each.values["team"] == two.name for each in late)
    assert all(isinstance(m := each.values["minutes"], int) and 1 <= m < 30 for each in late)
    worst = {h.id: h.rank for h in HAZARDS}
    served = [worst[s.hazard_id] for r in made.rounds if r.pass_no == 3 for s in r.stops]
    assert max(worst[each.hazard_id] for each in late) <= max(served)


def keeper_on(team: Team, keeper: str) -> Team:
    return replace(team, shifts=tuple(
        replace(s, member_ids=(*s.member_ids[:1], town.id_of(keeper))) for s in team.shifts
    ))  # fmt: skip


def test_the_keepers_own_team_comes_first_then_the_deputys() -> None:
    one, two = town.teams()
    made, _ = night(teams=[keeper_on(one, "keeper 1"), keeper_on(two, "keeper 2")],
                    rules=Rules(even_cost_pct=40))  # fmt: skip
    walkers = {stop.walker for each in made.rounds for stop in each.stops if stop.extra}
    assert walkers <= {"keeper", "deputy", "other"}
    nights = [stop for each in made.rounds for stop in each.stops if stop.extra]
    kept = [h for h in HAZARDS if h.keeper_id in (town.id_of("keeper 1"), town.id_of("keeper 2"))]
    own = [stop for stop in nights if stop.hazard_id in {h.id for h in kept}]
    assert sum(stop.walker == "keeper" for stop in own) > len(own) / 2


def test_must_be_keeper_is_hard_and_names_an_absent_keeper() -> None:
    strict = [replace(h, must_be_keeper=h.code in ("SM-03", "LD-02")) for h in HAZARDS]
    away, _ = night(hazards=strict)
    assert reasons(away)["SM-03"] == {"Only its keeper may go, and the keeper is not on duty then."}
    keeper = next(h.keeper_id for h in strict if h.code == "SM-03")
    name = next(f"keeper {n}" for n in (1, 2, 3) if town.id_of(f"keeper {n}") == keeper)
    one, two = town.teams()
    there, _ = night(hazards=strict, teams=[one, keeper_on(two, name)])
    assert {stop.walker for stop in stops_of(there, "SM-03")} == {"keeper"}
    assert len(stops_of(there, "SM-03")) == 2


def test_behind_a_locked_gate_the_gate_is_named() -> None:
    """Only the gate leads north, and 11-17, on which JS-02 lies, is not there."""
    cut = [s for s in town.streets() if {s.from_node, s.to_node} not in ({6, 12}, {11, 17})]
    hazards = [hazard for hazard in HAZARDS if hazard.code != "JS-02"]
    net = StreetNetwork.of(cut, town.gates())
    needs = needed_for(hazards, Rules(), town.NIGHT, BLUE, town.ZONE)
    made = plan(hazards, needs, town.teams(), net, town.gates(), town.ZONE, iterations=20)
    assert not [each for each in made.unserved if each.pass_no == 1]
    assert reasons(made) == {
        code: {"A gate on the way is locked then: 竹巷门."} for code in ("SM-03", "SM-04")
    }
    assert not check(made, needs, hazards, town.teams(), cut, town.gates(), town.ZONE)


def behind_the_gate(*, ends: str = "05:00", service_s: int = 240) -> Plan:
    """SM-03 lies behind the gate, which locks at 23:00; the pass goes on to 23:15."""
    cut = [s for s in town.streets() if {s.from_node, s.to_node} not in ({6, 12}, {11, 17})]
    needs = needed_for(HAZARDS, Rules(), town.NIGHT, BLUE, town.ZONE)
    one = next(each for each in needs.passes if each.name == "night_1")
    both = tuple(
        replace(need, service_s=service_s, from_at=None, to_at=None)
        for need in needs.needs
        if need.pass_no == one.no and need.hazard_id in (ID["SM-03"], ID["LD-02"])
    )
    needs = replace(needs, passes=(one,), needs=both)
    _, two = town.teams()
    until = moment(town.NIGHT, ends, town.ZONE)
    teams = [replace(two, shifts=(replace(two.shifts[0], to_at=until),))]
    net = StreetNetwork.of(cut, town.gates())
    made = plan(HAZARDS, needs, teams, net, town.gates(), town.ZONE, iterations=40)
    assert not check(made, needs, HAZARDS, teams, cut, town.gates(), town.ZONE)
    return made


def test_what_lies_behind_a_gate_is_visited_before_it_locks() -> None:
    made = behind_the_gate()
    assert not made.unserved
    assert all(each.ends_at <= moment(town.NIGHT, "23:00", town.ZONE) for each in made.rounds)


def test_a_gate_that_locks_after_the_shift_is_open() -> None:
    assert not behind_the_gate(ends="22:00").unserved


def test_where_the_time_before_the_gate_locks_is_too_short_it_is_said_when_it_locks() -> None:
    made = behind_the_gate(service_s=90 * 60)
    assert reasons(made) == {
        "SM-03": {
            "A gate on the way locks at 23:00, before the last round of this pass is over: 竹巷门."
        }
    }
    (missed,) = made.unserved
    assert str(missed.remedy) == "It could be made with the gate kept open until 23:45: 竹巷门."


def cut_off_night(levels: Levels, wet: Sequence[str] = ()) -> Plan:
    """The north is reached only over 11-17, on which JS-02 lies."""
    others = ({6, 12}, {9, 24}, {24, 15})
    cut = [s for s in town.streets() if {s.from_node, s.to_node} not in others]
    needs = needed_for(HAZARDS, Rules(), town.NIGHT, levels, town.ZONE, leader="王书记")
    return plan(HAZARDS, needs, town.teams(), StreetNetwork.of(cut, []), [], town.ZONE,
                underway=Underway(under_water=frozenset(ID[code] for code in wet)),
                iterations=5)  # fmt: skip


def test_no_water_is_reported_where_nobody_reported_any() -> None:
    red = Levels(rain=Level.RED)
    stay_out = {"Look-outs stay out of roads that flood, and no other way leads there."}
    assert reasons(cut_off_night(red))["SM-03"] == stay_out
    reported = {"Reported water cuts it off on the streets."}
    assert reasons(cut_off_night(BLUE, ["JS-02"]))["SM-03"] == reported
    assert reasons(cut_off_night(red, ["JS-02"]))["SM-03"] == reported


def test_a_base_on_a_road_that_floods_is_not_called_wet_at_red() -> None:
    one, two = town.teams()
    line = next(hazard.geometry for hazard in HAZARDS if hazard.code == "JS-03")
    middle = line.interpolate(0.5, normalized=True)
    there = replace(one, start=(middle.x, middle.y))
    made, _ = night(Levels(rain=Level.RED), teams=[there, two], leader="王书记")
    notes = [str(note) for note in made.notes if "base" in str(note)]
    assert notes == [
        f"The base of {one.name} is on a road that floods; it starts from the end of it."
    ]


def test_a_street_nobody_mapped_is_named() -> None:
    island = [s for s in town.streets() if {s.from_node, s.to_node} not in (
        {6, 12}, {11, 17}, {9, 24}, {24, 15})]  # fmt: skip
    net = StreetNetwork.of(island, town.gates())
    needs = needed_for(HAZARDS, Rules(), town.NIGHT, BLUE, town.ZONE)
    made = plan(HAZARDS, needs, town.teams(), net, town.gates(), town.ZONE, iterations=20)
    assert any("No street on the map" in str(each) for each in made.unserved)


def test_a_red_night_is_all_lookout_points_by_a_leaders_word() -> None:
    held, _ = night(Levels(rain=Level.RED))
    assert held.rounds == ()
    assert held.unserved
    sent, _ = night(Levels(rain=Level.RED), leader="王书记")
    stops = [stop for each in sent.rounds for stop in each.stops]
    assert stops
    assert all(stop.lookout for stop in stops)
    assert not [leg for each in sent.rounds for leg in each.legs if leg.through]


def test_a_late_evening_visit_pushes_the_night_visit_back() -> None:
    seen = moment(town.NIGHT, "19:50", town.ZONE)
    needs = needed_for(HAZARDS, Rules(), town.NIGHT, BLUE, town.ZONE,
                       now=moment(town.NIGHT, "20:00", town.ZONE))  # fmt: skip
    made = plan(HAZARDS, needs, town.teams(), network(), town.gates(), town.ZONE, iterations=40,
                underway=Underway(visited={ID["JS-04"]: seen}))  # fmt: skip
    first, _ = sorted(stops_of(made, "JS-04"), key=lambda stop: stop.eta)
    assert first.eta >= seen + timedelta(minutes=90)


def test_nobody_starts_before_now() -> None:
    now = moment(town.NIGHT, "21:17", town.ZONE)
    needs = needed_for(HAZARDS, Rules(), town.NIGHT, BLUE, town.ZONE, now=now)
    made = plan(HAZARDS, needs, town.teams(), network(), town.gates(), town.ZONE, iterations=20,
                underway=Underway(now=now))  # fmt: skip
    assert min(each.starts_at for each in made.rounds) == now


def test_an_evening_visit_is_made_early_enough_for_the_night() -> None:
    """The first night window shut at 21:00 leaves 19:28 at the latest for the evening."""
    rules = Rules.of({"windows": {"night_two": [["20:00", "21:00"], ["00:45", "05:00"]]}})
    made, _ = night(Levels(), rules=rules)
    assert made.unserved == ()
    for code in ("JS-02", "JS-03", "JS-04"):
        evening = [s for s in stops_of(made, code, extra=False) if s.pass_no == 2]
        first = min(stop.eta for stop in stops_of(made, code))
        assert evening[0].eta + timedelta(minutes=92) <= first


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6))
def test_on_towns_by_seed_the_checker_finds_nothing(seed: int) -> None:
    made, wrong = checked_night_of(seed)
    assert not wrong, (seed, wrong)
    assert isinstance(made.rounds[0].starts_at, datetime) if made.rounds else made.unserved
