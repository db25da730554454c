"""Hazards that may be visited at some hours only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.hazards import Hazard
from geo.network import StreetNetwork
from geo.nights import moment
from geo.passes import Pass, Rules, needed_for, next_due
from geo.plan_check import check
from geo.rain import Level, Levels
from geo.rounds import plan
from geo.visit_hours import hours_in, nearest_of, only_then, shut_in
from tests import town

BLUE = Levels(rain=Level.BLUE)
LEAK = next(each for each in town.hazards() if each.code == "LD-04")


def clock(text: str):  # type: ignore[no-untyped-def]
    return moment(town.NIGHT, text, town.ZONE)


def a_pass(opens: str, ends: str) -> Pass:
    return Pass(1, "night_1", True, clock(opens), clock(ends))


def hours(visit_from: str | None, visit_to: str | None) -> Hazard:
    return replace(LEAK, visit_from=visit_from, visit_to=visit_to)


def test_without_hours_of_its_own_the_pass_says() -> None:
    assert hours_in(LEAK, a_pass("20:00", "23:15"), town.NIGHT, town.ZONE) == (None, None)
    assert shut_in(LEAK, a_pass("20:00", "23:15"), town.NIGHT, town.ZONE) is None


@pytest.mark.parametrize(
    ("own", "one", "left"),
    [
        (("08:00", "21:00"), ("20:00", "23:15"), ("20:00", "21:00")),
        (("21:30", None), ("20:00", "23:15"), ("21:30", None)),
        ((None, "22:00"), ("20:00", "23:15"), (None, "22:00")),
        (("22:00", "02:00"), ("00:45", "05:00"), ("00:45", "02:00")),
        (("22:00", "06:00"), ("00:45", "05:00"), ("00:45", "05:00")),
    ],
)
def test_hours_and_pass_meet(
    own: tuple[str | None, str | None], one: tuple[str, str], left: tuple[str | None, str | None]
) -> None:
    wanted = tuple(each and clock(each) for each in left)
    assert hours_in(hours(*own), a_pass(*one), town.NIGHT, town.ZONE) == wanted


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (("08:00", "19:00"), "LD-04 may be visited from 08:00 to 19:00 only."),
        (("23:30", None), "LD-04 may be visited from 23:30 on only."),
        ((None, "19:59"), "LD-04 may be visited until 19:59 only."),
    ],
)
def test_a_pass_outside_of_them_is_named(own: tuple[str | None, str | None], said: str) -> None:
    why = shut_in(hours(*own), a_pass("20:00", "23:15"), town.NIGHT, town.ZONE)
    assert str(why) == str(only_then(hours(*own))) == said


def test_a_house_open_till_nine_is_seen_by_then_and_its_second_night_pass_is_named() -> None:
    house = hours("08:00", "21:00")
    others = [each for each in town.hazards() if each.id != house.id]
    wanted = needed_for([*others, house], Rules(), town.NIGHT, BLUE, town.ZONE)
    made = plan([*others, house], wanted, town.teams(),
                StreetNetwork.of(town.streets(), town.gates()), town.gates(), town.ZONE,
                iterations=60)  # fmt: skip
    seen = [stop for each in made.rounds for stop in each.stops if stop.hazard_id == house.id]
    assert [made.pass_of(stop.pass_no).name for stop in seen] == ["day", "night_1"]
    assert all(clock("08:00") <= stop.eta <= clock("21:00") for stop in seen)
    missed = [str(each) for each in made.unserved if each.hazard_id == house.id]
    assert missed == ["LD-04 may be visited from 08:00 to 21:00 only."]
    where = [*others, house], town.teams(), town.streets(), town.gates(), town.ZONE
    assert not check(made, wanted, *where)


PASSES = [a_pass("20:00", "23:15"), a_pass("00:45", "05:00")]


@pytest.mark.parametrize(
    ("own", "nearest"),
    [
        (("23:20", "00:30"), "20:00–23:15"),
        (("23:50", "00:30"), "00:45–05:00"),
        (("08:00", "12:00"), "20:00–23:15"),
        ((None, "19:00"), "20:00–23:15"),
        (("05:30", "06:00"), "20:00–23:15"),
        (("22:00", "00:30"), None),
        ((None, None), None),
    ],
)
def test_hours_between_the_passes_are_told_the_nearest(
    own: tuple[str | None, str | None], nearest: str | None
) -> None:
    said = nearest_of(hours(*own), PASSES, town.NIGHT, town.ZONE)
    wanted = f"It could be visited if its hours met a pass: the nearest is {nearest}."
    assert (said and str(said)) == (nearest and wanted)


def test_a_plan_says_what_would_help_a_house_open_between_the_passes_only() -> None:
    """The control is the house open till nine: it meets a pass, and no nearest one is named."""
    for own, nearest in ((("23:20", "00:30"), True), (("08:00", "21:00"), False)):
        wanted = needed_for([hours(*own)], Rules(), town.NIGHT, BLUE, town.ZONE)
        made = plan([hours(*own)], wanted, town.teams(),
                    StreetNetwork.of(town.streets(), town.gates()), town.gates(), town.ZONE,
                    iterations=20)  # fmt: skip
        assert made.unserved
        for each in made.unserved:
            assert ("the nearest is" in str(each.remedy)) == nearest


def test_the_checker_sees_a_visit_outside_of_them() -> None:
    wanted = needed_for([LEAK], Rules(), town.NIGHT, BLUE, town.ZONE)
    made = plan([LEAK], wanted, town.teams(), StreetNetwork.of(town.streets(), town.gates()),
                town.gates(), town.ZONE, iterations=20)  # fmt: skip
    [eta] = [s.eta for r in made.rounds for s in r.stops if made.pass_of(s.pass_no).name == "day"]
    late = [
        replace(need, from_at=eta + timedelta(minutes=5)) if need.pass_no == 1 else need
        for need in wanted.needs
    ]
    found = check(made, replace(wanted, needs=tuple(late)), [LEAK], town.teams(), town.streets(),
                  town.gates(), town.ZONE)  # fmt: skip
    assert len(found) == 1
    assert "outside" in str(found[0])


def test_it_is_due_again_when_it_can_be_visited() -> None:
    seen = clock("08:30")
    due = next_due(hours("08:00", "20:30"), Rules(), BLUE, town.ZONE,
                   last_visited_at=seen, now=clock("19:00"))  # fmt: skip
    assert due == clock("20:30")
    later = next_due(hours("08:00", "18:00"), Rules(), BLUE, town.ZONE,
                     last_visited_at=seen, now=clock("19:00"))  # fmt: skip
    assert later == clock("18:00") + timedelta(days=1)


CLOCKS = st.builds(lambda h, m: f"{h:02d}:{m:02d}", st.integers(0, 23), st.integers(0, 59))


@given(CLOCKS, CLOCKS)
def test_hours_lie_within_the_pass(opens: str, ends: str) -> None:
    one, own = a_pass("20:00", "05:00"), hours(opens, ends)
    begins, over = hours_in(own, one, town.NIGHT, town.ZONE)
    assert begins is not None and over is not None
    assert begins >= one.from_at
    assert over <= one.to_at
    assert (shut_in(own, one, town.NIGHT, town.ZONE) is None) == (begins <= over)
