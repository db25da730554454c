from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shapely import LineString

from geo.carrying import carried
from geo.itinerary import Leg, Plan, Round, Stop
from geo.passes import Pass, Unserved

TEN = datetime(2026, 7, 22, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HERE = (116.3, 39.9)
LINE = LineString([HERE, (116.301, 39.9)])


def a_pass(no, name, from_h, to_h):
    return Pass(
        no,
        name,
        name.startswith("night"),
        TEN + timedelta(hours=from_h),
        TEN + timedelta(hours=to_h),
    )


def a_round(pass_no, hazards, team="t1"):
    stops = tuple(
        Stop(
            seq,
            each,
            pass_no,
            True,
            TEN + timedelta(minutes=10 * seq),
            120,
            HERE,
            HERE,
            False,
            "other",
        )
        for seq, each in enumerate(hazards, 1)
    )
    legs = tuple(Leg(seq, LINE, 85.0, 70) for seq in range(1, len(hazards) + 2))
    return Round(pass_no, team, TEN, TEN + timedelta(hours=1), 85.0 * len(legs), stops, legs)


def a_plan(passes, rounds, unserved=()):
    return Plan(date(2026, 7, 22), tuple(passes), tuple(rounds), tuple(unserved), 1, 100)


BEFORE = a_plan(
    [a_pass(1, "evening", -2, 0), a_pass(2, "night_1", 0, 3.25), a_pass(3, "night_2", 4.75, 9)],
    [a_round(1, ["a"]), a_round(2, ["a", "b", "c"]), a_round(3, ["a", "b", "c"])],
)


def test_a_pass_that_is_over_stays_whole_and_numbers_follow_the_order_of_time():
    # Planned again at 20:30: the new plan knows of the night passes only, numbered from 1.
    after = a_plan(
        [a_pass(1, "night_1", 0.5, 3.25), a_pass(2, "night_2", 4.75, 9)],
        [a_round(1, ["b", "c"]), a_round(2, ["a", "b", "c"])],
        [Unserved("d", 2, True, "Nobody.")],
    )
    both = carried(BEFORE, after, {(0, 1), (1, 1)}, TEN + timedelta(minutes=30))
    assert [one.name for one in both.passes] == ["evening", "night_1", "night_2"]
    assert [one.no for one in both.passes] == [1, 2, 3]
    walked = [(each.pass_no, [s.hazard_id for s in each.stops]) for each in both.rounds]
    assert walked == [(1, ["a"]), (2, ["a"]), (2, ["b", "c"]), (3, ["a", "b", "c"])]
    assert all(stop.pass_no == each.pass_no for each in both.rounds for stop in each.stops)
    assert both.unserved[0].pass_no == 3


def test_every_done_stop_is_kept_once_and_nothing_that_was_not_done():
    after = a_plan([a_pass(1, "night_1", 0.5, 3.25)], [a_round(1, ["c"])])
    both = carried(BEFORE, after, {(1, 1), (1, 2)}, TEN + timedelta(minutes=30))
    part = next(each for each in both.rounds if each.pass_no == 2 and len(each.stops) == 2)
    assert [stop.hazard_id for stop in part.stops] == ["a", "b"]
    assert {leg.seq for leg in part.legs} == {1, 2}
    assert part.length_m == sum(leg.length_m for leg in part.legs)
    assert part.ends_at == part.stops[-1].eta


def test_before_anything_was_walked_the_new_plan_stands_alone():
    fresh = a_plan([a_pass(1, "night_1", 0, 3.25)], [a_round(1, ["a"])])
    assert carried(BEFORE, fresh, set(), TEN - timedelta(hours=3)) == fresh


def test_what_nobody_could_do_in_a_pass_that_is_over_stays_named():
    before = replace(BEFORE, unserved=(Unserved("x", 1, False, "Nobody."),
                                       Unserved("y", 2, True, "Nobody.")))  # fmt: skip
    after = a_plan([a_pass(1, "night_1", 0.5, 3.25)], [a_round(1, ["c"])],
                   [Unserved("y", 1, True, "Still nobody.")])  # fmt: skip
    both = carried(before, after, {(1, 1)}, TEN + timedelta(minutes=30))
    names = {one.no: one.name for one in both.passes}
    assert [(e.hazard_id, names[e.pass_no], str(e)) for e in both.unserved] == [
        ("x", "evening", "Nobody."), ("y", "night_1", "Still nobody.")
    ]  # fmt: skip


def test_a_night_may_have_several_urgent_looks():
    before = a_plan([a_pass(1, "urgent", -3, -2)], [a_round(1, ["a"])])
    after = a_plan([a_pass(1, "urgent", 0, 1)], [a_round(1, ["b"])])
    both = carried(before, after, {(0, 1)}, TEN)
    assert [(one.no, one.name) for one in both.passes] == [(1, "urgent"), (2, "urgent")]
    assert [(e.pass_no, e.stops[0].hazard_id) for e in both.rounds] == [(1, "a"), (2, "b")]
