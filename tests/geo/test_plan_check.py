"""Every kind of damage to a good plan is found; the checker that cannot fail proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from shapely import LineString, Point

from geo.hazards import Hazard
from geo.network import StreetNetwork
from geo.nights import moment
from geo.passes import PassPlan, Rules, Unserved, needed_for
from geo.plan_check import check
from geo.rain import Level, Levels
from geo.rounds import Leg, Plan, Round, Stop, plan
from geo.rules import Windows
from geo.teams import Team
from geo.underway import Underway
from tests import town

HAZARDS = town.hazards()
ID = {hazard.code: hazard.id for hazard in HAZARDS}
MINUTE = timedelta(minutes=1)


@cache
def good(level: Level = Level.BLUE, wet: tuple[str, ...] = ()) -> tuple[Plan, PassPlan]:
    needs = needed_for(HAZARDS, Rules(), town.NIGHT, Levels(level), town.ZONE, leader="王书记")
    net = StreetNetwork.of(town.streets(), town.gates())
    made = plan(HAZARDS, needs, town.teams(), net, town.gates(), town.ZONE, iterations=60,
                underway=Underway(under_water=frozenset(ID[code] for code in wet)))  # fmt: skip
    return made, needs


def broken(
    made: Plan, needs: PassPlan, *, hazards: Sequence[Hazard] = HAZARDS,
    teams: Sequence[Team] | None = None, wet: tuple[str, ...] = (),
) -> set[str]:  # fmt: skip
    """The names of the rules that the checker finds broken."""
    teams = town.teams() if teams is None else teams
    found = check(made, needs, hazards, teams, town.streets(), town.gates(), town.ZONE,
                  closed_hazard_ids=[ID[code] for code in wet])  # fmt: skip
    assert all(str(each) for each in found)
    return {each.rule for each in found}


def with_round(made: Plan, n: int, change: Callable[[Round], Round]) -> Plan:
    rounds = list(made.rounds)
    rounds[n] = change(rounds[n])
    return replace(made, rounds=tuple(rounds))


def with_stop(made: Plan, n: int, k: int, change: Callable[[Stop], Stop]) -> Plan:
    def changed(each: Round) -> Round:
        stops = list(each.stops)
        stops[k] = change(stops[k])
        return replace(each, stops=tuple(stops))

    return with_round(made, n, changed)


def with_leg(made: Plan, n: int, k: int, change: Callable[[Leg], Leg]) -> Plan:
    def changed(each: Round) -> Round:
        legs = list(each.legs)
        legs[k] = change(legs[k])
        return replace(each, legs=tuple(legs))

    return with_round(made, n, changed)


def night_round(made: Plan) -> int:
    """The fullest round of the first night pass."""
    full = [len(r.stops) if r.pass_no == 3 else 0 for r in made.rounds]
    return full.index(max(full))


@pytest.mark.parametrize("wet", [(), ("JS-03",), ("JS-04", "JS-02")])
@pytest.mark.parametrize("level", [Level.NONE, Level.BLUE, Level.YELLOW, Level.RED])
def test_a_good_plan_is_good(level: Level, wet: tuple[str, ...]) -> None:
    assert broken(*good(level, wet), wet=wet) == set()


def shifted(each: Round, by: timedelta) -> Round:
    stops = tuple(replace(stop, eta=stop.eta + by) for stop in each.stops)
    return replace(each, stops=stops, starts_at=each.starts_at + by, ends_at=each.ends_at + by)


Damage = Callable[[Plan, int], Plan]


def in_round(change: Callable[[Round], Round]) -> Damage:
    return lambda made, n: with_round(made, n, change)


def in_stop(change: Callable[[Stop], Stop], k: int = 0) -> Damage:
    return lambda made, n: with_stop(made, n, k, change)


def in_leg(change: Callable[[Leg], Leg], k: int = 0) -> Damage:
    return lambda made, n: with_leg(made, n, k, change)


def also_named(made: Plan, n: int, why: str) -> Plan:
    return replace(made, unserved=(Unserved(made.rounds[n].stops[0].hazard_id, 3, True, why),))


def across_the_block(leg: Leg) -> Leg:
    first, last = leg.geometry.coords[0], leg.geometry.coords[-1]
    return replace(leg, geometry=LineString([first, town.at(250, 150), last]))


def elsewhere(made: Plan, n: int) -> Plan:
    still = [stop.point == stop.leaves for stop in made.rounds[n].stops]
    far = town.node_at(18)
    return with_stop(made, n, still.index(True), lambda s: replace(s, point=far, leaves=far))


DAMAGES: dict[str, tuple[str, Damage]] = {
    "a visit that vanished": ("dropped", in_round(lambda r: replace(r, stops=r.stops[:-1]))),
    "a visit made twice": (
        "twice", lambda p, n: replace(p, rounds=(*p.rounds, p.rounds[n])),
    ),
    "visited and named": ("named", lambda p, n: also_named(p, n, "Because.")),
    "a visit nobody asked for": (
        "uncalled", in_stop(lambda s: replace(s, hazard_id=ID["SM-01"])),
    ),
    "a reason that says nothing": ("reason", lambda p, n: also_named(p, n, "")),
    "a reason with holes": ("reason", lambda p, n: also_named(p, n, "{{team}} is short.")),
    "before its window": ("window", in_round(lambda r: shifted(r, -60 * MINUTE))),
    "after its window": ("window", in_round(lambda r: shifted(r, 200 * MINUTE))),
    "a shorter look": ("service", in_stop(lambda s: replace(s, service_s=s.service_s - 60))),
    "not marked as extra": ("extra", in_stop(lambda s: replace(s, extra=False))),
    "a team from nowhere": ("team", in_round(lambda r: replace(r, team_id="x"))),
    "off duty": ("shift", in_round(lambda r: replace(r, starts_at=r.starts_at - 300 * MINUTE))),
    "strangers": ("members", in_round(lambda r: replace(r, member_ids=("x",)))),
    "two at once": ("overlap", in_round(lambda r: replace(r, ends_at=r.ends_at + 300 * MINUTE))),
    "a keeper who is none": ("walker", in_stop(lambda s: replace(s, walker="keeper"))),
    "stops out of order": ("order", in_stop(lambda s: replace(s, seq=9))),
    "no way home": ("legs", in_round(lambda r: replace(r, legs=r.legs[:-1]))),
    "too early to be true": (
        "time", in_stop(lambda s: replace(s, eta=s.eta - 2 * MINUTE), 1),
    ),
    "an end that is none": ("time", in_round(lambda r: replace(r, ends_at=r.ends_at - MINUTE))),
    "running": ("speed", in_leg(lambda leg: replace(leg, walk_s=leg.walk_s // 2 - 5))),
    "a sum that is none": ("length", in_round(lambda r: replace(r, length_m=r.length_m + 10))),
    "a leg longer than its line": (
        "length", in_leg(lambda leg: replace(leg, length_m=leg.length_m + 10)),
    ),
    "across the block": ("off street", in_leg(across_the_block)),
    "a jump": (
        "continuity",
        in_leg(lambda x: replace(x, geometry=LineString([town.node_at(0), town.node_at(1)])), 2),
    ),
    "another base": (
        "base",
        in_leg(lambda x: replace(x, geometry=LineString([town.node_at(5), town.node_at(4)]))),
    ),
    "the wrong place": ("place", elsewhere),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found(damage: str) -> None:
    made, needs = good()
    rule, do = DAMAGES[damage]
    assert rule in broken(do(made, night_round(made)), needs)


def test_a_team_of_one_by_night() -> None:
    made, needs = good()
    teams = [
        replace(t, shifts=tuple(replace(s, member_ids=s.member_ids[:1]) for s in t.shifts))
        for t in town.teams()
    ]
    alone = [replace(r, member_ids=r.member_ids[:1]) for r in made.rounds]
    assert broken(replace(made, rounds=tuple(alone)), needs, teams=teams) == {"team of two"}


def test_a_visit_that_only_the_keeper_may_make() -> None:
    made, needs = good()
    strict = [replace(h, must_be_keeper=h.code == "SM-03") for h in HAZARDS]
    assert broken(made, needs, hazards=strict) == {"keeper"}


def test_too_soon_after_the_visit_before() -> None:
    made, needs = good()
    longer = tuple(replace(need, min_gap_s=8 * 3600) for need in needs.needs)
    assert broken(made, replace(needs, needs=longer)) == {"gap"}


def test_too_late_after_the_visit_before() -> None:
    """Not where the largest gap had passed before the window began."""
    made, needs = good()
    first, second = sorted(
        (stop for each in made.rounds for stop in each.stops
         if stop.hazard_id == ID["SM-03"] and stop.extra),
        key=lambda stop: stop.eta,
    )  # fmt: skip
    begins = needs.passes[-1].from_at
    assert begins < second.eta
    for until, rules in (
        (second.eta, set()), (second.eta - MINUTE / 60, {"gap"}), (begins, {"gap"}),
        (begins - MINUTE, set()),
    ):  # fmt: skip
        most = (until - first.eta).total_seconds() - first.service_s
        closer = tuple(
            replace(need, max_gap_s=most) if need.pass_no == second.pass_no
            and need.hazard_id == ID["SM-03"] else need
            for need in needs.needs
        )  # fmt: skip
        assert broken(made, replace(needs, needs=closer)) == rules


def test_entered_though_only_lookout_points_are_allowed() -> None:
    made, needs = good()
    held = replace(needs, needs=tuple(replace(need, lookout=True) for need in needs.needs))
    assert {"lookout", "water"} <= broken(made, held)


def test_a_dry_plan_is_wrong_once_water_is_reported() -> None:
    assert "water" in broken(*good(), wet=("JS-04",))
    assert "water" in broken(*good(), wet=("JS-03",))


def test_a_crossing_of_the_flooded_junction_is_found() -> None:
    """Junction 8 is under water; a leg crosses it on the street from 2 to 7 and on."""
    made, needs = good(Level.BLUE, ("JS-04",))
    line = LineString([town.node_at(2), town.node_at(8), town.node_at(9)])
    crossed = with_leg(made, 0, 0, lambda leg: replace(leg, geometry=line))
    assert "water" in broken(crossed, needs, wet=("JS-04",))


def test_a_locked_gate_is_found() -> None:
    made, needs = good()
    n = next(n for n, r in enumerate(made.rounds) if r.pass_no == 4)
    line = LineString([town.node_at(9), town.node_at(15)])
    through = with_leg(made, n, 0, lambda leg: replace(leg, geometry=line))
    assert "gate" in broken(through, needs)
    by_day = with_leg(made, 0, 0, lambda leg: replace(leg, geometry=line))
    assert "gate" not in broken(by_day, needs)


def test_a_detour_and_a_shortcut_are_found() -> None:
    made, needs = good()
    around = [town.node_at(n) for n in (2, 8, 7, 1, 2)]

    def detour(leg: Leg) -> Leg:
        line = LineString([*around, *leg.geometry.coords[1:]])
        return replace(leg, geometry=line, length_m=leg.length_m + 400)

    assert "detour" in broken(with_leg(made, 0, 0, detour), needs)

    def shortcut(leg: Leg) -> Leg:
        line = LineString([town.node_at(0), town.node_at(23)])
        return replace(leg, geometry=line, length_m=line.length * 1e5)

    assert "shortcut" in broken(with_leg(made, 0, 0, shortcut), needs)


def test_under_the_tree_is_too_near() -> None:
    made, needs = good()
    higher = [
        replace(h, raw={**h.raw, "height_m": 40.0}) if h.code == "SM-04" else h for h in HAZARDS
    ]
    assert broken(made, needs, hazards=higher) == {"too near"}


def test_a_segment_seen_from_one_end_only() -> None:
    made, needs = good()
    n = night_round(made)
    k = next(k for k, leg in enumerate(made.rounds[n].legs) if leg.through)
    half = with_round(
        made, n, lambda r: replace(r, legs=tuple(x for j, x in enumerate(r.legs) if j != k))
    )
    assert "through" in broken(half, needs)


def test_named_while_a_team_sat_in() -> None:
    made, needs = good()
    lazy = replace(
        made,
        rounds=tuple(each for each in made.rounds if each.pass_no != 4),
        unserved=tuple(
            Unserved(need.hazard_id, 4, True, "No time left.")
            for need in needs.needs
            if need.pass_no == 4
        ),
    )
    assert broken(lazy, needs) == {"idle"}


@pytest.mark.parametrize(("hours_end", "idle"), [("21:36", 0), ("23:30", 1)])
def test_a_visit_that_would_shut_out_the_one_after_it_may_be_left_out(
    hours_end: str, idle: int
) -> None:
    """Night windows overlap; 90 minutes lie between leaving a far hazard and coming again."""
    rules = Rules(
        windows=Windows(night_two=(("20:00", "22:00"), ("21:00", "05:00"))),
        table=tuple(replace(row, base=()) for row in Rules().table),
    )
    far = Hazard(
        id="far", code="LD-09", community_id="c", kind="leak_building", rank=2,
        raw={"scale": "L2"}, geometry=Point(town.node_at(23)), visit_to=hours_end,
    )  # fmt: skip
    on = [moment(town.NIGHT, clock, town.ZONE) for clock in ("20:00", "05:00")]
    teams = [
        replace(team, shifts=(replace(team.shifts[0], from_at=on[0], to_at=on[1]),))
        for team in town.teams()
    ]
    needs = needed_for([far], rules, town.NIGHT, Levels(), town.ZONE)
    net = StreetNetwork.of(town.streets(), town.gates())
    made = plan([far], needs, teams, net, town.gates(), town.ZONE, rules=rules, iterations=20)
    assert len(made.unserved) == 1 - idle
    assert not broken(made, needs, hazards=[far], teams=teams)
    first = min(need.pass_no for need in needs.needs)
    lazy = replace(
        made,
        rounds=tuple(each for each in made.rounds if each.pass_no != first),
        unserved=(Unserved("far", first, True, "No time left."),),
    )
    assert ("idle" in broken(lazy, needs, hazards=[far], teams=teams)) is bool(idle)
