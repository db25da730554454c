"""Two passes of one hazard in windows that overlap: only the gaps keep them apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.itinerary import Plan
from geo.network import StreetNetwork
from geo.nights import moment
from geo.passes import Rules, needed_for
from geo.plan_check import check
from geo.rain import Levels
from geo.rounds import plan
from geo.rules import Window
from tests import town
from tests.geo.random_town import NIGHT, ZONE, random_town

WHOLE: Window = ("20:00", "05:00")


def rules(least: int, most: int | None, *windows: Window) -> Rules:
    """Every night two passes in these windows, so many minutes apart; no base passes."""
    usual = Rules()
    series = windows or (WHOLE, WHOLE)
    table: list[dict[str, object]] = [
        {"kind": row.kind, "rank": row.rank, "level": row.level.word, "base": [],
         "extra_night": min(2, row.extra_night), "service_min": 4, "min_gap_min": least,
         "max_gap_min": most}
        for row in usual.table
    ]  # fmt: skip
    return Rules.of({"windows": {"night_two": [list(each) for each in series]}, "table": table})


@cache
def network() -> StreetNetwork:
    return StreetNetwork.of(town.streets(), town.gates())


def night(given: Rules, *codes: str) -> Plan:
    """A checked plan of these hazards of the town."""
    hazards = [each for each in town.hazards() if each.code in codes]
    wanted = needed_for(hazards, given, town.NIGHT, Levels(), town.ZONE)
    made = plan(hazards, wanted, town.teams(), network(), town.gates(), town.ZONE,
                rules=given, iterations=60)  # fmt: skip
    wrong = check(made, wanted, hazards, town.teams(), town.streets(), town.gates(), town.ZONE,
                  rules=given)  # fmt: skip
    assert not wrong, [str(each) for each in wrong]
    return made


def gaps_of(made: Plan) -> list[timedelta]:
    """From leaving each hazard's first visit to the start of its second."""
    visits: dict[str, list[tuple[int, timedelta, object]]] = {}
    for each in made.rounds:
        through = {leg.seq: leg.walk_s for leg in each.legs if leg.through}
        for stop in each.stops:
            stays = timedelta(seconds=stop.service_s + through.get(stop.seq, 0))
            visits.setdefault(stop.hazard_id, []).append((stop.pass_no, stays, stop.eta))
    found = []
    for both in visits.values():
        (_, stays, first), (_, _, second) = sorted(both, key=lambda visit: visit[0])
        found.append(second - first - stays)  # type: ignore[operator]
    return found


@pytest.mark.parametrize("least", [30, 90, 240])
def test_of_one_hazard_the_second_visit_comes_after_the_smallest_gap_to_the_second(
    least: int,
) -> None:
    made = night(rules(least, None), "LD-02")
    assert next(each.stops[0].eta for each in made.rounds) < moment(town.NIGHT, "20:10", town.ZONE)
    assert gaps_of(made) == [timedelta(minutes=least)]
    assert not made.unserved


def test_all_of_the_town_is_seen_twice_between_both_gaps() -> None:
    made = night(rules(90, 150), *(each.code for each in town.hazards()))
    assert not made.unserved
    gaps = gaps_of(made)
    assert len(gaps) == 9  # rank 1 has no night pass
    assert timedelta(minutes=90) <= min(gaps) <= max(gaps) <= timedelta(minutes=150)


def test_windows_may_overlap_in_part() -> None:
    made = night(rules(60, 120, ("20:00", "23:00"), ("22:00", "05:00")), "LD-02", "SM-04")
    etas = [stop.eta for each in made.rounds for stop in each.stops if stop.pass_no == 2]
    assert all(eta >= moment(town.NIGHT, "22:00", town.ZONE) for eta in etas)
    assert all(timedelta(minutes=60) <= gap <= timedelta(minutes=120) for gap in gaps_of(made))


def test_no_time_for_the_gap_is_named() -> None:
    made_rules = rules(200, None, ("20:00", "21:00"), ("20:00", "21:00"))
    made = night(made_rules, "LD-02")
    assert len(made.rounds) == 1
    [missed] = made.unserved
    assert "After the visit before" in str(missed)


def test_without_the_gap_the_checker_complains() -> None:
    given = rules(90, None)
    hazards = [each for each in town.hazards() if each.code == "LD-02"]
    wanted = needed_for(hazards, given, town.NIGHT, Levels(), town.ZONE)
    bare = replace(wanted, needs=tuple(replace(need, min_gap_s=0) for need in wanted.needs))
    made = plan(hazards, bare, town.teams(), network(), town.gates(), town.ZONE, rules=given,
                iterations=30)  # fmt: skip
    wrong = check(made, wanted, hazards, town.teams(), town.streets(), town.gates(), town.ZONE,
                  rules=given)  # fmt: skip
    assert "gap" in {each.rule for each in wrong}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_on_towns_by_seed_the_checker_finds_nothing(seed: int) -> None:
    rng = Random(seed)
    place = random_town(seed, side=3, hazards=rng.randint(1, 7), teams=rng.randint(1, 3),
                        gates=rng.randint(0, 2))  # fmt: skip
    least = rng.choice([10, 45, 90, 180])
    given_rules = rules(least, rng.choice([None, least, least + 60]))
    wanted = needed_for(place.hazards, given_rules, NIGHT, Levels(), ZONE)
    made = plan(place.hazards, wanted, place.teams, StreetNetwork.of(place.streets, place.gates),
                place.gates, ZONE, rules=given_rules, iterations=15)  # fmt: skip
    wrong = check(made, wanted, place.hazards, place.teams, place.streets, place.gates, ZONE,
                  rules=given_rules)  # fmt: skip
    assert not wrong, [str(each) for each in wrong]
