"""How stops stand by the clock: late to the team, then to the office, then missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from geo.itinerary import Leg, Plan, Round, Stop
from geo.lateness import Key, stand, walks_of
from geo.nights import moment
from geo.passes import Pass
from geo.progress import walks
from geo.rules import Rules
from tests import town

RULES = Rules(late_min=10, desk_min=10)
EIGHT = moment(town.NIGHT, "20:00", town.ZONE)
ENDS = moment(town.NIGHT, "23:15", town.ZONE)
MINUTE = timedelta(minutes=1)
PLACE = (116.4, 39.8)


def stop(seq: int, minutes: float, service_s: int = 120, pass_no: int = 1) -> Stop:
    at = EIGHT + timedelta(minutes=minutes)
    return Stop(seq, f"h{seq}", pass_no, True, at, service_s, PLACE, PLACE, False, "other")


def walk(*stops: Stop, team: str = "one", starts: datetime = EIGHT) -> Round:
    legs = (Leg(1, LineString([PLACE, (116.41, 39.8)]), 100.0, 84),)
    return Round(stops[0].pass_no, team, starts, stops[-1].eta + 10 * MINUTE, 100.0, stops, legs)


def plan(*rounds: Round) -> Plan:
    evening = Pass(1, "night_1", True, EIGHT, ENDS)
    morning = Pass(2, "night_2", True, moment(town.NIGHT, "00:45", town.ZONE),
                   moment(town.NIGHT, "05:00", town.ZONE))  # fmt: skip
    return Plan(town.NIGHT, (evening, morning), rounds, (), 1, 10)


THREE = plan(walk(stop(1, 10), stop(2, 30), stop(3, 50)))


def at(minutes: float) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "heard"),
    [(0, "none"), (10, "none"), (19.9, "none"), (20, "team"), (29.9, "team"), (30, "desk"),
     (194, "desk"), (195, "missed")],
)  # fmt: skip
def test_first_the_team_is_told_then_the_office_then_it_is_missed(
    minutes: float, heard: str
) -> None:
    now = at(minutes)
    one = stand(THREE, {}, now, RULES)[0, 1]
    assert one.alarm(now) == heard
    assert one.state == ("missed" if heard == "missed" else "planned")


def test_nobody_is_called_late_while_at_work_where_he_should_be() -> None:
    long = plan(walk(stop(1, 10, service_s=25 * 60)))
    assert stand(long, {}, at(30), RULES)[0, 1].alarm(at(30)) == "none"
    assert stand(long, {}, at(35), RULES)[0, 1].alarm(at(35)) == "team"


def test_who_is_behind_comes_later_to_all_that_follow() -> None:
    # Done at 20:24 instead of 20:12: twelve minutes behind.
    seen = stand(THREE, {(0, 1): at(24)}, at(25), RULES)
    assert seen[0, 2].expected_at == at(42)
    assert seen[0, 3].expected_at == at(62)
    assert seen[0, 1].late(at(25)) == 14 * MINUTE
    assert seen[0, 1].expected_at is None


def test_who_is_early_is_not_waited_for_early() -> None:
    seen = stand(THREE, {(0, 1): at(5)}, at(6), RULES)
    assert seen[0, 2].expected_at == at(30)


def test_a_team_that_has_not_begun_is_behind_by_what_it_should_have_begun() -> None:
    seen = stand(THREE, {}, at(25), RULES)
    assert [seen[0, seq].expected_at for seq in (1, 2, 3)] == [at(25), at(45), at(65)]


def test_a_stop_left_out_is_late_and_those_to_come_are_not() -> None:
    seen = stand(THREE, {(0, 2): at(32)}, at(33), RULES)
    assert seen[0, 1].alarm(at(33)) == "desk"
    assert seen[0, 1].expected_at == at(33)
    assert seen[0, 3].expected_at == at(50)


def test_that_it_will_be_too_late_is_known_before_it_is() -> None:
    last = plan(walk(stop(1, 10), stop(2, 190)))
    assert not stand(last, {}, at(10), RULES)[0, 2].too_late
    assert stand(last, {}, at(30), RULES)[0, 2].too_late


def test_what_was_handed_over_is_nobodys_alarm() -> None:
    seen = stand(THREE, {}, at(60), RULES, handed_over={(0, 1), (0, 2)})
    assert seen[0, 1].alarm(at(60)) == "none"
    assert seen[0, 1].state == "handed_over"
    assert seen[0, 3].expected_at == at(60)
    [one] = walks(THREE, seen, set(), at(60))
    assert (one.total, one.done, one.late, one.next) == (1, 0, 1, (0, 3))


def test_the_parts_of_a_walk_that_was_planned_again_are_one_walk() -> None:
    first = walk(stop(1, 10))
    second = walk(stop(1, 30), stop(2, 50), starts=at(20))
    other = walk(stop(1, 10), team="two")
    whole = plan(second, first, other)
    assert [[key for key, _ in each] for each in walks_of(whole)] == [
        [(1, 1), (0, 1), (0, 2)],
        [(2, 1)],
    ]
    seen = stand(whole, {(1, 1): at(20)}, at(21), RULES)
    assert seen[0, 1].expected_at == at(38)
    assert seen[2, 1].expected_at == at(21), "the other team is behind on its own account"


def test_how_far_a_team_is() -> None:
    now = at(75)
    seen = stand(THREE, {(0, 2): at(31), (0, 1): at(33)}, now, RULES)
    [one] = walks(THREE, seen, {(0, 2)}, now)
    assert (one.total, one.done, one.found, one.late, one.missed) == (3, 2, 1, 1, 0)
    assert one.last == (0, 1), "the last by the clock, not in the plan"
    assert one.next == (0, 3)
    assert not one.over


def test_after_a_stop_out_of_order_the_next_is_the_first_that_is_open() -> None:
    now = at(32)
    seen = stand(THREE, {(0, 2): at(31)}, now, RULES)
    [one] = walks(THREE, seen, set(), now)
    assert (one.last, one.next, one.skipped) == ((0, 2), (0, 1), ((0, 1),))


MOMENTS = st.floats(min_value=0, max_value=300, allow_nan=False)
STOPS = st.lists(st.floats(min_value=1, max_value=40), min_size=1, max_size=8)
DONE = st.dictionaries(st.integers(0, 7), st.floats(min_value=0, max_value=300), max_size=8)


def made(gaps: list[float], done: dict[int, float]) -> tuple[Plan, dict[Key, datetime | None]]:
    etas = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    night = plan(walk(*(stop(n + 1, eta) for n, eta in enumerate(etas))))
    return night, {(0, n + 1): at(when) for n, when in done.items() if n < len(gaps)}


@given(STOPS, DONE, MOMENTS)
def test_what_is_expected_is_never_before_now_nor_before_the_plan(
    gaps: list[float], done: dict[int, float], minutes: float
) -> None:
    night, answered = made(gaps, done)
    now = at(minutes)
    for key, one in stand(night, answered, now, RULES).items():
        if one.state != "planned":
            assert one.expected_at is None
            continue
        assert key not in answered
        assert one.expected_at is not None
        assert one.expected_at >= max(now, one.eta)
        assert one.tell_at <= one.desk_at


@given(STOPS, MOMENTS, MOMENTS)
def test_an_alarm_only_rises_until_somebody_answers(
    gaps: list[float], one: float, two: float
) -> None:
    night, _ = made(gaps, {})
    rises = ("none", "team", "desk", "missed")
    early, late = at(min(one, two)), at(max(one, two))
    before, after = stand(night, {}, early, RULES), stand(night, {}, late, RULES)
    for key in before:
        assert rises.index(before[key].alarm(early)) <= rises.index(after[key].alarm(late))
        answered = stand(night, {key: late}, late, RULES)[key]
        assert answered.alarm(late) == "none"


@given(STOPS, DONE, MOMENTS)
def test_the_sums_of_a_walk_are_its_stops(
    gaps: list[float], done: dict[int, float], minutes: float
) -> None:
    night, answered = made(gaps, done)
    now = at(minutes)
    seen = stand(night, answered, now, RULES)
    [one] = walks(night, seen, set(), now)
    open_ = sum(each.state == "planned" for each in seen.values())
    assert one.done + one.missed + open_ == one.total == len(gaps)
    assert one.over == (open_ == 0)


def test_a_demo_night_that_began_again_is_not_hours_behind() -> None:
    """The clock runs in circles: an answer of the round before is later than now."""
    seen = stand(THREE, {(0, 1): at(200)}, at(12), RULES)
    assert seen[0, 1].state == "done"
    assert seen[0, 2].expected_at == at(30)


def test_the_negative_control_without_minutes_to_spare_everybody_is_late() -> None:
    strict = replace(RULES, late_min=0, desk_min=0)
    quick = plan(walk(stop(1, 10, service_s=0)))
    assert stand(quick, {}, at(10), strict)[0, 1].alarm(at(10)) == "desk"
    assert stand(quick, {}, at(10), RULES)[0, 1].alarm(at(10)) == "none"
