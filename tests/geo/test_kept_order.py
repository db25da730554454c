"""Rounds in an order that somebody put by hand, on the town and on towns by seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.kept_order import keeping
from geo.network import StreetNetwork
from geo.nights import moment
from geo.passes import Rules, needed_for
from geo.plan_check import check
from geo.rain import Level, Levels
from geo.rounds import Plan, plan
from geo.rules import PassName
from geo.teams import Shift, Team
from geo.underway import Order, Underway
from tests import town
from tests.geo.planner.lines import line
from tests.geo.random_town import NIGHT, ZONE, random_town

BLUE = Levels(rain=Level.BLUE)
HAZARDS = town.hazards()
ID = {hazard.code: hazard.id for hazard in HAZARDS}
CODE = {hazard.id: hazard.code for hazard in HAZARDS}
ONE, TWO = (town.id_of(name) for name in ("Team 1", "Team 2"))

Orders = Mapping[tuple[str, PassName], tuple[str, ...]]


def bound(orders: Orders) -> list[Order]:
    """Orders put by hand, of whatever shift."""
    return [Order(team, name, ids) for (team, name), ids in orders.items()]


@cache
def network() -> StreetNetwork:
    return StreetNetwork.of(town.streets(), town.gates())


def night(orders: Orders, *, wet: Sequence[str] = (), codes: Sequence[str] = ()) -> Plan:
    """A checked plan of the town's night with orders put by hand, hazards by their codes."""
    hazards = [each for each in HAZARDS if not codes or each.code in codes]
    needs = needed_for(hazards, Rules(), town.NIGHT, BLUE, town.ZONE)
    closed = frozenset(ID[code] for code in wet)
    by_id = {key: tuple(ID[code] for code in order) for key, order in orders.items()}
    made = plan(hazards, needs, town.teams(), network(), town.gates(), town.ZONE, iterations=40,
                underway=Underway(under_water=closed, orders=bound(by_id)))  # fmt: skip
    wrong = check(made, needs, hazards, town.teams(), town.streets(), town.gates(), town.ZONE,
                  closed_hazard_ids=closed)  # fmt: skip
    assert not wrong, [str(each) for each in wrong]
    return made


def walked(made: Plan, team: str, name: PassName) -> list[str]:
    """The codes of a team's stops in a pass, in order."""
    no = next(one.no for one in made.passes if one.name == name)
    rounds = [each for each in made.rounds if each.team_id == team and each.pass_no == no]
    return [CODE[stop.hazard_id] for each in rounds for stop in each.stops]


def test_an_order_put_by_hand_is_walked_by_that_team_in_that_pass() -> None:
    order = ("SM-04", "LD-02", "JS-03", "LD-04")
    made = night({(ONE, "night_1"): order})
    assert [code for code in walked(made, ONE, "night_1") if code in order] == [*order]
    assert not set(order) & set(walked(made, TWO, "night_1"))
    assert not made.unserved


def test_it_holds_in_its_own_pass_only() -> None:
    order = ("SM-04", "LD-02", "JS-03", "LD-04")
    free, made = night({}), night({(ONE, "night_1"): order})
    assert walked(made, ONE, "day") == walked(free, ONE, "day")
    assert [code for code in walked(made, ONE, "night_2") if code in order] != [*order]


def test_what_is_not_needed_is_passed_over() -> None:
    made = night({(ONE, "night_1"): ("SM-01", "LD-04", "LD-02")})  # rank 1: no night visit
    assert "SM-01" not in walked(made, ONE, "night_1")
    order = [code for code in walked(made, ONE, "night_1") if code in ("LD-04", "LD-02")]
    assert order == ["LD-04", "LD-02"]


def test_two_orders_do_not_share_a_hazard() -> None:
    orders: Orders = {(ONE, "night_1"): ("LD-04", "LD-02"), (TWO, "night_1"): ("LD-02", "JS-03")}
    made = night(orders)
    assert "LD-02" in walked(made, ONE, "night_1")
    assert "JS-03" in walked(made, TWO, "night_1")


def test_a_segment_under_water_is_watched_from_both_ends_where_the_order_has_it() -> None:
    made = night({(ONE, "night_1"): ("LD-04", "JS-03", "LD-02")}, wet=["JS-03"])
    own = [c for c in walked(made, ONE, "night_1") if c in ("LD-04", "JS-03", "LD-02")]
    assert own == ["LD-04", "JS-03", "JS-03", "LD-02"]


def test_its_two_ends_may_stand_apart_in_the_order() -> None:
    made = night({(ONE, "night_1"): ("JS-03", "LD-02", "JS-03")}, wet=["JS-03"])
    own = [c for c in walked(made, ONE, "night_1") if c in ("JS-03", "LD-02")]
    assert own == ["JS-03", "LD-02", "JS-03"]


def test_what_the_order_reaches_after_its_pass_is_named_with_the_time() -> None:
    hazards = [each for each in HAZARDS if each.code in ("LD-02", "LD-04")]
    rules = Rules()
    slow = tuple(replace(row, service_min=60) for row in rules.table)
    rules = replace(rules, table=slow, windows=replace(
        rules.windows, night_two=(("20:00", "20:50"), ("00:45", "05:00"))))  # fmt: skip
    needs = needed_for(hazards, rules, town.NIGHT, BLUE, town.ZONE)
    orders: Orders = {(ONE, "night_1"): (ID["LD-04"], ID["LD-02"])}
    made = plan(hazards, needs, town.teams(), network(), town.gates(), town.ZONE, iterations=40,
                underway=Underway(orders=bound(orders)))  # fmt: skip
    no = next(one.no for one in made.passes if one.name == "night_1")
    [missed] = [each for each in made.unserved if each.pass_no == no]
    assert missed.hazard_id == ID["LD-02"]
    assert str(missed) == (
        "In the order put by hand LD-02 would be reached at 21:07, after its pass."
    )


def test_what_was_seen_already_is_dropped_from_the_order() -> None:
    order = ("SM-04", "LD-02", "JS-03", "LD-04")
    now = moment(town.NIGHT, "21:00", town.ZONE)
    seen = {ID["SM-04"]: now}
    needs = needed_for(HAZARDS, Rules(), town.NIGHT, BLUE, town.ZONE, now=now, visited=seen)
    orders: Orders = {(ONE, "night_1"): tuple(ID[code] for code in order)}
    made = plan(HAZARDS, needs, town.teams(), network(), town.gates(), town.ZONE, iterations=40,
                underway=Underway(now=now, visited=seen, orders=bound(orders)))  # fmt: skip
    own = [code for code in walked(made, ONE, "night_1") if code in order]
    assert own == ["LD-02", "JS-03", "LD-04"]


def test_nearer_ends_come_first_and_nothing_is_kept_twice() -> None:
    problem = keeping(line([300, 100, 500, 200]), ["a", "a", "b", "c"],
                      {0: ["a", "x", "b", "b", "c"]})  # fmt: skip
    assert problem.walkers[0].kept == (1, 0, 2, 3)
    apart = keeping(line([300, 100, 500, 200]), ["a", "a", "b", "c"], {0: ["a", "c", "a"]})
    assert apart.walkers[0].kept == (1, 3, 0)


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_on_towns_by_seed_orders_hold_and_the_checker_finds_nothing(seed: int) -> None:
    rng = Random(seed)
    place = random_town(seed, side=rng.randint(2, 4), hazards=rng.randint(2, 9),
                        teams=rng.randint(1, 3), gates=rng.randint(0, 2))  # fmt: skip
    net = StreetNetwork.of(place.streets, place.gates)
    needs = needed_for(place.hazards, Rules(), NIGHT, Levels(Level(rng.randint(0, 3))), ZONE)
    names: list[PassName] = ["day", "evening", "night_1", "night_2", "night_3"]
    orders = {
        (team.id, name): tuple(rng.sample([h.id for h in place.hazards], rng.randint(1, 2)))
        for team in place.teams
        for name in names
        if rng.random() < 0.5
    }
    wet = frozenset(h.id for h in place.hazards if h.kind == "flood_segment" and rng.random() < 0.3)
    made = plan(place.hazards, needs, place.teams, net, place.gates, ZONE, iterations=15,
                underway=Underway(under_water=wet, orders=bound(orders)))  # fmt: skip
    wrong = check(made, needs, place.hazards, place.teams, place.streets, place.gates, ZONE,
                  closed_hazard_ids=wet)  # fmt: skip
    assert not wrong, [str(each) for each in wrong]
    taken: dict[tuple[PassName, str], str] = {}
    for (team, name), order in orders.items():
        for hazard in order:
            taken.setdefault((name, hazard), team)
    for each in made.rounds:
        name = made.pass_of(each.pass_no).name
        kept = [h for h in orders.get((each.team_id, name), ()) if taken[name, h] == each.team_id]
        own = list(dict.fromkeys(s.hazard_id for s in each.stops if s.hazard_id in kept))
        shift_change = sum(r.team_id == each.team_id and r.pass_no == each.pass_no
                           for r in made.rounds) > 1  # fmt: skip
        assert shift_change or own == [hazard for hazard in kept if hazard in own]


CREWS = (("20:00", "02:15", ("a", "b")), ("02:15", "05:00", ("c", "d")))


def crews() -> list[Team]:
    """The first team with two crews, one after the other, and nobody else."""
    team = town.teams()[0]
    shifts = tuple(
        Shift(team.id, *(moment(town.NIGHT, clock, town.ZONE) for clock in (begins, ends)), members)
        for begins, ends, members in CREWS
    )
    return [replace(team, shifts=shifts)]


def of_crews(orders: Sequence[Order]) -> dict[str, list[str]]:
    """The codes of the third night pass, in order, by the first of who walks."""
    rules = Rules()
    windows = (("20:00", "23:15"), ("00:45", "05:00"))
    rules = replace(rules, windows=replace(rules.windows, night_two=windows))
    needs = needed_for(HAZARDS, rules, town.NIGHT, BLUE, town.ZONE)
    made = plan(HAZARDS, needs, crews(), network(), town.gates(), town.ZONE, iterations=40,
                underway=Underway(orders=orders))  # fmt: skip
    no = next(one.no for one in made.passes if one.name == "night_2")
    return {
        each.member_ids[0]: [CODE[stop.hazard_id] for stop in each.stops]
        for each in made.rounds
        if each.pass_no == no
    }


def test_an_order_stays_with_the_people_it_was_made_for() -> None:
    for crew, other in ((0, 1), (1, 0)):
        shift = crews()[0].shifts[crew]
        hours = shift.from_at, shift.to_at
        order = ("LD-04", "LD-02", "JS-03")
        made = of_crews([Order(ONE, "night_2", tuple(ID[each] for each in order), hours)])
        own = made[CREWS[crew][2][0]]
        assert [code for code in own if code in order] == [*order]
        assert not set(order) & set(made.get(CREWS[other][2][0], []))


def test_each_crew_of_a_team_keeps_its_own_order() -> None:
    wanted = (("LD-04", "LD-02"), ("SM-04", "JS-03"))
    made = of_crews([
        Order(ONE, "night_2", tuple(ID[each] for each in order), (shift.from_at, shift.to_at))
        for order, shift in zip(wanted, crews()[0].shifts, strict=True)
    ])  # fmt: skip
    for order, (_, _, members) in zip(wanted, CREWS, strict=True):
        assert [code for code in made[members[0]] if code in order] == [*order]


def test_it_is_nobody_elses_once_its_people_have_gone() -> None:
    first, second = crews()[0].shifts
    order = Order(ONE, "night_2", (), (first.from_at, first.to_at))
    assert order.shift_of([first, second]) == first
    assert order.shift_of([second]) is None
    moved = replace(first, from_at=first.from_at + timedelta(minutes=30))
    assert order.shift_of([second, moved]) == moved, "the roster may be changed a little"
    assert replace(order, hours=None).shift_of([second, first]) == first


def test_a_template_orders_what_a_team_walks_and_not_who_walks() -> None:
    one, two = town.teams()
    far = town.node_at(23)
    teams = [one, replace(two, mode="foot", speed_m_s=one.speed_m_s, start=far, end=far)]
    needs = needed_for(HAZARDS, Rules(), town.NIGHT, BLUE, town.ZONE)

    def made(*orders: Order) -> Plan:
        done = plan(HAZARDS, needs, teams, network(), town.gates(), town.ZONE, iterations=40,
                    underway=Underway(orders=orders))  # fmt: skip
        assert not check(done, needs, HAZARDS, teams, town.streets(), town.gates(), town.ZONE)
        return done

    free = made()
    own, other = (walked(free, team, "night_1") for team in (ONE, TWO))
    assert own and other, "both walk"
    every = [*own, *other][::-1]
    order = Order(ONE, "night_1", tuple(ID[code] for code in every))
    assert not walked(made(order), TWO, "night_1"), "by hand it would say who walks"
    usual = made(replace(order, binds=False))
    assert walked(usual, ONE, "night_1") == [code for code in every if code in own]
    assert walked(usual, TWO, "night_1") == other
